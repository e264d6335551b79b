"""Pages of programmes and of the calendar."""
