"""The register of walls, their photos, and walls as candidates for a work."""
