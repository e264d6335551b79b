"""News of one's proposals."""
