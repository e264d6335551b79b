"""The locks install with the interpreter's own pip, whatever was released since they were made.

Pip up to 23.2, which Python 3.11 brings, resolves `engine[toml]>=1.0` to the newest engine even
where a lock pins an older one, and then refuses it because the lock has no hash of it. A lock is
complete, so nothing need be resolved.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from importlib.metadata import distributions

import pytest
from packaging.version import Version

import dev
from tests.fixtures.dev_tree import build_wheel, hash_option, plant

pytestmark = [
    pytest.mark.pure,
    pytest.mark.skipif(os.name != "posix", reason="the stand-ins are POSIX programs"),
]
PINNED = {"engine": "1.0", "car": "1.0", "flask": "1.0"}


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """Create a tree with its .venv; then a newer engine with extras is released."""
    tree = plant(tmp_path_factory.mktemp("install") / "tree")
    build_wheel(tree.wheels, "engine", "2.0", "Provides-Extra: toml")
    engine = build_wheel(tree.wheels, "engine", "1.0", "Provides-Extra: toml")
    car = build_wheel(tree.wheels, "car", "1.0", "Requires-Dist: engine[toml]>=1.0")
    tree.run("test", "--version")
    with (tree.root / "requirements.txt").open("a") as lock:
        lock.write("--no-index\n--find-links wheels\n")
        lock.write(f"engine==1.0{hash_option(engine)}car==1.0{hash_option(car)}")
    return tree


@pytest.fixture
def tree(first, tmp_path):
    shutil.copytree(first.root, tmp_path / "tree", symlinks=True)
    return type(first)(tmp_path / "tree")


def installed(tree) -> dict[str, str]:
    found = distributions(path=[str(tree.site_packages())])
    return {each.name: each.version for each in found if each.name in PINNED}


def test_pip_installs_what_is_pinned(tree):
    code, out, err = tree.demo()

    assert (code, err) == (0, "")
    assert "installing the packages of requirements.txt" in out
    assert installed(tree) == PINNED


def test_uv_installs_what_is_pinned(tree):
    uv = shutil.which("uv") or shutil.which("uv", path=sysconfig.get_path("scripts"))
    if uv is None:
        pytest.skip("uv is not installed")
    (tree.bin / "uv").symlink_to(uv)
    tree.break_pip()

    code, _, err = tree.demo()

    assert (code, err) == (0, "")
    assert installed(tree) == PINNED


def test_an_older_pip_that_resolves_refuses_the_same_lock(tree):
    (pip,) = distributions(path=[str(tree.site_packages())], name="pip")
    if Version(pip.version) >= Version("23.3"):
        pytest.skip(f"pip {pip.version} resolves an extra to the pin")
    command = [str(tree.venv / "bin" / "python"), "-m", "pip", "install", "--require-hashes"]

    done = subprocess.run(
        [*command, "--requirement", "requirements.txt"],
        cwd=tree.root,
        env=tree.environ(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "engine[toml]>=1.0" in done.stderr


def test_the_readme_installs_as_dev_py_does():
    readme = (dev.ROOT / "README.md").read_text(encoding="utf-8")

    assert f"pip install {' '.join(dev.INSTALL)} -r requirements.txt\n" in readme
    assert readme.count("pip install") == readme.count(f"pip install {' '.join(dev.INSTALL)} -r ")
