"""What the tool knows of itself, for the transparency record."""

from __future__ import annotations

NOTE = (
    "Section and field names follow version 3.0 of the Algorithmic Transparency Recording Standard as"
    " RECALLED: compare them with the template in force before publishing. Entries by planner are "
    "facts about the tool or the plan; everything else is marked."
)
DESCRIPTION = (
    "Works out how public bodies could be grouped into clusters under one executive team each, and "
    "how many seats their boards would have, so that law, guidance and recorded decisions are met. It"
    " helps those who propose a reorganisation to see what each choice costs. It decides nothing, and"
    " proposes no person for a seat or for leaving one."
)
DETAILS = (
    "Rules (each with its weight in law and its paragraph), governance models and aims are data that "
    "anyone can read. Groupings within the rules are compared by the aims in their order of "
    "importance; boards are then filled by seats, and it is said whether no plan does better. Where "
    "several plans are equally good for people, the seat is left open as a ring-fenced competition. A"
    " separate part of the program judges each finished plan again from its file."
)
SCOPE = (
    "Proposals for grouping bodies and for seats of their boards. Not in scope: who is appointed or leaves, "
    "appraisal of persons, executive posts, consultation."
)
BENEFITS = (
    "Says whether a plan meets the law, the guidance and the planner's choices, each apart; whether "
    "it is proved best; what each choice costs in places, councils divided and pounds; and gives "
    "every line its source."
)
ALTERNATIVES = (
    "The board paper of this plan sets the four governance models and the reference grouping beside it."
)
INFORMATION = (
    "A report, a workbook, a board paper and a plan file: clusters, seats of boards, rules met and broken, "
    "assumptions, what was not examined."
)
ARCHITECTURE = (
    "A program on one computer that needs no network. Exact search with proof (Google OR-Tools CP-"
    "SAT), a separate checker without it, and reports made from the checked plan."
)
OUTPUT = (
    "plan.json (confidential: it holds an example of who could sit where), and reports for three "
    "audiences: everyone, boards, an appointments panel. What everyone reads holds no id, no outcome "
    "of a post with a single holder and no small count."
)
METHOD = (
    "Combinatorial optimisation: aims are settled one after the other, each at the best value that "
    "can be proved. The same input gives the same plan."
)
PERFORMANCE = (
    "Every plan is judged again from its file by a separate part of the program. Whether a plan is "
    "proved best is said for each aim; see the plan's own report."
)
LEARNS_NOTHING = "Not applicable: nothing is trained or learned from data."
SENSITIVE = (
    "Terms of office and offers to stand down; sex, ethnicity and disability where given, for totals alone. "
    "Characteristics enter no choice; totals under five are not shown."
)
STORAGE = (
    "Files on the user's computer; plan.json, offers and characteristics are written readable by "
    "their owner only."
)
EQUALITY_ASSESSMENT = (
    "The guidance asks for an equality impact assessment of the proposals (¶39). Equality, data protection and "
    "other assessments, with dates and where they are published:"
)
RISKS = (
    (
        "Wrong or outdated data: every fault is listed with its place before anything is worked out; what"
        " was assumed is printed."
    ),
    "A plan that breaks a rule: a separate checker judges every plan and its disagreement is never hidden.",
    (
        "Unfair choice among equals: nothing about a person but law, term, nomination, offer or recorded "
        "decision fixes a name."
    ),
    "Disclosure: public reports are tested for what a reader with today's board lists could infer.",
    (
        "Undue weight on a computed plan: every page says that it is a draft and that no decision has "
        "been taken about any person."
    ),
)
