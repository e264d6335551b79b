"""Words for the dossier: sections, fields with hints, choices, kinds of files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from .wall_labels import FACE_LABELS

SECTION_LABELS = {
    "work": _l("Title and description"),
    "size": _l("Size"),
    "materials": _l("Materials"),
    "walls": _l("Walls of the register"),
    "place": _l("Another wall or preferred place"),
    "budget": _l("Budget and credit to the sponsor"),
    "dates": _l("Schedule"),
    "rights": _l("Rights and upkeep"),
    "files": _l("Sketch and files"),
}

FIELD_LABELS = {
    "title": _l("Title of the work"),
    "art_type": _l("Kind of work"),
    "concept": _l("Description"),
    "text_in_image": _l("Words in the image"),
    "depicts_real_person": _l("Real person in the image"),
    "state_symbols": _l("State symbols in the image"),
    "height_m": _l("Height"),
    "width_m": _l("Width"),
    "technique": _l("Technique"),
    "paint": _l("Paint"),
    "coating": _l("Protective coating"),
    "expected_life_years": _l("Expected life"),
    "walls": _l("Walls of the register"),
    "wished_place": _l("Preferred place"),
    "wall_address": _l("New wall: address"),
    "wall_district": _l("New wall: district"),
    "wall_face": _l("New wall: which side faces the street"),
    "wall_width_m": _l("New wall: width"),
    "wall_height_m": _l("New wall: height"),
    "wall_substrate": _l("New wall: surface"),
    "wall_owner": _l("New wall: owner"),
    "wall_latitude": _l("New wall: latitude"),
    "wall_longitude": _l("New wall: longitude"),
    "budget_kzt": _l("Budget"),
    "sponsor_credit": _l("Credit to the sponsor"),
    "start_on": _l("Start date"),
    "finish_on": _l("Finish date"),
    "maintenance_by": _l("Who looks after the work"),
    "licence": _l("Rights granted"),
    "originality": _l("I am the author; the work is my own and infringes nobody's rights"),
}

FIELD_HINTS = {
    "title": _l("As it should appear on the plaque"),
    "concept": _l("What is shown and why here; two or three paragraphs are enough"),
    "text_in_image": _l(
        "Copy every word exactly, with a translation; leave empty if there is none"
    ),
    "depicts_real_person": _l("A portrait needs the family's written consent"),
    "height_m": _l("In metres, for instance 26.0"),
    "width_m": _l("In metres, for instance 12.0"),
    "technique": _l("For instance: brush and roller from a suspended platform"),
    "paint": _l("Name, type and maker"),
    "coating": _l("For instance: anti-graffiti coating up to 1.5 m"),
    "wished_place": _l("A street, a house or a district, if you have no particular wall in mind"),
    "wall_address": _l(
        "Of a wall that is not in the register; leave the rest empty if there is none"
    ),
    "wall_substrate": _l("For instance: panel, brick, plaster"),
    "wall_owner": _l("The owners' association or another owner, if you know it"),
    "wall_latitude": _l("You can point at the map below instead"),
    "budget_kzt": _l("Including all work and materials"),
    "sponsor_credit": _l("A logo in the image may count as outdoor advertising"),
    "start_on": _l("The season for outdoor painting is April to October"),
    "maintenance_by": _l("An organisation or a person, and for how many years"),
}

CHOICE_LABELS = {
    "mural": _l("Mural"),
    "mosaic": _l("Mosaic or ceramic panel"),
    "relief": _l("Relief"),
    "light": _l("Work of light"),
    "sculpture": _l("Sculpture"),
    "none": _l("Not named on the work"),
    "plaque": _l("A plaque beside the work"),
    "logo": _l("A logo in the image"),
    "city": _l("Licence for the city and its map of works"),
    "programme": _l("Licence for the city and the sponsors' publications"),
    "assignment": _l("Full assignment of economic rights"),
    "yes": _l("Yes"),
    "no": _l("No"),
    **FACE_LABELS,
}

FILE_KIND_LABELS = {
    "sketch": _l("sketch"),
    "montage": _l("photomontage"),
    "elevation": _l("drawing to scale"),
    "wall_photo": _l("photo of the wall"),
    "palette": _l("palette"),
    "paper": _l("document"),
}

UNIT_LABELS = {"m": _l("m"), "years": _l("years")}


class ChangeView(NamedTuple):
    """One thing that changed, as an entry in a list of reasons."""

    text: str
    who: str = ""
    url: str = ""


def change_label(key: str) -> str:
    """Return the name of a changed field or kind of file."""
    if key.startswith("files:"):
        return str(FILE_KIND_LABELS[key.removeprefix("files:")])
    return str(FIELD_LABELS[key])


def change_views(keys: Iterable[str]) -> list[ChangeView]:
    """Return what a newer version changed, in words."""
    return [ChangeView(_("Changed: %(what)s", what=change_label(key))) for key in keys]
