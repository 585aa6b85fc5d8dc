"""What each command does."""

from __future__ import annotations

import os
import secrets
import socket
import sys
import threading
import time
from argparse import Namespace
from pathlib import Path

import django
import platformdirs
from django.core.management import call_command

WORKER_SECONDS = 5


def migrate(options: Namespace) -> None:
    django.setup()
    call_command("migrate", verbosity=1)


def serve(options: Namespace) -> None:
    django.setup()
    _run(options.host, options.port)


def worker(options: Namespace) -> None:
    django.setup()
    _work()


def test(options: Namespace) -> int:
    print("Run ./malbild test in a checkout.", file=sys.stderr)
    return 2


def send_due(options: Namespace) -> None:
    django.setup()
    from malbild.outbox.services import send_waiting  # noqa: PLC0415 - after django.setup()

    print(f"{send_waiting()} letters handed over")


def create_partnership(options: Namespace) -> int:
    django.setup()
    from malbild.config import founding  # noqa: PLC0415 - after django.setup()

    return founding.found(options.name, options.municipality, options.email, options.person)


def import_plan(options: Namespace) -> int:
    django.setup()
    from malbild.config import importing  # noqa: PLC0415 - after django.setup()

    return importing.bring_in(Path(options.file), options.partnership, options.email, yes=options.yes)


def demo(options: Namespace) -> int:
    """A whole Målbild on this machine: own data, own secret, no letters leave it."""
    folder = Path(os.environ.get("MALBILD_DATA_DIR") or platformdirs.user_data_dir("malbild")) / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    host = options.host or "127.0.0.1"
    port = options.port or _free_port(host)
    if options.port and not _is_free(host, port):
        print(f"Port {port} is taken. Leave out --port to take the next free one.", file=sys.stderr)
        return 1
    os.environ.update(
        MALBILD_DEMO="1",
        MALBILD_DATA_DIR=str(folder),
        MALBILD_SECRET_KEY=_secret(folder / "secret"),
        MALBILD_SITE_ADDRESS=f"http://{host}:{port}",
        MALBILD_ALLOWED_HOSTS=f"localhost,127.0.0.1,{host}",
    )
    os.environ.pop("MALBILD_DATABASE_URL", None)
    django.setup()
    call_command("migrate", verbosity=0)
    from malbild.web import demo as content  # noqa: PLC0415 - after django.setup()

    content.load()
    threading.Thread(target=_work, daemon=True).start()
    print(f"\n  Målbild: http://{host}:{port}\n  Logga in som:")
    print("\n".join(f"    {line}" for line in content.SIGN_IN))
    print(f"  Koden läser du på http://{host}:{port}/demo/mejl/\n  Data: {folder}\n", flush=True)
    _run(host, port)
    return 0


def _run(host: str, port: int) -> None:
    import uvicorn  # noqa: PLC0415 - slow to import, and only serving needs it

    uvicorn.run("malbild.config.asgi:app", host=host, port=port, log_level="warning")


def _work() -> None:
    from malbild.outbox.services import send_waiting  # noqa: PLC0415 - after django.setup()

    while True:
        send_waiting()
        time.sleep(WORKER_SECONDS)


def _secret(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) != 0


def _free_port(host: str) -> int:
    return next(p for p in range(8000, 8100) if _is_free(host, p))
