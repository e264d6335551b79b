"""The assessment and the remarks, as forms and as pages."""
