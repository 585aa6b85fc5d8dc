"""Reads of the follow-up: the målbild on one page, who has confirmed, and the notes."""

from malbild.followup.queries.agreement import (
    Agreement,
    PartySaid,
    Thing,
    agreement,
    party_answers,
    things_to_confirm,
    waiting_for_party,
)
from malbild.followup.queries.hinders import Hinder, Register, largest, register
from malbild.followup.queries.in_time import InTime, in_time, promises
from malbild.followup.queries.notes import notes_of, notes_of_assignment
from malbild.followup.queries.overview import AssignmentLine, GoalLine, Overview, overview, vision_in_sight
from malbild.followup.queries.vision import VisionPage, vision_page

__all__ = [
    "Agreement",
    "AssignmentLine",
    "GoalLine",
    "Hinder",
    "InTime",
    "Overview",
    "PartySaid",
    "Register",
    "Thing",
    "VisionPage",
    "agreement",
    "in_time",
    "largest",
    "notes_of",
    "notes_of_assignment",
    "overview",
    "party_answers",
    "promises",
    "register",
    "things_to_confirm",
    "vision_in_sight",
    "vision_page",
    "waiting_for_party",
]
