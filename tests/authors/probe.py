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
        response = http.check(http.fetch(self.url, method="POST", body=b"hello"))
        return {"status": response.status, "text": response.text()}


DEEDS = [name for name in vars(Deeds) if not name.startswith("_")]


class WitWorld(wit_world.WitWorld):
    def describe(self) -> Descriptor:
        return Descriptor(
            name="word-search",
            version="0.1.0",
            summary="A guest of the tests",
            params_schema=json.dumps({"properties": {"do": {"enum": DEEDS}, "url": {}}}),
            result_schema=None,
            inputs=[],
            outputs=[],
            wants=[Want_Http("*")],
            resumable=False,
        )

    @host.guarded
    def run(self, job: Job):
        params = json.loads(job.params)
        deeds = Deeds()
        deeds.url = params.get("url", "http://shop.example/orders")
        return getattr(deeds, params["do"])()
