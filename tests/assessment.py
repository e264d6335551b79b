"""A specialist's assessment in which everything is as it should be."""

from __future__ import annotations

from artflow.domain.loading import SHIPPED, load

REVIEW = load((SHIPPED / "creative-art.toml").read_text()).review
assert REVIEW is not None

GIVEN = {
    "gates": {gate.key: "yes" for gate in REVIEW.gates},
    "scores": {each.key: each.weight for each in REVIEW.criteria},
}
"""As the door takes it."""
FIELDS = {
    **{f"gate_{gate.key}": "yes" for gate in REVIEW.gates},
    **{f"score_{each.key}": str(each.weight) for each in REVIEW.criteria},
}
"""As the form asks for it."""
