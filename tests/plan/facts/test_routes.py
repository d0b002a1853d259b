"""Routes and commands as each framework's documentation declares them, with prefixes that other files put in front."""

from __future__ import annotations

from pathlib import Path

from planproof.config import Config
from planproof.plan.facts import FactKind, read_facts


def declared(root: Path, kind: FactKind, files: dict[str, str]) -> list[str]:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    found = read_facts(root, Config())
    assert found.problems == ()
    return [f"{fact.place.path}:{fact.place.line} {fact.name} = {fact.value}" for fact in found.all(kind)]


def test_routes__fastapi_router_of_another_file__then_both_prefixes(tmp_path: Path) -> None:
    files = {
        "src/shop/api/links.py": 'from fastapi import APIRouter\nrouter = APIRouter(prefix="/links")\n\n@router.get("/{code}")\n'
        'async def read(code: str): ...\n\n@router.post("")\ndef add(): ...\n',
        "src/shop/app.py": "from fastapi import FastAPI\nfrom shop.api import links\n\ndef create():\n    app = FastAPI()\n"
        '    app.include_router(links.router, prefix="/v1")\n\n    @app.get("/health")\n    def health(): ...\n    return app\n',
    }
    assert declared(tmp_path, FactKind.ROUTE, files) == [
        "src/shop/api/links.py:4 GET /v1/links/{code} = read",
        "src/shop/api/links.py:7 POST /v1/links = add",
        "src/shop/app.py:8 GET /health = health",
    ]


def test_routes__fastapi_relative_import_of_the_router__then_followed(tmp_path: Path) -> None:
    files = {
        "app/__init__.py": "",
        "app/links.py": 'from fastapi import APIRouter\nrouter = APIRouter()\n@router.websocket("/live")\nasync def live(): ...\n',
        "app/main.py": "from fastapi import FastAPI\nfrom .links import router as links_router\napp = FastAPI()\n"
        'app.include_router(links_router, prefix="/api")\n',
    }
    assert declared(tmp_path, FactKind.ROUTE, files) == ["app/links.py:3 WEBSOCKET /api/live = live"]


def test_routes__routers_that_mount_each_other__then_ends(tmp_path: Path) -> None:
    files = {
        "a.py": "from fastapi import APIRouter\na = APIRouter()\nb = APIRouter()\na.include_router(b, prefix='/b')\n"
        "b.include_router(a, prefix='/a')\n@a.get('/x')\ndef x(): ...\n",
    }
    assert declared(tmp_path, FactKind.ROUTE, files) == ["a.py:6 GET /a/x = x"]


def test_routes__flask_blueprint__then_prefix_and_each_method(tmp_path: Path) -> None:
    files = {
        "links.py": 'from flask import Blueprint\nbp = Blueprint("links", __name__, url_prefix="/links")\n'
        '@bp.route("/<code>", methods=["GET", "DELETE"])\ndef one(code): ...\n',
        "app.py": "from flask import Flask\nimport links\napp = Flask(__name__)\napp.register_blueprint(links.bp)\n"
        '@app.route("/")\ndef home(): ...\napp.add_url_rule("/about", view_func=home)\n',
    }
    assert declared(tmp_path, FactKind.ROUTE, files) == [
        "app.py:5 GET / = home",
        "app.py:7 GET /about = home",
        "links.py:3 GET /links/<code> = one",
        "links.py:3 DELETE /links/<code> = one",
    ]


def test_routes__django_include__then_prefix_of_the_outer_list(tmp_path: Path) -> None:
    files = {
        "shop/urls.py": "from django.urls import include, path\nurlpatterns = [\n    path('links/', include('links.urls')),\n]\n",
        "links/urls.py": "from django.urls import path, re_path\nfrom . import views\nurlpatterns = [\n"
        "    path('<int:id>/', views.one, name='one'),\n    re_path(r'^old/$', views.Old.as_view()),\n]\n",
    }
    assert declared(tmp_path, FactKind.ROUTE, files) == [
        "links/urls.py:4 ANY /links/<int:id>/ = views.one",
        "links/urls.py:5 ANY /links/^old/$ = views.Old",
    ]


def test_routes__express_router_of_another_file__then_prefix(tmp_path: Path) -> None:
    files = {
        "src/app.js": "const express = require('express');\nconst links = require('./routes/links');\nconst app = express();\n"
        "app.get('/health', (req, res) => res.send('ok'));\napp.use('/links', links);\napp.use(express.json());\n",
        "src/routes/links.js": "const { Router } = require('express');\nconst router = Router();\n"
        "router.get('/:code', auth, read);\nrouter.post('/', add);\nmodule.exports = router;\n",
    }
    assert declared(tmp_path, FactKind.ROUTE, files) == [
        "src/app.js:4 GET /health = anonymous",
        "src/routes/links.js:3 GET /links/:code = read",
        "src/routes/links.js:4 POST /links = add",
    ]


def test_verbs__argparse_click_and_typer__then_names_with_their_groups(tmp_path: Path) -> None:
    files = {
        "a.py": "import argparse\nsub = argparse.ArgumentParser().add_subparsers()\nsub.add_parser('serve', help='starts it')\n",
        "b.py": "import click\n@click.group()\ndef cli(): ...\n@cli.group()\ndef db(): ...\n@db.command('up')\ndef migrate():\n"
        '    """Brings it up to date."""\n@cli.command()\ndef show_all(): ...\n',
        "c.py": "import typer\napp = typer.Typer()\nusers = typer.Typer()\napp.add_typer(users, name='users')\n"
        "@users.command()\ndef add(): ...\n",
    }
    assert declared(tmp_path, FactKind.VERB, files) == [
        "a.py:3 serve = starts it",
        "b.py:6 db up = Brings it up to date.",
        "b.py:9 show-all = show_all",
        "c.py:5 users add = add",
    ]


def test_verbs__cobra_clap_and_commander__then_names(tmp_path: Path) -> None:
    files = {
        "cmd/serve.go": 'package cmd\nvar serve = &cobra.Command{\n\tUse:   "serve [flags]",\n\tShort: "Starts it",\n}\n',
        "src/cli.rs": "#[derive(Subcommand)]\nenum Commands {\n    /// Starts it\n    ServeAll { port: u16 },\n}\n",
        "cli.js": "const { program } = require('commander');\nprogram.command('serve <port>').description('starts it');\n",
    }
    assert declared(tmp_path, FactKind.VERB, files) == [
        "cli.js:2 serve = starts it",
        "cmd/serve.go:2 serve = Starts it",
        "src/cli.rs:4 serve-all = Starts it",
    ]
