"""Tools for agents over the Model Context Protocol: a thin face beside the command line, on the official SDK.

    tools/call -> arguments held against their model -> a tool's function -> plan, proof: what the verbs call too
                                                             |
    text and structured content, each within the budget  <- pages

Importing this package costs nothing; the SDK is imported by the modules in it, which only `planproof mcp` loads.
"""
