"""The list of proposals, the page of one, its comparison and approval sheet."""
