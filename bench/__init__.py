"""What varies with the machine: measured side by side and said as a ratio, never as a promise."""
