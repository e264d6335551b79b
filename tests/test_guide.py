"""docs/running.md: its commands exist, its files are there, and its ten lines set up a server."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

import dev
from artflow.cli import COMMANDS
from tests.fixtures.dev_tree import PYTHON, free_port
from tests.fixtures.machine import Machine as BareMachine
from tests.test_package import clean

pytestmark = pytest.mark.pure
GUIDE = dev.ROOT / "docs" / "running.md"
SETUP_ANSWERS = (
    "--organisation=Тараз әкімдігі",
    "--name=Айдана Б.",
    "--email=aidana@art.example.org",
    "--password=a long winter evening",
    "--zone=Asia/Almaty",
    "--languages=kk,ru",
    "--public-url=https://art.test/",
)
"""What the person at the keyboard would answer."""
PLACES = ("/opt/artflow", "/var/lib/artflow", "/etc/", "/usr/local/bin/")
START_SECONDS = 60
STAND_INS = {
    "apt-get": "exit 0",
    "useradd": "exit 0",
    "systemctl": 'echo "systemctl $*"',
    "runuser": 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"',
    "install": """exec python3 -c '
import os, sys
words = iter(sys.argv[1:])
kept = [word for word in words if word not in ("-o", "-g") or not next(words)]
os.execv("/usr/bin/install", ["install", *kept])' "$@"
""",
}
"""What changes the machine is not done, and nobody becomes another user; the rest is real."""


def blocks() -> list[str]:
    return re.findall(r"(?m)^```sh\n(.*?)^```", GUIDE.read_text("utf-8"), re.S)


def server_lines() -> list[str]:
    (found,) = (
        re.search(r"```sh\n(.*?)```", part, re.S)[1]
        for part in GUIDE.read_text("utf-8").split("<!-- tests/test_guide.py runs these lines -->")[
            1:
        ]
    )
    return found.splitlines()


def test_a_server_is_ten_commands():
    assert len(server_lines()) == 10


def test_every_command_of_the_guide_exists():
    text = GUIDE.read_text("utf-8") + (dev.ROOT / "README.md").read_text("utf-8")
    code = "\n".join(
        [*re.findall(r"```sh\n(.*?)```", text, re.S), *re.findall(r"`([^`\n]+)`", text)]
    )
    named = {
        name
        for form in (r"(?:ARTFLOW_\w+=\S+ )?artflow", "flask --app wsgi", ".* run --rm server")
        for name in re.findall(rf"(?m)^{form} ([a-z]+)\b", code)
    }

    assert {"setup", "serve", "worker", "backup", "restore"} <= named
    assert named <= {*COMMANDS}


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/running.md"])
def test_every_file_that_a_page_points_to_is_there(page):
    path = dev.ROOT / page
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    inside = [target for target in targets if "://" not in target]

    assert [target for target in inside if not (path.parent / target).exists()] == []


def test_the_guide_installs_what_is_locked():
    installs = re.findall(r"pip install (.*?)(?: &&|$)", "\n".join(blocks()), re.M)

    assert installs
    for words in installs:
        assert words.startswith(" ".join(dev.INSTALL)) or words.endswith("/opt/artflow")


def section(title: str) -> list[str]:
    """Return the blocks of commands below a heading, up to the next heading as high."""
    (found,) = re.findall(rf"(?ms)^{title}$(.*?)(?=^#{{1,{title.count('#')}}} |\Z)", guide_text())
    return re.findall(r"(?m)^```sh\n(.*?)^```", found, re.S)


def guide_text() -> str:
    return GUIDE.read_text("utf-8")


SETTINGS = {
    "HOST": "art.test",
    "MAIL_URL": "",
    "MAIL_FROM": "artflow <artflow@art.test>",
    "SETUP": shlex.join(SETUP_ANSWERS),
}
LOOK = "curl --fail --silent --show-error --retry 60 --retry-connrefused --retry-delay 1"
READY = f"{LOOK} http://127.0.0.1:5000/readyz"


@pytest.fixture
def machine(tmp_path):
    """Return a bare machine on which nothing is installed; what was started there is stopped."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", 5000)) == 0:
            pytest.skip("port 5000, which the guide names, is taken here")
    made = BareMachine(tmp_path)
    yield made
    made.run("systemctl stop artflow artflow-worker")


@pytest.mark.exhaustive
@pytest.mark.slow
def test_every_line_for_one_server_runs_as_it_is_written(machine):
    """All of «One server», in its order: set up, back up, fetch, upgrade, restore elsewhere.

    Three things are not the guide's: answers for `artflow setup`, the local name of the machine
    that backups are fetched from, and that the machine is emptied before it is restored.
    """
    exports, ten = section("## One server")[:2]
    (fetch,), (restore,) = section("### Backups leave the machine"), section("### Restoring")
    (upgrade,) = section("### A newer version")
    assert {line.split()[1].partition("=")[0] for line in exports.splitlines()} == {
        "SOURCE", *SETTINGS,
    } - {"SETUP"}  # fmt: skip
    lines = ten.splitlines()

    machine.run(ten.replace("artflow setup", f"artflow setup {SETTINGS['SETUP']}"), **SETTINGS)
    machine.run(READY)
    assert "art.test {" in machine.inside("/etc/caddy/Caddyfile").read_text()
    assert machine.inside("/var/lib/artflow/artflow.db").stat().st_mode & 0o077 == 0

    machine.run("systemctl start artflow-backup")
    machine.run(fetch.replace("root@art.example.kz:", "")) if shutil.which("rsync") else None
    assert list(machine.inside("/var/lib/artflow-backups").iterdir())

    (machine.folder / "source" / "NEWER").touch()
    machine.commit("add", "NEWER")
    machine.commit("commit", "--quiet", "-m", "Newer")
    machine.run(upgrade)
    machine.run(READY)
    assert machine.inside("/opt/artflow/NEWER").exists()

    machine.run("systemctl stop artflow artflow-worker; rm -rf /var/lib/artflow")
    machine.run("\n".join([*lines[5:7], restore]), **SETTINGS)
    machine.run("systemctl start artflow artflow-worker")
    machine.run(READY)
    machine.run("artflow audit verify")


@pytest.mark.exhaustive
@pytest.mark.skipif(shutil.which("bash") is None, reason="the lines are for a shell")
def test_the_ten_lines_set_up_a_server_that_answers(tmp_path):
    """Without TLS, and without becoming another user: see STAND_INS."""
    machine = Machine(tmp_path)

    said = machine.run("\n".join(machine.here(line) for line in server_lines()))

    assert "systemctl enable --now artflow artflow-worker artflow-backup.timer" in said
    assert 'PUBLIC_URL = "https://art.test/"' in machine.read("var/lib/artflow/config.toml")
    assert "art.test {" in machine.read("etc/caddy/Caddyfile")
    port = free_port()
    serve = machine.start("artflow.service", ("--port 5000", f"--port {port}"))
    try:
        wait_until_ready(serve, port)
        worker = machine.start("artflow-worker.service", (" worker", " worker --once"))
        assert worker.wait(START_SECONDS) == 0
        (tmp_path / "var/lib/artflow-backups").mkdir(exist_ok=True)
        assert machine.start("artflow-backup.service").wait(START_SECONDS) == 0
        assert list((tmp_path / "var/lib/artflow-backups").iterdir())
    finally:
        serve.terminate()
        assert serve.wait(20) == 0
    assert {path.name for path in (tmp_path / "var/lib/artflow").iterdir()} >= {
        "artflow.db",
        "config.toml",
        "secret_key",
    }


class Machine:
    """A folder that stands for a bare machine, with the repository as others see it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in ("bin", "opt", "usr/local/bin", "etc/caddy", "etc/systemd/system", "var/lib"):
            (root / folder).mkdir(parents=True)
        for name, script in STAND_INS.items():
            (root / "bin" / name).write_text(f"#!/bin/sh\n{script}\n")
            (root / "bin" / name).chmod(0o755)
        self._copy_repository()

    def _copy_repository(self) -> None:
        """Make a repository of what is here, whose files for a server name our folder."""
        words = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        listed = subprocess.run(words, cwd=dev.ROOT, capture_output=True, text=True, check=True)
        for name in listed.stdout.strip("\0").split("\0"):
            target = self.root / "source" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(dev.ROOT / name, target)
            if name.startswith("deploy/"):
                target.write_text(self.here(target.read_text("utf-8")), "utf-8")
        git = ("git", "-c", "user.name=a", "-c", "user.email=a@b.example")
        for more in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "-m", "All")):
            subprocess.run([*git, *more], cwd=self.root / "source", check=True)

    def here(self, text: str) -> str:
        """Return a text with our folder before the places of a machine."""
        for place in PLACES:
            text = text.replace(place, f"{self.root}{place}")
        return text.replace("artflow setup", f"artflow setup {shlex.join(SETUP_ANSWERS)}")

    def environ(self) -> dict[str, str]:
        own = {"SOURCE": str(self.root / "source"), "HOST": "art.test", "MAIL_URL": ""}
        own["MAIL_FROM"] = "artflow <artflow@art.test>"
        folders = (self.root / "bin", self.root / "usr/local/bin", Path(PYTHON).parent)
        path = os.pathsep.join([*map(str, folders), os.environ["PATH"]])
        return clean(self.root) | own | {"PATH": path}

    def run(self, script: str) -> str:
        """Run lines of a shell, which ends at the first that fails; return what they say."""
        done = subprocess.run(
            ["bash", "-euxo", "pipefail", "-c", script],
            cwd=self.root,
            env=self.environ(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, unit: str, *changes: tuple[str, str]) -> subprocess.Popen[bytes]:
        """Start what a unit starts, in its environment."""
        text = self.read(f"etc/systemd/system/{unit}")
        words = re.search(r"(?m)^ExecStart=(.*)$", text)[1]
        for old, new in changes:
            assert old in words
            words = words.replace(old, new)
        said = " ".join(re.findall(r"(?m)^Environment=(.*)$", text)).split()
        own = dict(word.split("=", 1) for word in said)
        words = re.sub(r"\$\{(\w+)\}", lambda found: own[found[1]], words)
        return subprocess.Popen(shlex.split(words), cwd="/", env=clean(self.root) | own)

    def read(self, name: str) -> str:
        return (self.root / name).read_text("utf-8")


def wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as reply:
                assert reply.status == 200
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server did not become ready")
