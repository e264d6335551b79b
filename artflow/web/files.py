"""Files, served through the policy: pictures re-encoded, papers as downloads."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, send_file

from artflow.domain.case import Case
from artflow.domain.errors import NotVisible
from artflow.domain.policy import Can, shows
from artflow.extensions import db
from artflow.services import files, gallery, wall_photos
from artflow.services.intake import WIDTHS
from artflow.services.storage import ADDRESS

from . import current, security
from .access import needs, on_proposal, public

bp = Blueprint("files", __name__)


@bp.get("/proposals/<int:proposal_id>/files/<sha256>/<size>")
@on_proposal(Can.SEE)
def picture(case: Case, sha256: str, size: str) -> Response:
    """A picture in one of the sizes pages need, never the upload itself."""
    if size not in WIDTHS:
        abort(404)
    file = _found(case, sha256)
    content = getattr(file, size) or file.large
    if content is None:
        raise NotVisible
    return _sent(content, "image/webp")


@bp.get("/proposals/<int:proposal_id>/files/<sha256>")
@on_proposal(Can.SEE)
def download(case: Case, sha256: str) -> Response:
    """A paper as it was sent in. Pictures go out re-encoded: a camera may have noted a place."""
    file = _found(case, sha256)
    if file.large is not None:
        return _sent(file.large, "image/webp")
    return _sent(file.sha256, file.media_type, file.name)


def _found(case: Case, sha256: str) -> Any:
    if not ADDRESS.fullmatch(sha256):
        raise NotVisible
    me = current.me()
    own = case.applicant_id == me.id
    connection = db.session.connection()
    file = files.find(connection, case.id, sha256, shows=shows(me, case), own=own)
    if file is None:
        raise NotVisible
    return file


def _sent(sha256: str, media_type: str, name: str = "") -> Response:
    response = send_file(
        files.storage().path(sha256), mimetype=media_type, as_attachment=bool(name),
        download_name=name or None, etag=sha256, max_age=3600,
    )  # fmt: skip
    response.headers["Content-Security-Policy"] = security.FILE_POLICY
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@bp.get("/works/<int:proposal_id>/<sha256>/<size>")
@public
def finished(proposal_id: int, sha256: str, size: str) -> Response:
    """The picture of a finished work, for anybody, in one of the sizes pages need."""
    if size not in WIDTHS or not ADDRESS.fullmatch(sha256):
        raise NotVisible
    content = gallery.picture(db.session.connection(), proposal_id, sha256, size)
    if content is None:
        raise NotVisible
    return _sent(content, "image/webp")


@bp.get("/walls/photos/<sha256>/<size>")
@needs(Can.SEE_WALLS)
def wall_photo(sha256: str, size: str) -> Response:
    """A photo of a wall in the register, in one of the sizes pages need."""
    if size not in WIDTHS or not ADDRESS.fullmatch(sha256):
        raise NotVisible
    content = wall_photos.rendition(db.session.connection(), sha256, size)
    if content is None:
        raise NotVisible
    return _sent(content, "image/webp")
