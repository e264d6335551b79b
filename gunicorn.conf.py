"""What `gunicorn wsgi:app` reads by itself in this folder; `-c` names it from elsewhere."""

import artflow.config

artflow.config.preloaded = True  # a wrong setting is then said once, by the master
preload_app = True
accesslog = None  # the application writes its own, alike under every server
