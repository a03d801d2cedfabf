"""Complaints of shoppers: the form, and the page of a ticket behind its link."""
