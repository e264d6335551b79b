"""A programme's settings: its words, the days of its call, who takes part; all of it on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from artflow.domain.colleagues import own_programmes
from artflow.domain.errors import Invalid, NotAllowed, NotPossible, NotVisible, Reason
from artflow.domain.policy import Can, may
from artflow.domain.roles import Part, Person, Role
from artflow.extensions import db
from artflow.models import (
    Definition,
    Organisation,
    Programme,
    ProgrammeParty,
    Proposal,
    Signoff,
    Turn,
)

from . import keepers_log, programmes
from .database import at_most, writing
from .listing import MOST

G, PP, P = Programme.__table__, ProgrammeParty.__table__, Proposal.__table__
O, S, T = Organisation.__table__, Signoff.__table__, Turn.__table__  # noqa: E741
WORDS = ("name_kk", "name_ru", "name_en", "city_kk", "city_ru", "city_en")
SETTINGS = (*WORDS, "open", "opens_on", "closes_on")


class Settings(NamedTuple):
    """One programme, as those see it who run it.

    `versions` are the definitions its works began under, each with how many there are up to a
    limit; the present one comes first.
    """

    row: Programme
    parties: list[tuple[Part, Organisation]]
    versions: list[tuple[Definition, int]]
    history: list[Any]
    may_edit: bool
    may_edit_parties: bool


def listed(by: Person) -> list[Programme]:
    """The programmes that the person runs; all of them for administrators."""
    query = select(Programme).order_by(Programme.id)
    if not by.holds(Role.ADMINISTRATOR):
        query = query.where(Programme.id.in_(own_programmes(by)))
    return list(db.session.scalars(query))


def show(key: int, by: Person) -> Settings:
    """One programme. Raises `NotVisible`."""
    row = db.session.get(Programme, key)
    if row is None or not may(by, Can.EDIT_PROGRAMME, key):
        raise NotVisible
    return Settings(
        row, programmes.members(key), _versions(row),
        keepers_log.of(keepers_log.programme(key)), True, may(by, Can.EDIT_PARTIES),
    )  # fmt: skip


def _versions(programme: Programme) -> list[tuple[Definition, int]]:
    """Every definition of the programme's process that has works, and the present one."""
    works = (
        select(P.c.id)
        .where(P.c.definition_id == Definition.id, P.c.programme_id == programme.id)
        .limit(at_most(MOST + 1)).correlate(Definition)
    )  # fmt: skip
    count = select(func.count()).select_from(works.subquery()).scalar_subquery()
    found = db.session.execute(select(Definition, count).order_by(Definition.id.desc())).all()
    mine = [(d, n) for d, n in found if n or d.id == programme.definition_id]
    return sorted(mine, key=lambda one: one[0].id != programme.definition_id)


def edit(key: int, by: Person, given: Mapping[str, Any], now: datetime) -> None:
    """Change the words and the call. Raises `NotVisible`, and `Invalid` for a call that ends
    before it begins."""
    begin, end = given["opens_on"], given["closes_on"]
    if begin and end and end < begin:
        raise Invalid("closes_on", "ends_before")
    with writing() as connection:
        row = _mine(connection, key, by)
        old = {n: getattr(row, n) for n in SETTINGS if getattr(row, n) != given[n]}
        if old:
            new = {name: given[name] for name in SETTINGS}
            connection.execute(update(G).where(G.c.id == key), new)
            keepers_log.note(connection, keepers_log.programme(key), "settings", by.id, now,
                             old={n: _plain(v) for n, v in old.items()})  # fmt: skip


def candidates(key: int) -> list[Organisation]:
    """The organisations that could take part and do not yet."""
    taken = select(PP.c.organisation_id).where(
        PP.c.programme_id == key, PP.c.part != Part.STAND_IN.value
    )
    query = select(Organisation).where(O.c.id.not_in(taken), O.c.active,
                                       O.c.kind != Part.PLATFORM.value)  # fmt: skip
    return list(db.session.scalars(query.order_by(Organisation.kind, Organisation.id)))


def add_party(key: int, by: Person, organisation_id: int, now: datetime) -> None:
    """Let an organisation take part as what it is. Raises `NotAllowed`, `NotVisible`, `Invalid`."""
    with writing() as connection:
        _mine(connection, key, by, Can.EDIT_PARTIES)
        kind = connection.execute(
            select(O.c.kind).where(O.c.id == organisation_id, O.c.kind != Part.PLATFORM.value)
        ).scalar()
        here = PP.c.programme_id == key
        taken = {row.organisation_id: row for row in connection.execute(select(PP).where(here))}
        known = taken.get(organisation_id)
        if kind is None or (known and known.part != Part.STAND_IN.value):
            raise Invalid("organisation", "choice")
        if known:
            connection.execute(delete(PP).where(PP.c.id == known.id))
        last = max((row.position for row in taken.values()), default=0)
        row = {"programme_id": key, "organisation_id": organisation_id, "part": kind,
               "position": last + 1}  # fmt: skip
        connection.execute(insert(PP), row)
        keepers_log.note(connection, keepers_log.programme(key), "party_added", by.id, now,
                         organisation=organisation_id)  # fmt: skip


def remove_party(key: int, by: Person, organisation_id: int, now: datetime) -> None:
    """Let an organisation take part no longer.

    Raises `NotPossible` once it was asked for a decision or its turn has come, for its name stands
    in works; `NotVisible`, `NotAllowed`.
    """
    with writing() as connection:
        _mine(connection, key, by, Can.EDIT_PARTIES)
        here = P.c.programme_id == key
        asked = exists().where(S.c.organisation_id == organisation_id,
                               S.c.proposal_id == P.c.id, here)  # fmt: skip
        turn = exists().where(T.c.organisation_id == organisation_id, T.c.closed_at.is_(None),
                              T.c.proposal_id == P.c.id, here)  # fmt: skip
        if connection.execute(select(asked | turn)).scalar():
            raise NotPossible(Reason("party_bound"))
        mine = (PP.c.programme_id == key, PP.c.organisation_id == organisation_id)
        if not connection.execute(delete(PP).where(*mine)).rowcount:
            raise NotVisible
        keepers_log.note(connection, keepers_log.programme(key), "party_removed", by.id, now,
                         organisation=organisation_id)  # fmt: skip


def _mine(connection: Connection, key: int, by: Person, can: Can = Can.EDIT_PROGRAMME) -> Any:
    """The row of a programme that the person may change so; it is ours until the end."""
    row = connection.execute(select(G).where(G.c.id == key).with_for_update()).one_or_none()
    if row is None or not may(by, Can.EDIT_PROGRAMME, key):
        raise NotVisible
    if not may(by, can, key):
        raise NotAllowed
    return row


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
