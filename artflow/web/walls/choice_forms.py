"""Walls to choose among, each with what it is compared by: size, photo, heritage, points, note."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from artflow.domain import walls as rules
from artflow.domain.process.case import Case
from artflow.domain.walls import CLEAR
from artflow.models import Wall
from artflow.services.walls import candidates, photos, walls
from artflow.services.walls.walls import WallFilter
from artflow.web.shared import form_fields, formatting
from artflow.web.shared.base_forms import ActionForm
from artflow.web.shared.wall_labels import FACE_LABELS, HERITAGE_LABELS
from artflow.web.summaries.facts import size_facts

from .page_models import photo_url, size_text


class ProposeWallForm(ActionForm):
    wall = form_fields.choice(_l("Wall"), coerce=int)
    score = form_fields.number(
        _l("Score"),
        most=100,
        required=False,
        description=_l("Out of 100, if you compare several walls"),
    )
    text = form_fields.text_area(_l("Why this wall"), required=False)

    def describe(self, case: Case) -> None:
        """Say of each free wall how large it is, and whether the work finds room there."""
        among = tuple(choice.data for choice in self.wall)
        found = walls.list_walls(WallFilter(among=among), size=max(1, len(among)))
        self.wall.description = _size_of_work(case)
        self.wall.choice_hints = {row.wall.id: _describe(case, row.wall) for row in found}


class ChooseWallForm(ActionForm):
    wall = form_fields.choice(_l("Which of the proposed walls?"), coerce=int)
    text = form_fields.text_area(_l("Reason"), required=False)

    def describe(self, case: Case) -> None:
        """Lay the candidates beside each other."""
        found = candidates.list_candidates(case)
        shown = photos.newest_photos(each.wall.id for each in found)
        self.wall.description = _size_of_work(case)
        self.wall.choice_hints = {
            each.wall.id: ". ".join(
                filter(
                    None,
                    (
                        _describe(case, each.wall),
                        _("Score: %(n)s", n=each.score) if each.score is not None else "",
                        each.note.rstrip("."),
                        each.wall.notes,
                    ),
                )
            )
            for each in found
        }
        self.wall.choice_pictures = {key: photo_url(photo, "small") for key, photo in shown.items()}


def _size_of_work(case: Case) -> str:
    facts = size_facts(case.dossier["facts"])
    return _("Size of the work: %(size)s", size=facts[0].text) if facts else ""


def _describe(case: Case, wall: Wall) -> str:
    """Tell size, side and protection of a wall, and first of all that the work is larger."""
    room = rules.fits(case.dossier["facts"], wall.width_m, wall.height_m)
    known = str(formatting.typeset(wall.substrate)) if wall.substrate else ""
    heritage = (
        ""
        if wall.heritage == CLEAR
        else f"{_('Protection of heritage')}: {HERITAGE_LABELS[wall.heritage]}"
    )
    parts = (
        size_text(wall),
        "" if room else _("the work does not fit"),
        str(FACE_LABELS[wall.face]),
        known,
        heritage,
    )
    return ", ".join(filter(None, parts))
