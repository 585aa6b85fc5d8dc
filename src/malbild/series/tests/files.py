"""Small files in the authorities' forms, made by hand; and the real ones, where they lie beside the repository."""

from __future__ import annotations

import json
from pathlib import Path

SHARED = next((p / "shared/data" for p in Path(__file__).parents if (p / "shared/data").is_dir()), None)

SOL = """Region;Brott;År;Period;Antal;/100 000 inv
Älvkarleby kommun;3-7 kap. Brott mot person;2023 prel.;Jan;20;209;
Älvkarleby kommun;3-7 kap. Brott mot person;2023 prel.;Maj;17;178;
Älvkarleby kommun;3 kap. Brott mot liv och hälsa;2023 prel.;Jan;..;..;
Älvkarleby kommun;3-7 kap. Brott mot person;2023 prel.;Jan;20;209;
Heby kommun;3-7 kap. Brott mot person;2023 prel.;Jan;..;..;
Heby kommun;3-7 kap. Brott mot person;2023 prel.;Jan;28;196;
"""

SOL_TEXT = """Anmälda brott;Brottsförebyggande rådet;
;År;
;2021;
;/100&nbsp;000&nbsp;inv;
Ale kommun;;
3-7 kap. Brott mot person;..;
Anmälda brott;Brottsförebyggande rådet;
;År;
;2021;
;/100&nbsp;000&nbsp;inv;
3 kap. Brott mot liv och hälsa;454;
Habo kommun;;
3 kap. Brott mot liv och hälsa;310;
Håbo kommun;;
3 kap. Brott mot liv och hälsa;512;
"""

BRA_CSV = (
    "\ufeffKommun;Antal;Per 100 000 inv.\r\n"
    "Älvkarleby kommun;902;9477\r\nArjeplogs kommun;189;6969\r\nStockholm;150000;15380\r\n"
)

KOLADA = {
    "count": 2,
    "next_url": None,
    "values": [
        {
            "kpi": "N07540",
            "municipality": "0319",
            "period": 2025,
            "values": [{"gender": "T", "count": 1, "status": "", "value": 13542.48366}],
        },
        {
            "kpi": "N07540",
            "municipality": "0000",
            "period": 2025,
            "values": [{"gender": "T", "count": 0, "status": "Missing", "value": None}],
        },
    ],
}

JSON_STAT2 = {
    "version": "2.0",
    "class": "dataset",
    "id": ["Region", "ContentsCode", "Tid"],
    "size": [2, 1, 2],
    "dimension": {
        "Region": {"category": {"index": ["0319", "0305"], "label": {"0319": "Älvkarleby", "0305": "Håbo"}}},
        "ContentsCode": {
            "category": {"index": {"N1": 0}, "label": {"N1": "Folkmängd"}, "unit": {"N1": {"base": "antal"}}}
        },
        "Tid": {"category": {"index": {"2024": 0, "2025": 1}, "label": {"2024": "2024", "2025": "2025"}}},
    },
    "value": [9552, None, 22500, 22610],
    "status": {"1": ".."},
}

EVENTS = [
    {
        "id": 1,
        "datetime": "2026-08-13 8:46:09 +02:00",
        "name": "12 augusti 22.47, Mord/dråp, försök, Upplands väsby",
        "summary": "En kort text.",
        "url": "/aktuellt/handelser/2026/augusti/12/ett/",
        "type": "Mord/dråp, försök ",
        "location": {"name": "Stockholms län", "gps": "59.5,17.9"},
    },
    {"id": "två", "datetime": "i går", "name": "", "url": "http://ond.example/"},
]


def latin(text: str) -> bytes:
    return text.encode("iso-8859-1")


def as_json(document: object) -> bytes:
    return json.dumps(document).encode()


def shared(name: str) -> bytes | None:
    """The real file, or None where the folder is absent."""
    return (SHARED / name).read_bytes() if SHARED else None
