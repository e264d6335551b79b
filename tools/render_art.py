"""Render the demo's drawings: SVG to pictures, HTML to papers. Needs Chromium and dev packages."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ART = Path(__file__).parent.parent / "artflow" / "demo" / "art"
PICTURES = {"mural-v1": (1200, 2600)}
PAPERS = ("minutes", "ad-test")


def picture(browser: Browser, name: str, size: tuple[int, int]) -> None:
    """Render one SVG at its own size as WebP."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto((ART / f"{name}.svg").as_uri())
    image = Image.open(io.BytesIO(page.screenshot()))
    image.convert("RGB").save(ART / f"{name}.webp", quality=86, method=6)
    page.close()


def paper(browser: Browser, name: str) -> None:
    """Print one HTML page as an A4 PDF."""
    page = browser.new_page()
    page.goto((ART / f"{name}.html").as_uri())
    page.pdf(path=ART / f"{name}.pdf", format="A4")
    page.close()


def main() -> None:
    """Render everything anew."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, size in PICTURES.items():
            picture(browser, name, size)
        for name in PAPERS:
            paper(browser, name)


if __name__ == "__main__":
    main()
