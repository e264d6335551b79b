"""Forms of one's own account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from . import fields


class SignInForm(FlaskForm):
    email = fields.line(_l("E-mail"), limit=200,
                        render_kw={"type": "email", "autocomplete": "username"})  # fmt: skip
    password = fields.password()
