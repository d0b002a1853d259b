"""The application: one factory, so that tests and the server build the same thing."""

from fastapi import FastAPI


def create_app() -> FastAPI:
    """The web application."""
    app = FastAPI(title="Shortener")

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    return app
