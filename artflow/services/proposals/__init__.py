"""A proposal apart from its process: drafts, attachments, and what its page reads."""
