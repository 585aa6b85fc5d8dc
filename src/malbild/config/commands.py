"""What each command does."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

import django
from django.core.management import call_command


def migrate(options: Namespace) -> None:
    django.setup()
    call_command("migrate", verbosity=1)


def demo(options: Namespace) -> int:
    from malbild.config import demo as whole  # noqa: PLC0415 - sets the environment before Django reads it

    return whole.run(options)


def serve(options: Namespace) -> int:
    django.setup()
    from malbild.config import schema, serving  # noqa: PLC0415 - after django.setup()

    if not schema.is_current():
        print("The database is not up to date. Run: malbild migrate", file=sys.stderr)
        return 1
    return serving.run(options.host, options.port, with_worker=options.with_worker)


def worker(options: Namespace) -> None:
    django.setup()
    from malbild.config.working import work_until_told  # noqa: PLC0415 - after django.setup()

    work_until_told()


def test(options: Namespace) -> int:
    return _from_a_checkout("test")


def bench(options: Namespace) -> int:
    return _from_a_checkout("bench")


def _from_a_checkout(what: str) -> int:
    print(f"Run ./malbild {what} in a checkout.", file=sys.stderr)
    return 2


def send_due(options: Namespace) -> None:
    django.setup()
    from malbild.momentum.services import run_due  # noqa: PLC0415 - after django.setup()
    from malbild.outbox.services import send_waiting  # noqa: PLC0415

    print(f"{run_due()} digests written, {send_waiting()} letters handed over")


def create_partnership(options: Namespace) -> int:
    django.setup()
    from malbild.config import founding  # noqa: PLC0415 - after django.setup()

    return founding.found(options.name, options.municipality, options.email, options.person)


def import_plan(options: Namespace) -> int:
    django.setup()
    from malbild.config import importing  # noqa: PLC0415 - after django.setup()

    return importing.bring_in(Path(options.file), options.partnership, options.email, yes=options.yes)


def fetch_statistics(options: Namespace) -> int:
    django.setup()
    from malbild.config import statistics  # noqa: PLC0415 - after django.setup()

    return statistics.fetch(options.source)


def import_statistics(options: Namespace) -> int:
    django.setup()
    from malbild.config import statistics  # noqa: PLC0415 - after django.setup()

    files = [Path(name) for name in options.file]
    return statistics.bring_in(files, year=options.year, is_preliminary=options.preliminary)


def backup(options: Namespace) -> int:
    django.setup()
    from malbild.config import keeping  # noqa: PLC0415 - after django.setup()

    return keeping.told(lambda: keeping.backup(Path(options.file)))


def restore(options: Namespace) -> int:
    django.setup()
    from malbild.config import keeping  # noqa: PLC0415 - after django.setup()

    return keeping.told(lambda: keeping.restore(Path(options.file), replace=options.replace))
