"""Pages that bring in tables: their columns are recognised, and every row is judged by a form."""
