"""Remake the hash-locked requirements: `python tools/lock.py [--upgrade]`.

Without --upgrade every pin stays as long as its .in file allows it. What comes out is checked:
every package pinned and hashed, the same pins in all three locks, no address of any index.
Needs uv (it is in requirements-dev.txt) and a network.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAMES = (
    "requirements",
    "requirements-optional",
    "requirements-dev",
)  # each contains the one before
OPTIONS = (
    "--quiet",
    "--generate-hashes",
    "--universal",
    "--python-version=3.11",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
)


def main(arguments: list[str]) -> int:
    """Write the locks; on an error the lock at fault and those after it stay as they were."""
    uv = shutil.which("uv") or shutil.which("uv", path=sysconfig.get_path("scripts"))
    if not uv:
        sys.exit("tools/lock.py: uv is missing; `pip install uv` brings it")
    for name in NAMES:
        command = [uv, "pip", "compile", *OPTIONS, *arguments, f"{name}.in", "-o", f"{name}.txt"]
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
    pins = {name: read_pins((root / f"{name}.txt").read_text("utf-8")) for name in NAMES}
    found = []
    for name in NAMES:
        text = (root / f"{name}.txt").read_text("utf-8")
        wanted = read_names(root / f"{name}.in")
        found += [f"{name}.txt does not pin {package}" for package in wanted - set(pins[name])]
        found += [f"{name}.txt has no hash for {package}" for package in without_hash(text)]
        found += [f"{name}.txt names an address: {line}" for line in with_address(text)]
    found += disagreements(pins)
    return sorted(found)


def read_names(path: Path) -> set[str]:
    """The packages that an .in file asks for, with those of the files it includes."""
    names = set()
    for raw in path.read_text("utf-8").splitlines():
        line = raw.partition("#")[0].strip()
        if line.startswith("-r"):
            names |= read_names(path.parent / line[2:].strip())
        elif line:
            names.add(normal(re.match(r"[\w.-]+", line)[0]))
    return names


def read_pins(text: str) -> dict[str, str]:
    """Package -> version, over the unindented lines of a lock."""
    found = re.findall(r"(?m)^([\w.-]+)(?:\[[^]]*\])?==([^\s;]+)", text)
    return {normal(package): version for package, version in found}


def without_hash(text: str) -> list[str]:
    entries = re.split(r"(?m)^(?=\w)", text)
    return [entry.split()[0] for entry in entries if entry and "--hash=sha256:" not in entry]


def with_address(text: str) -> list[str]:
    """Lines that would tie a lock to one place: an URL, or an option that names an index."""
    pattern = r"(?m)^.*(?:://|--(?:extra-)?index-url|--find-links|^-i |^-f ).*$"
    return [line.strip() for line in re.findall(pattern, text)]


def disagreements(pins: dict[str, dict[str, str]]) -> list[str]:
    """Packages whose version differs between a lock and the next larger one."""
    return [
        f"{large}.txt pins {package} otherwise than {small}.txt"
        for small, large in pairwise(NAMES)
        for package, version in pins[small].items()
        if pins[large].get(package) != version
    ]


def normal(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
