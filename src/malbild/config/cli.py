"""The `malbild` command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malbild.config.settings")
    options = _parser().parse_args(argv)
    # Django's settings are read on import, so each command imports what it needs after the environment is set.
    from malbild.config import commands  # noqa: PLC0415

    return int(getattr(commands, options.command.replace("-", "_"))(options) or 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="malbild", description="From words to action.")
    sub = parser.add_subparsers(dest="command", required=True)
    demo = sub.add_parser("demo", help="start a demo with its own data and mailbox")
    demo.add_argument("--port", type=int, help="use this port or stop (default: the first free from 8000)")
    demo.add_argument(
        "--host",
        nargs="?",
        const="auto",
        help="the address that phones on the same network can reach; alone or auto: this machine's own",
    )
    serve = sub.add_parser("serve", help="serve the web application")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--with-worker", action="store_true", help="run the worker in the same process")
    sub.add_parser("worker", help="hand over letters and run what is due, until stopped")
    sub.add_parser("test", help="run every check and test (from a checkout, through ./malbild)")
    sub.add_parser("bench", help="measure speed and size (from a checkout, through ./malbild)")
    sub.add_parser("migrate", help="bring the database up to date")
    sub.add_parser("send-due", help="write the digests that are due and hand over the letters that wait, once")
    found = sub.add_parser("create-partnership", help="found a partnership with its first coordinator")
    found.add_argument("--name", required=True)
    found.add_argument("--municipality", required=True, help="four digits, such as 0319")
    found.add_argument("--email", required=True, help="the coordinator's work address")
    found.add_argument("--person", required=True, help="the coordinator's name")
    brought = sub.add_parser("import-plan", help="read an Excel plan, show what it would become, and take it in")
    brought.add_argument("file", help="an .xlsx with columns like orsak, åtgärd, operativt mål, när, vem, uppföljning")
    brought.add_argument("--partnership", required=True, help="the name in the address: /s/<this>/")
    brought.add_argument("--as", dest="email", required=True, help="the organiser who takes it in")
    brought.add_argument("--yes", action="store_true", help="take it in without asking")
    statistics = sub.add_parser("import-statistics", help="read a file of open statistics and take it in")
    statistics.add_argument("file", nargs="+", help="as it comes from Brå, Kolada or Statistics Sweden")
    statistics.add_argument("--year", type=int, help="where the file does not say it: Brå's yearly table")
    statistics.add_argument("--preliminary", action="store_true", help="the numbers will be revised")
    fetch = sub.add_parser("fetch-statistics", help="fetch open statistics from their sources, now")
    fetch.add_argument("source", nargs="+", choices=("kolada", "scb", "polisen"))
    backup = sub.add_parser("backup", help="write everything to one file while the application runs")
    backup.add_argument("file")
    restore = sub.add_parser("restore", help="read a backup into an empty database, SQLite or PostgreSQL")
    restore.add_argument("file")
    restore.add_argument("--replace", action="store_true", help="empty the database first")
    return parser


if __name__ == "__main__":
    sys.exit(main())
