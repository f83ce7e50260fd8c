"""The host's functions (wit/job.wit) as Python likes them."""

import functools
import json
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from componentize_py_types import Err
from wit_world.imports import blobs, checkpoint as host_checkpoint, log, progress as host_progress
from wit_world.imports import cache as host_cache
from wit_world.imports.runner_job_types import (
    Failure_Permanent,
    Failure_RetryAfter,
    Failure_Transient,
    Job,
    RetryHint,
)

CHUNK = 256 * 1024


class TryAgain(Exception):
    """Trouble that another try may mend. Whoever does not catch it fails as `transient`."""


def permanent(message: str) -> Err:
    """To raise: it will fail again however often it is tried."""
    return Err(Failure_Permanent(message))


def transient(message: str) -> Err:
    """To raise: it may succeed when tried again."""
    return Err(Failure_Transient(message))


def retry_after(seconds: float, message: str) -> Err:
    """To raise: somebody asked for patience. Waiting does not count as a failure."""
    return Err(Failure_RetryAfter(RetryHint(message, int(seconds * 1000))))


def guarded(run: Callable[..., Any]) -> Callable[..., str]:
    """Makes `run` of a method that returns the result as a value and raises what goes wrong."""

    @functools.wraps(run)
    def guarded_run(self: Any, job: Job) -> str:
        try:
            return json.dumps(run(self, job))
        except Err as error:
            # What the host refused says why.
            raise transient(error.value) if isinstance(error.value, str) else error
        except TryAgain as error:
            raise transient(str(error)) from None
        except Exception as error:
            # A mistake of ours. The host makes a line with `panic` the message of the failure `trapped`.
            last = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{last.filename.removeprefix('/0/')}:{last.lineno} in {last.name}"
            message = f"{type(error).__name__}: {error}"
            log.write(log.Level.ERROR, message, json.dumps({"panic": True, "place": place}))
            raise

    return guarded_run


def info(message: str, **fields: Any) -> None:
    """Writes a line to the job's log, with named values if need be. `print` writes there too."""
    log.write(log.Level.INFO, message, json.dumps(fields) if fields else None)


def warn(message: str, **fields: Any) -> None:
    """Writes a warning to the job's log."""
    log.write(log.Level.WARN, message, json.dumps(fields) if fields else None)


def progress(done: int, total: int | None = None, failed: int = 0, message: str | None = None) -> None:
    """Says how far the job has come. Cheap, but not free: once for some thousand units does."""
    host_progress.report(done, total, failed, message)


def checkpoint(state: Any) -> None:
    """Keeps a value for the next attempt, and with it every output up to its last `flush`."""
    host_checkpoint.save(json.dumps(state).encode())


def restored(job: Job) -> Any:
    """What the last checkpoint of this job kept, if there is one."""
    return json.loads(job.checkpoint.state) if job.checkpoint else None


def cached(key: str) -> Any:
    """A value from the store that all jobs of this processor share. It may be gone at any time."""
    value = host_cache.get(key)
    return json.loads(value) if value is not None else None


def cache(key: str, value: Any, seconds: float) -> None:
    """Keeps a value there for at most that long."""
    host_cache.put(key, json.dumps(value).encode(), int(seconds * 1000))


class Input:
    """An input of the job, from an offset on. Iterating gives its lines as bytes, each with its line's end."""

    def __init__(self, job: Job, name: str, offset: int = 0) -> None:
        info = next((given for given in job.inputs if given.name == name), None)
        if info is None:
            raise permanent(f"the job has no input `{name}`")
        self.size = info.size
        self._reader = blobs.open(name)
        self._reader.seek(offset)

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, piece by piece."""
        while chunk := self._reader.read(CHUNK):
            yield chunk

    def __iter__(self) -> Iterator[bytes]:
        rest = b""
        for chunk in self.chunks():
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                yield line + b"\n"
        if rest:
            yield rest


class Output:
    """An output, begun or, with `goes_on`, as the last checkpoint left it. It is written in chunks: flush it at the end."""

    def __init__(self, name: str, media_type: str = "application/octet-stream", goes_on: bool = False) -> None:
        self._writer = blobs.resume(name) if goes_on else blobs.create(name, media_type)
        self._gathered = bytearray()

    def write(self, data: bytes | str) -> None:
        self._gathered += data.encode() if isinstance(data, str) else data
        if len(self._gathered) >= CHUNK:
            self._drain()

    def flush(self) -> None:
        """Hands all to the host, so that the next checkpoint covers it."""
        self._drain()
        self._writer.flush()

    def _drain(self) -> None:
        for start in range(0, len(self._gathered), CHUNK):
            self._writer.write(bytes(self._gathered[start : start + CHUNK]))
        self._gathered.clear()
