"""The program `artflow`, also `python -m artflow`: its commands, without loading every plugin."""

from __future__ import annotations

import sys

import click
from flask.cli import ScriptInfo

from artflow import config, create_app
from artflow.cli import Commands


def main() -> None:
    """Run a command. The application is made by the command that needs it, so help makes nothing.

    Settings that cannot work are one line and exit code 1.
    """
    config.default_to_utc()
    group = Commands("artflow", help="Public art, from an artist's sketch to an accepted wall.")
    click.version_option(config.VERSION, message="%(prog)s %(version)s")(group)
    try:
        group(
            prog_name="artflow",
            obj=ScriptInfo(create_app=create_app, set_debug_flag=False),
        )
    except config.ConfigurationError as error:
        sys.exit(f"artflow: {error}")


if __name__ == "__main__":
    main()
