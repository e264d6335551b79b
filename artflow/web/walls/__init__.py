"""Pages of the register of walls."""
