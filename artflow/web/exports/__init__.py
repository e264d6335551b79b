"""Exports: what somebody has asked for, how far it is, and its download."""
