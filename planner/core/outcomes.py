"""What each outcome of an office holder means, in one sentence."""

from __future__ import annotations

from planner.core.plan import Outcome

REASONS: dict[Outcome, str] = {
    "continues": "keeps the same seats",
    "takes_more_boards": "keeps a seat and joins further boards of the cluster (A¶1.4, A¶3.3)",
    "fewer_boards": "keeps a seat on fewer boards",
    "moves_board": "sits on another board of the cluster than today (A¶5.7)",
    "changes_role": "keeps a place in another role (A¶4.6)",
    "term_ends": "the term of office ends before the horizon and is not renewed",
    "stands_down": "offered to stand down, and the offer is used (A¶5.3)",
    "alternative_role": "takes another local contribution, as offered (A¶5.3)",
    "place_ends": "no seat in this example; agreement first, termination only as the last resort (A¶5.3)",
}
