"""The application as servers expect it: `waitress-serve wsgi:app`, `flask --app wsgi …`."""

import gc
import os

# Babel asks for the zone of this machine, and pytz then looks at all six hundred of the world.
# Times are kept in UTC here and shown in the city's own zone.
os.environ.setdefault("TZ", "UTC")
gc.disable()  # what is made now stays: looking for garbage in it costs a tenth of the start

from artflow import create_app  # noqa: E402

app = create_app()
gc.enable()
gc.freeze()
