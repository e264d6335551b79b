"""Pages of the working dossier."""
