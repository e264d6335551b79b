"""What everybody may see, files, and whether the server is well."""
