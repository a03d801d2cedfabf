"""Sound that people recorded: what it is and how long it lasts is read from its bytes, whatever name it came under."""
