"""Stops an upload that is too big while it comes in: the rest is thrown away as it arrives, never stored."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from malbild.goals.plan_import.sheets import Limits


class Quota(FileUploadHandler):
    """Counts what comes. Sets `too_big` on the request, so that the page can say it."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._total = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._total += len(raw_data)
        if self._total > Limits().sent:
            self.request.too_big = True  # type: ignore[union-attr]
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
