"""Accounts and their roles: given, changed, taken, looked for, and what that does to the works."""
