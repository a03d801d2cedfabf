"""Asking for a price, and paying a quote behind its link."""
