"""Whether everything that planproof stands on is there, here and now, and what to do about what isn't.

machine   Python, git, encoding, compilers, parsers            project   repository, settings, evidence, trust, tools, ports, agents
                          \\_______________ health() _______________/
"""

from planproof.proof.health.model import Health, Level
from planproof.proof.health.run import health

__all__ = ["Health", "Level", "health"]
