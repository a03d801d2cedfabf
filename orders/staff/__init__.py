"""The administration's screens for orders and money. Each translates a form and makes one call; addresses are in ``addresses``."""
