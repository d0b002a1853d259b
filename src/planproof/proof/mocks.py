"""Mocks of internal code in real tests; the search itself is shared with the rule on smoke tests, so it lives in `plan`."""

from __future__ import annotations

from planproof.plan.mocks import Mock, internal_mocks

__all__ = ["Mock", "internal_mocks"]
