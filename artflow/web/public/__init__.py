"""What everybody may see, files, and the health of the server."""
