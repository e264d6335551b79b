"""`python -m artflow COMMAND`: the commands of `flask --app wsgi` without loading every plugin."""

from artflow import config, create_app

if __name__ == "__main__":
    config.default_to_utc()
    config.start(create_app).cli(prog_name="python -m artflow")
