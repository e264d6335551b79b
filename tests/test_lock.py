"""The three locks are in step with what they were made from, and tools/lock.py sees when not."""

from __future__ import annotations

import pytest

from tools import lock

pytestmark = pytest.mark.pure
PINNED = "flask==3.1.3 \\\n    --hash=sha256:00\n    # via -r requirements.in\n"


@pytest.fixture
def locks(tmp_path):
    """A folder with three correct locks, to be spoilt."""
    for name in lock.NAMES:
        (tmp_path / f"{name}.in").write_text("# why\nFlask[async]>=3.1,<4  # why\n")
        (tmp_path / f"{name}.txt").write_text(PINNED)
    (tmp_path / "requirements-dev.in").write_text("-r requirements.in\n")
    return tmp_path


def test_the_locks_of_this_project_are_in_step():
    assert lock.faults() == []


def test_correct_locks_have_no_faults(locks):
    assert lock.faults(locks) == []


def test_a_package_that_is_not_pinned_is_named(locks):
    (locks / "requirements.in").write_text("flask\nzope.interface\n")
    assert lock.faults(locks) == [
        "requirements-dev.txt does not pin zope-interface",
        "requirements.txt does not pin zope-interface",
    ]


def test_a_pin_without_hash_is_named(locks):
    (locks / "requirements-dev.txt").write_text(PINNED + "idna==3.10\n    # via flask\n")
    assert lock.faults(locks) == ["requirements-dev.txt has no hash for idna==3.10"]


@pytest.mark.parametrize(
    "line", ["--index-url https://a.example/simple", "--find-links wheels", "# https://a.example"]
)
def test_a_line_that_names_a_place_is_found(locks, line):
    (locks / "requirements.txt").write_text(f"{line}\n{PINNED}")
    assert f"requirements.txt names an address: {line}" in lock.faults(locks)


def test_locks_that_differ_in_a_version_are_found(locks):
    (locks / "requirements-dev.txt").write_text(PINNED.replace("3.1.3", "3.1.2"))
    assert lock.faults(locks) == [
        "requirements-dev.txt pins flask otherwise than requirements-optional.txt"
    ]


def test_faults_are_reported_with_an_exit_code(capsys):
    assert lock.report([]) == 0
    assert lock.report(["requirements.txt does not pin flask"]) == 1
    assert capsys.readouterr().err == "tools/lock.py: requirements.txt does not pin flask\n"
