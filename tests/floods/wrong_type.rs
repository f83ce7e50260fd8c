//! Bodies of the wrong type, to every route that takes one: a problem with a code that is known, and nothing changes.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use runner_testkit::{Runner, Server};
use serde_json::{Value, json};

use super::{id, is_ready};

/// A body, with the headers that say what it is, and whether it is nothing at all.
struct Body {
    what: &'static str,
    headers: &'static [&'static str],
    bytes: &'static [u8],
}

const JSON: &str = "Content-Type: application/json";

/// `{}` as gzip.
const GZIP: &[u8] = &[
    0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xab, 0xae, 5, 0, 0x43, 0xbf, 0xa6, 0xa3, 2, 0, 0, 0,
];

const BODIES: [Body; 12] = [
    body("text", &["Content-Type: text/plain"], b"hello"),
    body(
        "a form",
        &["Content-Type: application/x-www-form-urlencoded"],
        b"processor=noop&name=x",
    ),
    body(
        "XML",
        &["Content-Type: application/xml"],
        b"<job><processor>noop</processor></job>",
    ),
    body("no type", &[], b"hello"),
    body("a list", &[JSON], b"[1, \"two\", {}]"),
    body("a number", &[JSON], b"42"),
    body("a text as JSON", &[JSON], b"\"noop\""),
    body("no UTF-8", &[JSON], b"{\"processor\": \"\xff\xfe\"}"),
    body("gzip that says so", &[JSON, "Content-Encoding: gzip"], GZIP),
    body("gzip that does not say so", &[JSON], GZIP),
    body(
        "a form without parts",
        &["Content-Type: multipart/form-data; boundary=b"],
        b"--b--\r\n",
    ),
    body("nothing", &[JSON], b""),
];

const fn body(what: &'static str, headers: &'static [&'static str], bytes: &'static [u8]) -> Body {
    Body {
        what,
        headers,
        bytes,
    }
}

/// What a route takes, as the API's document says.
struct Taken {
    method: String,
    path: String,
    /// The media types that it takes; none if it takes no body.
    kinds: Vec<String>,
    is_required: bool,
}

fn taken() -> Vec<Taken> {
    let paths = runner_server::openapi()["paths"].as_object().unwrap();
    let mut all = Vec::new();
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().unwrap() {
            if !["post", "put", "patch"].contains(&method.as_str()) {
                continue;
            }
            let body = &operation["requestBody"];
            let kinds = body["content"].as_object();
            all.push(Taken {
                method: method.to_uppercase(),
                path: path.clone(),
                kinds: kinds.map_or_else(Vec::new, |kinds| kinds.keys().cloned().collect()),
                is_required: body["required"] == true,
            });
        }
    }
    assert!(all.len() > 50, "{}", all.len());
    all
}

/// Every code that there is, as the document says.
pub(super) fn codes() -> BTreeSet<&'static str> {
    let codes = &runner_server::openapi()["components"]["schemas"]["ProblemCode"]["enum"];
    let codes = codes.as_array().unwrap_or_else(|| {
        panic!(
            "the document names no codes: {}",
            runner_server::openapi()["components"]["schemas"]
        )
    });
    codes.iter().filter_map(Value::as_str).collect()
}

/// A server with something of each kind, and what it is called.
struct Things {
    server: Server,
    names: Vec<(&'static str, String)>,
}

fn things() -> Things {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    let server = Server::start_with_guests(runner, &["noop"]);
    let make = |path: &str, body: Value| {
        let (status, made) = server.post(&format!("/api/v1{path}"), &body);
        assert_eq!(status, 201, "{path}: {made}");
        made
    };
    let later = json!({"processor": "noop", "run_at": "2100-01-01T00:00:00Z"});
    let job = make("/jobs", later.clone());
    let batch = make("/batches", json!({"job": later.clone(), "items": [{}, {}]}));
    let target = json!({"job": {"processor": "noop"}});
    make(
        "/schedules",
        json!({"name": "thing", "cron": "0 0 1 1 *", "target": target}),
    );
    let token = make("/tokens", json!({"name": "thing", "role": "viewer"}));
    let hook = make(
        "/webhooks",
        json!({"url": "https://example.com/hook", "filter": {"events": ["alert"]}}),
    );
    let watch = json!({"kind": "backlog", "queue": "noop", "above": 1_000_000});
    make("/alerts", json!({"name": "thing", "watch": watch}));
    let template = json!({"job": {"processor": "noop"}});
    let (status, said) = server.send("PUT", "/api/v1/templates/thing", &template);
    assert_eq!(status, 200, "{said}");
    let (status, said) = server.send(
        "PUT",
        "/api/v1/secrets/thing",
        &json!({"value": "hush-hush"}),
    );
    assert!(status < 300, "{said}");
    // The queue has a limit that a wrong body could take away.
    let (status, said) = server.send("PATCH", "/api/v1/queues/noop", &json!({"concurrency": 7}));
    assert_eq!(status, 200, "{said}");
    let (_, workers) = server.get("/api/v1/workers");
    let node = workers["items"][0]["node"].as_str().unwrap();
    let names = vec![
        ("/jobs/{id}", id(&job).to_owned()),
        ("/batches/{id}", id(&batch).to_owned()),
        ("/tokens/{id}", id(&token).to_owned()),
        ("/webhooks/{id}", id(&hook).to_owned()),
        ("/schedules/{name}", "thing".to_owned()),
        ("/templates/{name}", "thing".to_owned()),
        ("/secrets/{name}", "thing".to_owned()),
        ("/alerts/{name}", "thing".to_owned()),
        ("/queues/{name}", "noop".to_owned()),
        ("/plugins/{name}", "noop".to_owned()),
        ("/workers/{node}", node.to_owned()),
    ];
    Things { server, names }
}

impl Things {
    /// The path of a route, about what there is if the route takes a body, and about nothing if it would do something without.
    fn path(&self, route: &Taken) -> String {
        let mut path = route.path.clone();
        if !route.kinds.is_empty() && route.is_required {
            for (pattern, name) in &self.names {
                let full = format!("/api/v1{pattern}");
                if let Some(rest) = path.strip_prefix(&full) {
                    let begin = full.split('{').next().unwrap_or_default();
                    path = format!("{begin}{name}{rest}");
                    break;
                }
            }
        }
        path.replace("{id}", "01900000-0000-7000-8000-000000000000")
            .replace("{name}", "nothing")
            .replace("{node}", "nobody")
            .replace("{key}", "nobody")
            .replace("{delivery}", "987654321")
            .replace("{digest}", &format!("sha256:{}", "0".repeat(64)))
    }

    /// All that there is, as far as a body could change it.
    fn state(&self) -> Vec<(String, Value)> {
        let lists = [
            "/jobs",
            "/batches",
            "/schedules",
            "/templates",
            "/templates/thing",
            "/secrets",
            "/tokens",
            "/webhooks",
            "/alerts",
            "/plugins",
            "/plugins/noop/grants",
            "/plugins/noop/limits",
            "/limits",
            "/queues",
            "/queues/noop/keys",
            "/actions",
            "/errors",
        ];
        let show = |path: &&str| {
            let (status, mut answer) = self.server.get(&format!("/api/v1{path}"));
            assert_eq!(status, 200, "{path}: {answer}");
            forget_time(&mut answer);
            // Beside those, a list may say what the server is at.
            let answer = match answer.get_mut("items") {
                Some(items) => items.take(),
                None => answer,
            };
            ((*path).to_owned(), answer)
        };
        lists.iter().map(show).collect()
    }
}

/// Leaves out what time alone changes.
fn forget_time(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let by_itself = [
                "used_at",
                "looked_at",
                "next_token_at",
                "heartbeat_at",
                "lease_ends_at",
                "loaded",
                "code_bytes",
                "compile_ms",
            ];
            fields.retain(|name, _| !by_itself.contains(&name.as_str()));
            fields.values_mut().for_each(forget_time);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_time),
        _ => {}
    }
}

/// Whether a body is one that the route may take.
fn may_be_taken(route: &Taken, body: &Body) -> bool {
    let takes = |kind: &str| route.kinds.iter().any(|one| one == kind);
    // Bytes are bytes: of any type.
    takes("application/octet-stream")
        // One that is not there is what it need not be.
        || body.bytes.is_empty() && !route.is_required
        // A stream of lines may have none.
        || body.bytes.is_empty() && takes("application/x-ndjson")
}

#[test]
fn bodies_of_the_wrong_type_are_refused_and_change_nothing() {
    let things = things();
    let server = &things.server;
    let known = codes();
    let before = things.state();
    let mut wrong = String::new();
    for route in taken() {
        let path = things.path(&route);
        for body in &BODIES {
            let answer = server.exchange(&route.method, &path, body.headers, body.bytes);
            let problem = answer.json();
            let code = problem["code"].as_str().unwrap_or_default();
            let is_problem = (400..500).contains(&answer.status)
                && answer.header("content-type") == Some("application/problem+json")
                && known.contains(code)
                && problem["status"] == answer.status
                && problem["detail"]
                    .as_str()
                    .is_some_and(|detail| !detail.is_empty());
            let is_right = is_problem
                || answer.status < 300 && (route.kinds.is_empty() || may_be_taken(&route, body));
            if !is_right {
                let (method, path, what) = (&route.method, &route.path, body.what);
                writeln!(
                    wrong,
                    "{method} {path} with {what}: {} {}",
                    answer.status,
                    answer.text()
                )
                .unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    // Some take no body, and did what they are for.
    assert_eq!(server.post("/api/v1/resume", &Value::Null).0, 200);
    let changed: Vec<_> = before
        .into_iter()
        .zip(things.state())
        .filter(|(before, after)| before != after)
        .collect();
    assert!(changed.is_empty(), "{changed:#?}");
    assert!(is_ready(server));
    let log = server.log();
    assert!(!log.contains("panicked") && !log.contains("ERROR"), "{log}");
}
