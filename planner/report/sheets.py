"""The workbook's tables as plain rows, taken from the view and nothing else."""

from __future__ import annotations

from planner.report.choice_sheets import choice_sheets
from planner.report.decider_sheets import decider_sheets
from planner.report.more_sheets import more_sheets
from planner.report.other_sheets import other_sheets
from planner.report.sheet import Cell, Sheet, figure, sheet
from planner.report.views import ReportView
from planner.report.views.privacy import NOT_SHOWN


def sheets(view: ReportView) -> tuple[Sheet, ...]:
    """All sheets but Contents and Data dictionary, which are made from these."""
    return (
        _summary(view),
        _clusters(view),
        _organisations(view),
        _boards(view),
        _recruits(view),
        _fences(view),
        _equality(view),
        *_lasting(view),
        _levels(view),
        *choice_sheets(view.choice),
        *other_sheets(view),
        _rules(view),
        _reference(view),
        *more_sheets(view),
        *decider_sheets(view.deciders),
        _assumptions(view),
        _settings(view),
    )


def _summary(view: ReportView) -> Sheet:
    rows: list[tuple[Cell, ...]] = [("The plan in one sentence", view.headline.sentence, "not applicable")]
    rows += [("Warning", view.warning, "not applicable")] if view.warning else []
    rows += [("And", text, "not applicable") for text in view.headline.more]
    rows += [("Notice", text, "not applicable") for text in view.notices]
    rows += [(a.question, a.short, "\n".join(a.details) or "no more") for a in view.answers]
    rows += [("Competitions", text, "not applicable") for text in view.fences.summary]
    return sheet(
        "Summary",
        "The plan in one sentence, and short answers",
        [
            ("Question", "What a board asks", 34),
            ("Answer", "Computed from the plan", 60),
            ("Details", "One a line", 80),
        ],
        rows,
    )


def _clusters(view: ReportView) -> Sheet:
    return sheet(
        "Clusters",
        "Every cluster with its seats",
        [
            ("Number", "Number in this report; may change between plans", 9),
            ("Id", "Smallest organisation code; stable", 9),
            ("Cluster", "Name", 32),
            ("Region", "Region that leads it", 24),
            ("Governance", "Governance model", 14),
            ("Organisations", "How many", 14),
            ("Population", "People", 14),
            ("Chair seats today", "Statutory boards have one each", 12),
            ("Chair seats proposed", "A seat shared by several boards counts once", 12),
            ("NED seats today", "Seats, filled or not", 12),
            ("NED seats proposed", "A seat shared by several boards counts once", 12),
            ("Filled own", "Directors of one board in post", 10),
            ("Filled shared", "Directors of all its boards, counted once", 10),
            ("Filled locality", "Directors of one board beside shared ones", 10),
            ("Seats vacant", "Seats of directors that nobody holds, every board's", 10),
            ("Notes", "Standalones, exceptions, what it divides", 60),
        ],
        [
            (
                c.number,
                c.id,
                c.name,
                c.region,
                c.governance,
                len(c.organisations),
                c.population,
                c.chair_seats_today,
                "not planned" if c.chair_seats_proposed is None else c.chair_seats_proposed,
                c.ned_seats_today,
                "not planned" if c.ned_seats_proposed is None else c.ned_seats_proposed,
                figure(c.neds_own),
                figure(c.neds_shared),
                figure(c.neds_locality),
                figure(c.vacant),
                "\n".join(c.notes) or "none",
            )
            for c in view.clusters
        ],
    )


def _organisations(view: ReportView) -> Sheet:
    return sheet(
        "Organisations",
        "Which cluster each organisation is in",
        [
            ("Code", "Organisation code, as text", 10),
            ("Organisation", "Name", 36),
            ("Cluster number", "See Clusters", 10),
            ("Cluster id", "See Clusters", 10),
            ("Cluster", "Name of the cluster", 32),
        ],
        [(o.code, o.name, c.number, c.id, c.name) for c in view.clusters for o in c.organisations],
    )


def _boards(view: ReportView) -> Sheet:
    """How each board is made; filled seats by board are not for the public.

    As many officers vote as there are directors, so votes, seats and quorum would tell how many these are.
    """
    closed = view.audience != "public"
    filled = [
        ("NEDs own", "Non-executive directors of this board", 10),
        ("NEDs shared", "Appointed to all boards of the cluster", 10),
        ("NEDs locality", "Appointed to this board only", 10),
        ("NED seats vacant", "Seats left unfilled", 10),
        ("Officers voting", "Officer members with a vote", 10),
        ("Officers not voting", "In attendance", 10),
        ("Seats", "Chair, NED seats, voting officers", 10),
        ("Quorum", "A third of the seats, rounded up", 10),
    ]
    return sheet(
        "Boards",
        "How each board is made; no persons",
        [
            ("Code", "Organisation code, as text", 10),
            ("Organisation", "Name", 36),
            ("Cluster number", "See Clusters", 10),
            ("Chair", "Of this board, or shared", 28),
            ("Directors", "Of this board, shared, or both", 28),
            ("NED seats today", "Seats of the board today", 10),
            *(filled if closed else [("Officer posts", "With a vote or in attendance", 10)]),
        ],
        [
            (
                b.organisation,
                b.name,
                b.cluster,
                b.chair,
                b.directors,
                b.ned_seats,
                *(
                    (
                        b.neds_own,
                        b.neds_shared,
                        b.neds_locality,
                        b.vacancies,
                        b.officers_voting,
                        b.officers_not_voting,
                        b.seats,
                        b.quorum,
                    )
                    if closed
                    else (b.officers,)
                ),
            )
            for b in view.boards
        ],
    )


def _recruits(view: ReportView) -> Sheet:
    r = view.recruits
    rows: list[tuple[Cell, ...]] = [
        ("all clusters", "chairs, in total only", NOT_SHOWN if r.hidden else r.chairs, "not applicable"),
        ("all clusters", "NEDs", NOT_SHOWN if r.hidden else r.neds, "not applicable"),
    ]
    rows += [
        (str(x.cluster), x.name, int(x.neds) if x.neds.isdigit() else x.neds, x.conditions) for x in r.rows
    ]
    return sheet(
        "Recruits",
        "People to be found from outside the clusters",
        [
            ("Cluster number", "See Clusters", 14),
            ("Cluster", "Name, or which total", 32),
            ("People", "How many", 10),
            ("Conditions", "What they must bring", 50),
        ],
        rows,
    )


def _fences(view: ReportView) -> Sheet:
    return sheet(
        "Competitions",
        "Ring-fenced competitions; in public those for posts of several holders, by cluster",
        [
            ("Cluster number", "See Clusters", 14),
            ("Cluster", "Name", 32),
            ("Post", "What people compete for", 30),
            ("Seats", "How many are open in the example", 10),
            ("Pool", "People who may fill them", 10),
            ("Conditions", "What must be met or is wished", 80),
            *([("People", "Who is in the pool", 60)] if view.people else []),
        ],
        [
            (
                r.cluster,
                r.name,
                r.post,
                figure(r.seats),
                figure(r.pool),
                r.every,
                *([", ".join(r.people)] if view.people else []),
            )
            for r in view.fences.rows
        ],
    )


def _equality(view: ReportView) -> Sheet:
    return sheet(
        "Equality",
        "Totals by protected characteristic; they enter no choice",
        [
            ("Characteristic", "In words", 40),
            ("Office holders today", "People", 20),
            ("Keep a place at least", "In every plan that is as good", 20),
            ("Keep a place at most", "Were all competitions to end so", 20),
        ],
        [(r.characteristic, figure(r.today), figure(r.fewest), figure(r.most)) for r in view.fences.equality],
    )


def _lasting(view: ReportView) -> tuple[Sheet, ...]:
    """Chances of boards, clusters, regions and the whole, with what they rest on in the last rows."""
    if view.lasting is None:
        return ()
    blank = ("not applicable",)
    rows: list[tuple[Cell, ...]] = [
        (
            r.what,
            r.number or "all",
            r.code,
            r.name,
            r.boards,
            r.lawful,
            r.quorate,
            r.fallen,
            r.short_after_one,
            r.short_after_two,
        )
        for r in view.lasting.rows
    ]
    texts = [("in short", view.lasting.short), *(("it rests on", text) for text in view.lasting.assumptions)]
    rows += [(what, "all", "all", text, *blank * 6) for what, text in texts]
    return (
        sheet(
            "Lasting",
            "How likely boards stay within the law to the end; ASSUMED departures are in its last rows",
            [
                ("What", "Board, cluster, region, whole plan; or what the chances rest on", 14),
                ("Cluster number", "See Clusters", 10),
                ("Code", "Organisation code, cluster id or region, as text", 12),
                ("Name", "Its name, or a sentence", 50),
                ("Boards", "How many", 10),
                ("Within the law", "Chance that all of them stay within the law (ASSUMED departures)", 22),
                ("Quorate", "Chance that all of them stay quorate (ASSUMED departures)", 22),
                ("Fallen on average", "Boards outside the law at the end (ASSUMED departures)", 16),
                ("Short after one", "Boards that any one departure can bring below the fewest NEDs", 14),
                ("Short after two", "Boards that any two departures can bring below the fewest NEDs", 14),
            ],
            rows,
        ),
    )


def _levels(view: ReportView) -> Sheet:
    return sheet(
        "Levels",
        "What matters first: the aims in order",
        [
            ("Place", "Order of importance", 8),
            ("Id", "Stable id", 18),
            ("Aim", "To be as small as possible", 50),
            ("Value", "What this plan reaches", 14),
            ("Unit", "Unit of both figures", 26),
            ("Best possible", "Best value proved possible", 14),
            ("Proved", "In words", 34),
        ],
        [(x.place, x.id, x.title, figure(x.value), x.unit, figure(x.possible), x.proved) for x in view.levels],
    )


def _rules(view: ReportView) -> Sheet:
    return sheet(
        "Rules",
        "Every rule and how the plan stands by it",
        [
            ("Rule", "Stable id", 14),
            ("What it asks", "One sentence", 60),
            ("Authority", "Its weight", 16),
            ("Strength", "must, should, preferred", 10),
            ("Verdict", "In words", 34),
            ("Measured", "In this plan", 26),
            ("Limit", "What is allowed", 26),
            ("Findings", "What breaks it, or is lifted", 60),
            ("Paragraph", "Where it is written", 20),
            ("Quotation", "Short quotation", 80),
            ("Source", "Other source", 50),
        ],
        [
            (
                r.id,
                r.sentence,
                r.authority_words,
                r.strength_words,
                r.verdict,
                r.measured,
                r.limit,
                "\n".join(r.findings) or "none",
                ", ".join(r.marks) or "none",
                "\n".join(f"{q.text} [{q.where}]" for q in r.quotations) or "none",
                r.source or "none",
            )
            for r in view.rules
        ],
    )


def _reference(view: ReportView) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    if view.reference:
        rows += [
            (
                "aim of the map",
                m.title,
                figure(m.proposal),
                figure(m.reference),
                f"better: {m.better} ({m.unit})",
            )
            for m in view.reference.measures
        ]
        rows += [
            (
                "rule it breaks",
                f"{b.rule} ({b.authority})",
                "not applicable",
                len(b.findings),
                "\n".join(b.findings),
            )
            for b in view.reference.breaches
        ]
        rows += [
            ("its cluster", f.name, "not applicable", f.organisations, f.becomes) for f in view.reference.fates
        ]
    return sheet(
        "Reference",
        "The grouping to compare with, beside this plan",
        [
            ("What", "Aim, broken rule or cluster", 16),
            ("Name", "Its name", 44),
            ("This plan", "Value in this plan", 14),
            ("Reference", "Value, findings or organisations", 14),
            ("Note", "In words", 80),
        ],
        rows,
    )


def _assumptions(view: ReportView) -> Sheet:
    rows: list[tuple[Cell, ...]] = [("assumed", text) for text in view.assumptions]
    rows += [("not examined", text) for text in view.not_examined]
    return sheet(
        "Assumptions",
        "What was assumed, and what was not examined",
        [("Kind", "Assumed, or not examined", 16), ("Text", "In words", 110)],
        rows,
    )


def _settings(view: ReportView) -> Sheet:
    rows: list[tuple[Cell, ...]] = [("setting", f.name, f.value, f.origin) for f in view.annex.settings]
    rows += [("fact", f.name, f.value, f.origin) for f in view.annex.facts]
    rows += [("command", "To make this plan again", view.annex.command, "not applicable")]
    rows += [("checker", "Verdict", view.annex.verdict, "not applicable")]
    return sheet(
        "Settings",
        "Settings, fingerprints and versions",
        [
            ("Kind", "Setting, fact, command, checker", 12),
            ("Name", "Its name", 34),
            ("Value", "As text", 80),
            ("Came from", "option, default, assumption, instance", 16),
        ],
        rows,
    )
