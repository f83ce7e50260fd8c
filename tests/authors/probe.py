"""Does what the param `do` says, to see what comes of it under the host's limits."""

import json

import fetch as http
import host
import wit_world
from wit_world.imports.runner_job_types import Descriptor, Job, Want_Http


class Deeds:
    def spin(self):
        while True:
            pass

    def grow(self):
        everything = []
        while True:
            everything.append(b"1" * 1024 * 1024)

    def permanent(self):
        raise host.permanent("never")

    def transient(self):
        raise host.transient("perhaps")

    def patience(self):
        raise host.retry_after(1.5, "soon")

    def mistake(self):
        return None.what

    def fetch(self):
        response = http.fetch("http://shop.example/orders", method="POST", body=b"hello")
        return {"status": response.status, "text": response.text()}


DEEDS = [name for name in vars(Deeds) if not name.startswith("_")]


class WitWorld(wit_world.WitWorld):
    def describe(self) -> Descriptor:
        return Descriptor(
            name="word-search",
            version="0.1.0",
            summary="A guest of the tests",
            params_schema=json.dumps({"properties": {"do": {"enum": DEEDS}}}),
            result_schema=None,
            inputs=[],
            outputs=[],
            wants=[Want_Http("http://shop.example")],
            resumable=False,
        )

    @host.guarded
    def run(self, job: Job):
        return getattr(Deeds(), json.loads(job.params)["do"])()
