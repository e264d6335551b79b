"""Prove the demo command from outside: `python3 tools/prove_demo.py FOLDER`.

FOLDER is a fresh clone. The demo is started as a newcomer would, a printed account signs in over
HTTP, its desk is read, the demo is stopped with Ctrl-C, and a second start must be quick and must
still know the account. Standard library only. The first thing that fails is said, with what the
demo had printed until then, and the exit code is 1.
"""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path

DESK = "/desk"
FIRST_START_SECONDS = 600
SECOND_START_SECONDS = 3
SECOND_STARTS = 3  # the best of them counts: other programs may disturb one
STOP_SECONDS = 10


class Unproved(Exception):
    """What a newcomer would have run into."""


class Demo:
    """`python3 dev.py demo` in a folder, with what it prints kept in a file.

    Another program and another environment may be named.
    """

    def __init__(
        self,
        folder: Path,
        port: int,
        program: Sequence[str] = (sys.executable, "dev.py"),
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.output = tempfile.NamedTemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self.begun = time.monotonic()
        self.process = subprocess.Popen(
            [*program, "demo", "--port", str(port)],
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=subprocess.STDOUT,
        )

    def printed(self) -> str:
        return Path(self.output.name).read_text("utf-8", errors="replace")

    def wait_until_ready(self, seconds: float) -> float:
        """How long it took until /healthz said 200; raises Unproved after `seconds`."""
        while time.monotonic() - self.begun < seconds:
            if self.process.poll() is not None:
                raise Unproved(f"the demo ended by itself with code {self.process.returncode}")
            if is_healthy(self.url):
                return time.monotonic() - self.begun
            time.sleep(0.02)
        raise Unproved(f"/healthz did not answer with 200 within {seconds:.0f} s")

    def stop(self) -> None:
        """Ctrl-C; raises Unproved unless the demo ends soon, with code 0 and no traceback."""
        self.process.send_signal(signal.SIGINT)
        try:
            code = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            raise Unproved(f"the demo still ran {STOP_SECONDS} s after Ctrl-C") from None
        if code not in (0, 130) or "Traceback" in self.printed():
            raise Unproved(f"the demo ended with code {code} after Ctrl-C, or with a traceback")

    def end(self) -> None:
        """Leave no process behind, whatever has happened."""
        self.process.kill()
        self.process.wait()


class Form(HTMLParser):
    """The form of a page that asks for a password: its action and its fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: list[dict[str, str]] = []
        self.action = ""
        self._done = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form" and not self._done:
            self.fields, self.action = [], values.get("action", "")
        elif tag == "input" and not self._done:
            self.fields.append(values)

    def handle_endtag(self, tag: str) -> None:
        self._done = self._done or (tag == "form" and bool(self.named("password")))

    def named(self, kind: str) -> str:
        names = [field.get("name", "") for field in self.fields if field.get("type") == kind]
        return names[0] if names else ""

    def filled(self, login: str, password: str) -> dict[str, str]:
        """The hidden fields as they are (the CSRF token is one), and the two to be typed."""
        hidden = {f["name"]: f.get("value", "") for f in self.fields if f.get("type") == "hidden"}
        name = self.named("email") or self.named("text")
        return hidden | {name: login, self.named("password"): password}


def is_healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5) as reply:
            return reply.status == 200
    except OSError:
        return False


def find_account(printed: str) -> tuple[str, str]:
    """The first e-mail address of the printed table, and the password in its row."""
    rows = [re.split(r"\s{2,}|\s*[│|]\s*|\t", row.strip(" │|")) for row in printed.splitlines()]
    for number, heads in enumerate(rows):
        columns = [i for i, head in enumerate(heads) if "password" in head.lower()]
        for cells in rows[number + 1 :] if columns else []:
            login = [cell for cell in cells if "@" in cell]
            if login and len(cells) > columns[0]:
                return login[0], cells[columns[0]]
    raise Unproved("no table of accounts was printed: a row of heads with “password”, then rows")


def sign_in(url: str, login: str, password: str) -> str:
    """The desk as it looks after signing in by the form; raises Unproved when it is not shown."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with browser.open(url + DESK, timeout=20) as reply:
        form, address = Form(reply.read().decode()), reply.url
    if not form.named("password"):
        raise Unproved(
            f"{DESK} did not lead a stranger to a form with a password, but to {address}"
        )
    body = urllib.parse.urlencode(form.filled(login, password)).encode()
    with browser.open(urllib.parse.urljoin(address, form.action), body, timeout=20):
        pass
    with browser.open(url + DESK, timeout=20) as reply:
        page = reply.read().decode()
        if urllib.parse.urlsplit(reply.url).path != DESK or Form(page).named("password"):
            raise Unproved(f"{login} could not sign in with the printed password")
    return page


def prove(folder: Path, demos: list[Demo]) -> None:
    """The whole journey; every demo that is started is added to `demos`."""
    demos.append(Demo(folder, free_port()))
    first = demos[-1].wait_until_ready(FIRST_START_SECONDS)
    login, password = find_account(demos[-1].printed())
    page = sign_in(demos[-1].url, login, password)
    demos[-1].stop()
    print(f"first start {first:.1f} s; {login} signed in and saw {len(page)} characters of a desk")
    times = []
    for _ in range(SECOND_STARTS):
        demos.append(Demo(folder, free_port()))
        times.append(demos[-1].wait_until_ready(FIRST_START_SECONDS))
        sign_in(demos[-1].url, login, password)
        demos[-1].stop()
    print(f"later starts {', '.join(f'{seconds:.1f}' for seconds in times)} s, the account is kept")
    if min(times) > SECOND_START_SECONDS:
        raise Unproved(f"a later start took {min(times):.1f} s, more than {SECOND_START_SECONDS}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def main(folder: str) -> int:
    demos: list[Demo] = []
    try:
        prove(Path(folder), demos)
    except (Unproved, urllib.error.HTTPError, OSError) as error:
        print(f"tools/prove_demo.py: {error}", file=sys.stderr)
        print(demos[-1].printed() if demos else "", file=sys.stderr)
        return 1
    finally:
        for demo in demos:
            demo.end()
    print("the demo command is proved")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
