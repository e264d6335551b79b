"""Changes of the rows of works: noted by the database, sealed by events, compared."""
