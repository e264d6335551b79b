"""What waits for those who look after an installation."""
