"""Another group sends in place of one that does not answer, if the shopper agrees: finding one, asking, and the answer."""
