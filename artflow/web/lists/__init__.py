"""Desks, boards and filtered lists."""
