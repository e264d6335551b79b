"""Pages of a person's own account: registering, signing in, passwords, profile."""
