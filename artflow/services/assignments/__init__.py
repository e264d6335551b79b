"""Who looks after a work: assigned, taken, and given back when they can act no longer."""
