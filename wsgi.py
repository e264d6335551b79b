"""The application as servers expect it: `waitress-serve wsgi:app`, `gunicorn wsgi:app`."""

import gc

gc.disable()  # what is made now stays: looking for garbage in it costs a tenth of the start

from artflow import config, create_app, serve  # noqa: E402

config.default_to_utc()
serve.leave_proxies_to_the_application()
app = config.start(create_app)
gc.enable()
gc.freeze()
