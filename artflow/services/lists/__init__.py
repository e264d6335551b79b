"""Lists, desks, boards and what is counted on them."""
