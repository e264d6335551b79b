"""What stands around every request: its line in the log, its limits, the device it comes from."""
