"""Files: taken in, kept by content, shown re-encoded; tables for spreadsheets."""
