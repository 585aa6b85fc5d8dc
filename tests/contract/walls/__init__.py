"""The wall table, one file a capability: `ROWS` by the route's name, `MAKERS` for what the rows' arguments name."""

from __future__ import annotations

import importlib
import pkgutil

from tests.contract.walls.common import Maker, Row

_files = [importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)]
WALL: dict[str, Row] = {name: row for f in _files for name, row in getattr(f, "ROWS", {}).items()}
_made = [name for f in _files for name in getattr(f, "MAKERS", {})]
if twice := {name for name in _made if _made.count(name) > 1}:
    raise ValueError(f"two files make {twice}: a row would get the other's")
MAKERS: dict[str, Maker] = {name: make for f in _files for name, make in getattr(f, "MAKERS", {}).items()}
