"""A round with known keys in an installation of its own; says as JSON where their traces were found.

Run by test_anonymity.py in a process of its own, since the tests' own SQLite lives in memory. Everything that the
process logs goes to its error output, in full (level DEBUG), and is searched as well.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import uuid
import zipfile
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from malbild.access.scope import outside_the_walls, scope_for  # noqa: E402
from malbild.audit.models import AuditEvent  # noqa: E402
from malbild.config import keeping  # noqa: E402
from malbild.workshops import services  # noqa: E402
from malbild.workshops.models import CardKey, Round, Vote  # noqa: E402
from malbild.workshops.services.joining import guest_of  # noqa: E402
from malbild.workshops.services.traces import sweep  # noqa: E402
from malbild.workshops.states import Beat  # noqa: E402
from malbild.workshops.tests.room import go, groups, guest, start, until  # noqa: E402
from tests.people import build_world  # noqa: E402

PEOPLE, EACH = 40, 5


def signs(mark: str, keys: list[str]) -> list[bytes]:
    """A key and its hash, as they could stand anywhere: text or bytes."""
    found = []
    for key in keys:
        digest = hashlib.sha256(f"{mark}:{key}".encode())
        found += [key.encode(), bytes.fromhex(key), digest.hexdigest().encode(), digest.digest()]
    return found


def where(folder: Path, marks: list[bytes]) -> list[str]:
    """The places that hold any of the signs."""
    places = {p.name: p.read_bytes() for p in sorted(folder.glob("malbild.sqlite3*"))}
    archive = folder / f"{uuid.uuid4()}.zip"
    keeping.backup(archive)
    with zipfile.ZipFile(archive) as packed:
        places["backup"] = b"".join(packed.read(n) for n in packed.namelist()) + archive.read_bytes()
    archive.unlink()
    places["audit trail"] = json.dumps(list(AuditEvent.objects.values()), default=str).encode()
    with connection.cursor() as cursor:
        dump = io.StringIO()
        cursor.execute("select name from sqlite_master where type = 'table'")
        for (name,) in cursor.fetchall():
            dump.write(str(cursor.execute(f'select * from "{name}"').fetchall()))
    places["tables"] = dump.getvalue().encode()
    return [name for name, stored in places.items() if any(m in stored for m in marks)]


def main(folder: Path) -> None:
    call_command("migrate", verbosity=0)
    world = build_world()
    said: dict[str, object] = {}
    keys = [uuid.uuid4().hex for _n in range(PEOPLE)]
    beside = until(world, start(world), 1, Beat.WRITE)  # another room, whose rows stand between
    workshop = until(world, start(world), 1, Beat.WRITE)
    actor, other = guest_of(world.ours.pk, workshop.pk), guest_of(world.ours.pk, beside.pk)
    people = [guest(world, workshop) for _n in keys]
    phone = Client()
    with outside_the_walls("test"):
        phone.post("/med/", {"code": services_door(workshop), "kind": "school"})
    phone.post("/med/rum/kort/", {"client_id": str(uuid.uuid4()), "text": "Skickat som en telefon gör"})
    cookie_mark, _dot, cookie = phone.cookies["malbild_runda"].value.partition(".")
    with scope_for(actor, world.ours.pk):
        for n in range(EACH):
            for key in keys:
                number = str(uuid.uuid4())
                services.write_card(actor, workshop.pk, client_id=number, text=f"Kort {n}", key=key)
                if n == 0:
                    services.change_card(actor, workshop.pk, client_id=number, text="Ändrat", key=key)
    with scope_for(other, world.ours.pk):
        for n in range(60):
            services.write_card(other, beside.pk, client_id=str(uuid.uuid4()), text=f"{n}", key=uuid.uuid4().hex)
    with outside_the_walls("test"):
        now = Round.objects.get(workshop=workshop, step=1)
    marks = [*signs(now.writing_mark, keys), *signs(cookie_mark, [cookie])]
    said["cards, open"] = where(folder, marks)
    go(world, workshop)
    said["cards, closed"] = where(folder, marks)
    with outside_the_walls("test"):
        said["left"] = [CardKey.objects.filter(round=now).count(), CardKey.objects.count() > 0]

    until(world, workshop, 1, Beat.VOTE)
    with outside_the_walls("test"):
        now.refresh_from_db()
    slips = signs(now.voting_mark, keys)
    found = groups(world, workshop)
    with scope_for(actor, world.ours.pk):
        for mine, key in zip(people, keys, strict=True):
            services.vote(actor, mine.pk, group_id=found[0].pk, dots=1, key=key)
            services.vote(actor, mine.pk, group_id=found[1].pk, dots=2, key=key)
            services.vote(actor, mine.pk, group_id=found[0].pk, dots=0, key=key)
    said["votes, open"] = where(folder, slips)
    # Somebody reads while the result is shown: the log cannot be cut then, and is when they are done.
    reader = __import__("sqlite3").connect(folder / "malbild.sqlite3")
    reader.execute("begin")
    reader.execute("select count(*) from workshops_vote").fetchone()
    go(world, workshop)
    said["votes, shown while read"] = where(folder, slips)
    said["swept while read"] = sweep()
    reader.rollback()
    reader.close()
    said["swept"] = sweep()
    said["votes, shown"] = where(folder, slips)
    with outside_the_walls("test"):
        said["slips left"] = Vote.objects.count()
    for sign in [*marks, *slips]:
        if all(32 <= c < 127 for c in sign):
            said.setdefault("signs", []).append(sign.decode())  # type: ignore[attr-defined]
    print(json.dumps(said))


def services_door(workshop: object) -> str:
    from malbild.workshops.queries import door_of  # noqa: PLC0415

    door = door_of(workshop)
    assert door is not None
    return door.code


if __name__ == "__main__":
    main(Path(sys.argv[1]))
