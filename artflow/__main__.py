"""`python -m artflow COMMAND`: the commands of `flask --app wsgi` without loading every plugin."""

from artflow import create_app

if __name__ == "__main__":
    create_app().cli(prog_name="python -m artflow")
