"""What a reviewer asks of a picture or a text: remarks and their answers."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Numeric
from sqlalchemy.orm import Mapped, mapped_column

from artflow.extensions import Model

from .types import Code, Id, Instant, LongText, UtcTime, mapped_foreign_key


class Remark(Model):
    """One thing to answer. `x` and `y` are percent of the picture, or nothing."""

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_foreign_key("proposal")
    version_id: Mapped[int] = mapped_foreign_key("version")
    stage: Mapped[Code]
    author_id: Mapped[int] = mapped_foreign_key("user")
    severity: Mapped[Code]
    text: Mapped[LongText]
    x: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    y: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    state: Mapped[Code] = mapped_column(default="open")
    fixed: Mapped[bool | None]
    answer: Mapped[LongText] = mapped_column(default="")
    at: Mapped[UtcTime]
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by_id: Mapped[int | None] = mapped_foreign_key("user")
