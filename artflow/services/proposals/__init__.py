"""A proposal beside its process: drafts, attachments, and what its page reads."""
