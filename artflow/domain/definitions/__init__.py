"""From a TOML document to a checked process, or to a list of what is wrong with it."""
