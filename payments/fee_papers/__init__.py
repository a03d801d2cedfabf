"""Invoices for the fee: once a month, for each group that sells by itself, from what was frozen with its earnings. docs/tax.md."""
