"""Works given to specialists."""
