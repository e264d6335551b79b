"""Anchors are signed, and cover the account chain: what an anchor says, and whether that holds."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, select

from artflow.domain.history.chain import Fault, canonical
from artflow.models import AccountChain, AccountLink, Anchor

from . import signing
from .signing import PublicKey

log = logging.getLogger(__name__)
ANCHOR = Anchor.__table__
CHAIN = AccountChain.__table__
LINK = AccountLink.__table__
KIND = "artflow-anchor-1"
"""Begins every signed text: the key signs nothing else that could be taken for it."""
_signed = select(
    ANCHOR.c.id,
    ANCHOR.c.root,
    ANCHOR.c.last_event_id,
    ANCHOR.c.chains,
    ANCHOR.c.at,
    ANCHOR.c.account_n,
    ANCHOR.c.account_head,
    ANCHOR.c.public_key,
    ANCHOR.c.signature,
    LINK.c.hash,
).select_from(ANCHOR.outerjoin(LINK, LINK.c.n == ANCHOR.c.account_n))


def account_end(connection: Connection) -> tuple[int, str]:
    """Return number and hash of the last link of the account chain."""
    row = connection.execute(select(CHAIN.c.n, CHAIN.c.head).where(CHAIN.c.id == 1)).one()
    return row.n, row.head


def account_text(n: int, head: str) -> Iterator[str]:
    """Give what the root of an anchor covers of the account chain: nothing in those of before."""
    if n:
        yield f"accounts:{n}:{head}"


def write_text(  # an anchor has that many parts
    root: str, last_event_id: int, chains: int, account_n: int, account_head: str, at: datetime
) -> str:
    """Write what is signed of an anchor: one line of canonical JSON."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return canonical([KIND, root, last_event_id, chains, account_n, account_head, moment])


def find_faults(connection: Connection, trusted: Collection[str] = ()) -> Iterator[Fault]:
    """Find anchors whose signature or account link does not hold; `trusted` are public keys.

    Unsigned ones are of before: none follows a signed one, nor the making of this installation's
    key. Of a key that this installation does not hold only older ones are taken, unless keys are
    trusted: then the newest anchor is signed by one of them, and none by any other.
    """
    own, has_signed, row = signing.public_key(), False, None
    for row in connection.execute(_signed.order_by(ANCHOR.c.id)):
        code = _account_fault(row) or _signature_fault(row, own, trusted, has_signed=has_signed)
        has_signed = has_signed or bool(row.signature)
        if code:
            yield Fault(0, row.id, code)
    if trusted and (row is None or row.public_key not in trusted):
        yield Fault(0, row.id if row else 0, "not_by_key")


def _account_fault(row: Row[*tuple[object, ...]]) -> str:
    if not row.account_n:
        return ""
    if row.hash is None:
        return "accounts_older"
    return "" if row.hash == row.account_head else "accounts"


def _signature_fault(
    row: Row[*tuple[object, ...]],
    own: PublicKey | None,
    trusted: Collection[str],
    *,
    has_signed: bool,
) -> str:
    is_own_time = own is not None and own.since is not None and row.at >= own.since
    if not row.signature:
        return "unsigned" if has_signed or is_own_time else ""
    text = write_text(
        row.root, row.last_event_id, row.chains, row.account_n, row.account_head, row.at
    )
    if not signing.is_signed(text, row.signature, row.public_key):
        return "signature"
    if trusted:
        return "" if row.public_key in trusted else "foreign"
    return "foreign" if own and is_own_time and row.public_key != own.hex else ""


def sign(text: str, now: datetime) -> tuple[str, str]:
    """Return public key and signature of a text, both empty if this installation cannot sign."""
    try:
        public = signing.ensure_key(now)
        return public.hex, signing.sign(text)
    except signing.KeyUnusable as error:
        log.warning("the history is sealed without a signature: %s", error)
        return "", ""
