"""The plan: målbild, goals, uppdrag, delmål, åtgärder, line work and what people answer about them."""

from malbild.goals.models.agreement import Confirmation, ConfirmationAnswer
from malbild.goals.models.aims import GoalCause, GoalProblem, OverarchingGoal, SharedVision
from malbild.goals.models.assignments import Assignment, SubGoal, SubGoalKind
from malbild.goals.models.handover import Handover, HandoverAnswers
from malbild.goals.models.imports import PlanImport
from malbild.goals.models.linework import FollowUpRoutine, Lesson, LinePulse, LineWork, WorkMove
from malbild.goals.models.load import Periods, TimeToGive
from malbild.goals.models.measures import HelpRequest, Measure, MeasureAnswer, MeasureEvent

__all__ = [
    "Assignment",
    "Confirmation",
    "ConfirmationAnswer",
    "FollowUpRoutine",
    "GoalCause",
    "GoalProblem",
    "Handover",
    "HandoverAnswers",
    "HelpRequest",
    "Lesson",
    "LinePulse",
    "LineWork",
    "Measure",
    "MeasureAnswer",
    "MeasureEvent",
    "OverarchingGoal",
    "Periods",
    "PlanImport",
    "SharedVision",
    "SubGoal",
    "SubGoalKind",
    "TimeToGive",
    "WorkMove",
]
