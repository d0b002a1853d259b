"""What a plan names and what it plans: the two sides that family PP5 holds against the facts of the repository.

    a plan ── gather (in whichever process reads it) ── mentions, and what the plan itself will create ─┐
    …                                                                                                  ├─ rule ── hits
    the repository ── facts (in the parent alone) ──────────────────────────────────────────────────────┘

A mention is only what has the shape of a name and says where it belongs: code ticks around a whole path, an import, a URL in a
command. Words of prose are never mentions. What this iteration or an earlier one plans need not exist.
"""
