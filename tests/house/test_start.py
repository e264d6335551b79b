"""What a server loads before its first page: nothing that most of its pages never need."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module

import pytest

from artflow.web import present
from tests import databases

from .source import ROOT

HEAVY = ("alembic", "mako", "flask_migrate", "holidays", "pypdf", "pytest", "babel.messages",
         "graphviz", "PIL.TiffImagePlugin", "numpy", "openpyxl", "argon2", "smtplib", "transitions",
         "artflow.web.letters.composing", "artflow.web.present.page")  # fmt: skip
"""Pillow itself is there: a plugin for each format we take costs little, all forty cost much."""
PAGE = """
import sys
from wsgi import app
answer = app.test_client().get("/")
assert answer.status_code == 200, answer.status
print("\\n".join(sorted(sys.modules)))
"""


def loaded(tmp_path, script: str) -> set[str]:
    """The modules a fresh process has after this script."""
    url = f"sqlite:///{tmp_path / 'start.db'}"
    databases.migrated(url, tmp_path)
    settings = {"ARTFLOW_SQLALCHEMY_DATABASE_URI": url, "ARTFLOW_SECRET_KEY": "tests",
                "ARTFLOW_UPLOADS": str(tmp_path / "uploads")}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], cwd=ROOT, env=os.environ | settings,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_the_first_page_comes_without_what_it_does_not_need(tmp_path):
    modules = loaded(tmp_path, PAGE)

    assert "flask" in modules
    assert {name for name in HEAVY if name in modules} == set()


def test_what_there_is_to_present_is_loaded_when_it_is_named():
    assert present.browsers.__name__ == "artflow.web.present.browsers"
    with pytest.raises(AttributeError, match="nobody"):
        _ = present.nobody


def test_a_module_that_lacks_another_says_which(monkeypatch):
    monkeypatch.setattr(present, "import_module", lambda name: import_module("no_such_thing"))

    with pytest.raises(ModuleNotFoundError, match="no_such_thing"):
        _ = present.lost


def test_the_domain_alone_needs_no_web_and_no_database(tmp_path):
    script = "import sys, artflow.domain.engine; print('\\n'.join(sys.modules))"

    modules = loaded(tmp_path, script.replace("artflow.domain.engine", "artflow.domain.policy"))

    assert {"sqlalchemy", "wtforms", "PIL"} & modules == set()
