"""Input devices other than a mouse: a keyboard alone, and a touch screen on a telephone."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from .page_audit import OVERFLOW_SCRIPT
from .person import FORM_SELECTOR, Person

MAX_TABS = 400
"""Nothing on a page is more presses of Tab away than this."""
MAX_PRESSES, WAIT_MS = 10, 300
"""How often, and after how many milliseconds, somebody presses a key that has done nothing."""
FOCUS_SCRIPT = """all => all.includes(document.activeElement) ? 'there'
  : document.activeElement.matches('.skip') ? 'skip' : ''"""


class Keyboard(Person):
    """Keys only: Tab until it is reached, arrows within a group, Enter, Space, letters."""

    def follow(self, selector: str) -> int:
        """Go to a link or a button and press Enter; return the status of the page it led to."""
        self._reach(self.page.locator(selector).first)
        with self.page.expect_navigation() as led:
            self._press("Enter")
        return led.value.status

    def fill(self, **fields: Any) -> Person:
        """Fill in fields by name, in the order of the page, as Tab goes."""
        found = {name: self.page.locator(f'{FORM_SELECTOR} [name="{name}"]') for name in fields}
        order = "all => all.map(field => field.name)"
        names = list(
            dict.fromkeys(self.page.locator(f"{FORM_SELECTOR} [name]").evaluate_all(order))
        )
        for name in sorted(fields, key=names.index):
            self._fill(name, found[name], fields[name])
        return self

    def _fill(self, name: str, field: Any, value: Any) -> None:
        match field.first.get_attribute("type"):
            case "radio":
                self.choose(self._choice(name, str(value)))
            case "checkbox":
                self._reach(field)
                if field.is_checked() is not bool(value):
                    self._press("Space")
            case "file":
                self._reach(field)
                self._chooser().set_files(value)
            case "date":
                self._reach(field)
                # the browser is an American one: the month is typed first
                self.page.keyboard.type(date.fromisoformat(str(value)).strftime("%m%d%Y"))
                assert field.input_value() == str(value)
            case _:
                self._reach(field)
                self._press("Control+A")
                self.page.keyboard.type(str(value))

    def choose(self, choice: Any) -> None:
        """Enter the group of radios where Tab leads, go on by arrows to this one."""
        name = choice.get_attribute("name")
        group = self.page.locator(f'{FORM_SELECTOR} [name="{name}"]')
        self._reach(group)
        values = group.evaluate_all("all => all.map(one => one.value)")
        wanted = values.index(choice.get_attribute("value"))
        at = group.evaluate_all("all => all.indexOf(document.activeElement)")
        for _ in range(abs(wanted - at)):
            self._press("ArrowDown" if wanted > at else "ArrowUp")
        if not choice.is_checked():
            self._press("Space")
        assert choice.is_checked()

    def _chooser(self) -> Any:
        """Return the browser's file chooser. A browser with many pages may miss the first press."""
        asked: list[Any] = []

        def note(chooser: Any) -> None:
            asked.append(chooser)

        self.page.once("filechooser", note)
        for _ in range(MAX_PRESSES):
            self._press("Space")
            self.page.wait_for_timeout(WAIT_MS)
            if asked:
                return asked[0]
        raise AssertionError(f"no file can be chosen by key on {self.path}")

    def _reach(self, target: Any) -> None:
        """Tab from where the focus is, by the skip link if that is at the top of a page."""
        for _ in range(MAX_TABS):
            match target.evaluate_all(FOCUS_SCRIPT):
                case "there":
                    return
                case "skip":
                    self._press("Enter")
            self._press("Tab")
        raise AssertionError(f"{target} cannot be reached by Tab on {self.path}")

    def _press(self, key: str) -> None:
        self.page.keyboard.press(key)


class Touch(Person):
    """A telephone of 390 pixels: everything is tapped, no page may scroll sideways."""

    OPTIONS: ClassVar[dict[str, Any]] = {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "device_scale_factor": 2,
    }

    def open(self, path: str, status: int = 200) -> Person:
        super().open(path, status)
        return self._check_width()

    def follow(self, selector: str) -> int:
        with self.page.expect_navigation() as led:
            self.page.locator(selector).first.tap()
        self._check_width()
        return led.value.status

    def choose(self, choice: Any) -> None:
        choice.tap()

    def _check_width(self) -> Person:
        assert self.page.evaluate(OVERFLOW_SCRIPT) <= 0, f"{self.path} moves sideways"
        return self


class WithoutScript(Person):
    """A mouse in a browser that runs no scripts."""

    OPTIONS: ClassVar[dict[str, Any]] = {"java_script_enabled": False}


DEVICES = {"mouse": Person, "keyboard": Keyboard, "thumb": Touch, "plain": WithoutScript}
