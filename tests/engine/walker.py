"""Somebody who wants a proposal to get on, and follows only what the engine itself says.

No action is named here, so the same walker walks every definition: an open action that leads on,
else the one that a closed one's reasons name, else any of somebody whose turn it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from artflow.domain.case import Case

from . import given
from .course import Course, Offer
from .track import Track

WALKERS = ("coordinator", "specialist", "head", "jusan", "tourism", "third")
"""One person for every chair: with the artist they can bring any work to its end."""


def press_on(course: Course, track: Track, times: int, luck: int = 0) -> int:
    """Bring the proposal on by up to so many actions; returns how many were taken."""
    for taken in range(times):
        case, offers = course.see(track, [track.artist, *WALKERS])
        if not _first_open(course, track, case, _ways(course, track, offers), luck + taken):
            return taken
    return times


def bring_to(course: Course, track: Track, stage: str) -> None:
    """Bring the proposal into the stage by the straight way."""
    while track.shadow.stage != stage:
        assert press_on(course, track, 1), f"no way on from {track.shadow.stage} to {stage}"


def press_towards(course: Course, track: Track, stage: str, luck: int) -> None:
    """Take an action that may lead to the stage, after those that its reasons ask for."""
    for n in range(3):
        case, offers = course.see(track)
        leading = [o for o in offers if stage in [t.stage for t in o[1].action.targets]]
        ways = [*_turned(leading, luck), *_hinted(leading, offers)]
        luck += (-luck + 1) % 4 if n else 0  # a remark that must be answered, if it comes to that
        if not _first_open(course, track, case, ways, luck) or track.shadow.stage == stage:
            return


def _first_open(course: Course, track: Track, case: Case, ways: Iterable[Offer], luck: int) -> bool:
    """Take the first way that stands open; returns whether there was one."""
    for seat, option in ways:
        data = given.fitting(course, case, option.action, luck) if option.open else None
        if data is not None:
            course.act(track, seat, option.action.name, data)
            return True
    return False


def _turned(offers: list[Offer], luck: int) -> list[Offer]:
    """The offers from another one on, so that it is not always the same person who acts."""
    start = luck % len(offers) if offers else 0
    return offers[start:] + offers[:start]


def _ways(course: Course, track: Track, offers: list[Offer]) -> Iterator[Offer]:
    """What to try, the best first."""
    primary = [offer for offer in offers if offer[1].action.primary]
    leading = [offer for offer in primary if offer[1].action.leads_on]
    yield from leading
    yield from _hinted(leading, offers)
    yield from primary
    yield from _turns(course, track, offers)


def _hinted(closed: list[Offer], offers: list[Offer]) -> list[Offer]:
    """The actions that the reasons of closed ones name, and theirs in turn."""
    found: list[Offer] = []
    names = {reason.action for _, option in closed for reason in option.reasons} - {""}
    while names:
        more = [offer for offer in offers if offer[1].action.name in names and offer not in found]
        found += more
        names = {reason.action for _, option in more for reason in option.reasons} - {""}
        if not more:
            break
    return found


def _turns(course: Course, track: Track, offers: list[Offer]) -> list[Offer]:
    """What those may do whose turn it is, what leads on first; bad ends and holds aside."""
    turns = [t for t in course.picture["turn"] if t.proposal_id == track.id and not t.closed_at]
    places = {(turn.role, turn.organisation_id) for turn in turns}
    aside = course.process.ends - {"completed"} | {"revision"}
    later = course.process.order[course.process.order.index(track.shadow.stage) + 1 :]
    found = [
        (seat, option)
        for seat, option in offers
        if (option.hat.role, option.hat.organisation_id) in places
        and not any(target.stage in aside for target in option.action.targets)
        and option.action.name != "hold"
    ]
    found.sort(key=lambda offer: not any(t.stage in later for t in offer[1].action.targets))
    return found
