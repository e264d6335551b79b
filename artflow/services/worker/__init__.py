"""The worker: letters that are due, ended sessions, files past their time, a seal each day."""
