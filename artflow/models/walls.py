"""Walls: faces of buildings, with a life before and after any proposal."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from artflow.extensions import Model

from .types import Code, Id, LongText, Name, UtcTime, mapped_foreign_key, partial_index


class Wall(Model):
    """One face of one building. `held_by_id` is unique: one live proposal a wall.

    `state` is `free`, `reserved` for a work on its way or `painted`; triggers keep it, whatever
    becomes of the work that holds the wall and of the works of before on it. `band` is the latitude
    in whole hundredths of a degree, kept as well: the map asks for its part band by band.
    """

    id: Mapped[Id]
    code: Mapped[Code] = mapped_column(unique=True)
    city: Mapped[Name]
    district: Mapped[Name]
    address: Mapped[Name]
    face: Mapped[Code]
    width_m: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    height_m: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    substrate: Mapped[Name] = mapped_column(default="")
    heritage: Mapped[Code] = mapped_column(default="unknown")
    owner_name: Mapped[Name] = mapped_column(default="")
    owner_contact: Mapped[Name] = mapped_column(default="")
    latitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    longitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    notes: Mapped[LongText] = mapped_column(default="")
    held_by_id: Mapped[int | None] = mapped_foreign_key(
        "proposal", unique=True, index=False, use_alter=True
    )
    held_until: Mapped[date | None]
    state: Mapped[Code] = mapped_column(default="free", server_default="free")
    band: Mapped[int | None]
    created_at: Mapped[UtcTime]

    __table_args__ = (
        Index("ix_wall_city_state_heritage_id", "city", "state", "heritage", "id"),
        Index("ix_wall_district_state_heritage_id", "district", "state", "heritage", "id"),
        Index("ix_wall_state_heritage_id", "state", "heritage", "id"),
        Index("ix_wall_state_band_longitude", "state", "band", "longitude"),
    )

    @property
    def area_m2(self) -> Decimal:
        return self.width_m * self.height_m


class PastWork(Model):
    """A work that was painted before, as an earlier register has it: nothing was decided here.

    `source` says which register. While it `stands` its wall is not free.
    """

    id: Mapped[Id]
    wall_id: Mapped[int] = mapped_foreign_key("wall", index=False)
    programme_id: Mapped[int | None] = mapped_foreign_key("programme", index=False)
    number: Mapped[Code] = mapped_column(default="")
    title: Mapped[Name]
    artist: Mapped[Name]
    year: Mapped[int]
    width_m: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    height_m: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    source: Mapped[Name]
    notes: Mapped[LongText] = mapped_column(default="")
    stands: Mapped[bool] = mapped_column(default=True)
    recorded_by_id: Mapped[int] = mapped_foreign_key("user", index=False)
    at: Mapped[UtcTime]

    __table_args__ = (
        UniqueConstraint("wall_id", "title", "year"),
        Index("ix_past_work_programme_id_year_id", "programme_id", "year", "id"),
        partial_index("ix_past_work_standing", "stands", "year", "id", where=stands.is_(True)),
    )


class WallPhoto(Model):
    """A picture of a wall: what it shows, and when it was taken if that is known."""

    id: Mapped[Id]
    wall_id: Mapped[int] = mapped_foreign_key("wall")
    file_id: Mapped[int] = mapped_foreign_key("file")
    alt: Mapped[Name]
    taken_on: Mapped[date | None]
    at: Mapped[UtcTime]


class CandidateWall(Model):
    """A wall proposed for a work, with a score out of 100 and a note on why.

    `rank` is its place in the artist's order of preference; others propose walls without one.
    """

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_foreign_key("proposal", index=False)
    wall_id: Mapped[int] = mapped_foreign_key("wall")
    rank: Mapped[int | None]
    score: Mapped[int | None]
    note: Mapped[LongText] = mapped_column(default="")
    proposed_by_id: Mapped[int] = mapped_foreign_key("user")
    at: Mapped[UtcTime]

    __table_args__ = (UniqueConstraint("proposal_id", "wall_id"),)
