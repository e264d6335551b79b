"""artflow as a package: what the wheel holds, and that it runs where there is no repository."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import urllib.request
import zipfile
from pathlib import Path

import pytest

import artflow
import dev
from artflow import config
from artflow.__main__ import main
from artflow.services.database import schema
from tests.fixtures.dev_tree import PYTHON
from tools import prove_demo

pytestmark = pytest.mark.pure
PROJECT = tomllib.loads((dev.ROOT / "pyproject.toml").read_text("utf-8"))
NOT_OURS = re.compile(r"^(ARTFLOW_|PYTHON|VIRTUAL_ENV|XDG_|FLASK_)")
START_SECONDS = 300


def test_the_version_is_the_same_wherever_it_stands():
    changes = (dev.ROOT / "CHANGELOG.md").read_text("utf-8")

    assert PROJECT["project"]["version"] == config.VERSION
    assert re.search(r"(?m)^## ([\w.]+)", changes)[1] in (config.VERSION, "Unreleased")
    assert re.search(rf"(?m)^## {re.escape(config.VERSION)}, \d{{4}}-\d\d-\d\d$", changes)


def test_an_installed_package_finds_its_own_folders_first(tmp_path, monkeypatch):
    monkeypatch.setattr(config, "PACKAGE", tmp_path / "site-packages" / "artflow")
    (tmp_path / "site-packages" / "migrations").mkdir(parents=True)  # somebody else's

    assert config.find_folder("migrations") == tmp_path / "site-packages" / "migrations"
    (config.PACKAGE / "migrations").mkdir(parents=True)
    assert config.find_folder("migrations") == config.PACKAGE / "migrations"


def test_everything_local_lies_where_the_environment_says(tmp_path, monkeypatch):
    monkeypatch.setenv("ARTFLOW_INSTANCE", str(tmp_path / "here"))

    app = artflow.create_app()

    assert app.instance_path == str(tmp_path / "here")
    for name in ("SQLALCHEMY_DATABASE_URI", "UPLOADS", "MAIL_FOLDER"):
        assert str(tmp_path / "here") in app.config[name]
    assert (tmp_path / "here" / "secret_key").exists()


def test_a_place_is_taken_from_where_the_command_is_called(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ARTFLOW_INSTANCE", "data")

    assert config.find_instance() == tmp_path / "data"


def test_without_a_word_the_repository_keeps_its_own_and_a_package_the_persons(
    tmp_path, monkeypatch
):
    monkeypatch.delenv("ARTFLOW_INSTANCE", raising=False)
    assert config.find_instance() == dev.ROOT / "instance"

    monkeypatch.setattr(config, "PACKAGE", tmp_path / "site-packages" / "artflow")
    (config.PACKAGE / "migrations").mkdir(parents=True)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert config.find_instance() == tmp_path / "data" / "artflow"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert config.find_instance() == tmp_path / ".local" / "share" / "artflow"


def test_the_program_says_its_version_and_makes_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ARTFLOW_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setattr(sys, "argv", ["artflow", "--version"])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 0
    assert capsys.readouterr().out == f"artflow {config.VERSION}\n"
    assert not (tmp_path / "instance").exists()


def test_settings_that_cannot_work_are_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ARTFLOW_INSTANCE", str(tmp_path))
    monkeypatch.setenv("ARTFLOW_SQLALCHEMY_DATABASE_URI", "postgresql://nowhere/city")
    monkeypatch.setattr(sys, "argv", ["artflow", "serve"])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == config.MISUSED
    assert capsys.readouterr().err.startswith("artflow: ARTFLOW_SECRET_KEY must be set")


@pytest.mark.parametrize("program", ["artflow", "flask"])
def test_both_forms_have_every_command(program, tmp_path):
    from artflow.cli import COMMANDS

    words = {"artflow": ["artflow"], "flask": ["flask", "--app", "wsgi"]}[program]
    done = subprocess.run(
        [sys.executable, "-m", *words, "--help"],
        cwd=dev.ROOT,
        env=os.environ | {"ARTFLOW_INSTANCE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    listed = set(re.findall(r"(?m)^  (\w[\w-]*)  ", done.stdout.partition("Commands:")[2]))
    assert set(COMMANDS) <= listed


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel of this tree from an empty folder, with the interpreter's own pip."""
    folder = tmp_path_factory.mktemp("package")
    subprocess.run([PYTHON, "-m", "venv", "venv"], cwd=folder, env=clean(folder), check=True)
    pip(folder, "wheel", "--no-deps", "--wheel-dir", "dist", str(dev.ROOT))
    (built,) = (folder / "dist").iterdir()
    return built


def clean(home: Path) -> dict[str, str]:
    """Return the environment of a machine that has never heard of artflow."""
    kept = {name: value for name, value in os.environ.items() if not NOT_OURS.match(name)}
    return kept | {"HOME": str(home)}


def pip(folder: Path, *words: str) -> None:
    python = str(folder / "venv" / "bin" / "python")
    done = subprocess.run(
        [python, "-m", "pip", *words],
        cwd=folder,
        env=clean(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.exhaustive
def test_the_wheel_holds_every_file_that_the_program_needs(wheel):
    folders = ("artflow", "templates", "migrations", "docs/verify.py")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *folders],
        cwd=dev.ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    wanted = {name if name.startswith("artflow/") else f"artflow/{name}" for name in listed}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}

    assert held == wanted
    assert len(wanted) > 400


@pytest.mark.exhaustive
@pytest.mark.skipif(os.name != "posix", reason="venv/bin is POSIX")
def test_the_installed_demo_serves_from_a_folder_that_is_not_the_repository(wheel):
    """The packages come from the index that this machine's pip knows, as for any user."""
    home = wheel.parent.parent
    pip(home, "install", str(wheel))
    (home / "elsewhere").mkdir()
    program = [str(home / "venv" / "bin" / "artflow")]
    demo = prove_demo.Demo(home / "elsewhere", prove_demo.free_port(), program, clean(home))
    try:
        demo.wait_until_ready(START_SECONDS)
        login, password = prove_demo.find_account(demo.printed())
        assert "</main>" in prove_demo.sign_in(demo.url, login, password)
        page = read(f"{demo.url}/?lang=kk")
        (sheet,) = set(re.findall(r'href="(/static/css/look\.css[^"]*)"', page))
        assert "Кіру" in page  # so the catalogues are there
        assert read(demo.url + sheet)
        assert '"migrations":true' in read(f"{demo.url}/readyz").replace(" ", "")
        demo.stop()
    finally:
        demo.end()

    local = home / ".local" / "share" / "artflow"
    assert {path.name for path in local.iterdir()} >= {"artflow.db", "uploads", "secret_key"}
    assert list((home / "elsewhere").iterdir()) == []
    assert not list((home / "venv").rglob("artflow.db"))
    assert schema.newest_revision() in {
        path.name.partition("_")[0]
        for path in (home / "venv").glob("lib/python*/site-packages/artflow/migrations/versions/*")
    }


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as reply:
        return reply.read().decode()
