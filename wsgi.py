"""The application as servers expect it: `waitress-serve wsgi:app`, `flask --app wsgi …`."""

import gc

from artflow import create_app

gc.disable()  # what is made now stays: looking for garbage in it costs a tenth of the start
app = create_app()
gc.enable()
gc.freeze()
