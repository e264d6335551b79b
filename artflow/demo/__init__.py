"""Demo data, made by the same services as real data."""
