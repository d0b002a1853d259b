"""The frameworks that are known by the package that brings them, and how a declared dependency becomes facts."""

from __future__ import annotations

import re

from planproof.plan.facts.model import FactKind
from planproof.plan.facts.sheet import Sheet
from planproof.plan.facts.tools.known import add_tool

__all__ = ["add_dependency", "plain_name"]


def _same(names: str) -> dict[str, str]:
    """Packages that are called as the framework is."""
    return {name: name for name in names.split()}


# Package -> framework, for each kind of package manager.
_FRAMEWORKS: dict[str, dict[str, str]] = {
    "python": _same(
        "aiohttp alembic asyncpg bottle celery channels click dash django djangorestframework dramatiq falcon fastapi fastmcp flask"
        " gradio grpcio httpx jinja2 keras langchain litestar mcp msgspec numpy opentelemetry-sdk pandas peewee polars psycopg"
        " psycopg2 pydantic pydantic-settings pymongo pyramid pyside6 quart redis requests rich sanic scikit-learn scrapy"
        " sqlalchemy sqlmodel starlette streamlit tensorflow textual torch tornado tortoise-orm transformers typer uvicorn"
    ),
    "node": _same(
        "angular astro axios drizzle-orm electron ember express fastify gatsby graphql hapi hono koa knex lit mongoose next nuxt"
        " preact prisma react react-native redux remix sequelize socket.io solid-js svelte tailwindcss three typeorm vite vue ws"
        " zod zustand"
    )
    | {
        "@angular/core": "angular",
        "@modelcontextprotocol/sdk": "mcp",
        "@nestjs/core": "nest",
        "@prisma/client": "prisma",
        "@remix-run/react": "remix",
        "@sveltejs/kit": "sveltekit",
        "@trpc/server": "trpc",
    },
    "rust": _same(
        "actix anyhow axum bevy clap criterion diesel hyper leptos rayon reqwest rocket sea-orm serde sqlx tauri thiserror tokio"
        " tonic tower tracing warp wasm-bindgen yew"
    )
    | {"actix-web": "actix"},
    "go": {
        "github.com/gin-gonic/gin": "gin",
        "github.com/go-chi/chi": "chi",
        "github.com/gofiber/fiber": "fiber",
        "github.com/gorilla/mux": "gorilla/mux",
        "github.com/jackc/pgx": "pgx",
        "github.com/labstack/echo": "echo",
        "github.com/redis/go-redis": "go-redis",
        "github.com/spf13/cobra": "cobra",
        "github.com/spf13/viper": "viper",
        "github.com/stretchr/testify": "testify",
        "google.golang.org/grpc": "grpc",
        "gorm.io/gorm": "gorm",
    },
    "java": {
        "androidx.compose.ui": "compose",
        "io.ktor": "ktor",
        "io.micronaut": "micronaut",
        "io.quarkus": "quarkus",
        "junit": "junit",
        "org.hibernate": "hibernate",
        "org.hibernate.orm": "hibernate",
        "org.junit.jupiter": "junit",
        "org.mockito": "mockito",
        "org.springframework": "spring",
        "org.springframework.boot": "spring-boot",
        "org.testcontainers": "testcontainers",
    },
    "native": _same(
        "boost catch2 check cmocka doctest eigen3 fmt grpc gtest opencv protobuf qt5 qt6 sdl2 spdlog vulkan"
    )
    | {"benchmark": "google-benchmark", "gmock": "gtest", "googletest": "gtest", "gtest-main": "gtest"},
}
# Packages whose tool goes by another name.
_TOOL_NAMES = {"@biomejs/biome": "biome", "@playwright/test": "playwright"}


def add_dependency(sheet: Sheet, ecosystem: str, name: str, range_: str, line: int, group: str = "") -> None:
    """A DEPENDENCY fact, and FRAMEWORK and TOOL facts where the package is known for one.

    Args:
        sheet: where to write.
        ecosystem: `python`, `node`, `rust`, `go`, `java` or `native`.
        name: as declared.
        range_: the versions asked for, as written.
        line: where it is declared.
        group: `dev`, an extra, a feature; empty for what is always needed.
    """
    sheet.add(FactKind.DEPENDENCY, name, range_, line, group=group, ecosystem=ecosystem)
    known = _FRAMEWORKS[ecosystem]
    plain = plain_name(name) if ecosystem in ("python", "native") else name
    if ecosystem == "go":
        plain = re.sub(r"/v\d+$", "", name)
    if ecosystem == "java":
        plain = name.partition(":")[0]
    framework = known.get(plain)
    if framework:
        sheet.add(FactKind.FRAMEWORK, framework, range_, line, package=name)
    if ecosystem in ("python", "node", "rust"):
        add_tool(sheet, _TOOL_NAMES.get(plain, plain), line)


def plain_name(name: str) -> str:
    """A Python package's name as the index compares it: lower case, `-` for any run of `-_.` (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
