"""The application as servers expect it: `waitress-serve wsgi:app`, `flask --app wsgi …`."""

import gc

gc.disable()  # what is made now stays: looking for garbage in it costs a tenth of the start

from artflow import config, create_app  # noqa: E402

config.default_to_utc()
app = create_app()
gc.enable()
gc.freeze()
