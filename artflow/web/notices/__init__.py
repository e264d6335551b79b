"""News of a person's proposals."""
