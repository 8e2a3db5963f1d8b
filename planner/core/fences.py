"""Words of ring-fences (A¶4.6): kinds of post, and why an outcome is the same in every plan as good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["chair", "shared", "locality", "own", "alternative", "audit", "cluster_chair", "nominee"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order in which the ring-fences of a cluster are listed."""
NOMINATIONS: frozenset[Kind] = frozenset({"cluster_chair", "nominee"})
"""Places on a nominated cluster board (Model 1): filled from the boards, whoever sits on them."""
SINGLE: frozenset[Kind] = frozenset({"chair", "audit", "cluster_chair", "nominee"})
"""Posts of a single holder."""

_WORDS: dict[Kind, tuple[str, str]] = {
    "chair": ("chair", "chair of {}"),
    "shared": ("shared director", ""),
    "locality": ("", "locality director of {}"),
    "own": ("", "director of {}"),
    "alternative": ("other local contribution", ""),
    "audit": ("audit chair", ""),
    "cluster_chair": ("chair of the cluster board", ""),
    "nominee": ("", "nominee of {} to the cluster board"),
}

_POSTS_ONLY = (
    "BRD-2 BRD-3 BRD-7 BRD-10 BRD-AUD BRD-LOAD BRD-MEM BRD-OFF BRD-QUO BRD-TERM BRD-VICE "
    "DEC-KEEP DEC-PLACE DEC-RELEASE M1-a M1-b M2-a M3-a M3-b M3-c M4-a TRN-3 "
    "own_people places_end chairs_lost recruits below_six cost cost_change meetings complexity "
    "cluster_board_size short_after_one short_after_two"
)
READS: dict[str, frozenset[str]] = {
    **{i: frozenset[str]() for i in _POSTS_ONLY.split()},
    "BRD-5": frozenset({"skills"}),
    "BRD-AC": frozenset({"finance"}),
    "months_below_five": frozenset({"term_end"}),
    "renewals_needed": frozenset({"term_end"}),
}
"""What rules and levels read of a person's rows beside organisation, role, nomination, limit of boards and,
where terms are not assumed to be renewed, the end of the term. ``finance`` is that skill alone. What is not
listed here is taken to read everything."""

Cause = Literal["decision", "term", "offer", "nomination", "model", "seats"]
BY: dict[Cause, str] = {
    "decision": "by a recorded decision (A¶5.2)",
    "term": "by the term of office",
    "offer": "by the person's own offer (A¶5.3)",
    "nomination": "by a local authority's nomination, which the law asks for (A¶3.3)",
    "model": "by the governance model: boards keep their own people (A¶4.9)",
    "seats": "the same in every plan as good, within the seats that the law allows (A¶3.3)",
}
"""What decides an outcome that is the same in every plan as good, as it ends a person's reason."""
PLACE_OPEN = "open: a ring-fenced competition settles who keeps a place (A¶4.6)"
"""Ends the reason where a place is kept in some plans and not in others."""
SEATS_OPEN = "open which seats: a place is kept in every plan as good (A¶4.6)"
"""Ends the reason where a place is kept in every plan."""
LEAVING_OPEN = "open by which offer; no place is kept in any plan as good (A¶5.3)"
"""Ends the reason where no place is kept, but not always for the same reason."""


@dataclass(frozen=True)
class PostKind:
    """Posts of one kind in one cluster, or of one organisation in it."""

    cluster: str
    kind: Kind
    organisation: str = ""
    """Empty where the post belongs to the whole cluster."""

    @property
    def id(self) -> str:
        """Id of the ring-fence for it.

        >>> PostKind("5QL", "shared").id, PostKind("5QL", "locality", "5QN").id
        ('5QL:shared', '5QL:locality:5QN')
        """
        return ":".join(x for x in (self.cluster, self.kind, self.organisation) if x)

    @property
    def words(self) -> str:
        """As people read it.

        >>> PostKind("5QL", "shared").words, PostKind("5QL", "locality", "5QN").words
        ('shared director', 'locality director of 5QN')
        """
        together, single = _WORDS[self.kind]
        return single.format(self.organisation) if self.organisation else together


def posts_under(
    cluster: str, organisations: tuple[str, ...], *, one_chair: bool, shared: bool, locality: bool, keeps: bool
) -> list[PostKind]:
    """Kinds of post that people of a cluster may compete for under its governance model, in order.

    Args:
        cluster: id.
        organisations: codes.
        one_chair: one person chairs every board.
        shared: there are directors of all boards.
        locality: beside them, directors of one board.
        keeps: boards keep their own people; each then chooses its own audit chair among them.
    """

    def by(kind: Kind, together: bool) -> list[PostKind]:
        return [PostKind(cluster, kind)] if together else [PostKind(cluster, kind, o) for o in organisations]

    found = by("chair", one_chair)
    found += by("shared", together=True) if shared else by("own", together=False)
    found += by("locality", together=False) if shared and locality else []
    found += by("alternative", together=True)
    return found if keeps else found + by("audit", together=True)


def nominations(cluster: str, organisations: tuple[str, ...]) -> list[PostKind]:
    """Places on the nominated board of a cluster."""
    return [PostKind(cluster, "cluster_chair"), *(PostKind(cluster, "nominee", o) for o in organisations)]


def post_kind(fence: str) -> PostKind | None:
    """The kind of post of a ring-fence's id; None for an id that no ring-fence has.

    >>> post_kind("5QL:own:5QN")
    PostKind(cluster='5QL', kind='own', organisation='5QN')
    >>> post_kind("5QL:king") is None
    True
    """
    cluster, _, rest = fence.partition(":")
    kind, _, organisation = rest.partition(":")
    return next((PostKind(cluster, k, organisation) for k in KINDS if k == kind), None)
