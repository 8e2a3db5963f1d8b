"""All levels by id, and those of a rulebook in order of importance."""

from __future__ import annotations

from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel, Level
from planner.objectives.boards.below_six import BelowSix
from planner.objectives.boards.chairs_lost import ChairsLost
from planner.objectives.boards.cluster_board_size import ClusterBoardSize
from planner.objectives.boards.complexity import Complexity
from planner.objectives.boards.cost import Cost
from planner.objectives.boards.cost_change import CostChange
from planner.objectives.boards.load import Load
from planner.objectives.boards.meetings import Meetings
from planner.objectives.boards.months_below_five import MonthsBelowFive
from planner.objectives.boards.offers_used import OffersUsed
from planner.objectives.boards.own_people import OwnPeople
from planner.objectives.boards.places_end import PlacesEnd
from planner.objectives.boards.recruits import Recruits
from planner.objectives.boards.renewals_needed import RenewalsNeeded
from planner.objectives.boards.short_after import ShortAfterOne, ShortAfterTwo
from planner.objectives.boards.skills_missing import SkillsMissing
from planner.objectives.geography.arrangement_pairs import ArrangementPairs
from planner.objectives.geography.arrangement_splits import ArrangementSplits
from planner.objectives.geography.boundary_cut import BoundaryCut
from planner.objectives.geography.change_from_reference import ChangeFromReference
from planner.objectives.geography.cluster_target import ClusterTarget
from planner.objectives.geography.clusters_fewest import ClustersFewest
from planner.objectives.geography.clusters_most import ClustersMost
from planner.objectives.geography.consortium_overlap import ConsortiumOverlap
from planner.objectives.geography.council_splits import CouncilSplits
from planner.objectives.geography.inertia import Inertia
from planner.objectives.geography.largest_population import LargestPopulation
from planner.objectives.geography.largest_size import LargestSize
from planner.objectives.geography.links_cut import LinksCut
from planner.objectives.geography.patient_flow_cut import PatientFlowCut
from planner.objectives.geography.population_spread import PopulationSpread
from planner.objectives.geography.population_steps import PopulationSteps
from planner.objectives.geography.splits import Splits
from planner.objectives.geography.standalones import Standalones

LEVELS: dict[str, type[Level]] = {
    level.id: level
    for level in (
        ClusterTarget,
        Standalones,
        Splits,
        PopulationSteps,
        BoundaryCut,
        ClustersFewest,
        ClustersMost,
        CouncilSplits,
        ArrangementSplits,
        ArrangementPairs,
        PatientFlowCut,
        PopulationSpread,
        LinksCut,
        Inertia,
        LargestPopulation,
        LargestSize,
        ConsortiumOverlap,
        ChangeFromReference,
        OwnPeople,
        PlacesEnd,
        ChairsLost,
        OffersUsed,
        Recruits,
        BelowSix,
        Load,
        SkillsMissing,
        Cost,
        MonthsBelowFive,
        ShortAfterOne,
        ShortAfterTwo,
        ClusterBoardSize,
        Meetings,
        Complexity,
        CostChange,
        RenewalsNeeded,
    )
}
"""Level class by id."""


def geography_levels(rulebook: Rulebook) -> tuple[Level, ...]:
    """Levels about the map, in the rulebook's order.

    Each is a :class:`GeographyLevel`, a :class:`CountLevel` or a :class:`BottleneckLevel`.

    Raises:
        ValueError: the rulebook names a level that there is not, or one about boards.
    """
    return tuple(_level(level_id, boards=False) for level_id in rulebook.geography_levels)


def board_levels(rulebook: Rulebook) -> tuple[BoardLevel, ...]:
    """Levels about boards, in the rulebook's order.

    Raises:
        ValueError: the rulebook names a level that there is not, or one about the map.
    """
    levels = (_level(level_id, boards=True) for level_id in rulebook.board_levels)
    return tuple(level for level in levels if isinstance(level, BoardLevel))


def _level(level_id: str, *, boards: bool) -> Level:
    """The level of one id and kind."""
    kinds = sorted(i for i, level in LEVELS.items() if issubclass(level, BoardLevel) == boards)
    if level_id not in kinds:
        about = "boards" if boards else "the map"
        raise ValueError(f"no level {level_id!r} about {about}; there are: {', '.join(kinds)}")
    return LEVELS[level_id]()
