"""The words for codes that lower layers use: roles, reasons, fields. One table each."""
