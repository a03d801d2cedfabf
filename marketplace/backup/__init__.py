"""Backup and restore: one sealed archive of database and uploads, checked before it is believed."""
