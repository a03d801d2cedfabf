"""Basket, checkout, order page, and the way back to an order."""
