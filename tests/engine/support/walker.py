"""Somebody who wants a proposal to get on, and follows only what the engine itself says.

No action is named here, so the same walker walks every definition: an open action that leads on,
else the one that a closed one's reasons name, else any of somebody whose turn it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from artflow.domain.process.case import Case

from . import inputs
from .simulation import OfferedAction, Simulation
from .tracked_proposal import TrackedProposal

REVIEWERS = ("coordinator", "specialist", "head", "jusan", "tourism", "third")
"""One person for every chair: with the artist they can bring any work to its end."""


def advance(simulation: Simulation, tracked: TrackedProposal, times: int, variant: int = 0) -> int:
    """Advance the proposal by up to so many actions; return how many were taken."""
    for taken in range(times):
        case, offers = simulation.offers(tracked, [tracked.artist, *REVIEWERS])
        if not _take_first_open(
            simulation, tracked, case, _candidates(simulation, tracked, offers), variant + taken
        ):
            return taken
    return times


def advance_to(simulation: Simulation, tracked: TrackedProposal, stage: str) -> None:
    """Advance the proposal to the stage, straight on."""
    while tracked.model.stage != stage:
        assert advance(simulation, tracked, 1), f"no way on from {tracked.model.stage} to {stage}"


def advance_towards(
    simulation: Simulation, tracked: TrackedProposal, stage: str, variant: int
) -> None:
    """Take an action that may lead to the stage, after those that its reasons ask for."""
    for n in range(3):
        case, offers = simulation.offers(tracked)
        leading = [o for o in offers if stage in [t.stage for t in o[1].action.targets]]
        candidates = [*_rotate(leading, variant), *_hinted_actions(leading, offers)]
        variant += (
            (-variant + 1) % 4 if n else 0
        )  # a remark that must be answered, if it comes to that
        if (
            not _take_first_open(simulation, tracked, case, candidates, variant)
            or tracked.model.stage == stage
        ):
            return


def _take_first_open(
    simulation: Simulation,
    tracked: TrackedProposal,
    case: Case,
    candidates: Iterable[OfferedAction],
    variant: int,
) -> bool:
    """Take the first candidate that is open; return whether there was one."""
    for username, option in candidates:
        data = inputs.valid_data(simulation, case, option.action, variant) if option.open else None
        if data is not None:
            simulation.act(tracked, username, option.action.name, data)
            return True
    return False


def _rotate(offers: list[OfferedAction], variant: int) -> list[OfferedAction]:
    """Return the offers starting from another one, so that not always the same person acts."""
    start = variant % len(offers) if offers else 0
    return offers[start:] + offers[:start]


def _candidates(
    simulation: Simulation, tracked: TrackedProposal, offers: list[OfferedAction]
) -> Iterator[OfferedAction]:
    """Yield what to try, the best first."""
    primary = [offer for offer in offers if offer[1].action.primary]
    leading = [offer for offer in primary if offer[1].action.leaves_stage]
    yield from leading
    yield from _hinted_actions(leading, offers)
    yield from primary
    yield from _actions_of_turns(simulation, tracked, offers)


def _hinted_actions(
    closed: list[OfferedAction], offers: list[OfferedAction]
) -> list[OfferedAction]:
    """Return the actions that the reasons of closed ones name, and theirs in turn."""
    found: list[OfferedAction] = []
    names = {reason.action for _, option in closed for reason in option.reasons} - {""}
    while names:
        more = [offer for offer in offers if offer[1].action.name in names and offer not in found]
        found += more
        names = {reason.action for _, option in more for reason in option.reasons} - {""}
        if not more:
            break
    return found


def _actions_of_turns(
    simulation: Simulation, tracked: TrackedProposal, offers: list[OfferedAction]
) -> list[OfferedAction]:
    """Return the actions of those whose turn it is, without bad ends and holds."""
    turns = [t for t in simulation.state["turn"] if t.proposal_id == tracked.id and not t.closed_at]
    places = {(turn.role, turn.organisation_id) for turn in turns}
    aside = simulation.process.ends - {"completed"} | {"revision"}
    later = simulation.process.order[simulation.process.order.index(tracked.model.stage) + 1 :]
    found = [
        (username, option)
        for username, option in offers
        if (option.acting_role.role, option.acting_role.organisation_id) in places
        and not any(target.stage in aside for target in option.action.targets)
        and option.action.name != "hold"
    ]
    found.sort(key=lambda offer: not any(t.stage in later for t in offer[1].action.targets))
    return found
