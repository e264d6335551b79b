"""What actions do beside moving: each effect a definition may name is a function here."""

from . import completeness, dossier, execution, remarks, signing, site
from .registry import EFFECTS, Deed

__all__ = ["EFFECTS", "Deed", "completeness", "dossier", "execution", "remarks", "signing", "site"]
