"""Transactions, the queue of writes, locks and migrations."""
