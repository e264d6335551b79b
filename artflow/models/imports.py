"""Tables that were brought in: which bytes, by whom, and what came of them."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from artflow.extensions import Model

from .types import Code, Facts, Id, Instant, UtcTime, mapped_foreign_key


class ImportRun(Model):
    """One table that was sent to be looked at. `done_at` is when it was entered, if it was.

    `options` are what was said beside the table, `counts` how many rows came to what.
    """

    id: Mapped[Id]
    kind: Mapped[Code]
    file_id: Mapped[int] = mapped_foreign_key("file")
    options: Mapped[Facts]
    by_id: Mapped[int] = mapped_foreign_key("user")
    created_at: Mapped[UtcTime]
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    counts: Mapped[Facts]
