"""Rulebooks, governance models and documents: ours hold together, a user's faults are told in words."""

import pickle
import re
import tomllib
from pathlib import Path

import pytest

from planner.core.faults import InputFaultsError
from planner.io.comparison_data import load_claims, load_deciders, load_principles
from planner.io.rulebook import (
    UnknownModelError,
    governance_ids,
    load_documents,
    load_governance,
    load_rulebook,
    models_dir,
    quotations,
    rulebook_ids,
)

SHIPPED = models_dir() / "rulebooks" / "pct-2011.toml"
MODEL_3 = (models_dir() / "governance" / "model-3.toml").read_text(encoding="utf-8")


def edited(tmp_path: Path, text: str, *changes: tuple[str, str], name: str = "mine.toml") -> Path:
    """A copy of ``text`` with changes, each of which must have something to change."""
    for old, new in changes:
        assert old in text, f"nothing to change: {old}"
        text = text.replace(old, new, 1)
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(load, path) -> dict[str, str]:
    """Code and text of each fault that loading finds."""
    with pytest.raises(InputFaultsError) as caught:
        load(path)
    return {f.code: f.text() for f in caught.value.faults}


def test_the_shipped_rulebook_has_what_the_contract_names():
    """Target, levels, officers, rates and limits are those agreed."""
    book = load_rulebook("pct-2011")
    assert (book.target_clusters, book.target_organisations) == (50, 151)
    assert book.geography_levels == (
        "cluster_target",
        "standalones",
        "splits",
        "population_steps",
        "boundary_cut",
    )
    assert book.board_levels == (
        "own_people",
        "places_end",
        "chairs_lost",
        "offers_used",
        "recruits",
        "below_six",
        "load",
        "skills_missing",
        "cost",
    )
    assert [o.id for o in book.officers[:3]] == ["chief_executive", "finance", "public_health"]
    assert [o.id for o in book.officers if not o.may_be_non_voting] == [
        "chief_executive",
        "finance",
        "public_health",
    ]
    assert [o.id for o in book.officers if not o.shared] == ["public_health"]
    assert len(book.officers) == 12
    assert (book.load_limit, book.ned_aim) == (4, 6)
    assert (book.population_band, book.population_step) == ((500_000, 1_700_000), 25_000)
    assert [(b.above, b.pounds) for b in book.pay.chair] == [
        (-1, 30893),
        (150_000, 34152),
        (300_000, 37404),
        (500_000, 40657),
        (1_000_000, 43910),
    ]
    assert (book.pay.ned, book.pay.audit_chair) == (7882, 13136)
    assert "FOUND" in book.pay.certainty
    assert "DERIVED PROXY" in book.pay.certainty


def test_scopes_and_parameters_of_the_rules():
    """Every rule stands in its scope, and limits are parameters."""
    rules = load_rulebook("pct-2011").by_id
    by_scope: dict[str, set[str]] = {}
    for r in rules.values():
        by_scope.setdefault(r.scope, set()).add(r.id)
    assert by_scope["partition"] == {"GEO-2", "GEO-10"}
    assert by_scope["plan"] == {"ACC-5", "GEO-12"}
    assert by_scope["candidate"] == {
        "GEO-CON",
        "GEO-4",
        "GEO-7",
        "GEO-SIZE",
        "GEO-POP",
        "HR-2",
        "DEC-TOGETHER",
        "DEC-APART",
    }
    assert rules["GEO-7"].parameters == {"theta_permille": 950}
    assert rules["GEO-POP"].parameters == {"windows": [[100_000, 2_800_000]]}
    assert rules["BRD-7"].parameters == {"member_required": True}
    assert rules["GEO-10"].parameters == {}


def test_authority_is_honest():
    """Only what stands in the regulations is called law; our own choices say so and cite a source in words."""
    rules = load_rulebook("pct-2011").rules
    assert {r.id for r in rules if r.authority == "statute"} == {
        "BRD-2",
        "BRD-3",
        "BRD-7",
        "BRD-QUO",
        "BRD-OFF",
        "BRD-MEM",
    }
    assert all("SI 2000/89" in r.source for r in rules if r.authority == "statute")
    assert all(r.source for r in rules if r.authority in ("planner", "assumption"))
    assert all(r.citation for r in rules if r.authority in ("guidance", "letter"))


def test_what_is_not_known_is_off_or_says_so():
    """A rule that rests on memory, or on our own assumption beside the guidance, isn't on without the word."""
    rules = load_rulebook("pct-2011").by_id
    assert {r.id for r in rules.values() if not r.on} == {"BRD-5", "BRD-10", "BRD-PEC", "BRD-TEN", "BRD-VICE"}
    assert all("so it is off" in r.certainty for r in rules.values() if not r.on)
    assert "RECALLED" in rules["BRD-AC"].certainty
    assert rules["BRD-AC"].parameters == {"least": 3, "financial": False}
    assert "ASSUMED" in rules["TRN-3"].certainty


def test_titles_are_one_plain_sentence():
    """A title ends with a full stop, is one sentence, and has none of the solver's words."""
    for r in load_rulebook("pct-2011").rules:
        assert re.fullmatch(r"[A-Z][^.]*\.", r.title), r.title
        assert not re.search(r"infeasible|constraint|variable|objective|seed", r.title, re.IGNORECASE)


def test_every_quotation_is_short_and_used():
    """Under 40 words each, and each is cited by a rule, a governance model or what plans are compared by."""
    documents = load_documents()
    cited = {(c.document, c.paragraph) for r in load_rulebook("pct-2011").rules for c in r.citation}
    for name in governance_ids():
        cited |= {(c.document, c.paragraph) for c in load_governance(name).citation}
    for item in (*load_claims().values(), *load_principles().principles, *load_deciders()):
        cited |= {(c.document, c.paragraph) for c in item.citation}
    for d in documents.values():
        for p in d.paragraphs:
            assert len(p.text.split()) < 40, p.id
            assert (d.id, p.id) in cited, f"{d.id} {p.id} is cited by nothing"


def test_ids_are_the_file_names():
    """What ``-g model-2`` loads is called model-2."""
    assert {load_rulebook(i).id for i in rulebook_ids()} == set(rulebook_ids())
    assert {load_governance(i).id for i in governance_ids()} == set(governance_ids())


def test_rules_of_governance_models_exist():
    """Each model lists rules of the rulebook, and each model's rule is listed by a model."""
    board = {r.id for r in load_rulebook("pct-2011").rules}
    listed = {r for name in governance_ids() for r in load_governance(name).rules}
    assert listed <= board
    assert listed == {r for r in board if re.match(r"M\d", r)}


@pytest.mark.parametrize(
    ("name", "shape", "rules"),
    [
        ("model-1", ("organisation", (0, 0), (0, 0), True), ("M1-a", "M1-b", "M4-a")),
        ("model-2", ("cluster", (5, 7), (0, 0), False), ("M2-a",)),
        ("model-3", ("cluster", (1, 6), (1, 6), False), ("M3-a", "M3-b", "M3-c")),
        ("model-4", ("organisation", (0, 0), (0, 0), True), ("M4-a",)),
        ("standalone", ("organisation", (0, 0), (0, 0), True), ("M4-a",)),
    ],
)
def test_the_shipped_models(name, shape, rules):
    """The four models of the guidance, and standalone, as agreed."""
    m = load_governance(name)
    assert (m.chair_scope, m.shared_neds, m.locality_neds, m.keeps_boards) == shape
    assert m.rules == rules
    assert m.nominated_cluster_board == (name == "model-1")
    assert m.nominees_from == "board"
    assert m.audit_chair == ("organisation" if m.keeps_boards else "either")
    assert m.nominees == ((1, 1) if name == "model-1" else (0, 0))
    assert "ASSUMED" in m.meetings


def test_the_fingerprint_is_of_the_content_not_the_layout(tmp_path):
    """Notes, blank lines and the order of parameters don't matter; one changed limit does."""
    text = SHIPPED.read_text(encoding="utf-8")
    same = edited(
        tmp_path,
        "# a note\n\n" + text,
        ("population_step = 25_000", "population_step = 25000"),
        ("min = 5, max = 7", "max = 7, min = 5"),
    )
    mine = ('id = "pct-2011"', 'id = "mine"')
    renamed = edited(tmp_path, text, mine, name="renamed.toml")
    other = edited(tmp_path, text, mine, ("min = 5, max = 7", "min = 4, max = 7"), name="other.toml")
    sha = load_rulebook("pct-2011").sha256
    assert re.fullmatch(r"[0-9a-f]{64}", sha)
    assert load_rulebook(same).sha256 == sha
    assert len({sha, load_rulebook(renamed).sha256, load_rulebook(str(other)).sha256}) == 3


def test_changed_rules_need_an_id_of_their_own(tmp_path):
    """A report must not show them as the shipped ones."""
    text = SHIPPED.read_text(encoding="utf-8")
    path = edited(tmp_path, text, ("min = 5, max = 7", "min = 4, max = 7"))
    assert list(faults(load_rulebook, path)) == ["P-708"]
    assert (
        "The id pct-2011 belongs to a rulebook that comes with planner" in faults(load_rulebook, path)["P-708"]
    )


def test_a_citation_that_leads_nowhere_is_refused_and_names_the_rule(tmp_path):
    """Both an unknown paragraph and an unknown document."""
    text = SHIPPED.read_text(encoding="utf-8")
    path = edited(tmp_path, text, ('paragraph = "8"', 'paragraph = "88"'))
    with pytest.raises(ValueError, match=r"rule GEO-10 cites paragraph 88 of pct-cluster-2011"):
        load_rulebook(path)
    path = edited(
        tmp_path,
        text,
        ('{ document = "pct-cluster-2011", paragraph = "8" }', '{ document = "lost-2011", paragraph = "8" }'),
    )
    with pytest.raises(ValueError, match=r"rule GEO-10 cites the document lost-2011"):
        load_rulebook(path)


def test_a_rule_without_citation_and_source_does_not_load(tmp_path):
    """Even the planner's own rules say that they are."""
    path = edited(
        tmp_path,
        SHIPPED.read_text(encoding="utf-8"),
        ('source = "a decision of kind keep_apart, with its reason and owner"', 'source = " "'),
    )
    found = faults(load_rulebook, path)
    assert list(found) == ["P-707"]
    assert "rule DEC-APART has neither a citation nor a source" in found["P-707"]


def test_all_faults_of_a_file_come_at_once_in_plain_words(tmp_path):
    """Unknown key, missing key, wrong kind and a word that is none of those allowed, each with its place."""
    path = edited(
        tmp_path,
        SHIPPED.read_text(encoding="utf-8"),
        ("load_limit = 4  ", "lode_limit = 4  "),
        ("ned_aim = 6 ", 'ned_aim = "six" '),
        ('authority = "assumption"', 'authority = "hunch"'),
    )
    found = faults(load_rulebook, path)
    assert set(found) == {"P-703", "P-704", "P-705"}
    with pytest.raises(InputFaultsError) as caught:
        load_rulebook(path)
    texts = "\n".join(f.text() for f in caught.value.faults)
    assert 'The key "lode_limit" is not known' in texts
    assert 'Write "load_limit".' in texts
    assert 'The key "load_limit" is missing' in texts
    assert "Needed is a whole number, without quotation marks." in texts
    assert 'mine.toml, column rules, GEO-CON, authority: "hunch"' in texts
    assert "'statute', 'guidance'" in texts
    assert str(tmp_path) not in texts, "an absolute path is nobody's business"
    assert not re.search(r"pydantic|validation error|Input should|type=", texts)


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"id = \n", "P-702", "not valid TOML"),
        (b'id = "\xff"\n', "P-702", "UTF-8"),
        (b"", "P-704", "missing"),
        (b'sha256 = "00"\n', "P-703", "sha256"),
        (b"id = 3\n", "P-705", "text in quotation marks"),
        (b"a = " + b"[" * 5000, "P-702", "not valid TOML"),
    ],
)
@pytest.mark.parametrize("load", [load_rulebook, load_governance])
def test_damaged_files(tmp_path, content, code, words, load):
    """No traceback whatever the bytes."""
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    with pytest.raises(InputFaultsError) as caught:
        load(path)
    assert any(f.code == code and words in f.text() for f in caught.value.faults)


def test_a_file_that_is_not_there_and_a_folder(tmp_path):
    """Missing and unreadable are told apart."""
    assert "does not exist" in faults(load_governance, tmp_path / "none.toml")["P-701"]
    (tmp_path / "folder.toml").mkdir()
    assert "can't be read" in faults(load_governance, tmp_path / "folder.toml")["P-701"]


def test_an_unknown_id_names_the_nearest(tmp_path):
    """Also survives the way to another process."""
    with pytest.raises(
        UnknownModelError, match=r'unknown governance model "modle-2"; did you mean model-2\?'
    ) as e:
        load_governance("modle-2")
    assert str(pickle.loads(pickle.dumps(e.value))) == str(e.value)  # noqa: S301  our own bytes
    with pytest.raises(UnknownModelError, match="There are: pct-2011"):
        load_rulebook("../../etc/passwd")


def test_faults_survive_pickling(tmp_path):
    """A worker process can hand them over with their text."""
    with pytest.raises(InputFaultsError) as caught:
        load_governance(tmp_path / "none.toml")
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301  our own bytes
    assert str(again) == str(caught.value)
    assert "P-701" in str(again)


def readme_block(word: str) -> str:
    """The TOML example of models/README.md that holds a word."""
    text = (models_dir() / "README.md").read_text(encoding="utf-8")
    return next(b for b in re.findall(r"```toml\n(.*?)```", text, re.DOTALL) if word in b)


def readme_variant() -> str:
    """The worked example of a planner's own governance model."""
    return readme_block("model-3-two-four")


def test_the_readme_variant_loads(tmp_path):
    """Model 3 with two shared and four locality directors, as the README shows it."""
    model = load_governance(edited(tmp_path, readme_variant()))
    assert (model.id, model.shared_neds, model.locality_neds) == ("model-3-two-four", (2, 2), (4, 4))


def test_the_readme_rule_is_the_shipped_one():
    """The rule that the README explains says what the rulebook says."""
    shown = tomllib.loads(readme_block("[[rules]]"))["rules"][0]
    rule = load_rulebook("pct-2011").by_id[shown["id"]]
    assert rule == type(rule).model_validate(shown)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("[2, 2]", "[2, 1]")], "first number is the fewest"),
        ([("[4, 4]", "[1, 2]")], "A board has five to seven directors"),
        ([("[4, 4]", "[6, 6]")], "A board has five to seven directors"),
        ([("meetings_a_year = [12, 2]", "meetings_a_year = [12, -2]")], "two numbers of meetings, 0 or more"),
        ([('"M3-b", ', "")], "Add M3-b."),
        ([("[4, 4]", "[0, 0]"), ("[2, 2]", "[5, 5]")], "Add M2-a."),
        ([("keeps_boards = false", "keeps_boards = true")], "Boards that keep their own chair have one each"),
        ([("keeps_boards = false", "keeps_boards = true")], "have an audit chair each"),
        ([("keeps_boards = false", "keeps_boards = true")], "neither shared nor locality ones"),
        (
            [("nominated_cluster_board = false", "nominated_cluster_board = true")],
            "A cluster board is nominated",
        ),
        ([("[4, 4]", "[4, 900]")], "A board has at most seven directors"),
        ([("[4, 4]", "[0, 0]"), ("[2, 2]", "[5, 7]"), ('"either"', '"organisation"')], "there are none"),
        ([("[2, 2]", "[0, 0]"), ("[4, 4]", "[5, 7]"), ('"either"', '"shared"')], "there are none"),
        ([("keeps_boards", "nominees = [1, 1]\nkeeps_boards")], "Nobody is nominated where"),
        ([("keeps_boards", 'nominees_from = "neds"\nkeeps_boards')], "Nobody is nominated where"),
        ([('"M3-c"', '"M3-c", "M3-d"')], 'Did you mean "M3-'),
        ([('"M3-c"', '"M3-c", "BRD-3"')], "rules of every board hold without it"),
        ([('"M3-c"', '"M3-c", "M4-a"')], "Delete M4-a"),
        ([('"M3-c"', '"M3-c", "M3-c"')], "more than once"),
        ([("[4, 4]", "[0, 0]"), ("[2, 2]", "[5, 7]"), ('"either"', '"shared"')], "Add M2-a."),
        ([('"cluster"', '"organisation"')], "Add M4-a."),
        ([('"cluster"', '"organisation"')], "Delete M3-a"),
    ],
)
def test_a_variant_that_no_board_can_follow(tmp_path, changes, words):
    """Numbers and rules of a variant are judged before any plan is sought."""
    with pytest.raises(InputFaultsError) as caught:
        load_governance(edited(tmp_path, readme_variant(), *changes))
    assert any(f.code == "P-711" and words in f.text() for f in caught.value.faults)


@pytest.mark.parametrize(
    "changes",
    [
        [('"cluster"', '"organisation"'), ('["M3-a", "M3-b", "M3-c"]', '["M3-b", "M3-c", "M4-a"]')],
        [('"either"', '"organisation"')],
        [("[2, 2]", "[0, 0]"), ("[4, 4]", "[5, 7]")],
        [
            ("[4, 4]", "[0, 0]"),
            ("[2, 2]", "[6, 6]"),
            ('"either"', '"shared"'),
            ('["M3-a", "M3-b", "M3-c"]', '["M2-a", "M3-c"]'),
        ],
    ],
)
def test_mixtures_that_make_sense(tmp_path, changes):
    """Own chairs with shared directors, audit chairs of one kind, one kind of director alone."""
    assert load_governance(edited(tmp_path, readme_variant(), *changes)).id == "model-3-two-four"


def test_all_faults_of_a_model_come_at_once(tmp_path):
    """Wrong kinds, a key that is missing, one too many, and whatever else can be judged meanwhile."""
    path = edited(
        tmp_path,
        readme_variant(),
        ('id = "model-3-two-four"', 'id = "My Model"'),
        ("keeps_boards = false\n", 'keeps_boards = false\nchairs = "two"\n'),
        ("shared_neds = [2, 2]", 'shared_neds = "two"'),
        ('audit_chair = "either"\n', ""),
        ("locality_neds = [4, 4]", "locality_neds = [4, 3]"),
        ('paragraph = "A4.7"', 'paragraph = "A9.9"'),
    )
    with pytest.raises(InputFaultsError) as caught:
        load_governance(path)
    told = {(f.code, f.column) for f in caught.value.faults}
    assert told == {
        ("P-711", "id"),
        ("P-703", "chairs"),
        ("P-705", "shared_neds"),
        ("P-704", "audit_chair"),
        ("P-711", "locality_neds"),
        ("P-706", "governance model My Model"),
    }
    assert all(f.fix and f.why and f.file == "mine.toml" for f in caught.value.faults)


@pytest.mark.parametrize("model", governance_ids())
def test_meetings_left_out_are_those_of_the_same_shape(model):
    """The words and the figures of the shipped models agree, and a variant without figures has the same."""
    given = load_governance(model)
    assert given.meetings_a_year is not None
    fixed, each = given.meetings_a_year
    n = 1 if model == "standalone" else 3
    bare = type(given).model_validate({**given.model_dump(), "meetings_a_year": None}).yearly_meetings
    assert bare[0] + n * bare[1] == fixed + n * each
    words = given.meetings.split(" board")[0]
    assert words == {(12, 4): "12 + 4n", (12, 0): "12", (12, 2): "12 + 2n", (0, 12): "12n"}[fixed, each]
    assert "ASSUMED" in given.meetings


def test_a_keeping_model_must_nominate(tmp_path):
    """Model 1 with no nominees has no cluster board."""
    text = (models_dir() / "governance" / "model-1.toml").read_text(encoding="utf-8")
    path = edited(tmp_path, text, ('"model-1"', '"mine"'), ("nominees = [1, 1]", "nominees = [0, 0]"))
    assert "Each organisation nominates" in faults(load_governance, path)["P-711"]


def test_a_variant_may_not_carry_a_shipped_name(tmp_path):
    """A changed Model 3 needs an id of its own; an unchanged copy is Model 3."""
    assert (
        "an id of its own" in faults(load_governance, edited(tmp_path, MODEL_3, ("[1, 6]", "[2, 6]")))["P-708"]
    )
    assert load_governance(edited(tmp_path, MODEL_3)) == load_governance("model-3")


def test_rulebook_parts_that_contradict(tmp_path):
    """A rule twice and chair bands out of order."""
    text = SHIPPED.read_text(encoding="utf-8")
    path = edited(tmp_path, text, ('id = "GEO-12"', 'id = "GEO-2"'), ("{ above = 300_000", "{ above = 100_000"))
    found = faults(load_rulebook, path)
    assert "The rule GEO-2 stands 2 times" in found["P-709"]
    assert "P-710" in found


def test_quotations_lead_to_the_words():
    """A citation is shown with title, reference and words."""
    book = load_rulebook("pct-2011")
    ((where, words),) = quotations(book.by_id["GEO-7"].citation, load_documents())
    assert "Gateway 15520" in where
    assert where.endswith("paragraph 7")
    assert words.startswith("clusters must not be on the same footprint")
