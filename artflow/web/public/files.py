"""Files, served through the policy: pictures re-encoded, papers as downloads."""

from __future__ import annotations

import os
from typing import BinaryIO

from flask import Blueprint, Response, abort, current_app, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import FileWrapper

from artflow.domain.access.policy import Can, visible_parts
from artflow.domain.errors import NotPossible, NotVisible, Reason
from artflow.domain.people.roles import Role
from artflow.domain.pictures import FAILED, PREPARING
from artflow.domain.process.case import Case
from artflow.extensions import db
from artflow.services.accounts import memberships
from artflow.services.files import files
from artflow.services.files.files import Kept
from artflow.services.files.pictures import WIDTHS
from artflow.services.lists import gallery
from artflow.services.storage.port import ADDRESS, CHUNK
from artflow.services.walls import photos as walls_photos
from artflow.web.shared import current, security
from artflow.web.shared.access import needs, on_proposal, public

bp = Blueprint("files", __name__)


@bp.get("/proposals/<int:proposal_id>/files/<sha256>/<size>")
@on_proposal(Can.SEE)
def picture(case: Case, sha256: str, size: str) -> Response:
    """Serve a picture in one of the sizes that pages need, never the upload itself."""
    if size not in WIDTHS:
        abort(404)
    file = _find_file(case, sha256)
    _require_ready(file)
    content = getattr(file, size) or file.large
    if content is None:
        raise NotVisible
    return _send(content, "image/webp")


@bp.get("/proposals/<int:proposal_id>/files/<sha256>")
@on_proposal(Can.SEE)
def download(case: Case, sha256: str) -> Response:
    """Serve a paper as it was sent in; pictures are re-encoded, without camera data."""
    file = _find_file(case, sha256)
    _require_ready(file)
    if file.large is not None:
        return _send(file.large, "image/webp")
    return _send(file.sha256, file.media_type, file.name)


def _find_file(case: Case, sha256: str) -> Kept:
    if not ADDRESS.fullmatch(sha256):
        raise NotVisible
    me = current.me()
    own = case.applicant_id == me.id
    connection = db.session.connection()
    file = files.find_visible(connection, case.id, sha256, parts=visible_parts(me, case), own=own)
    if file is None:
        raise NotVisible
    return file


def _require_ready(file: Kept) -> None:
    """Raise `NotPossible` for a picture that is not made anew yet: the upload is for nobody."""
    if file.state == FAILED:
        raise NotPossible(Reason("picture_failed", {"name": file.name}, (Role.ARTIST,)))
    if file.state == PREPARING:
        raise NotPossible(Reason("picture_preparing", {"name": file.name}))


@bp.get("/people/<int:user_id>/papers/<int:paper_id>")
@needs(Can.SEE_PEOPLE)
def role_paper(user_id: int, paper_id: int) -> Response:
    """Serve a paper of authority to those who see the person whose role rests on it."""
    file = memberships.find_paper(user_id, paper_id, current.me())
    _require_ready(file)
    if file.large is not None:
        return _send(file.large, "image/webp")
    return _send(file.sha256, file.media_type, file.name)


def _send(sha256: str, media_type: str, name: str = "") -> Response:
    """Serve a content through the application, whatever store it is in, so that policy holds.

    A browser that has it already is told so without asking the store; a part is read as a part.
    """
    if request.if_none_match.contains(sha256):
        return _allow_keeping(Response(status=304), sha256)
    content = _open(sha256)
    response = send_file(
        content,
        mimetype=media_type,
        as_attachment=bool(name),
        download_name=name or None,
        conditional=False,
        etag=False,
    )
    size = response.content_length = content.seek(0, os.SEEK_END)
    content.seek(0)
    if not _is_of_the_system(content):
        # A server would read it in the thread that serves everybody else as well.
        response.response = FileWrapper(content, CHUNK)
    try:
        _allow_keeping(response, sha256)
        response.make_conditional(request, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable:
        response.close()
        raise
    return response


def _open(sha256: str) -> BinaryIO:
    try:
        return files.storage().open(sha256)
    except FileNotFoundError as error:
        current_app.logger.error("content %s is missing in the storage", sha256)
        raise NotVisible from error


def _is_of_the_system(content: BinaryIO) -> bool:
    """Return whether a server may hand this over by itself, without waiting for anybody."""
    try:
        content.fileno()
    except OSError:
        return False
    return True


def _allow_keeping(response: Response, sha256: str) -> Response:
    """Let the browser alone keep this for an hour, and ask then whether it has changed."""
    response.set_etag(sha256)
    response.headers["Content-Security-Policy"] = security.FILE_POLICY
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@bp.get("/works/<int:proposal_id>/<sha256>/<size>")
@public
def finished(proposal_id: int, sha256: str, size: str) -> Response:
    """Serve the picture of a finished work to anybody, in one of the sizes that pages need."""
    if size not in WIDTHS or not ADDRESS.fullmatch(sha256):
        raise NotVisible
    content = gallery.find_picture(db.session.connection(), proposal_id, sha256, size)
    if content is None:
        raise NotVisible
    response = _send(content, "image/webp")
    response.headers["Cache-Control"] = security.CACHE_FOREVER  # its address holds its hash
    return response


@bp.get("/walls/photos/<sha256>/<size>")
@needs(Can.SEE_WALLS)
def wall_photo(sha256: str, size: str) -> Response:
    """Serve a photo of a wall in the register, in one of the sizes that pages need."""
    if size not in WIDTHS or not ADDRESS.fullmatch(sha256):
        raise NotVisible
    content = walls_photos.find_rendition(db.session.connection(), sha256, size)
    if content is None:
        raise NotVisible
    return _send(content, "image/webp")
