"""What planproof writes for coding agents: the planner, commands, hooks and a few lines of guidance, in each agent's own files.

    facts + planproof.toml -> ProjectWords -> one module an agent -> parts -> install: merged into what is there, or taken out again

A part is a whole file of ours (sealed), a section between markers, or entries in the agent's hooks. An agent's MCP entry becomes
one more part of its module once planproof has a server that it can name.
"""

from planproof.plan.agents.install import AgentStep, agent_states, install_agents, remove_agents
from planproof.plan.agents.project import ProjectWords, project_words
from planproof.plan.agents.table import AGENTS, agent_parts

__all__ = [
    "AGENTS",
    "AgentStep",
    "ProjectWords",
    "agent_parts",
    "agent_states",
    "install_agents",
    "project_words",
    "remove_agents",
]
