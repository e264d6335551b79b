"""Letters in words, and the outbox for administrators."""
