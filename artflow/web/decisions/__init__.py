"""The page and the forms on which an action is taken."""
