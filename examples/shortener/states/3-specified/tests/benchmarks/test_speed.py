"""The figures that the plan promises; planproof compares them, no time is asserted here."""

from pathlib import Path

from httpx import Client, Response
from pytest_benchmark.fixture import BenchmarkFixture

from shortener.app import create_app
from shortener.codes import LENGTH, short_code
from tests.conftest import serving

URL = "https://example.org/benchmark"


def test_follow_link__over_http__then_median_in_target(
    benchmark: BenchmarkFixture, tmp_path: Path
) -> None:
    app = create_app(f"sqlite:///{tmp_path}/links.sqlite")
    with serving(app) as address, Client(base_url=address) as client:
        created = client.post("/links", json={"url": URL})
        assert created.status_code == 201
        path = f"/{created.json()['code']}"

        def follow() -> Response:
            return client.get(path)

        response = benchmark.pedantic(follow, rounds=40, warmup_rounds=5)
    assert response.status_code == 307


def test_short_code__one_address__then_mean_in_target(benchmark: BenchmarkFixture) -> None:
    assert len(short_code(URL, 0)) == LENGTH
    code = benchmark.pedantic(short_code, args=(URL, 0), rounds=200, iterations=20, warmup_rounds=5)
    assert len(code) == LENGTH
