"""The administration's screens for delivery: what is closed, what carrying costs, who carries, where parcels are joined."""
