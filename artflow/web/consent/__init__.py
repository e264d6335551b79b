"""The consent of a building's owners: the form it is recorded with."""
