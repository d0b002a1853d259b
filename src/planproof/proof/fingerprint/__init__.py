"""Fingerprints of test bodies, so that a test edited after it was seen red can't pass for the same test.

    source ── python_units, tree_units ── Unit … ── Module ── read ── test name -> SHA-256

`docs/formats/fingerprint.md` says what a fingerprint covers and what it doesn't.
"""

from __future__ import annotations

from planproof.proof.fingerprint.find import body_of
from planproof.proof.fingerprint.read import Fingerprints, fingerprints, fingerprints_in

__all__ = ["Fingerprints", "body_of", "fingerprints", "fingerprints_in"]
