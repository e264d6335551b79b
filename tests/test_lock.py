"""The three locks are in step with pyproject.toml and complete, and tools/lock.py sees when not."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import lock

pytestmark = pytest.mark.pure
PROJECT = """
[project]
dependencies = ["Flask[async]>=3.1,<4"]
[project.optional-dependencies]
dev = ["flask"]
"""
PINNED = "flask==3.1.3 \\\n    --hash=sha256:00\n    # via artflow (pyproject.toml)\n"


@pytest.fixture
def locks(tmp_path):
    """Create a folder with three correct locks, to be spoilt."""
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    for name in lock.EXTRAS:
        (tmp_path / name).write_text(PINNED)
    return tmp_path


def test_the_locks_of_this_project_are_in_step():
    assert lock.faults() == []


def test_correct_locks_have_no_faults(locks):
    assert lock.faults(locks) == []


def test_a_package_that_is_not_pinned_is_named(locks):
    (locks / "pyproject.toml").write_text(PROJECT.replace('["flask"]', '["zope.interface"]'))
    assert lock.faults(locks) == ["requirements-dev.txt does not pin zope.interface"]


def test_a_pin_that_the_project_no_longer_allows_is_named(locks):
    (locks / "pyproject.toml").write_text(PROJECT.replace('["flask"]', '["flask>=3.2"]'))
    assert lock.faults(locks) == [
        "requirements-dev.txt pins flask 3.1.3, pyproject.toml wants >=3.2"
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


def test_locks_that_differ_in_a_hash_are_found(locks):
    (locks / "requirements.txt").write_text(PINNED.replace("sha256:00", "sha256:01"))
    assert lock.faults(locks) == [
        "requirements-optional.txt hashes flask otherwise than requirements.txt"
    ]


def test_faults_are_reported_with_an_exit_code(capsys):
    assert lock.report([]) == 0
    assert lock.report(["requirements.txt does not pin flask"]) == 1
    assert capsys.readouterr().err == "tools/lock.py: requirements.txt does not pin flask\n"


@pytest.mark.parametrize("name", lock.EXTRAS)
def test_a_lock_is_complete(name):
    """Locks are installed without dependencies, so all that a package needs must be pinned."""
    project = tomllib.loads((lock.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pins = lock.read_pins((lock.ROOT / name).read_text("utf-8"))
    needs = lock.wanted(project, name)
    seen = set()
    for need in needs:  # grows while it is read
        for extra in {"", *need.extras} - {e for n, e in seen if n == need.name}:
            seen.add((need.name, extra))
            needs += requirements(need.name, extra)

    assert len(needs) > len(pins)
    assert lock.unmet(needs, pins) == []


def requirements(package: str, extra: str) -> list[Requirement]:
    """Return what an installed package needs on this machine."""
    try:
        lines = metadata.requires(package) or ()
    except metadata.PackageNotFoundError:
        pytest.skip(f"{package} is not installed")
    found = map(Requirement, lines)
    return [each for each in found if each.marker is None or each.marker.evaluate({"extra": extra})]


def test_plain_pytest_can_import_every_test():
    """Whoever installs requirements.txt alone gets as far as the words of a skipped test."""
    pins = lock.read_pins((lock.ROOT / "requirements.txt").read_text("utf-8"))
    homes = metadata.packages_distributions()
    foreign = {
        name
        for path in (lock.ROOT / "tests").rglob("*.py")
        for name in imported_at_once(path)
        if not {canonicalize_name(home) for home in homes.get(name, ())} & pins.keys()
    }

    assert foreign == set()


def imported_at_once(path: Path) -> Iterator[str]:
    """Return the foreign packages that a module imports before its tests can be skipped."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module]
        else:
            continue
        for name in {name.partition(".")[0] for name in names} - sys.stdlib_module_names:
            if not any((lock.ROOT / place).exists() for place in (name, f"{name}.py")):
                yield name
