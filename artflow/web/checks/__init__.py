"""Checking a paper: codes on sheets, and the page on which anybody asks whether they are true."""
