"""Staff's screens for payouts to groups, under /admin/payouts/."""
