"""The Content-Security-Policy of every page that planner writes."""

from __future__ import annotations

import base64
import hashlib


def policy(style: str, script: str = "") -> str:
    """Allows the one style, and the one script if there is one, by their hashes; nothing else.

    No image, font, frame or request (CSP level 3, sections 2.3 and 6.7).
    """
    scripts = f"script-src {_hash(script)}; " if script else ""
    return f"default-src 'none'; style-src {_hash(style)}; {scripts}base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
