"""The landing page: the finished works and the path of a proposal."""

from __future__ import annotations

from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from artflow.domain.process.workflow import Workflow
from artflow.services.lists.gallery import FinishedWork
from artflow.web.shared import formatting
from artflow.web.summaries.pictures import UNKNOWN_SIZE, srcset


class GalleryItem(NamedTuple):
    """One work of the gallery, with its label."""

    title: str
    by: str
    where: str
    src: str
    srcset: str
    alt: str
    width: int
    height: int


class PathStep(NamedTuple):
    """One step of the path and what happens there."""

    label: str
    text: str


def gallery_item(work: FinishedWork) -> GalleryItem:
    """Return the picture of a finished work, its author with the year, its place."""
    src = url_for("files.finished", proposal_id=work.id, sha256=work.sha256, size="large")
    return GalleryItem(
        title=f"«{work.title}»",
        by=f"{work.artist}, {formatting.local_date(work.at).year}",
        where=formatting.typeset(work.address) if work.address else "",
        src=src,
        srcset=srcset(src, work.width or UNKNOWN_SIZE[0]),
        alt=work.alt or _("The work on its wall"),
        width=work.width or 3,
        height=work.height or 4,
    )


def path_steps(workflow: Workflow, language: str) -> list[PathStep]:
    """Return the steps of the definition, each with the text the definition gives it.

    The stage that gives a step its name speaks for it; a stage without a text stays silent.
    """
    texts = {workflow.steps[0].key: _("The artist uploads a sketch and describes the work")}
    for stage in workflow.stages.values():
        promise = stage.future[language]
        if promise != stage.label[language] and (
            stage.key == stage.step or stage.step not in texts
        ):
            texts[stage.step] = promise
    return [PathStep(step.label[language], texts.get(step.key, "")) for step in workflow.steps]
