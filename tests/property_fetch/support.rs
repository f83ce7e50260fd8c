//! What these tests have in common: an API, and a server that may reach it.

use runner_property_api::{PropertyApi, Settings};
use runner_testkit::{Runner, Server};
use serde_json::{Value, json};

/// An API, and a server that may reach it.
pub(crate) struct Story {
    pub(crate) api: PropertyApi,
    pub(crate) server: Server,
}

impl Story {
    pub(crate) fn begin(settings: Settings) -> Self {
        Self::begin_with(settings, &[])
    }

    /// The same with guests of the tests among the plugins.
    pub(crate) fn begin_with(settings: Settings, guests: &[&str]) -> Self {
        let api = PropertyApi::start(settings);
        let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
        let server = Server::start_with_guests(runner, guests);
        set_secret(&server, api.token());
        grant(&server, "property-fetch", &api, &["--method", "POST"]);
        Self { api, server }
    }

    /// Submits a fetch that buys, and gives its id.
    pub(crate) fn fetch(&self, more: &Value) -> String {
        submit(&self.server, &self.params(more))
    }

    /// Params of a fetch that buys.
    pub(crate) fn params(&self, more: &Value) -> Value {
        let mut params = json!({
            "base_url": self.api.url(), "purchase": true, "retry_delay": "20ms",
            // All that the stand-in has.
            "criteria": {"state": ["AZ", "CA", "CO"]},
        });
        params
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        params
    }

    /// The output of a job.
    pub(crate) fn output(&self, id: &str) -> String {
        output(&self.server, id)
    }

    /// A text without what is another each time.
    pub(crate) fn plain(&self, text: &str, id: &str) -> String {
        text.replace(&self.api.port().to_string(), "PORT")
            .replace(id, "ID")
    }

    /// The error of a job that failed, without what is another each time.
    pub(crate) fn error(&self, id: &str) -> String {
        let job = self.server.wait_for(id, "failed");
        let error = &job["error"];
        let text = format!(
            "{}: {}",
            error["code"].as_str().unwrap(),
            error["message"].as_str().unwrap()
        );
        self.plain(&text, id)
    }

    /// Makes sure that an output has every record once, in order, as the API has it.
    pub(crate) fn has_all(&self, output: &str) {
        let mut lines = output.lines();
        for (number, record) in self.api.records().iter().enumerate() {
            let line = lines
                .next()
                .unwrap_or_else(|| panic!("record {number} is missing"));
            let came: Value = serde_json::from_str(line).unwrap();
            assert_eq!(came.as_object(), Some(record), "record {number}");
        }
        assert_eq!(lines.next(), None);
    }

    /// Makes sure that every record was bought once, and again only with answers that were lost and with pages that `again`
    /// counts.
    pub(crate) fn bought_once(&self, again: impl Fn(u64) -> u32) {
        let ledger = self.api.ledger();
        for (record, number) in self.api.records().iter().zip(0..) {
            let times = ledger.bought(record["RadarID"].as_str().unwrap());
            let expected = 1 + ledger.lost(number) + again(number);
            assert_eq!(times, expected, "record {number}: {:#?}", ledger.asked);
        }
    }
}

pub(crate) fn set_secret(server: &Server, value: &str) {
    let set = server
        .runner()
        .run_with(&["secret", "set", "propertyradar"], value.as_bytes());
    assert_eq!(set.code, Some(0), "{}", set.stderr);
}

pub(crate) fn grant(server: &Server, plugin: &str, api: &PropertyApi, more: &[&str]) {
    let url = api.url();
    let args = [
        "plugin",
        "grant",
        plugin,
        &url,
        "--header",
        "authorization: Bearer ${secret:propertyradar}",
    ];
    let granted = server.client(&[&args[..], more].concat());
    assert_eq!(granted.code, Some(0), "{}", granted.stderr);
}

pub(crate) fn submit(server: &Server, params: &Value) -> String {
    let job = json!({
        "processor": "property-fetch", "params": params,
        "backoff": {"growth": "fixed", "base_ms": 20, "cap_ms": 20, "jitter_percent": 0},
    });
    let (status, job) = server.post("/api/v1/jobs", &job);
    assert_eq!(status, 201, "{job}");
    job["id"].as_str().unwrap().to_owned()
}

pub(crate) fn output(server: &Server, id: &str) -> String {
    let answer = server.get_raw(&format!("/api/v1/jobs/{id}/outputs/data"));
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    body.to_owned()
}
