"""The picture of a process, drawn from its definition."""
