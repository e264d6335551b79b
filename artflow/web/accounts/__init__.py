"""Pages about accounts and roles: given, changed, taken, invited, looked for."""
