"""Why a file or a text cannot be read as a plan."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    TOO_BIG = "too-big"
    NOT_A_SPREADSHEET = "not-a-spreadsheet"
    OLD_EXCEL = "old-excel"
    PASSWORD = "password"  # noqa: S105 - a kind of file, no secret
    MACROS = "macros"
    BINARY = "binary"
    OPEN_DOCUMENT = "open-document"
    LINKED = "linked"
    BROKEN = "broken"
    BOMB = "bomb"
    TOO_MANY_ROWS = "too-many-rows"
    TOO_MANY_COLUMNS = "too-many-columns"
    TOO_MANY_SHEETS = "too-many-sheets"
    TOO_SLOW = "too-slow"
    EMPTY = "empty"


class Unreadable(Exception):
    """Nothing was read. The page says it in Swedish, by `why`."""

    def __init__(self, why: Why) -> None:
        self.why = why
        super().__init__(why.value)
