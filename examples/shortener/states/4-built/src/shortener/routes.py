"""The endpoints: they check what comes in, ask `Links`, and say what went wrong."""

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from shortener.links import CodesExhaustedError, Link, Links
from shortener.urls import RefusedUrlError, checked_url


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
        try:
            return _answer(await links.shorten(checked_url(new.url)))
        except RefusedUrlError as error:
            raise HTTPException(422, str(error)) from error
        except CodesExhaustedError as error:
            raise HTTPException(503, "no code is free for this address") from error

    @router.get("/links/{code}")
    async def link_stats(code: str) -> LinkAnswer:
        link = await links.stats(code)
        if link is None:
            raise _unknown(code)
        return _answer(link)

    @router.get("/{code}")
    async def follow_link(code: str) -> Response:
        url = await links.follow(code)
        if url is None:
            raise _unknown(code)
        return RedirectResponse(url, status_code=307)

    return router


def _answer(link: Link) -> LinkAnswer:
    return LinkAnswer(code=link.code, url=link.url, hits=link.hits)


def _unknown(code: str) -> HTTPException:
    return HTTPException(404, f"there is no link {code}")
