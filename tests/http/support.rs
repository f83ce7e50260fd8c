//! What these tests have in common.

use std::path::Path;
use std::sync::Arc;

use runner_model::{Failure, FailureCode, Grants, Limits, SecretName, SecretString};
use runner_sandbox::{
    Attempt, HttpAccess, HttpOptions, NoSecrets, Outcome, Remedy, Report, Secrets,
};
use runner_testkit::{Bench, Lies, Site};
use serde_json::{Value, json};

/// A sandbox whose resolver lies.
pub(crate) fn bench(lies: &Lies) -> Bench {
    with_options(HttpOptions {
        resolver: Arc::new(lies.clone()),
        ..HttpOptions::default()
    })
}

pub(crate) fn with_options(http: HttpOptions) -> Bench {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("http-cache");
    Bench::with_http(env!("CARGO_BIN_EXE_runner"), &cache, http)
}

/// A grant of all that a site has, by its address.
pub(crate) fn grant(site: &Site) -> Value {
    json!({"to": site.url("")})
}

/// What an attempt is given with these grants.
pub(crate) fn access(grants: &[Value]) -> HttpAccess {
    let grants: Grants = serde_json::from_value(json!({ "http": grants })).unwrap();
    HttpAccess {
        grants: Arc::new(grants),
        secrets: Arc::new(NoSecrets),
        remedy: Remedy::Server,
    }
}

/// One secret.
pub(crate) struct One(pub(crate) &'static str, pub(crate) &'static str);

impl Secrets for One {
    fn get(&self, name: &SecretName) -> Option<SecretString> {
        (name.as_str() == self.0).then(|| SecretString::new(self.1.to_owned()))
    }
}

/// Starts a guest.
pub(crate) fn start(
    bench: &Bench,
    guest: &str,
    params: &Value,
    http: HttpAccess,
    limits: Limits,
) -> Attempt {
    let plugin = bench.load(guest).unwrap();
    let mut spec = bench.spec(&params.to_string(), limits);
    spec.http = http;
    bench.sandbox.start(&plugin, spec)
}

/// Runs the guest that fetches, to its end.
pub(crate) async fn fetch(bench: &Bench, params: &Value, http: HttpAccess) -> Report {
    fetch_within(bench, params, http, Limits::default()).await
}

pub(crate) async fn fetch_within(
    bench: &Bench,
    params: &Value,
    http: HttpAccess,
    limits: Limits,
) -> Report {
    start(bench, "fetch", params, http, limits).wait().await
}

/// Fetches a path of a site that is granted, and gives what came.
pub(crate) async fn came(bench: &Bench, site: &Site, path: &str) -> Value {
    let params = json!({"url": site.url(path), "forgive": true});
    let report = fetch(bench, &params, access(&[grant(site)])).await;
    result(&report)[0].clone()
}

pub(crate) fn result(report: &Report) -> Value {
    match &report.outcome {
        Outcome::Succeeded { result } => serde_json::from_str(result).unwrap(),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn failure(report: &Report) -> Failure {
    report
        .outcome
        .failure(&Limits::default())
        .expect("it failed")
}

/// The code, message and detail of a failure, with a site's port made plain.
pub(crate) fn said(report: &Report, site: &Site) -> String {
    let Failure {
        code,
        message,
        detail,
    } = failure(report);
    let port = site.address().port().to_string();
    let detail = detail.unwrap_or_default();
    format!("{code}: {message}\n--\n{detail}").replace(&port, "PORT")
}

pub(crate) fn code(report: &Report) -> FailureCode {
    failure(report).code
}
