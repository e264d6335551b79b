"""Sponsorship: what was paid for a work, and what the works of a stage come to."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from artflow.extensions import Model

from .types import BigId, Code, Id, Name, UtcTime, mapped_foreign_key


class Payment(Model):
    """What a sponsor has paid for a work, in the programme's currency. A row is never changed."""

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_foreign_key("proposal", index=False)
    organisation_id: Mapped[int] = mapped_foreign_key("organisation")
    amount: Mapped[int] = mapped_column(BigId)
    paid_on: Mapped[date]
    number: Mapped[Name]
    recorded_by_id: Mapped[int] = mapped_foreign_key("user")
    at: Mapped[UtcTime]

    __table_args__ = (
        Index("ix_payment_proposal_id_organisation_id", "proposal_id", "organisation_id"),
    )


class StageTotal(Model):
    """How many works stand in a stage, opened so far, and their sums in tenge.

    Written by triggers on `proposal` alone. On PostgreSQL every change is a row of its own, so that
    no writer waits for another; the worker folds them. What counts is the sum of the rows.
    """

    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_foreign_key("programme", index=False)
    definition_id: Mapped[int] = mapped_foreign_key("definition", index=False)
    stage: Mapped[Code]
    openness: Mapped[int]
    works: Mapped[int] = mapped_column(BigId)
    budget: Mapped[int] = mapped_column(BigId)
    committed: Mapped[int] = mapped_column(BigId)
    payable: Mapped[int] = mapped_column(BigId)
    paid: Mapped[int] = mapped_column(BigId)

    __table_args__ = (
        Index(
            "ix_stage_total_programme_id_definition_id_stage_openness",
            "programme_id",
            "definition_id",
            "stage",
            "openness",
        ),
    )
