"""The extensions, made here and bound to an application in `create_app`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import MetaData, Table
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table's base: constraint names are given, so that migrations can name them too."""

    metadata = MetaData(naming_convention=NAMES)
    if TYPE_CHECKING:
        __table__: ClassVar[Table]  # no model of ours is mapped to anything else


db = SQLAlchemy(model_class=Base)
if TYPE_CHECKING:
    Model = Base  # mypy cannot follow a base class that is made at run time
else:
    Model = db.Model
login = LoginManager()
csrf = CSRFProtect()
babel = Babel()
