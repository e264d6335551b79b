"""The words a definition may use for what other layers supply: effects and forms.

The loader checks definitions against these; tests compare them with what services and web offer.
"""

EFFECTS = frozenset(
    {
        "number",
        "freeze",
        "resubmit",
        "remark",
        "close_remark",
        "reopen_remark",
        "answer",
        "propose_wall",
        "enter_wall",
        "choose_wall",
        "reserve_wall",
        "release_wall",
        "sign",
        "retract",
        "record",
        "plan_milestones",
        "submit_milestone",
        "confirm_milestone",
        "return_milestone",
        "count_loop",
        "hold",
        "resume",
        "assign",
        "take",
        "void",
        "completeness",
        "weigh",
        "as_announced",
        "delay",
        "pay",
        "correct_payment",
        "replace_party",
    }
)
"""What a verb does beside moving: each is a function in `services/effects`."""

FORMS = frozenset(
    {
        "note",
        "reason",
        "refusal",
        "submit",
        "remark",
        "remark_choice",
        "answer",
        "wall",
        "new_wall",
        "wall_choice",
        "signoff",
        "conditions",
        "agreement",
        "agreement_conditions",
        "hold",
        "assign",
        "consent",
        "paper",
        "verdict",
        "recommendation",
        "notice",
        "gap",
        "override",
        "milestone_proof",
        "milestone_choice",
        "milestone_return",
        "completeness",
        "delay",
        "payment",
        "payment_correction",
        "replacement",
    }
)
"""What an action asks of the person: each is a form in `web/forms`."""
