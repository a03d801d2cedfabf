"""Codes that make goods cheaper: who bears what they take off, for which goods they are, and how often they may be used."""
