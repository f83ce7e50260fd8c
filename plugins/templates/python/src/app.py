"""my-processor: copies the lines of a text that contain a word.

`describe` says what a job takes and makes, `run` runs one. What both exchange with the host is in wit/job.wit;
host.py makes it pleasant.
"""

import json
from dataclasses import asdict

import host
import wit_world
from search import Found
from wit_world.imports.runner_job_types import Descriptor, Job, Port, Want_Cache

EVERY = 10_000
HOUR = 60 * 60

PARAMS = {
    "type": "object",
    "properties": {
        "word": {"type": "string", "minLength": 1, "description": "The word to look for"},
    },
    "required": ["word"],
    "additionalProperties": False,
}

RESULT = {
    "type": "object",
    "properties": {
        "lines": {"type": "integer"},
        "matches": {"type": "integer"},
        "before": {"type": ["integer", "null"], "description": "The matches that the last job for this word found"},
    },
    "required": ["lines", "matches", "before"],
}


class WitWorld(wit_world.WitWorld):
    def describe(self) -> Descriptor:
        return Descriptor(
            name="my-processor",
            version="0.1.0",
            summary="Copies the lines of a text that contain a word",
            params_schema=json.dumps(PARAMS),
            result_schema=json.dumps(RESULT),
            inputs=[Port("text", "The text to search", ["text/plain"], required=True)],
            outputs=[Port("matches", "The lines found", ["text/plain"], required=True)],
            wants=[Want_Cache(65_536)],
            resumable=True,
        )

    @host.guarded
    def run(self, job: Job) -> dict:
        word = json.loads(job.params)["word"]
        found = Found(**(host.restored(job) or {}))
        text = host.Input(job, "text", found.offset)
        goes_on = found.offset > 0
        matches = host.Output("matches", "text/plain", goes_on=goes_on)
        if goes_on:
            host.info(f"going on after line {found.lines}", attempt=job.attempt)

        for line in text:
            if found.take(line, word.encode()):
                matches.write(line)
            if found.lines % EVERY == 0:
                host.progress(found.offset, text.size)
                matches.flush()
                host.checkpoint(asdict(found))
        host.progress(found.offset, text.size)
        matches.flush()

        before = host.cached(f"matches of {word}")
        host.cache(f"matches of {word}", found.matches, seconds=HOUR)
        host.info(f"{found.matches} of {found.lines} lines match")
        return {"lines": found.lines, "matches": found.matches, "before": before}
