"""The application as servers expect it: `waitress-serve wsgi:app`, `flask --app wsgi …`."""

from artflow import create_app

app = create_app()
