"""What belongs to one shopper: the list of wishes, addresses, own data; and being told when something is back."""
