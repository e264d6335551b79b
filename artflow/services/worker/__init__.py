"""The worker: letters that are due, sessions that have ended, pictures that wait."""
