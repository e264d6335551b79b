"""The names of the rights; `policy` says whose they are."""

from __future__ import annotations

from enum import StrEnum


class Can(StrEnum):
    """What a person may do outside the actions of a definition."""

    SEE = "proposal:see"
    SEE_FULL = "proposal:see_full"
    TAKE_FILE = "proposal:take_file"
    EDIT = "proposal:edit"
    COPY = "proposal:copy"
    CREATE = "proposal:create"
    SEE_WALLS = "wall:see"
    EDIT_WALLS = "wall:edit"
    SEE_PROCESS = "process:see"
    SEE_PEOPLE = "people:see"
    SEE_ORGANISATION = "people:see_organisation"
    SEE_PERSON = "people:see_person"
    EDIT_ORGANISATION = "people:edit_organisation"
    ADD_ORGANISATION = "people:add_organisation"
    INVITE = "people:invite"
    MANAGE_ACCOUNT = "people:look_after"
    SEE_PROGRAMMES = "programmes:see"
    EDIT_PROGRAMME = "programmes:edit"
    EDIT_PARTIES = "programmes:edit_parties"
    ADD_PROGRAMME = "programmes:add"
    PUBLISH_PROCESS = "process:publish"
    EDIT_CALENDAR = "calendar:edit"
    SEE_AS = "people:see_as"
    SEE_MAIL = "mail:see"
    SEE_JOBS = "jobs:see"
    VERIFY_HISTORY = "audit:verify"
    SEE_PORTFOLIO = "portfolio:see"
    SEE_BOARD = "board:see"


PAGE_RIGHTS = (
    Can.CREATE,
    Can.SEE_BOARD,
    Can.SEE_PORTFOLIO,
    Can.SEE_WALLS,
    Can.EDIT_WALLS,
    Can.SEE_PROCESS,
    Can.SEE_PEOPLE,
    Can.ADD_ORGANISATION,
    Can.SEE_PROGRAMMES,
    Can.EDIT_PARTIES,
    Can.ADD_PROGRAMME,
    Can.PUBLISH_PROCESS,
    Can.EDIT_CALENDAR,
    Can.SEE_MAIL,
    Can.SEE_JOBS,
    Can.VERIFY_HISTORY,
)
"""The rights over nothing in particular: pages that are open, or not, to a role as such."""
