"""The front door: the finished works and the path of a proposal."""

from __future__ import annotations

from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from artflow.domain.workflow import Workflow
from artflow.services.gallery import Finished
from artflow.web import format

from .pictures import UNKNOWN, srcset


class Hung(NamedTuple):
    """One work on the wall of the gallery, with its label."""

    title: str
    by: str
    where: str
    src: str
    srcset: str
    alt: str
    width: int
    height: int


class Mark(NamedTuple):
    """One step of the path and what happens there."""

    label: str
    text: str


def hung(work: Finished) -> Hung:
    """The picture of a finished work, its author with the year, its place."""
    src = url_for("files.finished", proposal_id=work.id, sha256=work.sha256, size="large")
    return Hung(
        title=f"«{work.title}»",
        by=f"{work.artist}, {format.local(work.at).year}",
        where=format.typeset(work.address) if work.address else "",
        src=src,
        srcset=srcset(src, work.width or UNKNOWN[0]),
        alt=work.alt or _("The work on its wall"),
        width=work.width or 3,
        height=work.height or 4,
    )


def path(workflow: Workflow, language: str) -> list[Mark]:
    """The steps of the definition, each with what the definition promises there.

    The stage that gives a step its name speaks for it; a stage without a promise stays silent.
    """
    texts = {workflow.steps[0].key: _("The artist uploads a sketch and describes the work")}
    for stage in workflow.stages.values():
        promise = stage.future[language]
        if promise != stage.label[language] and (
            stage.key == stage.step or stage.step not in texts
        ):
            texts[stage.step] = promise
    return [Mark(step.label[language], texts.get(step.key, "")) for step in workflow.steps]
