"""What holds for a run: command line over scenario over era over instance, rulebook and defaults."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.core.faults import Fault, InputFaultsError
from planner.core.instance import Instance
from planner.core.plan import Origin, Plan, Setting
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.core.scenario import Scenario
from planner.core.settings import Settings
from planner.io.collect import Collector, did_you_mean
from planner.io.grouping import read_grouping, read_reference
from planner.io.rulebook import UnknownModelError, governance_ids, is_file_name, load_governance
from planner.io.scenario_apply import apply_scenario
from planner.io.scenario_parse import fault
from planner.io.scenarios import load_era, scenario_named

ANY = "any"
RENEWALS = "renewals_needed"
"""The aim that there is more where renewals are chosen."""
Apply = Callable[[Instance, Rulebook, Scenario], tuple[Instance, Rulebook]]
_SETTINGS = {
    "clusters": "clusters",
    "profile": "profile",
    "caps": "caps",
    "tolerances": "tolerances",
    "time_limit": "seconds",
    "work_limit": "work",
    "seed": "seed",
    "workers": "workers",
}
"""Settings by the key of the option that sets them."""


class WrongOptionError(ValueError):
    """An option of the command line that can't be used; ``key`` names it, for example ``regions``."""

    def __init__(self, key: str, text: str) -> None:
        self.key, self.text = key, text
        super().__init__(text)

    def __reduce__(self) -> tuple[type[WrongOptionError], tuple[str, str]]:
        return (WrongOptionError, (self.key, self.text))


@dataclass(frozen=True)
class Effective:
    """What a run is asked, once everything that overrides something has done so."""

    instance: Instance
    """Narrowed to the regions asked for."""
    rulebook: Rulebook
    settings: Settings
    governance: GovernanceModel | str | None
    scenario: Scenario | None = None


def effective(
    instance: Instance,
    rulebook: Rulebook,
    scenario: Scenario | None = None,
    era: Scenario | None = None,
    options: Mapping[str, Any] | None = None,
    own_rulebook: bool = False,
    apply: Apply = apply_scenario,
) -> Effective:
    """Instance, rulebook, settings and governance model of a run, each value with its origin.

    Args:
        instance: whole, as read.
        rulebook: the one that the instance asks for, or one named for the run.
        scenario: overrides both.
        era: overrides both before the scenario does; the scenario's own where it is None.
        options: what the command line says, by key: ``governance``, ``regions``, ``clusters``, ``geography``,
            ``reference``, ``only``, ``profile``, ``caps``, ``tolerances``, ``time_limit``, ``work_limit``,
            ``seed``, ``workers``.
            Each replaces what the scenario says of the same key, whole.
        own_rulebook: the rulebook was named for the run.
        apply: :func:`apply_scenario`, or one that remembers what it gave for the same.

    Raises:
        InputFaultsError: every fault of the scenario against the instance.
        WrongOptionError: an option can't be used.
        UnknownModelError: an option names a governance model that there is not.
    """
    layers = [x for x in (era or _era_of(scenario), scenario) if x is not None]
    given, book = instance, rulebook
    out = Collector()
    for layer in layers:
        try:
            given, book = apply(given, book, layer)
        except InputFaultsError as error:
            out.extend(error.faults)
    chosen: dict[str, tuple[Any, Origin]] = {}
    for layer in layers:
        chosen |= {key: (value, layer.origin) for key, value in layer.options.items()}
    chosen |= {key: (value, "option") for key, value in (options or {}).items()}
    asked = _Asked(chosen, layers[-1] if layers else None, out)
    given = asked.narrowed(given)
    given = asked.compared(given, book)
    geography = asked.grouping(given)
    governance = asked.governance()
    values = {field: chosen[key][0] for key, field in _SETTINGS.items() if key in chosen}
    asked.allowed(given, book)
    models, pins = _models(layers, asked)
    out.stop_if_faulty()
    settings = Settings(
        **values,
        geography=geography,
        only_geography=asked.value("only") == "geography",
        models=models,
        governance_of=pins,
        origins={key: origin for key, (_, origin) in chosen.items()},
        recorded=_recorded(given, rulebook, layers, own_rulebook=own_rulebook, own_era=era is not None),
    )
    return Effective(given, book, settings, governance, scenario)


def as_planned(
    instance: Instance, rulebook: Rulebook, plan: Plan, path: str | Path
) -> tuple[Instance, Rulebook]:
    """The whole instance and the rulebook under the scenario and the era that a plan was made under.

    Args:
        instance: whole, as read from ``path``.
        rulebook: the one before any override.
        plan: says which scenario and era in its settings.
        path: folder or workbook of the instance, where its scenarios lie.

    Raises:
        InputFaultsError: the scenario is not there any more, or has faults.
    """
    names = {
        key: s.value for key in ("era", "scenario") if (s := plan.settings.get(key)) and s.value is not None
    }
    if "era" in names:
        try:
            era = load_era(str(names["era"]))
        except KeyError as error:
            raise InputFaultsError(
                [Fault(code="P-802", what=str(error.args[0]), file="plan.json", column="settings, era")]
            ) from error
        instance, rulebook = apply_scenario(instance, rulebook, era)
    if "scenario" in names:
        instance, rulebook = apply_scenario(instance, rulebook, scenario_named(path, str(names["scenario"])))
    return instance, rulebook


def _era_of(scenario: Scenario | None) -> Scenario | None:
    return load_era(scenario.era) if scenario is not None and scenario.era is not None else None


class _Asked:
    """Values with their origin; a fault of a scenario's value is collected, that of an option raised."""

    def __init__(
        self, chosen: Mapping[str, tuple[Any, Origin]], scenario: Scenario | None, out: Collector
    ) -> None:
        self._chosen, self._scenario, self.out = chosen, scenario, out

    def value(self, key: str) -> Any:
        """The value, None where nobody gave one."""
        return self._chosen[key][0] if key in self._chosen else None

    def wrong(self, key: str, text: str, fix: str = "Correct it.") -> None:
        """Tell a fault where the value came from."""
        value, origin = self._chosen[key]
        if origin == "option" or self._scenario is None:
            raise WrongOptionError(key, text)
        shown = ", ".join(value) if isinstance(value, tuple) else value
        fault(self._scenario, key, "P-808", f"{key} can't be used", shown, text, fix, self.out)

    def narrowed(self, instance: Instance) -> Instance:
        """The regions asked for."""
        regions = self.value("regions")
        if not regions:
            return instance
        try:
            return instance.within(regions)
        except KeyError as error:
            self.wrong("regions", f"{error.args[0]}.")
            return instance

    def compared(self, instance: Instance, rulebook: Rulebook) -> Instance:
        """The grouping that change is counted from."""
        named = self.value("reference")
        if named is None:
            return instance
        if "change_from_reference" not in rulebook.geography_levels:
            self.wrong(
                "reference",
                f"The rulebook {rulebook.id} doesn't list change_from_reference among its aims, so nothing "
                "would be counted from it.",
            )
            return instance
        try:
            return instance.compared_with(read_reference(self._file("reference"), instance))
        except InputFaultsError as error:
            self._refused("reference", error)
            return instance

    def grouping(self, instance: Instance) -> Any:
        """``free``, ``reference``, or the pairs of a file."""
        value = self.value("geography") or "free"
        if value == "reference":
            without = [o.code for o in instance.organisations if not o.cluster_reference]
            if without:
                text = f"{len(without)} organisations have no cluster_reference, the first is {without[0]}."
                self.wrong("geography", text)
            return value
        if value == "free":
            return value
        try:
            return read_grouping(self._file("geography"), instance)
        except InputFaultsError as error:
            self._refused("geography", error)
            return "free"

    def _refused(self, key: str, error: InputFaultsError) -> None:
        """Faults of a file: raised, or collected where a scenario names it."""
        if self._from_option(key):
            raise error
        self.out.extend(error.faults)

    def governance(self) -> GovernanceModel | str | None:
        """The governance model, or ``any``."""
        named = self.value("governance")
        if named is None or named == ANY:
            return None if named is None else ANY
        if isinstance(named, GovernanceModel):
            return named
        try:
            model = load_governance(self._file("governance") if is_file_name(str(named)) else named)
        except InputFaultsError as error:
            self._refused("governance", error)
            return None
        except UnknownModelError as error:
            if self._from_option("governance"):
                raise
            self.wrong(
                "governance", f"{error}.", did_you_mean(str(named), governance_ids(), "Name one of them.")
            )
            return None
        if model.id == "standalone":
            text = "standalone is for one organisation by itself; clusters of several need model-1 to model-4."
            self.wrong("governance", text)
        if "cluster_board" in (self.value("caps") or {}) and not model.has_clear_body:
            text = (
                f"Under {model.id} boards have their own chairs and share directors: who meets as one body of "
                "the cluster is open, so cluster_board can't be capped."
            )
            self.wrong("caps", text)
        return model

    def allowed(self, instance: Instance, rulebook: Rulebook) -> None:
        """Tolerances are of aims that the run has."""
        here = [*rulebook.geography_levels, *rulebook.board_levels]
        if instance.renewals == "chosen" and RENEWALS not in here:
            here.append(RENEWALS)
        for name in self.value("tolerances") or {}:
            if name not in here:
                text = f"{name} is no aim of the rulebook {rulebook.id} here; there are {', '.join(here)}."
                self.wrong("tolerances", text)
                return

    def _from_option(self, key: str) -> bool:
        return self._chosen[key][1] == "option"

    def _file(self, key: str) -> str:
        """Path of a file: beside the scenarios where one of them names it."""
        value = str(self.value(key))
        if self._from_option(key) or self._scenario is None:
            return value
        return str(Path(self._scenario.folder) / value)


def _models(layers: Sequence[Scenario], asked: _Asked) -> tuple[tuple[str, ...], dict[str, str]]:
    """Models that ``any`` may choose among, and those of single clusters; shipped ones of the guidance."""
    shipped = [i for i in governance_ids() if i != "standalone"]
    models: tuple[str, ...] = ()
    pins: dict[str, str] = {}
    for layer in layers:
        models = layer.models or models
        pins |= layer.governance_of
        named = [("models", m) for m in layer.models]
        named += [(f"governance_of.{code}", model) for code, model in layer.governance_of.items()]
        for key, model in named:
            if model not in shipped:
                fix = did_you_mean(model, shipped, "Name one of them.")
                why = f"Models to choose from: {', '.join(shipped)}."
                fault(layer, key, "P-808", "The governance model is not known", model, why, fix, asked.out)
    return tuple(i for i in shipped if i in models), pins


def _recorded(
    instance: Instance, rulebook: Rulebook, layers: Sequence[Scenario], *, own_rulebook: bool, own_era: bool
) -> dict[str, Setting]:
    """What scenarios change beside the settings of a run, as the plan writes it."""
    found: dict[str, Setting] = {
        "rulebook": Setting(value=rulebook.id, origin="option" if own_rulebook else "instance")
    }
    for layer in layers:
        origin = layer.origin
        by_scenario = origin == "era" and not own_era
        found[origin] = Setting(value=layer.name, origin="scenario" if by_scenario else "option")
        for key in ("as_at", "horizon_end"):
            if (date := getattr(layer, key)) is not None:
                found[key] = Setting(value=date.isoformat(), origin=origin)
        for key in ("renewals", "footprints_file", "consortia_file"):
            if (value := getattr(layer, key)) is not None:
                found[key] = Setting(value=value, origin=origin)
        for key, value in layer.aims.items():
            found[key] = Setting(value=list(value) if isinstance(value, tuple) else value, origin=origin)
        if layer.rules:
            changes = {r.id: r.model_dump(exclude={"id"}, exclude_none=True) for r in layer.rules}
            kept = {id_: {k: v for k, v in c.items() if v != {}} for id_, c in changes.items()}
            found["rules"] = Setting(value=kept, origin=origin)
        for key, rows in (
            ("decisions_added", [d.row for d in layer.added if d.row in instance.decisions]),
            ("decisions_removed", layer.removed),
        ):
            if rows:
                value = [[x for x in (r.kind, r.subject, r.object) if x] for r in rows]
                found[key] = Setting(value=value, origin=origin)
        if layer.models:
            found["models"] = Setting(value=list(layer.models), origin=origin)
        if layer.governance_of:
            found["governance_of"] = Setting(value=dict(layer.governance_of), origin=origin)
    return found
