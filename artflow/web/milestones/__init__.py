"""Milestones on pages: their forms, and the execution of a work."""
