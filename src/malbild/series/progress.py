"""How far a file has come, and the wish to stop, beside the database: all of a file is one transaction, which on SQLite
nobody else can write into and nobody anywhere can see into.

The server and its worker share the data folder. Where they do not, the page says that the file is being read and a wish
to stop is heard only before that.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from django.conf import settings


def say(upload_id: int, done: int, total: int) -> None:
    with contextlib.suppress(OSError):
        _file(upload_id, "progress").write_text(f"{done} {total}", encoding="ascii")


def how_far(upload_id: int) -> tuple[int, int] | None:
    """(done, total), or None where nothing is known."""
    try:
        done, total = _file(upload_id, "progress").read_text(encoding="ascii").split()
        return int(done), int(total)
    except (OSError, ValueError):
        return None


def stop(upload_id: int) -> None:
    with contextlib.suppress(OSError):
        _file(upload_id, "stop").touch()


def is_to_stop(upload_id: int) -> bool:
    return _file(upload_id, "stop").exists()


def clear(upload_id: int) -> None:
    for what in ("progress", "stop"):
        with contextlib.suppress(OSError):
            _file(upload_id, what).unlink(missing_ok=True)


def _file(upload_id: int, what: str) -> Path:
    folder = Path(settings.DATA_DIR) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{int(upload_id)}.{what}"
