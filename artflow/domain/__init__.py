"""What the city decided: pure Python, no Flask and no SQLAlchemy below this line."""
