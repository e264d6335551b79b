"""Roles, passwords and the pace of guesses."""
