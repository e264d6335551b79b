"""Sponsorship: what was paid for a work, and what the works of a stage come to."""

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from artflow.extensions import Model

from .proposal import File
from .types import BigId, Code, Id, LongText, Name, UtcTime, mapped_foreign_key


class Payment(Model):
    """What a sponsor has paid for a work, in the programme's currency. A row is never changed.

    One that was wrong is taken back by another that `corrects` it, with the same sum below zero.
    `document_key` is the number as it is compared, and empty of a correction; `entry` says how
    often the same document had been booked, and taken back, before. `grounds` say why it was paid
    before it was due, or taken back.
    """

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_foreign_key("proposal", index=False)
    organisation_id: Mapped[int] = mapped_foreign_key("organisation")
    amount: Mapped[int] = mapped_column(BigId)
    paid_on: Mapped[date]
    number: Mapped[Name]
    recorded_by_id: Mapped[int] = mapped_foreign_key("user")
    at: Mapped[UtcTime]
    document_key: Mapped[str | None] = mapped_column(String(200))
    entry: Mapped[int] = mapped_column(default=0, server_default="0")
    corrects_id: Mapped[int | None] = mapped_foreign_key("payment", unique=True)
    grounds: Mapped[LongText] = mapped_column(default="", server_default="")

    files: Mapped[list["PaymentFile"]] = relationship(order_by="PaymentFile.id")

    __table_args__ = (
        Index("ix_payment_proposal_id_organisation_id", "proposal_id", "organisation_id"),
        Index(
            "ix_payment_document",
            "proposal_id",
            "organisation_id",
            "document_key",
            "entry",
            unique=True,
        ),
    )


class PaymentFile(Model):
    """A scan of the document of a payment."""

    id: Mapped[Id]
    payment_id: Mapped[int] = mapped_foreign_key("payment")
    file_id: Mapped[int] = mapped_foreign_key("file")

    file: Mapped[File] = relationship()


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
