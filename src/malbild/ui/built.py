"""Static files under the names that the build gave them, so that a browser may keep them for ever."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from django.contrib.staticfiles.storage import StaticFilesStorage, staticfiles_storage

_LIST = Path(__file__).parent.parent / "static/dist/built.json"


class BuiltFiles(StaticFilesStorage):
    """`{% static "dist/main.css" %}` becomes dist/main-<content>.css; files that are not built keep their name.

    The list is read when it has changed, so that a page never names files that a new build has taken away.
    """

    _names: dict[str, str] = {}
    _read_at = 0

    def url(self, name: str | None) -> str:
        return super().url(self.names().get(name or "", name))

    def names(self) -> dict[str, str]:
        """The built name by plain name; empty where nothing was built (MALBILD_SKIP_FRONTEND)."""
        try:
            changed_at = _LIST.stat().st_mtime_ns
        except FileNotFoundError:
            return {}
        if changed_at != self._read_at:
            self._names, self._read_at = json.loads(_LIST.read_text(encoding="utf-8")), changed_at
        return self._names


def build() -> str:
    """A short name of what is built now; another one as soon as any built file is another."""
    storage = staticfiles_storage
    names = " ".join(sorted(storage.names().values())) if isinstance(storage, BuiltFiles) else ""
    return hashlib.sha256(names.encode()).hexdigest()[:12]
