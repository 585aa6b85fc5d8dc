"""Tables of the follow-up, by noun."""

from malbild.followup.models.figures import Comparison, Judgement, Kind, OwnFigure, OwnUnit
from malbild.followup.models.notes import THINGS, FollowUpNote, HinderDeed, NoteKind, UsualShare
from malbild.followup.models.targets import Target, Wanted

__all__ = [
    "THINGS",
    "Comparison",
    "FollowUpNote",
    "HinderDeed",
    "Judgement",
    "Kind",
    "NoteKind",
    "OwnFigure",
    "OwnUnit",
    "Target",
    "UsualShare",
    "Wanted",
]
