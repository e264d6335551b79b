"""Verify the whole file of a work, with Python 3 alone: python3 verify.py SHY-2026-0042.zip

Each file must have its SHA-256 of SHA256SUMS, each event its own hash and that of the event before
it, the last one must be the head, each version must be one that an event names, with all its files.
What is wrong is named, and the exit code is 1. What that proves: verifying.md.
"""

import hashlib
import json
import sys
import zipfile


def sha256(data):
    return hashlib.sha256(data).hexdigest()


wrong, digests, texts, named, head, n, withheld = [], {}, {}, set(), "0" * 64, 0, 0
with zipfile.ZipFile(sys.argv[1]) as archive:
    paths = archive.namelist()
    for path in paths:
        try:
            data = archive.read(path)
        except Exception as error:  # whatever it is, this file is not what was packed
            wrong.append(f"{path}: cannot be read: {error}")
            data = b""
        digests[path] = sha256(data)
        texts[path] = "" if path.startswith("files/") else data.decode("utf-8", "replace")
wrong += [f"{path}: stands there twice" for path in set(paths) if paths.count(path) > 1]
listed = {line[66:]: line[:64] for line in texts["SHA256SUMS"].split("\n")[:-1]}
for path in sorted({*listed, *paths} - {"SHA256SUMS"}):
    if listed.get(path) != digests.get(path):
        wrong.append(f"{path}: changed, missing or not listed")
for n, line in enumerate(texts["events.txt"].split("\n")[:-1], 1):
    digest, _, event = line.partition(" ")
    if event == "-":
        withheld += 1
    elif sha256(event.encode()) != digest:
        wrong.append(f"event {n}: changed")
    elif [json.loads(event)[1], json.loads(event)[12]] != [n, head]:
        wrong.append(f"event {n}: does not follow the one before it")
    else:
        named.add(json.loads(event)[9])
    head = digest
if texts["head.txt"].split() != [str(n), head]:
    wrong.append(f"event {n}: is not the last one, events are missing")
versions = {digests[path]: path for path in paths if path.startswith("versions/")}
wrong += [f"version {digest}: missing" for digest in named - {"", *versions}]
wrong += [f"{versions[digest]}: no event names it" for digest in versions.keys() - named]
for digest in versions.keys() & named:
    lacking = {file["sha256"] for file in json.loads(texts[versions[digest]])["files"]}
    wrong += [f"{versions[digest]}: lacks {each}" for each in lacking - {*digests.values()}]
print("\n".join(wrong) or f"Unchanged: {n} events, {withheld} withheld, and {len(paths)} files")
print(f"The head of the history is {head}")
sys.exit(bool(wrong))
