"""What an artist says about a work: fields, completeness, and the guards that ask for them."""
