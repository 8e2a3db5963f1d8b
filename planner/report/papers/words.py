"""Standing sentences of the papers."""

from __future__ import annotations

SEATS_ONLY = (
    "It speaks of seats and of pools of people. Who would hold a seat is for due process (A¶5.2); "
    "nothing here is a decision about a person."
)
NOT_RECOMMENDED = (
    "As it stands this plan is not put forward for agreement: see Lawfulness and guidance for what it breaks, "
    "and who could sign off a departure. The board is asked to note the paper."
)
EQUALITY = (
    "Appointments must comply with the Equality Act 2010, with every effort not to lessen the "
    "representation of people with protected characteristics in senior roles; the Strategic Health "
    "Authority, with its organisations, should carry out an equality impact assessment of the "
    "proposals (¶39). This section gives totals for it and does not replace it."
)
NO_CHOICE = "Protected characteristics enter no choice of the plan; they are counted before and after."
FORECAST = (
    "Likely effect on people who share a protected characteristic",
    "How the effect would be lessened",
    "Who was asked, and what they said",
    "Effect on health inequalities",
)
RISKS_MEASURED = "Measured on this plan:"


def asked(*, boards: bool) -> tuple[str, ...]:
    """What a board is asked to do with a plan that stands."""
    propose = "agree that the grouping below is put to the Strategic Health Authority (¶4, ¶7)"
    models = "agree the governance model of each cluster as its proposal, to be tested by the Authority (A¶2.2)"
    note = "note that appointments are for the Appointments Commission after due process (A¶3.5, A¶5.2)"
    rest = "note what was assumed and what was not examined"
    return (propose, models, note, rest) if boards else (propose, rest)
