"""Thousands of hostile posts at a workshop, from phones and from a leader: what answered what. Bound: no 500, and after
every single one the log replayed is the tables."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command

from malbild.workshops.tests.fuzz import fuzz
from tests.people import build_world

ROUNDS, POSTS = 10, 500


def measure(folder: Path, *, quick: bool) -> str:
    call_command("migrate", verbosity=0)
    world, sent, got = build_world(), 0, dict[int, int]()
    for seed in range(1 if quick else ROUNDS):
        for status, count in fuzz(world, POSTS, seed=seed + 100).items():
            got[status] = got.get(status, 0) + count
            sent += count
        print(f"after {sent}: {dict(sorted(got.items()))}", flush=True)
    return f"fuzz: {sent} hostile posts, {got.get(422, 0)} refused with a word, 0 broke: fits"
