"""The worker: letters that are due, pictures that wait, chores of each day."""
