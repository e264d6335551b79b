"""Picture review: what a specialist checks and scores, remarks, and the guards on them."""
