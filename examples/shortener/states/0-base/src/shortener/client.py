"""One request from the command line, its answer as one JSON document.

python -m shortener.client METHOD PATH [JSON] [--field NAME]

Prints `{"status": …, "location": …, "body": …}`; with `--field`, only that field of the body.
Redirects are shown, not followed. The address of the service is `SHORTENER_URL`.
"""

import argparse
import http.client
import json
import os
from urllib.parse import urlsplit


def request(method: str, path: str, body: str | None) -> dict[str, object]:
    """Sends one request; `body` is JSON text or None."""
    address = urlsplit(os.environ.get("SHORTENER_URL", "http://127.0.0.1:18431"))
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=10)
    connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
    response = connection.getresponse()
    answer: dict[str, object] = {"status": response.status}
    if response.getheader("Location"):
        answer["location"] = response.getheader("Location")
    text = response.read()
    answer["body"] = json.loads(text) if text else None
    return answer


def main() -> None:
    """Reads the command line, sends the request, prints the answer."""
    parser = argparse.ArgumentParser(prog="python -m shortener.client")
    parser.add_argument("method", choices=["GET", "POST"])
    parser.add_argument("path")
    parser.add_argument("body", nargs="?")
    parser.add_argument("--field")
    arguments = parser.parse_args()
    try:
        answer = request(arguments.method, arguments.path, arguments.body)
    except OSError as error:
        raise SystemExit(f"no answer from the service: {error}") from error
    if arguments.field:
        body = answer["body"]
        print(body[arguments.field] if isinstance(body, dict) and arguments.field in body else "")
    else:
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
