"""What stands beside a form with a sum: the budget, what others give, what is left."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from artflow.domain.process import commitments
from artflow.domain.process.case import Case, Signoff
from artflow.domain.process.joins import SIGNED
from artflow.models import Organisation
from artflow.web.shared import formatting
from artflow.web.summaries.facts import Fact
from artflow.web.summaries.lanes import SIGNOFF_STATES


def commitment_facts(
    case: Case, organisations: Mapping[int, Organisation], language: str
) -> list[Fact]:
    """List the budget, what each side has said, a cover with who gives it, and what is left.

    Nothing where the present stage counts no money.
    """
    if not case.current_stage.counts_money:
        return []
    return [
        _sum(_("Budget"), case.budget, case),
        *(
            _side(each, organisations[each.organisation_id or 0].name[language], case)
            for each in commitments.promises(case)
        ),
        *_cover(case),
        _sum(_("Not covered yet"), commitments.compute_left(case), case),
    ]


def _sum(term: str, amount: int, case: Case) -> Fact:
    return Fact(term, formatting.money(amount, case.currency), sum=True)


def _side(signoff: Signoff, name: str, case: Case) -> Fact:
    if signoff.state in SIGNED:
        return _sum(name, signoff.amount, case)
    return Fact(name, str(SIGNOFF_STATES[signoff.state][1]))


def _cover(case: Case) -> list[Fact]:
    """Tell who covers what the sponsors do not give; a cover of before names nobody apart."""
    if not commitments.is_cover_accepted(case):
        return []
    data = case.papers[commitments.COVER].data
    who = str(data.get("covered_by") or data.get("text") or "")
    term = _("Covered: %(who)s", who=who)
    covered = commitments.compute_covered(case)
    return [_sum(term, covered, case) if covered else Fact(term, _("whatever is missing"))]
