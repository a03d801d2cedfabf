"""Words of the interface."""
