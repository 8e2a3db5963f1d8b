"""What the code's shape promises: small files, no solver in the checker, every rule there and tested."""

import ast
import importlib
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from planner.core.rulebook import RuleSpec
from planner.io.rulebook import load_rulebook

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "planner").rglob("*.py"))
RULES = load_rulebook("pct-2011").rules
LONGEST, MEDIAN = 400, 120


def lines(path: Path) -> int:
    """Lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def registry():
    """The registered rules by id."""
    return importlib.import_module("planner.rules.registry").RULES


def test_no_file_is_long():
    """A file of more than 400 lines holds more than one thing."""
    assert {str(p.relative_to(ROOT)): n for p in SOURCES if (n := lines(p)) > LONGEST} == {}


def test_the_median_file_is_short():
    """Files that hold code; a package's one-line ``__init__`` doesn't count."""
    assert statistics.median(lines(p) for p in SOURCES if p.name != "__init__.py") < MEDIAN


@pytest.mark.parametrize(
    "module",
    [
        "planner.checker",
        "planner.checker.verify",
        "planner.rules",
        "planner.rules.registry",
        "planner.io.rulebook",
    ],
)
def test_no_solver_is_loaded(module):
    """In a fresh process, so that nothing else has loaded it before."""
    code = f"import sys, {module}; print(sorted(m for m in sys.modules if m.split('.')[0] == 'ortools'))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "heavy", ["ortools", "pandas", "shapely", "rich", "jinja2", "openpyxl", "xlsxwriter", "networkx"]
)
def test_help_loads_nothing_heavy(heavy):
    """``planner --help`` answers at once."""
    code = (
        "import sys\nimport click\nfrom click.testing import CliRunner\nfrom planner.cli import main\n"
        "group = next(v for v in vars(main).values() if isinstance(v, click.Group))\n"
        "result = CliRunner().invoke(group, ['--help'])\n"
        "assert result.exit_code == 0, result.output\n"
        f"print({heavy!r} in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "False"


def test_no_assert_in_the_package():
    """``python -O`` drops assertions: what must hold is raised as an error."""
    found = [
        f"{p.relative_to(ROOT)}:{node.lineno}"
        for p in SOURCES
        for node in ast.walk(ast.parse(p.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assert)
    ]
    assert found == []


def test_every_rule_of_the_rulebook_has_a_class_and_the_reverse():
    """Same ids, same scopes."""
    classes = registry()
    assert set(classes) == {r.id for r in RULES}
    assert {i: c.id for i, c in classes.items()} == {i: i for i in classes}
    assert {i: c.scope for i, c in classes.items()} == {r.id: r.scope for r in RULES}


def test_one_rule_one_file():
    """Each rule's class is in a file named after it."""
    modules = {i: c.__module__.rsplit(".", 1)[1] for i, c in registry().items()}
    assert modules == {i: i.lower().replace("-", "_") for i in modules}


@pytest.mark.parametrize("rule", [r for r in RULES if r.parameters], ids=lambda r: r.id)
def test_every_parameter_is_read(rule: RuleSpec):
    """A parameter that nothing reads would promise a choice that isn't there."""
    source = Path(sys.modules[registry()[rule.id].__module__].__file__ or "").read_text(encoding="utf-8")
    # GEO-SIZE's preferred size is counted by the level `standalones` and shown by the rule
    assert [p for p in rule.parameters if f'"{p}"' not in source] == []


@pytest.mark.parametrize("rule_id", [r.id for r in RULES])
def test_every_rule_has_hand_written_cases(rule_id):
    """``tests/rules/cases/geo_7.toml`` for GEO-7."""
    name = rule_id.lower().replace("-", "_")
    assert (ROOT / "tests" / "rules" / "cases" / f"{name}.toml").is_file()


def test_every_case_file_belongs_to_a_rule():
    """A renamed rule takes its cases along."""
    names = {p.stem for p in (ROOT / "tests" / "rules" / "cases").glob("*.toml")}
    assert names <= {r.id.lower().replace("-", "_") for r in RULES}
