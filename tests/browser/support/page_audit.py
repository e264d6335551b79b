"""An audit of a page: accessibility, width, fonts, console, foreign requests."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

WIDTHS = {1280: 900, 390: 844}
SCHEMES = ("light", "dark")
LANGUAGES = ("kk", "ru", "en")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ("color-contrast", "link-in-text-block")
"""Rules about colour: dear, and the language of a page makes no difference to them."""
AXE_SCRIPT = """
async ([runOnly, off]) => {
  const rules = Object.fromEntries(off.map(rule => [rule, {enabled: false}]));
  const quick = {runOnly, rules, resultTypes: ['violations'], preload: false};
  const found = await axe.run(document, {...quick, selectors: false});
  if (!found.violations.length) return [];
  return (await axe.run(document, quick)).violations.map(v => v.id + ': ' + v.nodes.map(
    n => n.target.join(' ') + ' ' + n.any.concat(n.all, n.none).map(c => c.message).join('; ')
  ).join(' | '));
}
"""
OVERFLOW_SCRIPT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WORDS_SCRIPT = """
() => {
  const found = [];
  const places = [...document.querySelectorAll('h1, h2, h3, .btn, .top nav a, .tabs a, .facts dt')];
  for (const place of places.filter(e => e.checkVisibility() && !e.closest('.vh'))) {
    if (place.matches('nav a') && place.getBoundingClientRect().right > innerWidth + 1)
      found.push('cut: ' + place.textContent.trim());
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      if (text.parentElement.closest('.vh, code')) continue;
      for (const word of text.data.matchAll(/\\p{L}+/gu)) {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map(r => Math.round(r.top))).size > 1)
          found.push('broken: ' + word[0]);
      }
    }
  }
  return found;
}
"""
"""Words of headings, buttons, menus and labels that end in another line, and links of menus that
are not all on the screen.
"""
FONT_SCRIPT = """
async () => {
  await Promise.all(['A', '₸', 'ұ', 'ә'].map(c => document.fonts.load('16px Golos', c)));
  return [...document.fonts].filter(f => f.status !== 'loaded').map(f => f.unicodeRange);
}
"""
REPORT_SCRIPT = """
window.reports = [];
document.addEventListener('securitypolicyviolation',
  e => window.reports.push(e.violatedDirective + ' ' + e.blockedURI));
"""


class Look(NamedTuple):
    """How axe looks at a page: in which colours and width, and whether contrast is judged too."""

    scheme: str
    width: int
    colours: bool = True

    @property
    def rules(self) -> list[Any]:
        """Return the rules that axe runs, and those it leaves out."""
        return [RULES, [] if self.colours else COLOUR_RULES]


PAIRS = ((("light", 1280), ("dark", 390)), (("light", 390), ("dark", 1280)))
"""Every setting; those of a pair have neither colours nor width in common."""


def all_looks(language: str) -> list[Look]:
    """List every setting for a page; its colours are judged in the first language only."""
    colours = language == LANGUAGES[0]
    return [Look(scheme, width, colours) for scheme, width in product(SCHEMES, WIDTHS)]


def some_looks(language: str, n: int) -> list[Look]:
    """List what axe sees of the n-th page in this language: each width and scheme, in one of three.

    Which language and which settings those are, and in which of them contrast is judged, changes
    from page to page: colours are those of the house, not of a page. What needs no axe is looked
    at in every language and width.
    """
    if language != LANGUAGES[n % len(LANGUAGES)]:
        return []
    pair = PAIRS[n % len(PAIRS)]
    return [Look(*setting, colours=place == n // 2 % 2) for place, setting in enumerate(pair)]


class PageAuditor:
    """One browser page that audits many, as different people; every problem is remembered."""

    def __init__(self, chrome: Any, home: str, axe: str, language: str) -> None:
        self.home, self.language, self.axe = home, language, axe
        self.context = chrome.new_context(
            base_url=home, reduced_motion="reduce", viewport={"width": 1280, "height": WIDTHS[1280]}
        )
        self.context.add_init_script(REPORT_SCRIPT)
        self.page = self.context.new_page()
        self.odd: list[str] = []
        self.expected = ""
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.odd.append(f"error: {error}"))
        self.page.on("request", self._note_request)

    def use_cookies(self, cookies: list[dict[str, Any]]) -> None:
        """Use the session of these cookies, or none."""
        language = {"name": "language", "value": self.language, "url": self.home}
        self.context.clear_cookies()
        self.context.add_cookies([*cookies, language])

    def _note_console(self, message: Any) -> None:
        refused = self.expected and self.expected in message.text
        if message.type in ("error", "warning") and not refused:
            self.odd.append(f"console: {message.text}")

    def _note_request(self, request: Any) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.odd.append(f"request to {request.url}")

    def audit(
        self, path: str, status: int, spoil: str, press: str, looks: list[Look]
    ) -> Iterator[str]:
        """Open the page once and audit it in these settings; yield what is wrong."""
        self.odd, self.expected = [], f"status of {status}" if status >= 400 else ""
        # Pictures have sizes: nobody waits for them where only the width is asked.
        answer = self.page.goto(path, wait_until="load" if looks else "domcontentloaded")
        if spoil:
            self.page.evaluate(spoil)
        if press:
            with self.page.expect_navigation() as led:
                self.page.locator(press).click()
            answer = led.value
        if answer.status != status:
            yield f"{answer.status} instead of {status}"
        yield from self._check_once(with_fonts=bool(looks))
        here = self.page.viewport_size["width"]
        for width in sorted(WIDTHS, key=lambda width: width != here):
            for fault in self._check_at(width, [look for look in looks if look.width == width]):
                yield f"{self.language} {width} {fault}"

    def _check_once(self, *, with_fonts: bool) -> Iterator[str]:
        fonts = self.page.evaluate(FONT_SCRIPT) if with_fonts else ()
        if fonts:
            yield f"fonts not loaded: {fonts}"
        language, reports = self.page.evaluate("[document.documentElement.lang, window.reports]")
        if language != self.language:
            yield "another language"
        yield from self.odd + reports

    def _check_at(self, width: int, looks: list[Look]) -> Iterator[str]:
        if self.page.viewport_size["width"] != width:
            self.page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        wide = self.page.evaluate(OVERFLOW_SCRIPT)
        if wide > 0:
            yield f"scrolls sideways by {wide} px"
        yield from self.page.evaluate(WORDS_SCRIPT)
        if looks and not self.page.evaluate("'axe' in window"):
            self.page.evaluate(f"() => {{ {self.axe} }}")
        for look in looks:
            self.page.emulate_media(color_scheme=look.scheme)
            for fault in self.page.evaluate(AXE_SCRIPT, look.rules):
                yield f"{look.scheme}: {fault}"
