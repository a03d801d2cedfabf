"""Draws the demo pictures with numpy and Pillow alone: `python -m marketplace.demo.pictures`."""
