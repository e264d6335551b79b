"""Decisions: one load, one judgement, one transaction; and the effects they have."""
