"""All benchmarks on both databases, one table: `python -m bench.run`. 1 if a target is missed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.figures import HEAD, note

ROOT = Path(__file__).resolve().parents[1]
DATABASES = ("sqlite", "postgres")
RUNS = [
    *[
        [name, "--db", database]
        for name in ("decision", "writers", "verify", "lists", "pages", "memory", "pictures")
        for database in DATABASES
    ],
    ["startup"],
]


def main() -> int:
    """Run each benchmark in a process of its own, one after the other. Returns 1 if one misses."""
    lines, missed = [], 0
    for name, *arguments in RUNS:
        note(" ".join([name, *arguments]))
        command = [sys.executable, "-m", f"bench.{name}", *arguments, *sys.argv[1:]]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
        lines += done.stdout.splitlines() or [f"{name} {' '.join(arguments)}: FAILED"]
        missed |= done.returncode
    print("\n".join([HEAD, *lines]))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
