"""Enquiries, the quotes that answer them, and the links behind which quotes are paid."""
