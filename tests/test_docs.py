"""What people read: every command is in the README and has help, links lead somewhere, examples hold."""

import itertools
import re
import tomllib
from pathlib import Path
from types import SimpleNamespace

import click
import numpy as np
import pytest
from click.testing import CliRunner

from planner.core import levels
from planner.core.rulebook import RuleSpec
from planner.io.read import read_instance
from planner.io.rulebook import load_rulebook

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted(
    p
    for folder in (ROOT, ROOT / "docs", ROOT / "models", ROOT / "instances", ROOT / "benchmarks")
    for p in folder.glob("*.md")
)
SPINE = ("demo", "init", "check", "rules", "solve", "verify", "schema")


def group() -> click.Group:
    """The command line."""
    from planner.cli import main

    return next(v for v in vars(main).values() if isinstance(v, click.Group))


def commands() -> list[str]:
    """Names of all commands."""
    return group().list_commands(click.Context(group()))


def anchor(heading: str) -> str:
    """The fragment that a heading gets on the web: lower case, hyphens for spaces, no punctuation."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def test_the_promised_commands_are_there():
    """The commands of the first version."""
    assert set(SPINE) <= set(commands())


def test_every_command_is_in_the_readme():
    """Also those that come later."""
    assert [c for c in commands() if f"`planner {c}" not in README] == []


def test_every_command_of_the_readme_is_there():
    """The README promises no command that doesn't exist."""
    named = set(re.findall(r"(?:`|^)planner ([a-z]+)", README, re.MULTILINE))
    assert named <= set(commands())


def test_every_option_of_the_pages_is_there():
    """An option shown after ``planner COMMAND`` is one of that command's."""
    wrong = []
    for page in PAGES:
        for name, rest in re.findall(r"planner ([a-z]+)([^\n`]*)", page.read_text(encoding="utf-8")):
            found = group().get_command(click.Context(group()), name)
            if found is None:
                continue
            known = {o for p in found.params for o in (*p.opts, *p.secondary_opts)} | {"--help"}
            wrong += [
                f"{page.name}: planner {name} {o}"
                for o in re.findall(r"(?<=\s)--?[a-z][a-z-]*", rest)
                if o not in known
            ]
    assert wrong == []


@pytest.mark.parametrize("name", SPINE)
def test_every_command_has_help(name):
    """One sentence at least, and every option says what it does."""
    found = group().get_command(click.Context(group()), name)
    assert found is not None
    assert len((found.help or "").split()) >= 4
    silent = [p.name for p in found.params if isinstance(p, click.Option) and not (p.help or p.hidden)]
    assert silent == []
    result = CliRunner().invoke(group(), [name, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_every_exit_code_is_told():
    """0 to 8 and 130."""
    page = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \|", page, re.MULTILINE)
    assert rows == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "130"]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    """Files of the project exist, and so do the headings that a link names."""
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if re.match(r"https?://|mailto:", target):
            continue
        name, _, fragment = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        if not there.exists():
            broken.append(target)
        elif fragment:
            headings = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            if fragment not in map(anchor, headings):
                broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_pages_name_no_machine(page):
    """No path of somebody's computer."""
    assert not re.search(r"/(work|home|root|Users)/", page.read_text(encoding="utf-8"))


def test_the_pages_speak_to_planners():
    """The how-to pages have none of the solver's words."""
    for page in (ROOT / "docs" / "own-data.md", ROOT / "docs" / "reading-a-plan.md"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"infeasible|constraint|variable|objective|solver", text, re.IGNORECASE), page.name


def test_every_rule_about_boards_is_on_the_page_of_what_is_covered():
    """Each rule of the rulebook is there, each named one exists, and whoever is off says so."""
    text = (ROOT / "docs" / "rules-covered.md").read_text(encoding="utf-8")
    rules = load_rulebook("pct-2011").by_id
    ours = {r.id for r in rules.values() if r.scope in ("board", "plan")}
    named = set(re.findall(r"\b(?:ACC|BRD|GEO|M[1-4]|TRN)-(?:[A-Z]+|[0-9]+|[a-c])\b", text))
    assert {i for i in ours if not i.startswith("DEC-")} <= named
    for row in re.findall(r"rules? ([A-Z][A-Z0-9]*-[A-Za-z0-9]+)(, off)?", text):
        assert rules[row[0]].on is (row[1] == ""), row
    for named in re.findall(r"\baims? ((?:`[a-z_]+`(?:, | and | against |))+)", text):
        assert set(re.findall(r"`([a-z_]+)`", named)) <= set(levels.BOARDS), named
    for word in ("RECALLED", "ASSUMED", "DERIVED PROXY"):
        assert word in text


def block(kind: str, word: str) -> str:
    """The code block of CONTRIBUTING.md that holds a word."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return next(b for b in re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL) if word in b)


def test_the_worked_example_of_a_rule_works():
    """Its data load, and its two halves agree on every set of organisations of the tiny instance."""
    spec = RuleSpec.model_validate(tomllib.loads(block("toml", "GEO-COUNCILS"))["rules"][0])
    scope: dict = {}
    exec(compile(block("python", "class GeoCouncils"), "CONTRIBUTING.md", "exec"), scope)  # noqa: S102 - our own page
    instance = read_instance(ROOT / "instances" / "tiny")
    codes = [o.code for o in instance.organisations]
    members = np.array(list(itertools.product([False, True], repeat=len(codes))))
    table = SimpleNamespace(instance=instance, codes=codes, members=members)
    seen = set()
    for most in range(5):
        rule = scope["GeoCouncils"](spec.model_copy(update={"parameters": {"max": most}}))
        for row, breach in zip(members, rule.breach(table), strict=True):
            organisations = tuple(c for c, m in zip(codes, row, strict=True) if m)
            cluster = SimpleNamespace(id=min(organisations, default=""), organisations=organisations)
            findings = rule.check(instance, SimpleNamespace(clusters=[cluster]))
            assert (breach == 0) == (not findings)
            seen.add(breach > 0)
        assert str(most) in rule.explain(instance)
    assert seen == {False, True}


def test_the_page_for_python_runs(tmp_path, monkeypatch, capsys):
    """Its blocks in order, as they stand, where the instances are."""
    (tmp_path / "instances").symlink_to(ROOT / "instances")
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    scope: dict[str, object] = {}
    for text in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(compile(text, "python.md", "exec"), scope)  # noqa: S102 - our own page
    assert "Pay of chairs and non-executive directors" in capsys.readouterr().out
    assert (tmp_path / "report.html").exists()
    assert len(scope["best"]) == 100
    assert scope["changed"].plan is not None
