"""Certificates as files: canonical text, and a reader that collects faults."""

from __future__ import annotations

import json
from pathlib import Path

from planner.core.certificate import Certificate
from planner.io.documents import Kind, read_document
from planner.io.write import atomic_write

FILE = "certificate.json"
"""Its name beside plan.json."""
_KIND = Kind("certificate", FILE, Certificate)


def certificate_json(certificate: Certificate) -> str:
    """The certificate as text, the same for equal ones: keys in the order of the model, one line."""
    return json.dumps(certificate.model_dump(mode="json"), separators=(",", ":"), ensure_ascii=False) + "\n"


def write_certificate(certificate: Certificate, path: str | Path) -> None:
    """Write a certificate; it says nothing about people.

    Raises:
        OutputError: the file can't be written.
    """
    atomic_write(path, certificate_json(certificate))


def read_certificate(path: str | Path) -> Certificate:
    """Read a certificate from a file of schema version 1.

    Raises:
        InputFaultsError: it is missing, too large, no JSON, of another version, or not complete.
    """
    return read_document(path, _KIND)
