"""Composition root: settings, addresses, checks, demo data. No other room imports it."""
