"""Pages of one's own account: registering, signing in, passwords, profile."""
