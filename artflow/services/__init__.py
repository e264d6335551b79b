"""What can be done and asked. Functions take people and things, never a request."""

# Hooks: rooms that enter their effects, and what ends by itself, into the tables of
# `decisions.effects`.
from . import conditions, milestones, review
from .assignments import effects as assignment_effects
from .decisions import completeness_effects, dossier_effects, endings, signoffs
from .sponsorship import effects as sponsorship_effects
from .sponsorship import payments
from .walls import effects as wall_effects
from .walls import endings as wall_endings

__all__ = [
    "assignment_effects",
    "completeness_effects",
    "conditions",
    "dossier_effects",
    "endings",
    "milestones",
    "payments",
    "review",
    "signoffs",
    "sponsorship_effects",
    "wall_effects",
    "wall_endings",
]
