"""Milestones on pages: their forms, and the making of a work."""
