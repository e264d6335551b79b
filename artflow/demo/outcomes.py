"""How far each of the other works has come: one function for every outcome."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from . import dates
from .walk import DAYS_BETWEEN_MILESTONES, INSURER, Walk

CONDITIONS = (
    {"text": "Жұмыс басталғанға дейін бояу үлгісі қабырғада көрсетілсін.", "holds": "start"},
    {"text": "Тақтайшада демеушінің атауы қазақ және орыс тілінде болсын.", "holds": "acceptance"},
)
"""Under which one sponsor signs."""

ANSWER = "Қабыршақты жылтырамайтын бояумен салуға дайынмын, сюжет көшенің ескі атауына байланысты."


def completed(walk: Walk) -> None:
    """Begin in winter, paint in the season, let everybody and the owner accept."""
    walk.begin(-60).to_execution().paint("contract").pay("№ 31").paint("outline").pay("№ 58")
    walk.paint("cleaning").to_acceptance().story.later(days=2)
    for part in ("head", "jusan", "tourism", "artist"):
        walk.act(part, "sign")
    walk.act("coordinator", "record_owner_act", files=[walk.store("minutes.pdf")], document="№ 4")
    walk.pay("№ 96")


def acceptance(walk: Walk) -> None:
    """Paint to the end; let the department and one sponsor sign the act."""
    now = walk.anchor
    walk.anchor = dates.in_season(now - timedelta(days=50))
    walk.begin(-50).to_execution().paint("outline").pay("№ 44").paint("cleaning")
    walk.story.now = max(walk.story.now, now - timedelta(days=4))
    walk.to_acceptance().story.later(days=1)
    walk.act("head", "sign").act("jusan", "sign")


def execution(walk: Walk) -> None:
    """Paint half of the wall and pay the advance; the other half waits for dry weather.

    The insurance runs out in less than two weeks.
    """
    today = walk.anchor.date()
    walk.anchor = dates.in_season(
        walk.anchor - timedelta(days=sum(DAYS_BETWEEN_MILESTONES.values()) + 4)
    )
    walk.begin(-46).to_execution()
    until = today + timedelta(days=12)
    walk.act("artist", "record_insurance", files=[], document="№ 7", insurer=INSURER, until=until)
    walk.paint("contract").pay("№ 17").paint("half")
    late = next(m for m in walk.story.case.milestones if m.code == "full")
    walk.act(
        "artist",
        "report_delay",
        milestone=late.id,
        reason="weather",
        expected_on=today + timedelta(days=9),
        text="Жаңбыр үш күннен бері басылмай тұр, бояу кеппейді.",
    )


def approved(walk: Walk) -> None:
    """Let everybody sign, one under conditions; they and some of the papers are still missing."""
    walk.begin(-40).to_sponsors().story.later(days=2)
    half = walk.work.budget // 2
    walk.act("jusan", "sign", amount=half, text="").story.later(days=1)
    walk.act(
        "tourism",
        "sign_with_conditions",
        amount=walk.work.budget - half,
        text="\n".join(f"{n}. {each['text']}" for n, each in enumerate(CONDITIONS, 1)),
        conditions=list(CONDITIONS),
    )
    walk.story.later(days=4)
    walk.papers("contract", "rights_licence")
    walk.act(
        "artist",
        "fulfil_condition",
        condition=walk.story.case.conditions[0].id,
        fixed=True,
        text="Бояу үлгісі қабырғаға жағылып, суретке түсірілді.",
        files=[walk.store("wall.webp")],
    )


def declined(walk: Walk) -> None:
    """Let one sponsor sign and the other decline: the coordinator decides."""
    walk.begin(-24).to_sponsors().story.later(days=1)
    walk.act("jusan", "sign", amount=walk.work.budget // 2, text="")
    walk.go_to_day(-1.5).act("tourism", "decline", text=walk.work.text)


def overdue(walk: Walk) -> None:
    """Leave the work with the department for longer than its working days."""
    walk.begin(-52).to_review().story.later(days=5)
    walk.act("specialist", "remark", severity="should", x=42, y=26, text=walk.work.text)


def returned(walk: Walk) -> None:
    """Let the department return the work with two remarks that must be answered."""
    walk.begin(-26).to_review().story.later(days=4)
    walk.act("specialist", "remark", severity="must", x=70, y=21, text=walk.work.text)
    walk.act(
        "specialist",
        "remark",
        severity="must",
        x=50,
        y=95,
        text="Орнамент внизу закрывает адресную табличку.",
    )
    walk.go_to_day(-5).act("head", "return", text="Возвращается с двумя замечаниями.")


def held(walk: Walk) -> None:
    """Put the work on hold at the department, to be reviewed in six weeks."""
    walk.begin(-30).to_review().go_to_day(-12)
    back = walk.anchor.date() + timedelta(days=30)
    walk.act("coordinator", "hold", text=walk.work.text, review_on=back)


def site(walk: Walk) -> None:
    """Propose two walls and choose none."""
    walk.begin(-10).to_site().go_to_day(-4)
    walk.act(
        "specialist",
        "propose_wall",
        wall=walk.walls["SHY-064"],
        score=74,
        text="Қасбеті желдетілетін, алдымен қарап-тексеру керек.",
    )
    walk.act(
        "coordinator",
        "propose_wall",
        wall=walk.walls["SHY-190"],
        score=86,
        text="Виден с площади и с обеих остановок.",
    )


def submitted(walk: Walk) -> None:
    """Submit the work yesterday."""
    walk.begin(-4)


def refused(walk: Walk) -> None:
    """Let the head refuse the work after the artist was heard."""
    walk.begin(-110).to_review().story.later(days=8)
    walk.act("head", "announce_refusal", code="content", text=walk.work.text)
    walk.story.later(days=2)
    walk.act("artist", "answer_refusal", text=ANSWER)
    walk.story.later(days=7)
    walk.act("head", "refuse", code="content", text=walk.work.text)


def withdrawn(walk: Walk) -> None:
    """Let the artist withdraw while a wall is being looked for."""
    walk.begin(-70).to_site().story.later(days=6)
    walk.act("artist", "withdraw", text=walk.work.text)


OUTCOMES: dict[str, Callable[[Walk], None]] = {
    outcome.__name__: outcome
    for outcome in (
        completed,
        acceptance,
        execution,
        approved,
        declined,
        overdue,
        returned,
        held,
        site,
        submitted,
        refused,
        withdrawn,
    )
}
