"""Verbs and questions. They take people and things, never a request."""
