# How schemathesis writes bodies of the media types that it does not know.
import json

import schemathesis


@schemathesis.serializer("application/wasm", "application/x-ndjson")
def as_it_is(context, value):
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return json.dumps(value).encode()
