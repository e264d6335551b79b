"""Jobs: written with what wants them, claimed by a worker, seen and repeated by administrators."""
