"""What the shop pays to others out of what it took: fees of gateways, taxes at source."""
