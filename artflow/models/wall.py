"""Walls: faces of buildings, with a life before and after any proposal."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Date, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from artflow.extensions import db

from .types import Code, Id, Instant, Long, Name, When, column, pointer, ref, table


class Wall(db.Model):
    """One face of one building. `held_by_id` is unique: one live proposal a wall."""

    id: Mapped[Id]
    code: Mapped[Code] = mapped_column(unique=True)
    city: Mapped[Name]
    district: Mapped[Name] = mapped_column(index=True)
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
    notes: Mapped[Long] = mapped_column(default="")
    held_by_id: Mapped[int | None] = ref("proposal", unique=True, index=False, use_alter=True)
    held_until: Mapped[date | None]
    created_at: Mapped[When]

    @property
    def area_m2(self) -> Decimal:
        return self.width_m * self.height_m


WallPhoto = table(
    "wall_photo",
    pointer("wall_id", "wall"),
    pointer("file_id", "file"),
    column("alt", Name),
    column("taken_on", Date, nullable=True),
    column("at", Instant),
)
"""A picture of a wall: what it shows, and when it was taken if that is known."""
