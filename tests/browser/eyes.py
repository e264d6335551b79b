"""A reader who sees what is wrong with a page: access, width, fonts, noise, strangers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

WIDTHS = {1280: 900, 390: 844}
SCHEMES = ("light", "dark")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ("color-contrast", "link-in-text-block")
"""Rules about colour: dear, and the language of a page makes no difference to them."""
AXE = """
async ([tags, off]) => {
  const rules = Object.fromEntries(off.map(rule => [rule, {enabled: false}]));
  const quick = {runOnly: tags, rules, resultTypes: ['violations'], preload: false};
  const found = await axe.run(document, {...quick, selectors: false});
  if (!found.violations.length) return [];
  return (await axe.run(document, quick)).violations.map(v => v.id + ': ' + v.nodes.map(
    n => n.target.join(' ') + ' ' + n.any.concat(n.all, n.none).map(c => c.message).join('; ')
  ).join(' | '));
}
"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FONTS = """
async () => {
  await Promise.all(['A', '₸', 'ұ', 'ә'].map(c => document.fonts.load('16px Golos', c)));
  return [...document.fonts].filter(f => f.status !== 'loaded').map(f => f.unicodeRange);
}
"""
REPORTS = """
window.reports = [];
document.addEventListener('securitypolicyviolation',
  e => window.reports.push(e.violatedDirective + ' ' + e.blockedURI));
"""


class Eyes:
    """One page that looks at many, as different people; everything odd is remembered."""

    def __init__(self, chrome: Any, home: str, axe: str, language: str, *, colours: bool) -> None:
        self.home, self.language = home, language
        self.off = [] if colours else list(COLOURS)
        self.context = chrome.new_context(base_url=home, reduced_motion="reduce")
        self.context.add_init_script(REPORTS)
        self.context.add_init_script(axe)
        self.page = self.context.new_page()
        self.odd: list[str] = []
        self.expected = ""
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.odd.append(f"error: {error}"))
        self.page.on("request", self._request)

    def become(self, cookies: list[dict[str, Any]]) -> None:
        """Look with the session of these cookies, or as a stranger."""
        language = {"name": "language", "value": self.language, "url": self.home}
        self.context.clear_cookies()
        self.context.add_cookies([*cookies, language])

    def _console(self, message: Any) -> None:
        refused = self.expected and self.expected in message.text
        if message.type in ("error", "warning") and not refused:
            self.odd.append(f"console: {message.text}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.odd.append(f"request to {request.url}")

    def look(self, path: str, status: int, spoil: str, press: str) -> Iterator[str]:
        """Open the page once and look at it in every width and colour; yields what is wrong."""
        self.odd, self.expected = [], f"status of {status}" if status >= 400 else ""
        self.page.set_viewport_size({"width": 1280, "height": 900})
        answer = self.page.goto(path)
        if spoil:
            self.page.evaluate(spoil)
        if press:
            with self.page.expect_navigation() as led:
                self.page.locator(press).click()
            answer = led.value
        if answer.status != status:
            yield f"{answer.status} instead of {status}"
        yield from self._once()
        for scheme, width in product(SCHEMES, WIDTHS):
            for fault in self._in(scheme, width):
                yield f"{self.language} {width} {scheme}: {fault}"

    def _once(self) -> Iterator[str]:
        fonts = self.page.evaluate(FONTS)
        if fonts:
            yield f"fonts not loaded: {fonts}"
        if self.page.locator("html").get_attribute("lang") != self.language:
            yield "another language"
        yield from self.odd + self.page.evaluate("window.reports")

    def _in(self, scheme: str, width: int) -> Iterator[str]:
        self.page.emulate_media(color_scheme=scheme)
        self.page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        wide = self.page.evaluate(TOO_WIDE)
        if wide > 0:
            yield f"scrolls sideways by {wide} px"
        yield from self.page.evaluate(AXE, [RULES, self.off])
