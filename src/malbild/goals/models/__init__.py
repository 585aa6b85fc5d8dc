"""The plan: målbild, goals, uppdrag, delmål, åtgärder, line work and what people answer about them."""

from malbild.goals.models.agreement import Confirmation, ConfirmationAnswer
from malbild.goals.models.aims import GoalCause, GoalProblem, OverarchingGoal, SharedVision
from malbild.goals.models.assignments import Assignment, SubGoal, SubGoalKind
from malbild.goals.models.imports import PlanImport
from malbild.goals.models.linework import FollowUpRoutine, Lesson, LinePulse, LineWork, WorkMove
from malbild.goals.models.measures import HelpRequest, Measure, MeasureAnswer, MeasureEvent

__all__ = [
    "Assignment",
    "Confirmation",
    "ConfirmationAnswer",
    "FollowUpRoutine",
    "GoalCause",
    "GoalProblem",
    "HelpRequest",
    "Lesson",
    "LinePulse",
    "LineWork",
    "Measure",
    "MeasureAnswer",
    "MeasureEvent",
    "OverarchingGoal",
    "PlanImport",
    "SharedVision",
    "SubGoal",
    "SubGoalKind",
    "WorkMove",
]
