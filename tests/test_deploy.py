"""deploy/: units, proxies and containers, checked as far as it goes without running them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib

import pytest

import dev
from artflow import config
from artflow.cli import COMMANDS, Commands

pytestmark = pytest.mark.pure
DEPLOY = dev.ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
PROGRAM = "/opt/artflow/.venv/bin/artflow"
SETTINGS = {*config.DEFAULTS, "SECRET_KEY", "SQLALCHEMY_DATABASE_URI", "UPLOADS", "MAIL_FOLDER"}
STORE = {"AWS_ENDPOINT_URL", "AWS_REGION", *config.OBJECT_STORE_KEYS}
PROXIES = ("Caddyfile", "compose/Caddyfile", "nginx.conf")


def need(program: str) -> str:
    """Return where a program is; skip the test without it."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


def run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_systemd_takes_every_unit_without_a_word(tmp_path):
    """It wants programs that are there, so one that is stands for ours."""
    verify = need("systemd-analyze")
    for unit in UNITS:
        text = unit.read_text("utf-8").replace(PROGRAM, sys.executable)
        (tmp_path / unit.name).write_text(text, "utf-8")
    names = [unit.name.replace("@", "@5001") for unit in UNITS]

    assert run(verify, "verify", "--man=no", *(str(tmp_path / name) for name in names)) == ""


@pytest.mark.parametrize("unit", [u for u in UNITS if u.suffix == ".service"], ids=lambda u: u.name)
def test_a_unit_starts_a_command_that_exists_on_the_instance_that_it_may_write(unit):
    text = unit.read_text("utf-8")
    program, name, *words = re.search(r"(?m)^ExecStart=(.*)$", text)[1].split()

    assert program == PROGRAM
    assert "Environment=ARTFLOW_INSTANCE=/var/lib/artflow " in text
    assert "StateDirectory=artflow\n" in text
    assert name in COMMANDS
    words = [word.replace("${LISTEN}", "127.0.0.1").replace("%i", "5001") for word in words]
    command = Commands("artflow").get_command(None, name)
    command.make_context(name, words)  # raises for what the command does not know


def test_caddy_takes_its_file():
    run(need("caddy"), "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile"))


def test_nginx_takes_its_file(tmp_path):
    """With a certificate made for the purpose, and its own files where we may write."""
    nginx, openssl = need("nginx"), need("openssl")
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")
    run(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=art.example.kz",
        "-keyout", key, "-out", certificate)  # fmt: skip
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    folder = "/etc/letsencrypt/live/art.example.kz"
    text = text.replace(f"{folder}/fullchain.pem", certificate).replace(
        f"{folder}/privkey.pem", key
    )
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {text} }}"
    (tmp_path / "nginx.conf").write_text(whole)

    run(nginx, "-t", "-q", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"))


@pytest.mark.parametrize("name", PROXIES)
def test_no_proxy_packs_pages_and_each_takes_what_artflow_takes(name):
    text = (DEPLOY / name).read_text("utf-8")
    size = int(re.search(r"(?:client_max_body_size|max_size) (\d+)", text)[1])

    assert not re.search(r"(?m)^\s*(encode|gzip on)", text)
    assert size * 10**6 >= 60 * 10**6
    assert config.DEFAULTS["MAX_CONTENT_LENGTH"] <= 61 * 2**20


def test_the_compose_file_sets_what_there_is_to_set():
    yaml = pytest.importorskip("yaml")
    compose = yaml.safe_load((dev.ROOT / "compose.yaml").read_text("utf-8"))
    services = compose["services"]

    assert set(services) == {"database", "bucket", "store", "migrate", "server", "worker", "caddy"}
    for name in ("migrate", "server", "worker"):
        assert services[name]["image"] == f"artflow:{config.VERSION}"
        assert set(services[name].get("command", ["serve"])[:1]) <= set(COMMANDS)
        for key in services[name]["environment"]:
            assert key.removeprefix("ARTFLOW_") in SETTINGS or key in STORE
        assert services[name]["environment"]["ARTFLOW_UPLOADS"] == "s3://artflow/files"
    assert "artflow" in services["bucket"]["entrypoint"][-1].split("/")
    volumes = {v.partition(":")[0] for s in services.values() for v in s.get("volumes", ())}
    assert {volume for volume in volumes if not volume.startswith(".")} == set(compose["volumes"])


def test_every_value_that_the_compose_file_asks_for_is_in_the_example():
    asked = set(re.findall(r"\$\{(\w+)", (dev.ROOT / "compose.yaml").read_text("utf-8")))
    example = (DEPLOY / "compose" / "env.example").read_text("utf-8")

    assert asked == set(re.findall(r"(?m)^(\w+)=", example))


def test_the_image_copies_files_that_are_there_and_starts_a_command():
    text = (dev.ROOT / "Containerfile").read_text("utf-8")
    lines = text.replace("\\\n", " ").splitlines()
    copied = [
        line.split()[1] for line in lines if line.startswith("COPY ") and "--from" not in line
    ]
    (start,) = (line for line in lines if line.startswith("CMD "))

    assert all((dev.ROOT / name).exists() for name in copied)
    assert f"pip install --no-cache-dir {' '.join(dev.INSTALL)} -r" in text
    assert re.findall(r'"([a-z]+)"', start)[0] in COMMANDS


def test_settings_of_the_guide_are_settings():
    text = (dev.ROOT / "docs" / "running.md").read_text("utf-8")
    (printed,) = re.findall(r"(?m)^printf '(.*?)'", text)
    written = [printed.replace("\\n", "\n").replace("%s", "")]
    written += re.findall(r"```toml\n(.*?)```", text, re.S)
    names = {name for each in written for name in tomllib.loads(each)}

    assert {"PUBLIC_URL", "TRUSTED_PROXIES", "SECRET_KEY"} <= names <= SETTINGS
