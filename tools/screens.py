"""Take the pictures of the README from a demo of its own; start it with `python3 dev.py screens`.

Each is named page-language-width-scheme. The demo's data lie in a folder that is thrown away.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
PASSWORD = "qazygurt-koktemi"  # the demo prints it
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
START_SECONDS = 120


@dataclass(frozen=True)
class Screen:
    """A page as somebody sees it; `height` is where the picture is cut off."""

    page: str
    path: str
    who: str
    language: str
    width: int
    height: int
    scheme: str = "light"

    @property
    def name(self) -> str:
        return f"{self.page}-{self.language}-{self.width}-{self.scheme}.png"


SCREENS = (
    Screen("landing", "/", "", "kk", 1280, 1450),
    Screen("desk", "/desk", "madina", "ru", 1280, 900, "dark"),
    Screen("desk", "/desk", "daniyar", "kk", 1280, 1010),
    Screen("board", "/board", "madina", "ru", 1280, 1000),
    Screen("walls", "/walls/", "madina", "kk", 1280, 1700),
    Screen("compare", "/proposals/1/compare", "gulmira", "ru", 1280, 1250),
    Screen("process", "/proposals/1/process", "madina", "en", 1280, 760),
    Screen("proposal", "/proposals/1", "daniyar", "kk", 1280, 1250),
    Screen("proposal", "/proposals/1", "daniyar", "kk", 390, 1400, "dark"),
    Screen("making", "/proposals/9", "dina", "ru", 1280, 2000),
    Screen("sheet", "/proposals/2/sheet", "saule", "ru", 1280, 1540),
    Screen("sign", "/proposals/1/do/sign", "daniyar", "kk", 1280, 1000),
)


def take(browser: Browser, home: str, screen: Screen) -> None:
    """Sign in where somebody is named, open the page, keep what is seen in 256 colours."""
    context = browser.new_context(
        base_url=home,
        color_scheme=screen.scheme,
        reduced_motion="reduce",
        viewport={"width": screen.width, "height": screen.height},
    )
    context.add_cookies([{"name": "language", "value": screen.language, "url": home}])
    page = context.new_page()
    if screen.who:
        page.goto("/sign-in")
        page.fill("[name=email]", f"{screen.who}@artflow.example")
        page.fill("[name=password]", PASSWORD)
        page.click("main form button[type=submit]")
    answer = page.goto(screen.path, wait_until="networkidle")
    if answer is None or not answer.ok or (screen.who and page.url.endswith("/sign-in")):
        sys.exit(f"tools/screens.py: {screen.path} was not shown to {screen.who or 'a stranger'}")
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    image.quantize(256).save(PICTURES / screen.name, optimize=True)
    context.close()
    print(PICTURES.relative_to(ROOT) / screen.name)


def demo(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """The demo on its own database, uploads and letters."""
    own = {
        "ARTFLOW_SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'artflow.db'}",
        "ARTFLOW_UPLOADS": str(folder / "uploads"),
        "ARTFLOW_MAIL_FOLDER": str(folder / "mail"),
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "--port", str(port)]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | own, stdout=subprocess.DEVNULL)


def wait_for(home: str, running: subprocess.Popen[bytes]) -> None:
    """Return when the demo answers; end with a line when it does not."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and running.poll() is None:
        try:
            with urllib.request.urlopen(f"{home}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"tools/screens.py: the demo did not answer within {START_SECONDS} s")


def main() -> None:
    """Take every picture anew."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    home = f"http://127.0.0.1:{port}"
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        running = demo(Path(folder), port)
        try:
            wait_for(home, running)
            options = ["--no-sandbox", "--disable-gpu"]
            browser = playwright.chromium.launch(executable_path=chromium, args=options)
            for screen in SCREENS:
                take(browser, home, screen)
            browser.close()
        finally:
            running.terminate()
            running.wait()


if __name__ == "__main__":
    main()
