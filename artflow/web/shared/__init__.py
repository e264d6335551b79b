"""What every page needs: access, language, formats, fields, labels."""
