"""What can be done and asked. Functions take people and things, never a request."""

# Hooks: rooms that enter their effects into the table of `decisions.effects`.
from . import milestones, review
from .assignments import effects as assignment_effects
from .decisions import completeness_effects, dossier_effects, signoffs
from .sponsorship import effects as sponsorship_effects
from .walls import effects as wall_effects

__all__ = [
    "assignment_effects",
    "completeness_effects",
    "dossier_effects",
    "milestones",
    "review",
    "signoffs",
    "sponsorship_effects",
    "wall_effects",
]
