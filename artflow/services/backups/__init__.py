"""Backups: a copy of database and files of one moment, and the way back."""
