"""The table of demo accounts that the demo command prints."""

from __future__ import annotations

from artflow.domain.people.roles import Role

from .people import DEMO_PEOPLE, ORGANISATIONS, PASSWORD

ROLE_TITLES = {
    Role.ARTIST: "artist",
    Role.ARCHITECTURE_SPECIALIST: "architecture specialist",
    Role.ARCHITECTURE_HEAD: "head of architecture",
    Role.SPONSOR_SIGNATORY: "sponsor, signs",
    Role.SPONSOR_VIEWER: "sponsor, reads",
    Role.COORDINATOR: "coordinator",
    Role.ADMINISTRATOR: "administrator",
}
SHORT_NAMES = {
    "department": "Shymkent architecture",
    "office": "Shymkent tourism",
    "artists": "Creative Industry Association",
    "platform": "artflow",
}


def accounts_table(address: str) -> str:
    """Return the address and the accounts, as lines for a terminal."""
    rows = [("e-mail", "name", "role", "organisation", "password")]
    rows += [
        (p.email, p.name, ROLE_TITLES[p.role], _organisation_name(p.organisation), PASSWORD)
        for p in DEMO_PEOPLE
    ]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([f"artflow: {address}", "", *(line.rstrip() for line in lines), ""])


def _organisation_name(key: str) -> str:
    return SHORT_NAMES.get(key) or ORGANISATIONS[key][1]["en"]
