"""Who is let in to each live feed of ours; the streams are not in Django's URL conf.

A row says whether each person, with a place in the room where they could take one, gets a reader.
"""

from __future__ import annotations

FEEDS: dict[str, set[str]] = {
    "ledare": {"anna", "bo", "frida", "gun", "ines"},
    "mote": {"anna", "bo", "frida", "gun"},
    "rum": {"anna", "bo", "frida", "gun", "a guest"},
}
