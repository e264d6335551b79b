"""Remake the hash-locked requirements from pyproject.toml: `python tools/lock.py [--upgrade]`.

Without --upgrade every pin stays as long as pyproject.toml allows it. What comes out is checked:
every package pinned and hashed, every pin as pyproject.toml wants it, the same pins and hashes in
all three locks, no address of any index. Needs uv (it is in requirements-dev.txt) and a network.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from itertools import pairwise
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
EXTRAS = {  # lock -> the optional dependencies in it; each lock contains the one before
    "requirements.txt": ("test",),
    "requirements-optional.txt": ("test", "postgres", "s3", "server"),
    "requirements-dev.txt": ("test", "postgres", "s3", "server", "dev"),
}
OPTIONS = (
    "--quiet",
    "--generate-hashes",
    "--universal",
    "--python-version=3.11",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
)
HASH = re.compile(r"--hash=(sha256:\w+)")


def main(arguments: list[str]) -> int:
    """Write the locks; on an error the lock at fault and those after it stay as they were."""
    uv = shutil.which("uv") or shutil.which("uv", path=sysconfig.get_path("scripts"))
    if not uv:
        sys.exit("tools/lock.py: uv is missing; `pip install uv` brings it")
    for lock, extras in EXTRAS.items():
        options = (*OPTIONS, *(f"--extra={extra}" for extra in extras), *arguments)
        command = [uv, "pip", "compile", "pyproject.toml", *options, "--output-file", lock]
        code = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode
        if code:
            return code
    return report(faults())


def report(found: list[str]) -> int:
    for fault in found:
        print(f"tools/lock.py: {fault}", file=sys.stderr)
    return 1 if found else 0


def faults(root: Path = ROOT) -> list[str]:
    """What is wrong with the locks as they lie there; [] when all is well."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    texts = {lock: (root / lock).read_text("utf-8") for lock in EXTRAS}
    found = disagreements(texts)
    for lock, text in texts.items():
        found += [f"{lock} {fault}" for fault in unmet(wanted(project, lock), read_pins(text))]
        found += [f"{lock} has no hash for {package}" for package in without_hash(text)]
        found += [f"{lock} names an address: {line}" for line in with_address(text)]
    return sorted(found)


def wanted(project: dict, lock: str) -> list[Requirement]:
    """What pyproject.toml asks of a lock."""
    extras = project["optional-dependencies"]
    lines = [line for extra in EXTRAS[lock] for line in extras.get(extra, ())]
    return [Requirement(line) for line in (*project["dependencies"], *lines)]


def unmet(requirements: list[Requirement], pins: dict[str, str]) -> list[str]:
    """The requirements that the pins do not meet, in words."""
    found = []
    for each in requirements:
        pin = pins.get(canonicalize_name(each.name))
        if pin is None:
            found.append(f"does not pin {each.name}")
        elif not each.specifier.contains(pin):
            found.append(f"pins {each.name} {pin}, pyproject.toml wants {each.specifier}")
    return found


def read_pins(text: str) -> dict[str, str]:
    """Package -> version, over the unindented lines of a lock."""
    found = re.findall(r"(?m)^([\w.-]+)(?:\[[^]]*\])?==([^\s;]+)", text)
    return {canonicalize_name(package): version for package, version in found}


def without_hash(text: str) -> list[str]:
    return [entry.split()[0] for entry in entries(text) if not HASH.search(entry)]


def read_hashes(text: str) -> dict[str, set[str]]:
    """Package -> the hashes of its files."""
    return {
        canonicalize_name(re.match(r"[\w.-]+", entry)[0]): set(HASH.findall(entry))
        for entry in entries(text)
    }


def entries(text: str) -> list[str]:
    """A lock, cut before each unindented line that begins with a package."""
    return [entry for entry in re.split(r"(?m)^(?=\w)", text) if re.match(r"\w", entry)]


def with_address(text: str) -> list[str]:
    """Lines that would tie a lock to one place: an URL, or an option that names an index."""
    pattern = r"(?m)^.*(?:://|--(?:extra-)?index-url|--find-links|^-i |^-f ).*$"
    return [line.strip() for line in re.findall(pattern, text)]


def disagreements(texts: dict[str, str]) -> list[str]:
    """Packages whose version or hashes differ between a lock and the next larger one."""
    found = []
    for (small, less), (large, more) in pairwise(texts.items()):
        for what, read in (("pins", read_pins), ("hashes", read_hashes)):
            larger = read(more)
            found += [
                f"{large} {what} {package} otherwise than {small}"
                for package, value in read(less).items()
                if larger.get(package) != value
            ]
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
