"""Checks of the boards: one each, right officers and vacancies, seats of a kind that the governance has."""

from __future__ import annotations

from collections import Counter

from planner.checker.case import Case, Problems
from planner.checker.verdict import Problem
from planner.core.plan import Board, Cluster


def check_boards(case: Case) -> Problems:
    """One board for each organisation."""
    count = Counter(b.organisation for b in case.plan.boards)
    expected = set() if case.only_map else set(case.instance.by_code)
    for code in sorted(expected | set(count)):
        wanted = 1 if code in expected else 0
        if count[code] != wanted:
            yield Problem(
                check="BOARD-COVER",
                text=f"organisation {code} has {count[code]} boards, should have {wanted}",
                subject=(code,),
            )


def check_places(case: Case) -> Problems:
    """Each board names the cluster its organisation is in."""
    for board in case.plan.boards:
        right = case.cluster_of.get(board.organisation)
        if board.cluster != right:
            yield Problem(
                check="BOARD-CLUSTER",
                text=f"the board of {board.organisation} says cluster {board.cluster}; it is in {right}",
                subject=(board.organisation,),
            )


def check_seats(case: Case) -> Problems:
    """Nobody twice on a board, the audit chair among its NEDs, vacancies and officer posts as they follow."""
    for board in case.plan.boards:
        about = (board.organisation,)
        organisation = case.instance.by_code[board.organisation]
        count = Counter(n.person for n in board.neds)
        if board.chair is not None:
            count[board.chair] += 1
        for person in sorted(p for p, times in count.items() if times > 1):
            yield Problem(
                check="SEAT-TWICE", text=f"{person} has {count[person]} seats on one board", subject=about
            )
        if board.audit_chair is not None and board.audit_chair not in {n.person for n in board.neds}:
            yield Problem(
                check="BOARD-AUDIT", text=f"audit chair {board.audit_chair} is not a NED here", subject=about
            )
        vacancies = max(0, organisation.ned_seats - len(board.neds))
        if board.vacancies != vacancies:
            yield Problem(
                check="BOARD-VACANCIES",
                text=f"says {board.vacancies} vacancies; {organisation.ned_seats} seats less "
                f"{len(board.neds)} NEDs leave {vacancies}",
                subject=about,
            )
        posts = [o.id for o in case.rulebook.officers[: organisation.officer_seats]]
        if [o.post for o in board.officers] != posts:
            yield Problem(
                check="BOARD-OFFICERS",
                text=f"officer posts should be {', '.join(posts)}",
                subject=about,
            )


def check_kinds(case: Case) -> Problems:
    """Seats are own, shared or locality as the governance model has them, and cover what the word says."""
    cluster_of = case.plan.cluster_of
    sits: dict[tuple[str, str], set[str]] = {}
    for board in case.plan.boards:
        for ned in board.neds:
            sits.setdefault((cluster_of[board.organisation].id, ned.person), set()).add(board.organisation)
    for board in case.plan.boards:
        cluster = cluster_of[board.organisation]
        kinds = _kinds(case, cluster)
        for ned in board.neds:
            held = sits[cluster.id, ned.person]
            if ned.seat not in kinds:
                text = (
                    f"{ned.person} has a seat of kind {ned.seat}; {cluster.governance} has {', '.join(kinds)}"
                )
            elif ned.seat == "shared" and held != set(cluster.organisations):
                text = f"{ned.person} is called shared and does not sit on every board of the cluster"
            elif ned.seat == "locality" and len(held) != 1:
                text = f"{ned.person} is called locality and sits on {len(held)} boards of the cluster"
            else:
                continue
            yield Problem(check="SEAT-KIND", text=text, subject=(board.organisation,))


def _kinds(case: Case, cluster: Cluster) -> tuple[str, ...]:
    """Kinds of NED seats under the governance of a cluster."""
    model = case.plan.governance.get(cluster.governance)
    if model is None or model.keeps_boards:
        return ("own",)
    kinds = [
        kind
        for kind, (_, most) in (("shared", model.shared_neds), ("locality", model.locality_neds))
        if most > 0
    ]
    return tuple(kinds) or ("own",)


def check_cluster_boards(case: Case) -> Problems:
    """A nominated cluster board where the governance model has one, and nowhere else."""
    for cluster in case.plan.clusters:
        model = case.plan.governance.get(cluster.governance)
        wanted = model is not None and model.nominated_cluster_board and not case.only_map
        if wanted and cluster.cluster_board is None:
            text = f"{cluster.governance} has a nominated cluster board and cluster {cluster.id} shows none"
        elif not wanted and cluster.cluster_board is not None:
            text = f"cluster {cluster.id} shows a nominated cluster board; {cluster.governance} has none"
        else:
            continue
        yield Problem(check="CLUSTER-BOARD", text=text, subject=(cluster.id,))


def check_nominees(case: Case) -> Problems:
    """``nominee_of`` names an authority that nominates to this board, and someone it nominated."""
    authorities: dict[str, set[str]] = {}
    rule = case.rulebook.by_id.get("BRD-7")
    member = rule is None or rule.parameters.get("member_required", True)
    for board in case.plan.boards:
        for ned in board.neds:
            if ned.nominee_of is None:
                continue
            if not _nominates(case, board, ned.nominee_of):
                text = f"{ned.nominee_of} nominates nobody to the board of {board.organisation}"
            elif ned.person in case.posts:
                rows = case.posts[ned.person]
                named = [h for h in rows if h.nominated_by == ned.nominee_of]
                if any(h.la_member or not member for h in named):
                    continue
                who = "a member" if member else "somebody"
                text = f"{ned.person} is not {who} whom {ned.nominee_of} nominated"
            else:
                authorities.setdefault(ned.person, set()).add(ned.nominee_of)
                if len(authorities[ned.person]) == 1:
                    continue
                text = f"{ned.person} is to be nominated by more than one authority"
            yield Problem(check="SEAT-NOMINEE", text=text, subject=(board.organisation,))


def _nominates(case: Case, board: Board, authority: str) -> bool:
    if case.instance.by_code[board.organisation].kind == "pct":
        return False
    return any(
        c.relevant and c.organisation == board.organisation and c.local_authority == authority
        for c in case.instance.coverage
    )
