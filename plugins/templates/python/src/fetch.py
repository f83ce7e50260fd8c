"""HTTP requests, over wasi:http. The host sends what an operator granted, and refuses the rest."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from componentize_py_types import Err
from wit_world.imports import outgoing_handler, wasi_http_types as http
from wit_world.imports.streams import StreamError_Closed

import host

CHUNK = 64 * 1024
METHODS = {
    "GET": http.Method_Get,
    "HEAD": http.Method_Head,
    "POST": http.Method_Post,
    "PUT": http.Method_Put,
    "DELETE": http.Method_Delete,
    "PATCH": http.Method_Patch,
    "OPTIONS": http.Method_Options,
}


class Refused(host.TryAgain):
    """The request was not answered. The message is the host's reason, such as `http_request_denied`."""


@dataclass
class Response:
    status: int
    headers: dict[str, str]
    body: bytes

    def text(self) -> str:
        return self.body.decode()


def fetch(url: str, method: str = "GET", headers: dict[str, str] | None = None, body: bytes = b"") -> Response:
    """Sends a request and waits for the whole answer, whatever its status. Raises `Refused` if there is none.

    Redirects are not followed: where they lead needs a grant of its own.
    """
    parts = urlsplit(url)
    fields = http.Fields.from_list([(name, value.encode()) for name, value in (headers or {}).items()])
    request = http.OutgoingRequest(fields)
    request.set_method(METHODS[method]() if method in METHODS else http.Method_Other(method))
    request.set_scheme(http.Scheme_Http() if parts.scheme == "http" else http.Scheme_Https())
    request.set_authority(parts.netloc)
    request.set_path_with_query((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    outgoing = request.body()
    try:
        future = outgoing_handler.handle(request, None)
    except Err as error:
        raise Refused(_reason(error.value)) from None
    _send(outgoing, body)

    future.subscribe().block()
    answer = future.get()
    if isinstance(answer.value, Err):
        raise Refused(_reason(answer.value.value))
    response = answer.value.value
    return Response(
        status=response.status(),
        headers={name.lower(): value.decode("latin-1") for name, value in response.headers().entries()},
        body=_received(response.consume()),
    )


def check(response: Response) -> Response:
    """Makes a failure of an answer that is none: patience where it is asked for, another try where that may help."""
    if response.status == 429 or (response.status == 503 and "retry-after" in response.headers):
        wait = response.headers.get("retry-after", "")
        raise host.retry_after(float(wait) if wait.isdigit() else 30, f"the server answers {response.status}")
    if response.status >= 500:
        raise host.transient(f"the server answers {response.status}")
    if response.status >= 400:
        raise host.permanent(f"the server answers {response.status}: {response.text()[:500]}")
    return response


def _send(outgoing: http.OutgoingBody, body: bytes) -> None:
    with outgoing.write() as stream:
        for start in range(0, len(body), 4096):
            stream.blocking_write_and_flush(body[start : start + 4096])
    http.OutgoingBody.finish(outgoing, None)


def _received(incoming: http.IncomingBody) -> bytes:
    received = bytearray()
    with incoming.stream() as stream:
        while True:
            try:
                received += stream.blocking_read(CHUNK)
            except Err as error:
                if isinstance(error.value, StreamError_Closed):
                    return bytes(received)
                raise Refused("the answer broke off") from None


def _reason(code: Any) -> str:
    name = type(code).__name__.removeprefix("ErrorCode_")
    words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
    value = getattr(code, "value", None)
    return f"{words}: {value}" if value is not None else words
