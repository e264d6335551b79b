"""Conditions of parties and defects, as forms and on the page of a work."""
