"""Signing forms and the portfolio of sponsors."""
