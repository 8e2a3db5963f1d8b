"""Reads rulebooks, governance models and the documents they cite from ``models/``.

What is read is data: no rule's logic is here. A file that a user wrote is judged like ours, and every
fault of it comes back at once, in words (:class:`ModelFaultsError`).
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from planner.core.faults import Fault, InputFaultsError
from planner.core.instance import Instance
from planner.core.rulebook import Citation, Data, Document, GovernanceModel, Rulebook
from planner.io.governance_checks import governance_faults
from planner.io.model_checks import pay_faults, source_faults, twice
from planner.io.model_files import read_model, read_partly
from planner.io.rulebook_checks import rulebook_faults

_D = TypeVar("_D", bound=Data)
FULL = "pct-2011"
"""The shipped rulebook that holds every rule and parameter the program reads."""
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}\.toml\Z")
_PACKAGE = Path(__file__).resolve().parents[1]


class ModelFaultsError(InputFaultsError):
    """A file of ``models/``, or a user's own, has faults; its text shows every one of them."""

    def __str__(self) -> str:
        return "\n".join(f.text() for f in self.faults)

    def __reduce__(self) -> tuple[type[ModelFaultsError], tuple[tuple[Fault, ...]]]:
        return (ModelFaultsError, (self.faults,))


class UnknownModelError(LookupError):
    """An id that no shipped rulebook or governance model has; the text names those there are."""

    def __init__(self, kind: str, given: str, known: Sequence[str]) -> None:
        self.kind, self.given, self.known = kind, given, tuple(known)
        near = difflib.get_close_matches(given.lower(), known, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        super().__init__(f'unknown {kind} "{given}"; {hint}There are: {", ".join(known)}, or a .toml file')

    def __reduce__(self) -> tuple[type[UnknownModelError], tuple[str, str, tuple[str, ...]]]:
        return (UnknownModelError, (self.kind, self.given, self.known))


def models_dir() -> Path:
    """Folder of the shipped models: inside an installed wheel, or beside the package in a checkout.

    Raises:
        FileNotFoundError: neither is there; the installation is damaged.
    """
    for folder in (_PACKAGE / "_data" / "models", _PACKAGE.parent / "models"):
        if (folder / "rulebooks").is_dir():
            return folder
    raise FileNotFoundError("the folder models/ is missing: install planner again")


def rulebook_ids() -> tuple[str, ...]:
    """Ids of the shipped rulebooks, sorted.

    >>> rulebook_ids()
    ('pct-2011',)
    """
    return _ids("rulebooks")


def governance_ids() -> tuple[str, ...]:
    """Ids of the shipped governance models, sorted.

    >>> governance_ids()
    ('model-1', 'model-2', 'model-3', 'model-4', 'standalone')
    """
    return _ids("governance")


def load_documents() -> dict[str, Document]:
    """Documents that rules may cite, by id, with their short quotations.

    Raises:
        ModelFaultsError: a document's file has faults.
    """
    documents = [_read(p, Document) for p in sorted((models_dir() / "guidance").glob("*.toml"))]
    return {d.id: d for d in documents}


def load_rulebook(id_or_path: str | Path) -> Rulebook:
    """The rulebook with this id, or of this ``.toml`` file; its ``sha256`` is that of its content.

    Two files that say the same have the same ``sha256``, however they are laid out.

    Raises:
        UnknownModelError: no shipped rulebook has the id.
        ModelFaultsError: the file has faults: all of them, also rules without a source and citations
            that name no paragraph of a document.

    >>> load_rulebook("pct-2011").by_id["BRD-3"].parameters
    {'min': 5, 'max': 7}
    """
    path = _locate("rulebook", "rulebooks", id_or_path)
    book = _read(path, Rulebook)
    faults = [
        *twice(path.name, "rule", [r.id for r in book.rules]),
        *twice(path.name, "officer post", [o.id for o in book.officers]),
        *pay_faults(path.name, book),
    ]
    documents = load_documents()
    for rule in book.rules:
        faults += source_faults(path.name, f"rule {rule.id}", rule, documents)
    faults += rulebook_faults(path.name, book, _read(models_dir() / "rulebooks" / f"{FULL}.toml", Rulebook))
    shipped = models_dir() / "rulebooks" / f"{book.id}.toml"
    if not faults and shipped.is_file() and _read(shipped, Rulebook) != book:
        faults.append(_taken(path.name, "rulebook", book.id, "my-rules"))
    _raise(faults)
    return stamped(book)


def stamped(book: Rulebook) -> Rulebook:
    """The rulebook with the fingerprint of its content."""
    content = book.model_dump(mode="json", exclude={"sha256"})
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return book.model_copy(update={"sha256": hashlib.sha256(canonical.encode()).hexdigest()})


def load_governance(id_or_path: str | Path) -> GovernanceModel:
    """The governance model with this id, or of this ``.toml`` file (a planner's own variant).

    Raises:
        UnknownModelError: no shipped governance model has the id.
        ModelFaultsError: the file has faults: all of them, also numbers of directors that no board may
            have, parts that contradict each other, and rules that its own shape needs but it doesn't list.

    >>> load_governance("model-2").shared_neds
    (5, 7)
    """
    path = _locate("governance model", "governance", id_or_path)
    model, faults = read_model(path, GovernanceModel)
    usable, unusable = model, frozenset[str]()
    if model is None:
        # what can be read is judged too, so that one run tells every fault
        like = _read(models_dir() / "governance" / "model-4.toml", GovernanceModel)
        usable, unusable = read_partly(path, like)
    if usable is not None:
        owner = f"governance model {usable.id}" if "id" not in unusable else "the governance model"
        found = [
            *((("citation", "source"), f) for f in source_faults(path.name, owner, usable, load_documents())),
            *governance_faults(path.name, usable),
        ]
        faults += [fault for keys, fault in found if not unusable.intersection(keys)]
    if model is not None and model.id in governance_ids():
        shipped = _read(models_dir() / "governance" / f"{model.id}.toml", GovernanceModel)
        faults += [] if shipped == model else [_taken(path.name, "model", model.id, "my-variant")]
    _raise(faults)
    if model is None:
        raise RuntimeError(f"{path.name}: neither read nor refused")
    return model


def quotations(citations: Iterable[Citation], documents: dict[str, Document]) -> Iterator[tuple[str, str]]:
    """Where each citation points, in words, and the short quotation there.

    >>> book = load_rulebook("pct-2011")
    >>> where, words = next(quotations(book.by_id["GEO-10"].citation, load_documents()))
    >>> words
    'Current information received from SHAs suggests there will be around 50 clusters nationally.'
    """
    for c in citations:
        document = documents[c.document]
        text = next(p.text for p in document.paragraphs if p.id == c.paragraph)
        yield f"{document.title} ({document.reference}), paragraph {c.paragraph}", text


def rulebook_of(instance: Instance, path: str | Path) -> Rulebook:
    """The rulebook that an instance names: a shipped one, or a file beside its own.

    Args:
        instance: what was read.
        path: the folder or workbook it was read from.

    Raises:
        UnknownModelError: no shipped rulebook has the id, and it is no plain file name.
        ModelFaultsError: the file is not there or has faults.
    """
    if not is_file_name(instance.rulebook):
        if instance.rulebook in rulebook_ids():
            return load_rulebook(instance.rulebook)
        raise UnknownModelError("rulebook", instance.rulebook, rulebook_ids())
    folder = Path(path)
    return load_rulebook((folder if folder.is_dir() else folder.parent) / instance.rulebook)


def is_file_name(text: str) -> bool:
    """Whether a text is the plain name of a ``.toml`` file, without any path.

    >>> is_file_name("my-rules.toml"), is_file_name("../my-rules.toml"), is_file_name("pct-2011")
    (True, False, False)
    """
    return bool(_FILE_NAME.match(text))


def _taken(file: str, kind: str, given: str, example: str) -> Fault:
    """An id that would pass a file of the user's for a shipped one."""
    noun = "variant" if kind == "model" else kind
    own = "the guidance's own model" if kind == "model" else "the one that comes with planner"
    return Fault(
        code="P-708",
        what=f"The id {given} belongs to a {kind} that comes with planner",
        file=file,
        column="id",
        value=given,
        why=f"A report must not show a {noun} under the name of {own}.",
        fix=f'Give the {noun} an id of its own, for example id = "{example}".',
    )


def _ids(folder: str) -> tuple[str, ...]:
    return tuple(sorted(p.stem for p in (models_dir() / folder).glob("*.toml")))


def _locate(kind: str, folder: str, id_or_path: str | Path) -> Path:
    """Path of an id's file; what ends in .toml or is a Path is a file of the user's."""
    known = _ids(folder)
    if isinstance(id_or_path, str):
        if id_or_path in known:
            return models_dir() / folder / f"{id_or_path}.toml"
        if not id_or_path.lower().endswith(".toml"):
            raise UnknownModelError(kind, id_or_path, known)
    return Path(id_or_path).resolve()


def _read(path: Path, model: type[_D]) -> _D:
    parsed, faults = read_model(path, model)
    _raise(faults)
    if parsed is None:
        raise RuntimeError(f"{path.name}: neither read nor refused")
    return parsed


def _raise(faults: Sequence[Fault]) -> None:
    if faults:
        raise ModelFaultsError(faults)
