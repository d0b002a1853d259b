"""Secrets are found by their shapes, dummies are left alone, and what is shown doesn't give them away."""

from __future__ import annotations

import pytest

from planproof.plan.secret_shapes import find_secrets

LETTERS = "R7q2Lw9ZkT4mVb8XcN3sYd6FhJ1gPa5Ue0QiWo"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"curl -H 'Authorization: Bearer ghp_{LETTERS}'", "GitHub token"),
        (f"glpat-{LETTERS[:20]}", "GitLab token"),
        ("AWS_ACCESS_KEY_ID=AKIAQ3EGRTB7WZ5KLMNP aws s3 ls", "AWS access key"),
        (f"sk-ant-{LETTERS}", "API key"),
        (f"xoxb-{LETTERS}", "Slack token"),
        ("psql postgresql://shop:tR4vqZ81@db.shop-hosting.net/shop", "password in a URL"),
        ("-----BEGIN RSA PRIVATE KEY-----", "private key"),
    ],
)
def test_find_secrets__a_secret__then_its_kind_and_not_its_value(text: str, kind: str) -> None:
    (secret,) = find_secrets(text)
    assert secret.kind == kind
    assert LETTERS[:8] not in secret.shown
    assert "tR4vqZ81" not in secret.shown


@pytest.mark.parametrize(
    "text",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "sk-your-key-goes-here-please-now",
        "postgresql://postgres:postgres@localhost/shop",
        "postgresql://shop:hunter2@127.0.0.1:5432/shop",
        "postgresql://shop:hunter2@db:5432/shop",
        "postgresql://shop:$PASSWORD@db.shop-hosting.net/shop",
        "https://user:pw@example.org/",
        "http://localhost:8000/a@b",
        "task-runner --ask-again sk-1",
        "pip install sk-some-package-with-a-long-name",
    ],
)
def test_find_secrets__a_dummy__then_silent(text: str) -> None:
    assert list(find_secrets(text)) == []
