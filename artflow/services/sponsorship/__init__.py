"""Sponsors and money: the portfolio, and a sponsor that takes another's place."""
