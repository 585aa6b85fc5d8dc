"""What `./malbild bench` runs."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys

import bench
from bench import stand

_TOOLS = {
    "client",
    "course",
    "crowd",
    "data",
    "mailing",
    "peers",
    "promises",
    "references",
    "rooms",
    "run",
    "settings",
    "stand",
    "urls",
    "weeks",
}


def names() -> list[str]:
    """Every file here that measures something."""
    return sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if m.name not in _TOOLS)


def main() -> int:
    parser = argparse.ArgumentParser(prog="malbild bench", description="Measure speed and size.")
    parser.add_argument("name", choices=names())
    parser.add_argument("about", nargs="?", default="", help="what some of them take: the folder of `reference`")
    parser.add_argument("--quick", action="store_true", help="less of everything, under 45 seconds")
    options = parser.parse_args()
    if options.about and options.name != "reference":
        parser.error(f"{options.name} takes nothing more")
    with stand.folder() as folder:
        stand.set_up(folder)
        # Imported now, since it may name models.
        module = importlib.import_module(f"bench.{options.name}")
        more = {"about": options.about} if options.about else {}
        figure: str = module.measure(folder, quick=options.quick, **more)
    print(figure)
    return 0


if __name__ == "__main__":
    sys.exit(main())
