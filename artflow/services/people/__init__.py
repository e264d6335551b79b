"""Accounts: signing in, invitations, roles, organisations, impersonation."""
