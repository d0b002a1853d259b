"""The endpoints: they check what comes in, ask `Links`, and say what went wrong."""

from fastapi import APIRouter, HTTPException, Response
from pydantic import BaseModel

from shortener.links import Links

NOT_IMPLEMENTED = 501


class NewLink(BaseModel):
    """Body of `POST /links`."""

    url: str


class LinkAnswer(BaseModel):
    """A link as the endpoints show it."""

    code: str
    url: str
    hits: int


def link_routes(links: Links) -> APIRouter:
    """The three endpoints over some links."""
    router = APIRouter()

    @router.post("/links", status_code=201)
    async def create_link(new: NewLink) -> LinkAnswer:
        raise HTTPException(NOT_IMPLEMENTED)

    @router.get("/links/{code}")
    async def link_stats(code: str) -> LinkAnswer:
        raise HTTPException(NOT_IMPLEMENTED)

    @router.get("/{code}")
    async def follow_link(code: str) -> Response:
        raise HTTPException(NOT_IMPLEMENTED)

    return router
