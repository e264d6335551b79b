"""What the pages ask: one class a form, its fields, its checks."""
