"""The whole file of a work to take away, with a page that a person reads without artflow."""
