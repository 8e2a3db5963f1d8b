"""How often things happen in an invented roster, each rate with its source and how sure it is.

Rates are whole numbers per thousand, so that no floating point decides anything. Certainty is marked as in
``models/rulebooks``: FOUND read in a public text, DERIVED arithmetic from such a text, ASSUMED ours alone.
No rate describes a real organisation or a real person.
"""

from __future__ import annotations

NED_SEATS: tuple[tuple[int, int], ...] = ((7, 800), (6, 150), (5, 50))
"""Seats of a board and how many boards in a thousand have them; 5 to 7: guidance A3.3 (DOC); spread ASSUMED."""

BOARD_WITH_FOUR_NEDS = 30
"""Boards with four NEDs, one fewer than the law asks for. ASSUMED, so that repairs are seen."""

BOARD_WITH_EIGHT_NEDS = 7
"""Boards with eight NEDs, one more than the law allows; about one of 151. ASSUMED, so that repairs are seen."""

NED_VACANCIES: tuple[tuple[int, int], ...] = ((0, 680), (1, 240), (2, 80))
"""Empty NED seats of a lawful board (never below five NEDs) and how many boards have them. ASSUMED."""

CHAIR_VACANT = 20
"""Boards without a chair. ASSUMED."""

TERM_MONTHS = 48
"""Terms last up to four years (Hansard 1994, SI 1990/2024 regulation 10, an audit committee's terms of
reference of 2011: FOUND); ends are spread evenly over the four years from the date of the plan (DERIVED)."""

SKILL_WEIGHTS: tuple[tuple[str, int], ...] = (
    ("finance", 240),
    ("legal", 120),
    ("human_resources", 180),
    ("community", 320),
    ("clinical", 140),
)
"""First skill of a person. ASSUMED; an audit chair always has ``finance`` (RECALLED)."""

SECOND_SKILL = 350
"""People with a second skill. ASSUMED."""

NOMINEE_MISSING = 50
"""Authorities entitled to nominate to a Care Trust whose nominee is missing today (rule BRD-7). ASSUMED."""

TWO_POSTS = 12
"""People with posts in two neighbouring organisations of one region, lawful since 1 December 2010
(SI 2010/2539: FOUND). The rate is ASSUMED: early 2011, so still rare."""

OFFERS_TO_STAND_DOWN = 80
"""People who offered to stand down. ASSUMED."""

WOULD_TAKE_ALTERNATIVE = 60
"""People who would take another local role (A5.3). ASSUMED."""

STANCE_DAYS = 60
"""Offers were made in this many days before the date of the plan. ASSUMED."""

WOMEN = 360
"""Women among chairs and NEDs: "less than 36 per cent" about 2007-08 (HSJ: FOUND), default ASSUMED."""

BME = 110
"""Black and minority ethnic chairs and NEDs: figures of 10 to 15 per cent in 2009-10 (HSJ, NHS Confederation:
FOUND), midpoint ASSUMED."""

DISABLED = 50
"""Disabled chairs and NEDs: 5 per cent about 2007-08 (HSJ: FOUND)."""

NOT_STATED = 30
"""People who did not state ethnicity or disability, each drawn by itself. ASSUMED."""

MAX_BOARDS_GIVEN = 20
"""People who named the most boards they would serve. ASSUMED; never fewer than they serve today."""

ORGANISATION_WITH_ALTERNATIVE_ROLES = 150
"""Organisations that offer one or two other local roles (A5.3). ASSUMED."""

CARE_TRUST = 40
"""Care Trusts among organisations: six of 151 (ONS mid-2010 bulletin: FOUND)."""

CARE_TRUST_PLUS = 330
"""Of Care Trusts, those called Care Trust Plus: two of six (FOUND)."""

POPULATION_KNOTS: tuple[int, ...] = (
    100_000, 135_000, 165_000, 195_000, 235_000, 284_000, 335_000, 400_000, 500_000, 620_000, 800_000,
)  # fmt: skip
"""Tenths of the spread of populations, long to the right as England's; the median is that of PCTs in mid-2010
(ONS: FOUND), the ends are ASSUMED and lie inside the population window."""

ESTABLISHED = 200
"""Organisations in an arrangement that is kept as it is (London, Tyne: 37 of 151, DERIVED; rounded)."""

PARTIAL = 600
"""Organisations in an arrangement that is preferred only. ASSUMED."""
