"""The diagram of a process, drawn from its definition."""
