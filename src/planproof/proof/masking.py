"""Takes secrets out of what a command printed, before any of it is stored.

Two nets: tokens that are known by their shape (`ghp_…`, `AKIA…`, a private key, the password in a URL), and the values
of environment variables whose names say that they are secret. What looks like neither gets through;
`docs/threat-model.md` says so.

Every pattern starts at a word boundary and consumes a run of characters only once, so the time is linear in the output.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

__all__ = ["MASK", "mask", "secret_values"]

MASK = b"[masked]"
_SHORTEST_SECRET = 6
_SECRET_NAME = re.compile(
    r"TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|SIGNING_?KEY|_DSN|DATABASE_URL|_AUTH(?!OR|_SOCK)",
    re.IGNORECASE,
)

# Shapes as their issuers document them: prefix, alphabet, least length.
_TOKEN = re.compile(
    rb"(?<![A-Za-z0-9_-])(?:"
    rb"(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])"  # AWS access key
    rb"|gh[opusr]_[A-Za-z0-9]{30,255}"  # GitHub
    rb"|github_pat_[A-Za-z0-9_]{22,255}"
    rb"|gl(?:pat|dt|cbt|ptt|rt)-[A-Za-z0-9_-]{20,255}"  # GitLab
    rb"|xox[abeoprs]-[A-Za-z0-9-]{10,255}"  # Slack
    rb"|sk-[A-Za-z0-9_-]{20,255}"  # model vendors
    rb"|[rs]k_(?:live|test)_[A-Za-z0-9]{16,255}"  # Stripe
    rb"|AIza[A-Za-z0-9_-]{35}"  # Google
    rb"|ya29\.[A-Za-z0-9_-]{20,1024}"
    rb"|npm_[A-Za-z0-9]{36}"
    rb"|pypi-[A-Za-z0-9_-]{50,1024}"
    rb"|hf_[A-Za-z0-9]{30,255}"
    rb"|SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,128}"  # SendGrid
    rb"|eyJ[A-Za-z0-9_-]{10,4096}\.eyJ[A-Za-z0-9_-]{10,8192}\.[A-Za-z0-9_-]{10,4096}"  # JSON Web Token
    rb")"
)
_BEARER = re.compile(
    rb"(?i)\b(authorization[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?(?:bearer|basic|token)[ \t]{1,4})[^\s\"']{4,4096}"
)
_URL_PASSWORD = re.compile(rb"(://[^\s/@:]{0,256}:)[^\s/@]{1,256}(?=@)")
_ASSIGNMENT = re.compile(
    rb"(?i)((?:password|passwd|secret|token|api_?key|access_?key|private_?key)[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?)"
    rb"[A-Za-z0-9+/_.~=-]{8,4096}"
)
_KEY_BEGIN = re.compile(rb"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_KEY_END = re.compile(rb"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")


def mask(output: bytes, secrets: Iterable[str] = ()) -> bytes:
    """The output with each secret replaced by `[masked]`.

    Args:
        output: any bytes.
        secrets: values to take out wherever they stand, see `secret_values`; those shorter than 6 characters would take
            ordinary words with them and are left.
    """
    values = sorted({value for value in secrets if len(value) >= _SHORTEST_SECRET}, key=len, reverse=True)
    if values:
        output = re.sub(
            b"|".join(re.escape(value.encode("utf-8", "surrogateescape")) for value in values), MASK, output
        )
    output = _without_private_keys(output)
    output = _TOKEN.sub(MASK, output)
    for pattern in (_BEARER, _URL_PASSWORD, _ASSIGNMENT):
        output = pattern.sub(rb"\g<1>" + MASK, output)
    return output


def secret_values(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Values of those variables whose names say that they are secret (`…TOKEN`, `…PASSWORD`, `DATABASE_URL`, …)."""
    return tuple(value for name, value in sorted(environment.items()) if value and _SECRET_NAME.search(name))


def _without_private_keys(output: bytes) -> bytes:
    """Private key blocks taken out; one that never ends (cut off) goes to the end of the output."""
    kept = []
    position = 0
    while begin := _KEY_BEGIN.search(output, position):
        kept += [output[position : begin.start()], MASK]
        end = _KEY_END.search(output, begin.end())
        position = end.end() if end else len(output)
    kept.append(output[position:])
    return b"".join(kept)
