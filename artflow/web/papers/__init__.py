"""Papers of works that run out."""
