"""Cash on delivery: rules, cash that groups take at the door, and its way into the shop's box and bank."""
