"""Who sees what: the whole grid of role, openness and ownership, written out."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from artflow.domain.access.policy import (
    Can,
    PagePart,
    VisibilityRule,
    may,
    sees,
    visibility_rules,
    visible_parts,
)
from artflow.domain.people.roles import Membership, Person, Role
from artflow.domain.process.workflow import Openness
from tests.domain.cases import ARTIST, MURAL, OFFICE, PROGRAMME, case, member, person, workflow

pytestmark = pytest.mark.pure

LETTERS = {
    "D": PagePart.DOSSIER,
    "T": PagePart.TOTAL,
    "K": PagePart.CONTACT,
    "C": PagePart.CONSENT,
    "c": PagePart.CONSENT_SCAN,
    "P": PagePart.PAPERS,
    "R": PagePart.REMARKS,
    "S": PagePart.SIGNOFFS,
    "$": PagePart.COMMITMENTS,
    "M": PagePart.MILESTONES,
    "I": PagePart.INTERNAL,
    "m": PagePart.MOVES,
    "H": PagePart.HISTORY,
    "F": PagePart.FULL_HISTORY,
}

# What each sees of a proposal of somebody else in the own programme, from draft to completed.
# "." not even that it exists, "-" the card alone.
# The columns: APPLICANT, REVIEWERS, SPONSORS_CARD, SPONSORS, PUBLIC.
OTHERS = """
artist                   .  .               .               .               .
architecture_specialist  .  DTKCcPRSMImHF   DTKCcPRSMImHF   DTKCcPRSMImHF   DTKCcPRSMImHF
architecture_head        .  DTKCcPRSMImHF   DTKCcPRSMImHF   DTKCcPRSMImHF   DTKCcPRSMImHF
sponsor_signatory        .  .               -               DTCRS$Mm        DTCRS$Mm
sponsor_viewer           .  .               -               DTCRS$Mm        DTCRS$Mm
coordinator              .  DTKCcPRS$MImHF  DTKCcPRS$MImHF  DTKCcPRS$MImHF  DTKCcPRS$MImHF
administrator            .  DTKCcPRS$MImHF  DTKCcPRS$MImHF  DTKCcPRS$MImHF  DTKCcPRS$MImHF
"""

# The same roles before a work of their own: an applicant never reads internal notes about it.
OWN = """
artist                   DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH
architecture_specialist  DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH
architecture_head        DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH
sponsor_signatory        DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH
sponsor_viewer           DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH
coordinator              DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH
administrator            DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH  DTKCcPRS$MmH
"""

# The same roles in another programme: only the administrator is at home everywhere.
STRANGERS = """
artist                   .  .               .               .               .
architecture_specialist  .  .               .               .               .
architecture_head        .  .               .               .               .
sponsor_signatory        .  .               .               .               .
sponsor_viewer           .  .               .               .               .
coordinator              .  .               .               .               .
administrator            .  DTKCcPRS$MImHF  DTKCcPRS$MImHF  DTKCcPRS$MImHF  DTKCcPRS$MImHF
"""


def seen(asker: Person, openness: Openness) -> str:
    subject = case(openness=openness)
    parts = visible_parts(asker, subject)
    letters = "".join(letter for letter, part in LETTERS.items() if part in parts)
    assert len(letters) == len(parts)
    if sees(asker, subject):
        return letters or "-"
    assert letters == ""  # what may not be known to exist shows nothing
    return "."


def grid(key: int, programme: int = PROGRAMME) -> list[list[str]]:
    return [
        [
            role.value,
            *(
                seen(person(key, Membership(role, OFFICE, frozenset({programme}))), o)
                for o in Openness
            ),
        ]
        for role in Role
    ]


def test_the_grid_of_others_proposals():
    assert grid(key=99) == [line.split() for line in OTHERS.strip().splitlines()]


def test_the_grid_of_own_proposals():
    assert grid(key=ARTIST) == [line.split() for line in OWN.strip().splitlines()]


def test_the_grid_of_another_programme():
    assert grid(key=99, programme=2) == [line.split() for line in STRANGERS.strip().splitlines()]


def test_somebody_without_any_role_sees_only_what_is_their_own():
    assert [seen(person(99), openness) for openness in Openness] == ["."] * 5
    assert [seen(person(ARTIST), openness) for openness in Openness] == ["DTKCcPRS$MmH"] * 5


def test_two_roles_see_what_either_sees():
    both = person(99, member(Role.SPONSOR_VIEWER, 30), member(Role.ARCHITECTURE_HEAD, 10))

    assert seen(both, Openness.SPONSORS) == "DTKCcPRS$MImHF"


def test_what_a_list_turns_into_a_query():
    asker = person(
        5,
        member(Role.ARTIST, 50),
        member(Role.SPONSOR_VIEWER, 30),
        member(Role.COORDINATOR, 20),
        member(Role.ADMINISTRATOR, 60),
    )

    assert visibility_rules(asker) == [
        VisibilityRule(Openness.APPLICANT, own=5),
        VisibilityRule(Openness.SPONSORS_CARD, None, frozenset({PROGRAMME})),
        VisibilityRule(Openness.REVIEWERS, None, frozenset({PROGRAMME})),
        VisibilityRule(Openness.REVIEWERS, None, None),
    ]


@dataclass
class Row:
    """A table row answers the policy as well as a case does."""

    applicant_id: int
    programme_id: int
    openness: int
    held: bool
    stage: str

    @property
    def current_stage(self):
        return workflow(MURAL).stages[self.stage]


def row(stage: str, applicant: int = ARTIST, *, held: bool = False) -> Row:
    return Row(applicant, PROGRAMME, Openness.SPONSORS_CARD, held, stage)


def test_one_edits_one_s_own_work_while_it_is_with_one_and_not_on_hold():
    assert [s for s in workflow(MURAL).stages if may(person(ARTIST), Can.EDIT, row(s))] == [
        "draft",
        "revision",
    ]
    assert not may(person(ARTIST), Can.EDIT, row("draft", held=True))
    assert not may(person(99), Can.EDIT, row("draft"))


def test_an_artist_copies_an_own_work_that_ended_without_being_made():
    artist = person(ARTIST, member(Role.ARTIST, 50))

    assert [s for s in workflow(MURAL).stages if may(artist, Can.COPY, row(s))] == [
        "refused",
        "withdrawn",
    ]
    assert not may(person(ARTIST), Can.COPY, row("refused"))
    assert not may(artist, Can.COPY, row("refused", applicant=99))


def test_seeing_and_seeing_in_full_are_two_rights():
    viewer = person(99, member(Role.SPONSOR_VIEWER, 30))
    card, full = row("site"), case("sponsors", openness=Openness.SPONSORS)

    assert [may(viewer, can, card) for can in (Can.SEE, Can.SEE_FULL)] == [True, False]
    assert [may(viewer, can, full) for can in (Can.SEE, Can.SEE_FULL)] == [True, True]
    assert [may(person(98), can, full) for can in (Can.SEE, Can.SEE_FULL)] == [False, False]


def test_what_needs_a_proposal_is_not_granted_without_one():
    artist = person(ARTIST, member(Role.ARTIST, 50))

    assert [can for can in Can if may(artist, can)] == [Can.CREATE, Can.SEE_WALLS, Can.SEE_PROCESS]


ROOMS = {
    Role.ARTIST: {Can.CREATE, Can.SEE_WALLS, Can.SEE_PROCESS},
    Role.ARCHITECTURE_SPECIALIST: {Can.SEE_WALLS, Can.EDIT_WALLS, Can.SEE_PROCESS},
    Role.ARCHITECTURE_HEAD: {Can.SEE_WALLS, Can.SEE_PROCESS},
    Role.SPONSOR_SIGNATORY: {Can.SEE_WALLS, Can.SEE_PROCESS, Can.SEE_PORTFOLIO},
    Role.SPONSOR_VIEWER: {Can.SEE_WALLS, Can.SEE_PROCESS, Can.SEE_PORTFOLIO},
    Role.COORDINATOR: {
        Can.SEE_WALLS,
        Can.EDIT_WALLS,
        Can.SEE_PROCESS,
        Can.SEE_PEOPLE,
        Can.SEE_PORTFOLIO,
        Can.SEE_PROGRAMMES,
        Can.SEE_BOARD,
    },
    Role.ADMINISTRATOR: {
        Can.SEE_WALLS,
        Can.EDIT_WALLS,
        Can.SEE_PROCESS,
        Can.SEE_PEOPLE,
        Can.ADD_ORGANISATION,
        Can.SEE_MAIL,
        Can.SEE_JOBS,
        Can.VERIFY_HISTORY,
        Can.SEE_PROGRAMMES,
        Can.EDIT_PARTIES,
        Can.ADD_PROGRAMME,
        Can.PUBLISH_PROCESS,
        Can.EDIT_CALENDAR,
        Can.SEE_BOARD,
    },
}
OF_PEOPLE = {
    Can.SEE_ORGANISATION,
    Can.EDIT_ORGANISATION,
    Can.EDIT_PROGRAMME,
    Can.SEE_PERSON,
    Can.INVITE,
    Can.MANAGE_ACCOUNT,
    Can.SEE_AS,
}
"""Rights over somebody or some organisation; `test_colleagues` asks them."""


def test_what_each_role_may_do_without_a_proposal():
    rooms = set(Can) - OF_PEOPLE

    may_do = {r: {can for can in rooms if may(person(9, member(r, 50)), can)} for r in Role}

    assert may_do == ROOMS
    assert [can for can in rooms if may(person(9), can)] == []
