"""Rulebooks of one's own: where they lie, what is refused, and what the README shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planner.core.faults import Fault, InputFaultsError
from planner.io.read import read_instance
from planner.io.rulebook import ModelFaultsError, UnknownModelError, load_rulebook, models_dir, rulebook_of
from tests.io.folder import content, write_csv, write_xlsx

SHIPPED = (models_dir() / "rulebooks" / "pct-2011.toml").read_text(encoding="utf-8")
MINE = SHIPPED.replace('id = "pct-2011"', 'id = "mine"', 1)
LEVELS = 'geography_levels = ["cluster_target", "standalones", "splits", "population_steps", "boundary_cut"]'
WINDOWS = "{ windows = [[100_000, 2_800_000]] }"


def book(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """A rulebook of one's own with changes, each of which must have something to change."""
    text = MINE
    for old, new in changes:
        assert old in text, f"nothing to change: {old}"
        text = text.replace(old, new, 1)
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(path: Path) -> list[Fault]:
    """Faults that loading finds."""
    with pytest.raises(ModelFaultsError) as caught:
        load_rulebook(path)
    return list(caught.value.faults)


# ---- order of aims


@pytest.mark.parametrize(
    "order",
    [
        ["clusters_most", "links_cut"],
        ["inertia"],
        ["boundary_cut", "cluster_target"],
        ["largest_population", "change_from_reference", "consortium_overlap", "population_spread"],
    ],
)
def test_any_order_of_aims_that_there_are(order: list[str], tmp_path: Path) -> None:
    """One is enough; the default ones may be left out."""
    found = load_rulebook(book(tmp_path, (LEVELS, f"geography_levels = {order}".replace("'", '"'))))
    assert found.geography_levels == tuple(order)


@pytest.mark.parametrize(
    ("order", "what", "fix"),
    [
        ('["link_cut"]', "There is no aim link_cut", 'Did you mean "links_cut"?'),
        ('["cost"]', "There is no aim cost", "Write one of these."),
        ('["inertia", "inertia"]', "The aim inertia stands 2 times", "Keep it where it matters most."),
        ("[]", "There is no aim", "Name one."),
    ],
)
def test_aims_that_can_not_be(order: str, what: str, fix: str, tmp_path: Path) -> None:
    """Unknown, of boards, twice, none."""
    (fault,) = faults(book(tmp_path, (LEVELS, f"geography_levels = {order}")))
    assert (fault.code, fault.column, fault.what) == ("P-712", "geography_levels", what)
    assert fix in fault.fix


def test_aims_of_boards_are_judged_too(tmp_path: Path) -> None:
    """And all faults come at once."""
    changes = ((LEVELS, 'geography_levels = ["x", "x"]'), ('"own_people", ', '"splits", "cost", '))
    found = [f.what for f in faults(book(tmp_path, *changes))]
    assert found == [
        "There is no aim x",
        "The aim x stands 2 times",
        "There is no aim splits",
        "The aim cost stands 2 times",
    ]


# ---- numbers and rules


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ('id = "mine"', 'id = "Mine!"', "P-713", "lower-case letters, digits and hyphens"),
        ("target_clusters = 50 ", "target_clusters = 0 ", "P-713", "at least 1"),
        ("target_clusters = 50 ", "target_clusters = 152 ", "P-713", "so many organisations can make"),
        ("[500_000, 1_700_000]", "[500_000, 400_000]", "P-713", "first number is the fewest people"),
        ("population_step = 25_000", "population_step = 0", "P-713", "steps of at least one"),
        ("cluster_board_limit = 10 ", "cluster_board_limit = -1 ", "P-713", "a number of people, at least 0"),
        ('id = "GEO-7"', 'id = "GEO-77"', "P-714", "There is no rule GEO-77"),
        ('id = "GEO-CON"', 'id = "GEO-7"', "P-714", "The rule GEO-CON is missing"),
        ('scope = "partition"', 'scope = "candidate"', "P-714", 'Write "partition".'),
        (
            'authority = "assumption"\nstrength = "must"',
            'authority = "assumption"\nstrength = "prefer"',
            "P-714",
            "GEO-CON",
        ),
        ('id = "GEO-4"', 'id = "GEO-4"\non = false', "P-714", "GEO-4 can't be switched off or weakened"),
        ("{ theta_permille = 950 }", "{ theta = 950 }", "P-715", "The parameter theta is not read"),
        ("{ theta_permille = 950 }", '{ theta_permille = "950" }', "P-715", "theta_permille can't be used"),
        (
            "{ theta_permille = 950 }",
            "{ theta_permille = true }",
            "P-715",
            "Needed is a whole number, at least 0.",
        ),
        ("{ theta_permille = 950 }", "{ theta_permille = -1 }", "P-715", "theta_permille can't be used"),
        ("{ theta_permille = 950 }", "{}", "P-715", "The parameter theta_permille is missing"),
        ("member_required = true", "member_required = 1", "P-715", "Needed is true or false."),
        (
            'source = "a range that',
            'parameters = { fewest = 3 }\nsource = "a range that',
            "P-715",
            "--clusters",
        ),
    ],
)
def test_numbers_and_rules_that_can_not_be(old: str, new: str, code: str, words: str, tmp_path: Path) -> None:
    """Told with place, reason and remedy; a rule that takes another's id stands twice besides."""
    found = faults(book(tmp_path, (old, new)))
    assert code in [f.code for f in found]
    assert words in "\n".join(f.text() for f in found)


def test_hr_2_may_be_switched_off_but_not_weakened(tmp_path: Path) -> None:
    """Arrangements are fixed before anything is chosen, or not at all."""
    title = "An established arrangement stays one cluster, exactly as it is."
    at = f'id = "HR-2"\ntitle = "{title}"\nscope = "candidate"\n'
    assert not load_rulebook(book(tmp_path, (at, at + "on = false\n"))).by_id["HR-2"].on
    (fault,) = faults(
        book(
            tmp_path,
            (
                at + 'authority = "guidance"\nstrength = "must"',
                at + 'authority = "guidance"\nstrength = "should"',
            ),
        )
    )
    assert fault.what == "HR-2 can't be weakened"


# ---- population


@pytest.mark.parametrize(
    "parameters",
    [
        "{ windows = [[0, 0]] }",
        "{ multiples = { of = 440_000, low_permille = 950, high_permille = 1050 } }",
        '{ multiples = { of = "53000000/120", low_permille = 1000, high_permille = 1000 } }',
        "{ windows = [], multiples = { of = 1, low_permille = 1, high_permille = 1 } }",
        "{ windows = [[1, 2], [3, 4]], multiples = { of = 1, low_permille = 1, high_permille = 1_000_000 } }",
    ],
)
def test_windows_multiples_or_both(parameters: str, tmp_path: Path) -> None:
    """Each is enough."""
    assert load_rulebook(book(tmp_path, (WINDOWS, parameters))).by_id["GEO-POP"].parameters


@pytest.mark.parametrize(
    ("parameters", "what"),
    [
        ("{}", "There is no window"),
        ("{ windows = [] }", "There is no window"),
        ("{ windows = [[2, 1]] }", "The windows can't be used"),
        ("{ windows = [[1]] }", "The windows can't be used"),
        ("{ windows = [[1, 2.5]] }", "The windows can't be used"),
        ("{ windows = [1, 2] }", "The windows can't be used"),
        ("{ windows = 7 }", "The windows can't be used"),
        ("{ windows = [[1, 2]], step = 3 }", "The parameter step is not read"),
        ("{ multiples = 440_000 }", "The multiples can't be used"),
        ("{ multiples = { of = 440_000 } }", "The multiples can't be used"),
        (
            "{ multiples = { of = 1, low_permille = 1, high_permille = 2, j = 3 } }",
            "The multiples can't be used",
        ),
        (
            "{ multiples = { of = 0, low_permille = 1, high_permille = 2 } }",
            "The number of people can't be used",
        ),
        (
            "{ multiples = { of = -5, low_permille = 1, high_permille = 2 } }",
            "The number of people can't be used",
        ),
        (
            "{ multiples = { of = 1.5, low_permille = 1, high_permille = 2 } }",
            "The number of people can't be used",
        ),
        (
            "{ multiples = { of = true, low_permille = 1, high_permille = 2 } }",
            "The number of people can't be used",
        ),
        (
            '{ multiples = { of = "1/0", low_permille = 1, high_permille = 2 } }',
            "The number of people can't be used",
        ),
        (
            '{ multiples = { of = "1.5", low_permille = 1, high_permille = 2 } }',
            "The number of people can't be used",
        ),
        (
            '{ multiples = { of = "9/2 ", low_permille = 1, high_permille = 2 } }',
            "The number of people can't be used",
        ),
        ("{ multiples = { of = 9, low_permille = 0, high_permille = 2 } }", "The two limits can't be used"),
        ("{ multiples = { of = 9, low_permille = 3, high_permille = 2 } }", "The two limits can't be used"),
        (
            "{ multiples = { of = 9, low_permille = 0.95, high_permille = 1.05 } }",
            "The two limits can't be used",
        ),
    ],
)
def test_population_that_can_not_be(parameters: str, what: str, tmp_path: Path) -> None:
    """One fault, with an example to copy."""
    (fault,) = faults(book(tmp_path, (WINDOWS, parameters)))
    assert (fault.code, fault.column, fault.what) == ("P-715", "rule GEO-POP", what)
    assert what.startswith("The parameter") or "Write for example" in fault.fix


# ---- beside the data


def test_a_rulebook_beside_the_data(tmp_path: Path) -> None:
    """A folder and a workbook find it, wherever the command is run from; its rules judge the decisions."""
    what = content()
    what.settings["rulebook"] = "mine.toml"
    folder = write_csv(what, tmp_path / "small")
    book(folder, (LEVELS, 'geography_levels = ["cluster_target", "links_cut"]'))
    given = read_instance(folder)
    assert given.rulebook == "mine.toml"
    assert rulebook_of(given, folder).geography_levels == ("cluster_target", "links_cut")
    beside = write_xlsx(what, tmp_path / "small.xlsx")
    book(tmp_path)
    assert read_instance(beside) == given
    assert rulebook_of(given, beside).id == "mine"


def test_faults_of_the_rulebook_come_with_those_of_the_data(tmp_path: Path) -> None:
    """In one list."""
    what = content()
    what.settings["rulebook"] = "mine.toml"
    what.cell("organisations", 2, "population", "-1")
    folder = write_csv(what, tmp_path / "small")
    with pytest.raises(InputFaultsError) as caught:
        read_instance(folder)
    assert {(f.file, f.code) for f in caught.value.faults} == {
        ("mine.toml", "P-701"),
        ("organisations.csv", "P-308"),
    }
    book(folder, ("population_step = 25_000", "population_step = 0"))
    with pytest.raises(InputFaultsError) as caught:
        read_instance(folder)
    assert {f.code for f in caught.value.faults} == {"P-713", "P-308"}


@pytest.mark.parametrize(
    "name",
    [
        "../mine.toml",
        "/etc/mine.toml",
        "deep/mine.toml",
        "..\\\\mine.toml",
        ".toml",
        "mine.TOML",
        "C:mine.toml",
    ],
)
def test_only_a_plain_file_name(name: str, tmp_path: Path) -> None:
    """No path, and the text says so."""
    what = content()
    what.settings["rulebook"] = name
    folder = write_csv(what, tmp_path / "small")
    book(tmp_path)
    with pytest.raises(InputFaultsError) as caught:
        read_instance(folder)
    (fault,) = caught.value.faults
    assert fault.code == "P-406"
    assert "my-rules.toml, no path" in fault.why
    given = read_instance(write_csv(content(), tmp_path / "good"))
    with pytest.raises(UnknownModelError):
        rulebook_of(given.model_copy(update={"rulebook": name.replace("\\\\", "\\")}), folder)


# ---- the README


def test_the_readme_rulebook_loads(tmp_path: Path) -> None:
    """The lines that the README shows, in place of the shipped ones, make a rulebook."""
    text = (models_dir() / "README.md").read_text(encoding="utf-8")
    shown = next(b for b in re.findall(r"```toml\n(.*?)```", text, re.DOTALL) if "clusters_most" in b)
    path = book(
        tmp_path,
        ('id = "mine"', shown.split("\n", 1)[0]),
        (LEVELS, next(x for x in shown.splitlines() if x.startswith("geography_levels"))),
        (f"parameters = {WINDOWS}", next(x for x in shown.splitlines() if x.startswith("parameters"))),
    )
    found = load_rulebook(path)
    assert found.geography_levels == ("clusters_most", "links_cut")
    assert "multiples" in found.by_id["GEO-POP"].parameters
    assert found.id == "wide"
