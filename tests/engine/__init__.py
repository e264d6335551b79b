"""The engine under many sequences, many proposals and another definition."""

import pytest

pytest.register_assert_rewrite("tests.engine.support.simulation", "tests.engine.support.properties")
