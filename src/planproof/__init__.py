"""Planproof: iteration plans that have to prove themselves.

Kept almost empty on purpose: `planproof --version` imports this file and must answer within 0.1 s.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
