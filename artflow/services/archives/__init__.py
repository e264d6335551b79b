"""The whole file of a work: what of it somebody may have, as one archive that proves itself."""
