"""The interview: one question at a time, each answer typed, until a whole plan can be written.

    table ── agenda(answers, look) ── the next question ── vet(answer) ── INTERVIEW.toml
                                            │
                                     proposal (a fact with its place, or what other answers imply)

`agenda` and `vet` keep no state of their own: a terminal, a file of answers and an agent drive the same functions. What comes of
the answers is written by `plan.write`.
"""
