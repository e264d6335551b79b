"""The rules of the city: pure Python, no Flask and no SQLAlchemy."""

# Hooks: rooms that enter their conditions into the table of `process.guards`.
from . import conditions as conditions
from . import milestones as milestones
from . import walls as walls
from .dossier import guards as dossier_guards
from .process import assignment_guards as assignment_guards
from .process import endings as endings
from .process import hearings as hearings
from .process import signoff_guards as signoff_guards
from .review import guards as review_guards

__all__ = [
    "assignment_guards",
    "conditions",
    "dossier_guards",
    "endings",
    "hearings",
    "milestones",
    "review_guards",
    "signoff_guards",
    "walls",
]
