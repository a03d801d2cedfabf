"""What stands behind `make`: needs nothing but a Python, makes the environment, then hands over to it."""
