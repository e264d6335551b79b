"""Letters: the outbox, and how letters are sent."""
