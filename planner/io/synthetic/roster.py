"""An invented roster of chairs and NEDs: ids, never names."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from planner.core.rows import AlternativeRole, Coverage, Equality, Link, OfficeHolder, Organisation, Stance
from planner.io.synthetic import rates
from planner.io.synthetic.draw import Draw

Roster = tuple[tuple[OfficeHolder, ...], tuple[Stance, ...], tuple[Equality, ...], tuple[AlternativeRole, ...]]


@dataclass
class _Person:
    """Someone who holds posts; the id is given when all people are known."""

    skills: tuple[str, ...]
    id: str = ""
    max_boards: int | None = None
    posts: list[_Post] = field(default_factory=list)


@dataclass
class _Post:
    """One post of one board and who holds it."""

    organisation: str
    role: Literal["chair", "ned"]
    term_end: date
    person: _Person
    audit_chair: bool = False
    nominated_by: str | None = None


def synthetic_ned_seats(codes: Sequence[str], seed: int) -> dict[str, int]:
    """Invented number of NED seats, 5 to 7, of each organisation code.

    Args:
        codes: organisation codes; the answer does not depend on their order.
        seed: the number that fixes all draws.
    """
    draw = Draw(seed)
    return {code: draw.weighted(rates.NED_SEATS) for code in sorted(codes)}


def synthetic_roster(
    organisations: Sequence[Organisation],
    coverage: Sequence[Coverage],
    seed: int,
    *,
    as_at: date,
    horizon_end: date,
    links: Sequence[Link],
) -> Roster:
    """Invent who holds which post, what they said and their protected characteristics.

    The rates are those of :mod:`planner.io.synthetic.rates`. Same arguments, same roster, on every machine;
    the order of the rows given does not matter.

    Args:
        organisations: bodies that need a board.
        coverage: rows with ``relevant`` give the nominees of Care Trusts.
        seed: the number that fixes all draws.
        as_at: date of the roster; every term ends on or after it.
        horizon_end: an audit chair's term reaches it where one of the board's NEDs has such a term.
        links: neighbours, for people with posts in two organisations.

    Returns:
        Office holders, stances, equality rows (one for each person) and alternative roles, each sorted.
    """
    draw = Draw(seed)
    in_order = sorted(organisations, key=lambda o: o.code)
    nominating: dict[str, list[str]] = {}
    for row in coverage:
        if row.relevant:
            nominating.setdefault(row.organisation, []).append(row.local_authority)
    posts: dict[str, list[_Post]] = {}
    for organisation in in_order:
        posts[organisation.code] = _board(
            draw, organisation, sorted(nominating.get(organisation.code, ())), as_at, horizon_end
        )
    _share_people(draw, in_order, posts, links)
    people = _number(posts)
    for person in people:
        if draw.chance(rates.MAX_BOARDS_GIVEN):
            person.max_boards = len(person.posts) + draw.below(3)
    stances = tuple(s for s in (_stance(draw, p, as_at) for p in people) if s is not None)
    equality = tuple(_equality(draw, p.id) for p in people)
    roles = tuple(
        AlternativeRole(organisation=o.code, count=1 + draw.below(2))
        for o in in_order
        if draw.chance(rates.ORGANISATION_WITH_ALTERNATIVE_ROLES)
    )
    rows = [_row(p) for board in posts.values() for p in board]
    rows.sort(key=lambda h: (h.organisation, h.role, h.id or ""))
    return tuple(rows), stances, equality, roles


def _board(
    draw: Draw, organisation: Organisation, nominating: Sequence[str], as_at: date, horizon_end: date
) -> list[_Post]:
    """Chair (unless vacant) and NEDs of one organisation."""
    code = organisation.code
    board: list[_Post] = []
    if not draw.chance(rates.CHAIR_VACANT):
        board.append(_post(draw, code, "chair", as_at))
    neds = [_post(draw, code, "ned", as_at) for _ in range(_number_of_neds(draw, organisation.ned_seats))]
    reaching = [n for n in neds if n.term_end >= horizon_end]
    audit = draw.choice(reaching or neds)
    audit.audit_chair = True
    audit.person.skills = tuple(sorted({*audit.person.skills, "finance"}))
    free = [n for n in neds if n is not audit]
    for authority in nominating:
        if free and not draw.chance(rates.NOMINEE_MISSING):
            free.pop(0).nominated_by = authority
    return board + neds


def _number_of_neds(draw: Draw, seats: int) -> int:
    """NEDs in post: mostly the seats less vacancies, now and then four or eight."""
    point = draw.below(1000)
    if point < rates.BOARD_WITH_FOUR_NEDS:
        return 4
    if point < rates.BOARD_WITH_FOUR_NEDS + rates.BOARD_WITH_EIGHT_NEDS:
        return 8
    return max(5, seats - draw.weighted(rates.NED_VACANCIES))


def _post(draw: Draw, organisation: str, role: Literal["chair", "ned"], as_at: date) -> _Post:
    """A post with a new person in it."""
    first = draw.weighted(rates.SKILL_WEIGHTS)
    second = draw.weighted(rates.SKILL_WEIGHTS) if draw.chance(rates.SECOND_SKILL) else first
    person = _Person(skills=tuple(sorted({first, second})))
    post = _Post(organisation, role, _month_end(as_at, draw.below(rates.TERM_MONTHS)), person)
    person.posts.append(post)
    return post


def _month_end(start: date, months: int) -> date:
    """Last day of the month that begins ``months`` after the month of ``start``."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def _share_people(
    draw: Draw, organisations: Sequence[Organisation], posts: dict[str, list[_Post]], links: Sequence[Link]
) -> None:
    """Let a few people also hold an ordinary NED seat of a neighbour, in place of whoever held it."""
    region = {o.code: o.region for o in organisations}
    neighbours: dict[str, set[str]] = {code: set() for code in posts}
    for link in links:
        known = link.a in posts and link.b in posts and link.kind != "patient_flow"
        if known and region[link.a] == region[link.b]:
            neighbours[link.a].add(link.b)
            neighbours[link.b].add(link.a)
    for code, board in posts.items():
        for post in board:
            if not draw.chance(rates.TWO_POSTS) or not neighbours[code]:
                continue
            other = draw.choice(sorted(neighbours[code]))
            seats = [p for p in posts[other] if _ordinary(p)]
            if post.nominated_by is None and len(post.person.posts) == 1 and seats:
                seat = draw.choice(seats)
                seat.person = post.person
                post.person.posts.append(seat)


def _ordinary(post: _Post) -> bool:
    """Whether it is a NED's seat that no rule ties to its holder, and the holder's only one."""
    return (
        post.role == "ned"
        and not post.audit_chair
        and post.nominated_by is None
        and len(post.person.posts) == 1
    )


def _number(posts: dict[str, list[_Post]]) -> list[_Person]:
    """Give ids in the order of the boards; people in that order."""
    people: list[_Person] = []
    for board in posts.values():
        for post in board:
            if not post.person.id:
                people.append(post.person)
                post.person.id = f"P{len(people):04d}"
    return people


def _stance(draw: Draw, person: _Person, as_at: date) -> Stance | None:
    """What the person said; most said nothing."""
    point = draw.below(1000)
    if point >= rates.OFFERS_TO_STAND_DOWN + rates.WOULD_TAKE_ALTERNATIVE:
        return None
    when = as_at - timedelta(days=1 + draw.below(rates.STANCE_DAYS))
    if point < rates.OFFERS_TO_STAND_DOWN:
        return Stance(id=person.id, stance="offers_to_stand_down", date=when, route="letter")
    return Stance(id=person.id, stance="would_take_alternative", date=when, route="conversation, recorded")


def _equality(draw: Draw, person: str) -> Equality:
    """Protected characteristics: for totals only, drawn apart from everything else."""
    woman = draw.chance(rates.WOMEN)
    bme = draw.chance(rates.BME)
    disabled = draw.chance(rates.DISABLED)
    return Equality(
        id=person,
        sex="woman" if woman else "man",
        bme=None if draw.chance(rates.NOT_STATED) else bme,
        disabled=None if draw.chance(rates.NOT_STATED) else disabled,
    )


def _row(post: _Post) -> OfficeHolder:
    """The post as a row of ``office_holders.csv``."""
    return OfficeHolder(
        id=post.person.id,
        organisation=post.organisation,
        role=post.role,
        term_end=post.term_end,
        audit_chair=post.audit_chair,
        nominated_by=post.nominated_by,
        la_member=post.nominated_by is not None,
        skills=post.person.skills,
        max_boards=post.person.max_boards,
    )
