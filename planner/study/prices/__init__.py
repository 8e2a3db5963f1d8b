"""What it would take: prices of rules and decisions, and the room that is left to limits."""

from planner.study.prices.price import Price
from planner.study.prices.price_list import NoBaseError, Prices, prices
from planner.study.prices.question import OtherQuestionError, Question, question_of
from planner.study.prices.slack import Slack
from planner.study.prices.whatif import Answer, Change, Delta, WhatIf, first_difference

__all__ = [
    "Answer",
    "Change",
    "Delta",
    "NoBaseError",
    "OtherQuestionError",
    "Price",
    "Prices",
    "Question",
    "Slack",
    "WhatIf",
    "first_difference",
    "prices",
    "question_of",
]
