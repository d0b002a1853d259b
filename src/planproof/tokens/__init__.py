"""How many tokens a text costs a reader that is a language model, counted exactly, with a vocabulary that ships with the package.

    text -> pieces (as the vocabulary's pattern cuts) -> one lookup a piece, merging only pieces that are no word of it -> a number

The vocabulary is `o200k_base`, published with tiktoken under the MIT licence; `vocabulary.py` draws the file that holds it.
Briefs and the answers of queries promise never to cost more than the budget they were given, so counts are exact. Start-up is
nearly free: the file is mapped, not read, and a run touches only the pages whose words it meets.
"""

from planproof.tokens.count import count_tokens, estimate_tokens

__all__ = ["count_tokens", "estimate_tokens"]
