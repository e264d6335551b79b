"""Somebody at a browser: opens pages, fills in forms, sees whose turn it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from artflow.demo.people import PASSWORD

FORM_SELECTOR = "main form.form"
SUBMIT_SELECTOR = f"{FORM_SELECTOR}:not(details form) button.btn"


@dataclass
class Person:
    """One page of one browser."""

    page: Any
    name: str = ""
    OPTIONS: ClassVar[dict[str, Any]] = {}
    """What the browser of these hands is like."""

    def sign_in(self, name: str) -> Person:
        """Sign in through the form."""
        self.name = name
        self.open("/sign-in")
        self.fill(email=f"{name}@artflow.example", password=PASSWORD)
        assert self.press() == 200
        assert self.path == "/desk"
        return self

    @property
    def path(self) -> str:
        return self.page.evaluate("location.pathname")

    def open(self, path: str, status: int = 200) -> Person:
        answer = self.page.goto(path)
        assert answer.status == status, f"{path}: {answer.status}"
        return self

    def follow(self, selector: str) -> int:
        """Press a link or a button; return the status of the page it led to."""
        with self.page.expect_navigation() as led:
            self.page.locator(selector).first.click()
        return led.value.status

    def press(self) -> int:
        """Send the page's form."""
        return self.follow(SUBMIT_SELECTOR)

    def fill(self, **fields: Any) -> Person:
        """Fill in fields by name. Radios are chosen by value or by label."""
        for name, value in fields.items():
            field = self.page.locator(f'{FORM_SELECTOR} [name="{name}"]')
            match field.first.get_attribute("type"):
                case "radio":
                    self.choose(self._choice(name, str(value)))
                case "checkbox":
                    field.set_checked(bool(value))
                case "file":
                    field.set_input_files(value)
                case _:
                    field.fill(str(value))
        return self

    def _choice(self, name: str, value: str) -> Any:
        exact = self.page.locator(f'{FORM_SELECTOR} [name="{name}"][value="{value}"]')
        labelled = self.page.locator(f"{FORM_SELECTOR} .pick label").filter(has_text=value)
        return exact if exact.count() else labelled.first.locator(f'[name="{name}"]')

    def choose(self, choice: Any) -> None:
        """Choose one of several."""
        choice.check()

    def pick(self, name: str, place: int = 0) -> Person:
        """Choose the first of a field's radios, or the one at this place."""
        self.choose(self.page.locator(f"main [name={name}]").nth(place))
        return self

    def act(self, work: str, action: str, **fields: Any) -> Person:
        """Open the action on the proposal's page, take it, and arrive on the page again."""
        self.ask(work, action).fill(**fields)
        assert self.press() == 200, self.words("main")
        assert self.path == work, self.words("main")
        assert self.page.locator("main .said").is_visible()
        return self

    def ask(self, work: str, action: str) -> Person:
        """Go to the form of an action by its link on the proposal's page."""
        link = f'main .can a[href$="/do/{action}"]'
        if self.path != work or not self.page.locator(link).count():
            self.open(work)
        assert self.follow(link) == 200
        return self

    def may(self, work: str) -> set[str]:
        """Return the actions that are open to this person on the proposal's page."""
        self.open(work)
        links = self.page.locator("main .can a").evaluate_all("all => all.map(a => a.pathname)")
        return {link.rpartition("/")[2] for link in links}

    def words(self, selector: str) -> str:
        """Return the text of an element, its white space normalised."""
        return re.sub(r"\s+", " ", self.page.locator(selector).first.inner_text()).strip()

    def step(self) -> str:
        """Return the current step of the page's step bar; empty at an end."""
        now = self.page.locator(".steps [aria-current=step] > span")
        return now.inner_text().strip() if now.count() else ""

    def is_my_turn(self) -> bool:
        return self.page.locator("section.turn.mine").count() == 1

    def is_on_desk(self, title: str) -> bool:
        """Return whether the work waits on this person's desk."""
        self.open("/desk")
        waiting = self.page.locator("section[aria-labelledby=h-waiting] article").all_inner_texts()
        return any(title in work for work in waiting)
