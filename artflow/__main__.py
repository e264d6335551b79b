"""The program `artflow`, also `python -m artflow`: its commands, without loading every plugin."""

from __future__ import annotations

import click
from flask.cli import ScriptInfo

from artflow import config, create_app
from artflow.cli import Commands


def main() -> None:
    """Run a command. The application is made by the command that needs it, so help makes nothing.

    Settings that cannot work are one line and exit code 2.
    """
    config.default_to_utc()
    group = Commands("artflow", help="Public art, from an artist's sketch to an accepted wall.")
    click.version_option(config.VERSION, message="%(prog)s %(version)s")(group)
    group(
        prog_name="artflow",
        obj=ScriptInfo(create_app=lambda: config.start(create_app), set_debug_flag=False),
    )


if __name__ == "__main__":
    main()
