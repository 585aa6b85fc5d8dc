"""A whole Målbild on this machine: its own data and secret, no letters leave it."""

from __future__ import annotations

import os
import secrets
import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

import django
import platformdirs

from malbild.config import network, schema, serving

AUTO = "auto"


def run(options: Namespace) -> int:
    """Prepare the demo's data, say how to sign in, serve pages and worker in this process."""
    shown = _shown(options.host)
    if shown is None:
        print("This machine has no address on a network. Leave out --host.", file=sys.stderr)
        return 1
    listen = shown if options.host in (None, AUTO) else options.host
    if options.port and not network.is_free(listen, options.port):
        print(f"Port {options.port} is taken. Leave out --port to take the next free one.", file=sys.stderr)
        return 1
    port = options.port or network.free_port(listen)
    folder = Path(os.environ.get("MALBILD_DATA_DIR") or platformdirs.user_data_dir("malbild")).resolve() / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    _set_environment(folder, shown, port, listen)
    django.setup()
    try:
        with serving.alone():
            schema.bring_up_to_date()
            from malbild.web import demo as content  # noqa: PLC0415 - after django.setup()

            content.load()
            print(_welcome(f"http://{shown}:{port}", folder, content.SIGN_IN), flush=True)
    except serving.AlreadyServed as error:
        print(error, file=sys.stderr)
        return 1
    return serving.run(listen, port, with_worker=True)


def _shown(host: str | None) -> str | None:
    """The address to type in a browser: a phone cannot use 127.0.0.1 or 0.0.0.0."""
    if host is None:
        return network.LOOPBACK
    return network.own_address() if host == AUTO or host in network.EVERYWHERE else host


def _set_environment(folder: Path, shown: str, port: int, listen: str) -> None:
    os.environ.update(
        MALBILD_DEMO="1",
        MALBILD_DATA_DIR=str(folder),
        MALBILD_SECRET_KEY=_secret(folder / "secret"),
        MALBILD_SITE_ADDRESS=f"http://{shown}:{port}",
        MALBILD_ALLOWED_HOSTS=",".join(dict.fromkeys(["localhost", network.LOOPBACK, shown, listen])),
    )
    for name in ("MALBILD_DATABASE_URL", "MALBILD_SMTP_URL"):
        os.environ.pop(name, None)


def _secret(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def _welcome(address: str, folder: Path, people: Iterable[str]) -> str:
    lines = "\n".join(f"    {line}" for line in people)
    return (
        f"\n  Målbild: {address}\n\n  Logga in med någon av de här adresserna:\n{lines}\n\n"
        f"  Koden läser du på {address}/demo/mejl/\n  Data: {folder}\n  Avsluta: Ctrl-C\n"
    )
