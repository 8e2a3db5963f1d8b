"""``planner rules``."""

import json

import pytest
from click.testing import CliRunner

from planner.cli.main import main
from planner.cli.rules import _table
from planner.io.rulebook import load_rulebook, models_dir


def run(*args: str):
    """The command's result, with stdout and stderr apart."""
    return CliRunner().invoke(main, ["rules", *args])


def test_the_table_lists_every_rule_on_one_line():
    """Id, authority, strength, on, title and citation, in order; the hint is not in the answer."""
    result = run()
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["id", "authority", "strength", "on", "title", "citation"]
    rules = load_rulebook("pct-2011").rules
    assert [x.split()[0] for x in lines[2:]] == [r.id for r in rules]
    assert [x.split()[1] for x in lines[2:]] == [r.authority for r in rules]
    line = next(x for x in lines if x.startswith("GEO-4 "))
    assert line.endswith("pct-cluster-2011 4, 6")
    assert next(x for x in lines if x.startswith("GEO-POP")).endswith("your choice")
    assert next(x for x in lines if x.startswith("GEO-CON")).endswith("our assumption")
    assert "Next: planner rules" in result.stderr
    assert "\x1b" not in result.stdout


def test_a_terminal_gets_wrapped_titles():
    """Rows fit the width; nothing of a title is lost."""
    rules = load_rulebook("pct-2011").rules
    lines = _table(rules, 130).splitlines()
    assert max(map(len, lines)) <= 130
    for word in rules[-1].title.split():
        assert any(word in line for line in lines)
    assert len(lines) > len(rules) + 1


def test_one_rule_in_full():
    """Everything, with parameters and quotation; letters' case does not matter."""
    result = run("brd-7")
    assert result.exit_code == 0
    for words in (
        "BRD-7  A Care Trust's board",
        "statute",
        "must",
        "member_required = true",
        "SI 2001/3787",
        "Gateway 15520",
        '"A PCT Care Trust or PCT Care Trust Plus board must continue',
    ):
        assert words in result.stdout


def test_json_is_one_document():
    """All rules, or the one asked for, with fingerprint and quotations."""
    book = load_rulebook("pct-2011")
    document = json.loads(run("--json").stdout)
    assert document["schema_version"] == 1
    assert document["rulebook"]["sha256"] == book.sha256
    assert [r["id"] for r in document["rules"]] == [r.id for r in book.rules]
    (one,) = json.loads(run("GEO-7", "--json").stdout)["rules"]
    assert one["parameters"] == {"theta_permille": 950}
    assert one["quotations"][0]["text"].startswith("clusters must not")


@pytest.mark.parametrize(("given", "near"), [("GEO7", "GEO-7"), ("BRDQUO", "BRD-QUO"), ("m2a", "M2-a")])
def test_an_unknown_rule_is_a_wrong_option_with_a_suggestion(given, near):
    """Exit 2, nothing on stdout."""
    result = run(given)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"Did you mean {near}?" in result.stderr


def test_another_rulebook(tmp_path):
    """A file of one's own is listed; an unknown id is exit 2; faults are exit 3."""
    text = (models_dir() / "rulebooks" / "pct-2011.toml").read_text(encoding="utf-8")
    mine = tmp_path / "mine.toml"
    text = text.replace('id = "pct-2011"', 'id = "mine"').replace(
        "theta_permille = 950", "theta_permille = 900"
    )
    mine.write_text(text, encoding="utf-8")
    assert "theta_permille = 900" in run("GEO-7", "--rulebook", str(mine)).stdout
    unknown = run("--rulebook", "pct-2012")
    assert unknown.exit_code == 2
    assert "did you mean pct-2011?" in unknown.stderr
    mine.write_text("id = 3", encoding="utf-8")
    broken = run("--rulebook", str(mine))
    assert broken.exit_code == 3
    assert broken.stdout == ""
    assert "P-705" in broken.stderr
    assert "Traceback" not in broken.stderr
