"""Programmes: their settings, definitions and working days."""
