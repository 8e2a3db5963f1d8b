"""The seats of one cluster as unknowns: as few as the rules of its governance model leave.

Where a model surely says that all boards are alike (Model 2), that directors are shared or local (Model 3) or
that staying people keep their seats (Models 1 and 4, standalone), seats are written so from the start: one
unknown for a seat on all boards, none for a seat that is certain. Proofs need milliseconds then, where seats
board by board need minutes. Everything else gets an unknown for each person and board.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.boards.kept import kept
from planner.boards.pool import Recruiting, Shape, at_most, recruits_of
from planner.core.plan import Role
from planner.objectives.base import Way
from planner.rules.base import Expr

if TYPE_CHECKING:
    from planner.boards.model import BlockModel


def write(model: BlockModel, shape: Shape) -> None:
    """Add the seats of one cluster to the model."""
    certain = model.tight and model.surely("BRD-2")
    if certain and model.binding(shape, "M2-a"):
        _one_set(model, shape)
    elif certain and _mixes(model, shape):
        _shared_and_local(model, shape)
    elif certain and model.binding(shape, "M4-a") and shape.governance.keeps_boards:
        _kept(model, shape)
    else:
        _any(model, shape)


def _mixes(model: BlockModel, shape: Shape) -> bool:
    """Whether directors surely are shared or local, and one person chairs all boards or each keeps its chair.

    Own chairs are looked for one for all boards, which must do: not where more recruits may be better.
    """
    own = shape.governance.chair_scope == "organisation"
    rules = ("M4-a" if own else "M3-a", "M3-b", "M3-c")
    return all(model.binding(shape, rule) for rule in rules) and not (own and model.many())


def _any(model: BlockModel, shape: Shape) -> None:
    """Everybody anywhere, board by board."""
    for person in model.enter(shape):
        for o in shape.organisations:
            _director(model, person, o)
            if model.may_chair(person):
                _chair(model, person, o)
    for recruit in _recruits(model, shape):
        model.recruit(recruit)
        for o in shape.organisations:
            (_chair if recruit.role == "chair" else _director)(model, recruit.id, o)
    if shape.governance.shared_neds[1] > 0:
        for person in model.people:
            if all((person, o) in model.ned for o in shape.organisations):
                model.shared[person, shape.id] = model.yes_no("shared", person, shape.id)
        if shape.governance.locality_neds[1] > 0:
            model.audit_is_shared[shape.id] = model.yes_no("audit_is_shared", shape.id)
    _audit(model, shape)


def _recruits(model: BlockModel, shape: Shape) -> list[Recruiting]:
    """Possible recruits for boards that are filled one by one."""
    neds, boards = at_most(shape, model.fewest()), len(shape.organisations)
    if not model.many():
        return recruits_of(model.instance, shape, neds)
    return recruits_of(model.instance, shape, max(neds, model.fewest() * boards), boards)


def _director(model: BlockModel, person: str, organisation: str, seat: Expr | None = None) -> None:
    model.ned[person, organisation] = model.yes_no("ned", person, organisation) if seat is None else seat
    model.seats_of(person).append(model.ned[person, organisation])


def _chair(model: BlockModel, person: str, organisation: str, seat: Expr | None = None) -> None:
    model.chair[person, organisation] = model.yes_no("chair", person, organisation) if seat is None else seat
    model.seats_of(person).append(model.chair[person, organisation])
    model.chairs_of(person).append(model.chair[person, organisation])


def _audit(model: BlockModel, shape: Shape) -> None:
    for person, organisation in model.ned:
        if organisation in shape.organisations:
            model.audit[person, organisation] = model.yes_no("audit", person, organisation)


def _kept(model: BlockModel, shape: Shape) -> None:
    """Models 1 and 4: staying people have their seats; others may come only where seats are vacant."""
    entered = model.enter(shape)
    recruits = _recruits(model, shape)
    for o in shape.organisations:
        keeps = kept(model.instance, {p: model.posts[p] for p in entered}, o)
        certain = len(keeps.chairs) == 1
        for person in keeps.chairs or [p for p in entered if model.may_chair(p)]:
            _chair(model, person, o, 1 if certain else None)
        for person in keeps.neds:
            _director(model, person, o, 1 if keeps.all_stay else None)
        if keeps.most > keeps.least:
            others = [p for p in entered if p not in keeps.neds and keeps.chairs != (p,)]
            for person in [*others, *(r.id for r in recruits if r.role == "ned")]:
                _director(model, person, o)
        if not keeps.chairs:
            for recruit in recruits:
                if recruit.role == "chair":
                    _chair(model, recruit.id, o)
    for recruit in recruits:
        if model.seats_of(recruit.id):
            model.recruit(recruit)
    if all(isinstance(seat, int) for (_, o), seat in model.ned.items() if o in shape.organisations):
        _audit_kept(model, shape)
    else:
        _audit(model, shape)
    _only_ways(model, shape)


def _only_ways(model: BlockModel, shape: Shape) -> None:
    """People for whom the cluster has one seat only."""
    roles: tuple[tuple[Role, dict[tuple[str, str], Expr]], ...] = (("chair", model.chair), ("ned", model.ned))
    found: dict[str, list[Way]] = {}
    for role, seats in roles:
        for (person, o), seat in seats.items():
            if o in shape.organisations:
                found.setdefault(person, []).append(Way(role, (o,), seat))
    for person, ways in found.items():
        if len(ways) == 1:
            model.ways_in.setdefault(person, []).append(tuple(ways))
            if (person, ways[0].boards[0]) in model.audit:
                model.audits[person, shape.id] = model.audit[person, ways[0].boards[0]]


def _audit_kept(model: BlockModel, shape: Shape) -> None:
    """Where every seat is certain, the audit chair of today goes on if all choices cost alike."""
    for o in shape.organisations:
        neds = [p for p, code in model.ned if code == o]
        today = [p for p in neds if any(r.audit_chair and r.organisation == o for r in model.posts[p])]
        alone = all(len(model.seats_of(p)) == 1 and model.enters_one(p) for p in neds)
        for person in today[:1] if today and alone else neds:
            model.audit[person, o] = 1 if today and alone else model.yes_no("audit", person, o)


def _one_set(model: BlockModel, shape: Shape) -> None:
    """Model 2: a person chairs all boards, or is a director of all, or neither."""
    k, boards = shape.id, shape.organisations
    model.flows.add(k)
    model.implied |= {("M2-a", k), *(("BRD-2", o) for o in boards)}
    people = [(p, True, model.may_chair(p)) for p in model.enter(shape)]
    for recruit in recruits_of(model.instance, shape, max(model.fewest(), shape.governance.shared_neds[0])):
        model.recruit(recruit)
        people.append((recruit.id, recruit.role == "ned", recruit.role == "chair"))
    for person, director, chair in people:
        ways = []
        if director:
            seat, audit = model.yes_no("ned", person, k), model.yes_no("audit", person, k)
            model.shared[person, k], model.audits[person, k] = seat, audit
            model.cp.add_implication(audit, seat)
            for o in boards:
                model.ned[person, o], model.audit[person, o] = seat, audit
            ways.append(Way("ned", boards, seat))
        if chair:
            ways.append(_chairs_all(model, shape, person))
        _one_way(model, person, ways)
    model.cp.add_linear_constraint(model.shared.total(k), *shape.governance.shared_neds)
    for o in boards:
        model.ned.count_as(o, model.shared.total(k))
    _one_chair(model, boards[0])
    _audit_chairs(model, boards, alike=True)


def _shared_and_local(model: BlockModel, shape: Shape) -> None:
    """Model 3: a person chairs all boards, or is a director of all, or of one, or none of these.

    Where each board keeps its own chair, chairing goes beside that, board by board.
    """
    k, boards, governance = shape.id, shape.organisations, shape.governance
    own_chairs = governance.chair_scope == "organisation"
    model.flows.add(k)
    model.implied |= {("M3-b", k), ("M3-c", k)}
    audit_shared: list[Expr] = []
    local: dict[str, list[Expr]] = {o: [] for o in boards}
    separate_audit = governance.audit_chair != "shared" and not _one_audit_chair(model, shape)
    for person, chair, shared, at in _three_ways(model, shape):
        ways, audits, taken = [], [], []
        everywhere: Expr = 0
        audits_everywhere: Expr = 0
        if shared:
            model.shared[person, k] = everywhere = model.yes_no("ned", person, k)
            ways.append(Way("ned", boards, everywhere))
            if governance.audit_chair != "organisation":
                audits_everywhere = model.yes_no("audit", person, k)
                audit_shared.append(audits_everywhere)
                audits.append(audits_everywhere)
                taken.append(everywhere)
        for o in at:
            here = model.yes_no("ned", person, o)
            local[o].append(here)
            ways.append(Way("ned", (o,), here))
            model.ned[person, o] = everywhere + here
            if separate_audit:
                audits.append(model.yes_no("audit", person, o))
                taken.append(here)
                model.audit[person, o] = audits_everywhere + audits[-1]
        for o in boards if shared else ():
            model.ned.setdefault((person, o), everywhere)
            model.audit.setdefault((person, o), audits_everywhere)
        for seat, audit in zip(taken, audits, strict=True):
            model.cp.add_implication(audit, seat)
        if audits:
            model.audits[person, k] = sum(audits)
        if chair and not own_chairs:
            ways.append(_chairs_all(model, shape, person))
        _one_way(model, person, ways)
    shared_by_all = _counted(model, model.shared.total(k), governance.shared_neds, "shared", k)
    for o in boards:
        here = _counted(model, sum(local[o]), governance.locality_neds, "local", o)
        model.ned.count_as(o, shared_by_all + here)
    model.audit_is_shared[k] = one = model.yes_no("audit_is_shared", k)
    model.cp.add(sum(audit_shared) == one)
    if own_chairs:
        _own_chairs(model, shape)
    else:
        model.implied |= {("M3-a", k), *(("BRD-2", o) for o in boards)}
        _one_chair(model, boards[0])
    _audit_chairs(model, boards, alike=not separate_audit)


def _counted(model: BlockModel, total: Expr, ends: tuple[int, int], *name: str) -> Expr:
    """How many seats are taken, as an unknown of its own if the model counts so."""
    if not model.counting:
        model.cp.add_linear_constraint(total, *ends)
        return total
    number = model.new_int("|".join(("count", *name)), *ends)
    model.cp.add(total == number)
    return number


def _own_chairs(model: BlockModel, shape: Shape) -> None:
    """Chairs who stay have their chair; elsewhere whoever may chair could, or a recruit."""
    entered = model.enter(shape)
    looked_for = [r.id for r in model.recruiting.values() if (r.cluster, r.role) == (shape.id, "chair")]
    for o in shape.organisations:
        staying = kept(model.instance, {p: model.posts[p] for p in entered}, o).chairs
        for person in staying or [*(p for p in entered if model.may_chair(p)), *looked_for]:
            _chair(model, person, o, 1 if len(staying) == 1 else None)


def _one_chair(model: BlockModel, first: str) -> None:
    """What BRD-2 says where one person chairs all boards and nobody sits in two ways."""
    model.exactly_one(model.chair.at(first).values())


def _audit_chairs(model: BlockModel, boards: Sequence[str], *, alike: bool) -> None:
    """What BRD-AUD says where audit chairs surely are directors; once, if they are the same on all boards."""
    if model.surely("BRD-AUD"):
        for o in boards[:1] if alike else boards:
            model.exactly_one(model.audit.at(o).values())
        model.implied |= {("BRD-AUD", o) for o in boards}


def _one_audit_chair(model: BlockModel, shape: Shape) -> bool:
    """Whether one shared director as audit chair of all boards is at least as good, on every level, as several.

    Only ``cost`` counts audit chairs, and several cost more; but where boards have their own chairs, one of
    them may be audit chair elsewhere and cost nothing more.
    """
    pay = model.rulebook.pay
    if shape.governance.chair_scope == "organisation":
        return False
    dearer = "cost" in model.rulebook.board_levels and pay.audit_chair > pay.ned
    return dearer and shape.governance.shared_neds[0] > 0 and shape.governance.audit_chair == "either"


def _three_ways(model: BlockModel, shape: Shape) -> list[tuple[str, bool, bool, Sequence[str]]]:
    """People with whether they may chair, may be shared directors, and of which boards local ones."""
    boards, governance, fewest = shape.organisations, shape.governance, model.fewest()
    people: list[tuple[str, bool, bool, Sequence[str]]] = [
        (p, model.may_chair(p), True, boards) for p in model.enter(shape)
    ]
    low, high = governance.shared_neds
    for recruit in recruits_of(model.instance, shape, max(low, min(fewest, high))):
        model.recruit(recruit)
        at = (recruit.organisation,) if recruit.organisation else ()
        people.append((recruit.id, recruit.role == "chair", recruit.role == "ned", at))
    most = min(governance.locality_neds[1], max(governance.locality_neds[0], fewest - low))
    for o in boards:
        for n in range(1, most + 1):
            recruit = Recruiting(f"recruit:{shape.id}:local:{o}:{n:02}", shape.id, "ned", organisation=o)
            model.recruit(recruit)
            people.append((recruit.id, False, False, (o,)))
    return people


def _chairs_all(model: BlockModel, shape: Shape, person: str) -> Way:
    chairs = model.yes_no("chair", person, shape.id)
    for o in shape.organisations:
        model.chair[person, o] = chairs
    model.chairs_of(person).append(chairs)
    return Way("chair", shape.organisations, chairs)


def _one_way(model: BlockModel, person: str, ways: list[Way]) -> None:
    if len(ways) > 1:
        model.cp.add_at_most_one(w.taken for w in ways)
    model.seats_of(person).append(sum(w.taken for w in ways))
    model.ways_in.setdefault(person, []).append(tuple(ways))
