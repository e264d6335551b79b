"""Sponsorship: what was paid for a work."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from artflow.extensions import Model

from .types import BigId, Id, Name, UtcTime, mapped_foreign_key


class Payment(Model):
    """What a sponsor has paid for a work, in the programme's currency. A row is never changed."""

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_foreign_key("proposal")
    organisation_id: Mapped[int] = mapped_foreign_key("organisation")
    amount: Mapped[int] = mapped_column(BigId)
    paid_on: Mapped[date]
    number: Mapped[Name]
    recorded_by_id: Mapped[int] = mapped_foreign_key("user")
    at: Mapped[UtcTime]
