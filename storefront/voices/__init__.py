"""Saying something about goods: a review, a question to the maker, a flag; and reading all of them."""
