"""The whole file of a work: everything that its asker may see of it, as one archive."""

from __future__ import annotations

from flask import Blueprint, Response

from artflow import logs
from artflow.domain.access.policy import Can, visible_parts
from artflow.domain.errors import NotAllowed
from artflow.domain.process.case import Case
from artflow.services.archives import packing, parts, reading
from artflow.services.database import transactions
from artflow.services.files import files
from artflow.web.http import limits
from artflow.web.shared import current, language
from artflow.web.shared.access import on_proposal

from . import pages

bp = Blueprint("archives", __name__)


@bp.get("/proposals/<int:proposal_id>/file.zip")
@on_proposal(Can.TAKE_FILE)
def whole(case: Case) -> Response:
    """Give out the whole file of a work, packed while it goes out; a browser waits for nothing.

    The rows are of one instant, the uploads are read as they are needed: they never change. Who
    looks through somebody's eyes takes nothing away. Raises `TooSoon` after too many.
    """
    me = current.me()
    if current.impersonator() is not None:
        raise NotAllowed
    limits.count_archive()
    seen = visible_parts(me, case)
    with transactions.reading() as connection:
        rows = reading.read_work(connection, case.id, seen)
    index = pages.build_pages(case, rows, seen, me, language.code())
    found = parts.list_parts(rows, seen, index)
    logs.security("whole_file_taken", by=me.id, proposal=case.id)
    pieces = packing.pack(found, rows.files.values(), files.storage(), current.now())
    response = Response(pieces, mimetype="application/zip")
    name = f"{case.number or case.id}.zip"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response
