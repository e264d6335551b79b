"""Pages about people and organisations, and impersonation."""
