"""Pages of those who look after an installation: the overview, and the verification."""
