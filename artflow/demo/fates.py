"""How far each of the other works has come: one walk for every kind of fate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from . import seasons
from .walk import PACE, Walk


def completed(walk: Walk) -> None:
    """Begun in winter, painted in the season, accepted by everybody and by the owner."""
    walk.begin(-60).to_execution().paint("contract").pay("№ 31").paint("outline").pay("№ 58")
    walk.paint("act").to_acceptance().story.later(days=2)
    for part in ("head", "jusan", "tourism", "artist"):
        walk.does(part, "sign")
    walk.does("coordinator", "record_owner_act", files=[walk.kept("minutes.pdf")], document="№ 4")
    walk.pay("№ 96")


def acceptance(walk: Walk) -> None:
    """Painted to the end; the department and one sponsor have signed the act."""
    now = walk.anchor
    walk.anchor = seasons.warm(now - timedelta(days=50))
    walk.begin(-50).to_execution().paint("outline").pay("№ 44").paint("act")
    walk.story.now = max(walk.story.now, now - timedelta(days=4))
    walk.to_acceptance().story.later(days=1)
    walk.does("head", "sign").does("jusan", "sign")


def execution(walk: Walk) -> None:
    """Half of the wall is painted, the advance is paid; the other half waits for dry weather."""
    today = walk.anchor.date()
    walk.anchor = seasons.warm(walk.anchor - timedelta(days=sum(PACE.values()) + 4))
    walk.begin(-46).to_execution().paint("contract").pay("№ 17").paint("half")
    late = next(m for m in walk.story.case.milestones if m.code == "full")
    walk.does("artist", "report_delay", milestone=late.id, reason="weather",
              expected_on=today + timedelta(days=9),
              text="Жаңбыр үш күннен бері басылмай тұр, бояу кеппейді.")  # fmt: skip


def approved(walk: Walk) -> None:
    """Everybody has signed; of the papers some are missing still."""
    walk.begin(-40).to_approved().story.later(days=4)
    walk.papers("contract", "rights_licence")


def declined(walk: Walk) -> None:
    """One sponsor has signed, the other has declined: the coordinator decides."""
    walk.begin(-24).to_sponsors().story.later(days=1)
    walk.does("jusan", "sign", amount=walk.work.budget // 2, text="")
    walk.on(-1.5).does("tourism", "decline", text=walk.work.word)


def overdue(walk: Walk) -> None:
    """The department has had it for longer than its working days."""
    walk.begin(-52).to_review().story.later(days=5)
    walk.does("specialist", "remark", severity="should", x=42, y=26, text=walk.work.word)


def returned(walk: Walk) -> None:
    """Sent back by the department with two remarks that must be answered."""
    walk.begin(-26).to_review().story.later(days=4)
    walk.does("specialist", "remark", severity="must", x=70, y=21, text=walk.work.word)
    walk.does("specialist", "remark", severity="must", x=50, y=95,
              text="Орнамент внизу закрывает адресную табличку.")  # fmt: skip
    walk.on(-5).does("head", "return", text="Возвращается с двумя замечаниями.")


def held(walk: Walk) -> None:
    """On hold at the department, to be looked at again in six weeks."""
    walk.begin(-30).to_review().on(-12)
    back = walk.anchor.date() + timedelta(days=30)
    walk.does("coordinator", "hold", text=walk.work.word, review_on=back)


def site(walk: Walk) -> None:
    """Two walls are proposed, none is chosen."""
    walk.begin(-10).to_site().on(-4)
    walk.does("specialist", "propose_wall", wall=walk.walls["SHY-064"], score=74,
              text="Қасбеті желдетілетін, алдымен қарап-тексеру керек.")  # fmt: skip
    walk.does("coordinator", "propose_wall", wall=walk.walls["SHY-190"], score=86,
              text="Виден с площади и с обеих остановок.")  # fmt: skip


def submitted(walk: Walk) -> None:
    """Handed in yesterday."""
    walk.begin(-4)


def refused(walk: Walk) -> None:
    """Refused by the head after the artist was heard."""
    walk.begin(-110).to_review().story.later(days=8)
    walk.does("head", "announce_refusal", code="content", text=walk.work.word)
    walk.story.later(days=9)
    walk.does("head", "refuse", code="content", text=walk.work.word)


def withdrawn(walk: Walk) -> None:
    """Taken back by the artist while a wall was being looked for."""
    walk.begin(-70).to_site().story.later(days=6)
    walk.does("artist", "withdraw", text=walk.work.word)


FATES: dict[str, Callable[[Walk], None]] = {
    fate.__name__: fate
    for fate in (
        completed, acceptance, execution, approved, declined, overdue, returned, held, site,
        submitted, refused, withdrawn,
    )
}  # fmt: skip
