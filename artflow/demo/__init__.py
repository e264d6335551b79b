"""Demo data from the programme's beginnings, made by the real verbs."""
