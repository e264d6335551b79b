"""Work in the background: what administrators see of it, exports while they are written."""
