"""Every reader of statistics against files that nobody would write: none may raise anything but a word for people.

With atheris at hand (`uv pip install atheris`; it is no dependency) the mutations are guided by coverage for ten
minutes; without it seeds are cut, joined and scrambled by chance, which finds less. `--quick` is twenty seconds so.
"""

from __future__ import annotations

import importlib.util
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench import stand
from malbild.kit.errors import Refusal
from malbild.series.formats import bra_csv, kolada, polisen, scb, sniff, sol, sol_excel
from malbild.series.tests import files

SECONDS, QUICK_SECONDS = 600, 20
LONGEST = 4096
PARSERS: dict[str, Callable[[bytes], object]] = {
    "databasfil": sol.read_database_file,
    "textfil": sol.read_text_file,
    "xls": sol_excel.read_excel_file,
    "yearly table": lambda raw: bra_csv.read(raw, year=2021),
    "kolada, answer": kolada.read_answer,
    "kolada, flattened": kolada.read_flattened,
    "scb": scb.read,
    "polisen": polisen.read,
    "any": lambda raw: sniff.read_any(raw, "fil-2021.txt"),
}
_CHILD = """
import sys
import atheris
with atheris.instrument_imports(include=["malbild.series"]):
    from bench import stand
    stand.set_up(__import__("pathlib").Path(sys.argv.pop(1)))
    from bench import fuzz_formats
atheris.Setup(sys.argv, fuzz_formats.one)
atheris.Fuzz()
"""


def one(data: bytes) -> None:
    """The first byte chooses the reader. Anything but a Refusal goes through, and is a fault."""
    if not data:
        return
    read = list(PARSERS.values())[data[0] % len(PARSERS)]
    try:
        read(data[1:])
    except Refusal:
        return


def measure(folder: Path, *, quick: bool) -> str:
    guided = importlib.util.find_spec("atheris") is not None and not quick
    return _guided(folder) if guided else _by_chance(QUICK_SECONDS if quick else SECONDS)


def seeds() -> list[bytes]:
    """A small file of each form, behind the byte of each reader that it may go to."""
    forms = [
        files.latin(files.SOL),
        files.latin(files.SOL_TEXT),
        files.BRA_CSV.encode(),
        files.as_json(files.KOLADA),
        files.as_json(files.JSON_STAT2),
        files.as_json(files.EVENTS),
        b"kpi,municipality_id,year,gender,count,status,value\nN07540,0319,2025,T,1,,13542.5\n",
        sol_excel.SIGNATURE + b"\x00" * 64,
    ]
    return [bytes([n]) + form for form in forms for n in range(len(PARSERS))]


def _guided(folder: Path) -> str:
    corpus = folder / "corpus"
    corpus.mkdir()
    for n, seed in enumerate(seeds()):
        (corpus / f"{n}").write_bytes(seed)
    command = [sys.executable, "-c", _CHILD, str(folder), str(corpus), f"-max_total_time={SECONDS}"]
    command += [f"-max_len={LONGEST}", "-rss_limit_mb=1500", "-timeout=20", f"-artifact_prefix={folder}/"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    run = subprocess.run(command, env=env, cwd=stand.ROOT, capture_output=True, text=True, check=False)
    told = re.findall(r"^#(\d+)\t(.*)$", run.stderr, re.MULTILINE)
    print(*(what.strip() for _runs, what in told[-3:]), sep="\n")
    if run.returncode:
        print(run.stdout[-3000:])
        for left in folder.glob("crash-*"):
            print(left.read_bytes())
    runs = int(told[-1][0]) if told else 0
    end = "no fault" if run.returncode == 0 else f"A FAULT (exit {run.returncode})"
    return f"fuzz_formats: atheris, {SECONDS} s, {runs:,} files on {len(PARSERS)} readers: {end}"


def _by_chance(seconds: int) -> str:
    chance, stock, tried = random.Random(1), seeds(), 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        data = _scrambled(chance, stock)
        try:
            one(data)
        except Exception as error:
            raise SystemExit(f"fuzz_formats: {type(error).__name__} on {data!r}") from error
        tried += 1
    return f"fuzz_formats: by chance, {seconds} s, {tried:,} files on {len(PARSERS)} readers: no fault"


def _scrambled(chance: random.Random, stock: list[bytes]) -> bytes:
    data = bytearray(chance.choice(stock))
    for _change in range(chance.randint(1, 8)):
        at = chance.randrange(1, len(data) + 1)
        match chance.randrange(5):
            case 0:
                del data[at : at + chance.randint(1, 40)]
            case 1:
                data[at:at] = chance.randbytes(chance.randint(1, 12))
            case 2:
                other = chance.choice(stock)
                data[at:at] = other[1 : chance.randint(1, len(other))]
            case 3:
                data[at:at] = chance.choice([b"9" * 400, b"\x00", b";" * 50, b"\n" * 30, b"{[" * 40, b"NaN", b"-1e999"])
            case _:
                if at < len(data):
                    data[at] = chance.randrange(256)
    return bytes(data[:LONGEST])
