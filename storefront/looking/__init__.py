"""Home, lists, products, groups, search, labels, and what machines ask for."""
