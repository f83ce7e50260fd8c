//! Pages and filters of every list.

use std::collections::BTreeSet;

use runner_testkit::Server;
use serde_json::{Value, json};

use super::{later, server, submit};

fn list(server: &Server, path: &str) -> Value {
    let (status, list) = server.get(&format!("/api/v1/{path}"));
    assert_eq!(status, 200, "{path}: {list}");
    list
}

/// What is in a field of each item.
fn all(list: &Value, field: &str) -> Vec<String> {
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|item| item[field].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// Every item of a list, page by page.
fn paged(server: &Server, path: &str, field: &str) -> Vec<String> {
    let (mut seen, mut token) = (Vec::new(), String::new());
    loop {
        let page = list(server, &format!("{path}?page_size=1{token}"));
        assert!(page["items"].as_array().unwrap().len() <= 1);
        seen.extend(all(&page, field));
        match page["next_page_token"].as_str() {
            Some(next) => token = format!("&page_token={next}"),
            None => return seen,
        }
    }
}

fn fill(server: &Server) {
    for title in ["red", "blue", "green"] {
        submit(
            server,
            &json!({"processor": "noop", "queue": title, "run_at": "2100-01-01T00:00:00Z"}),
        );
        let batch = json!({"title": title, "items": [later()]});
        assert_eq!(server.post("/api/v1/batches", &batch).0, 201);
        let schedule = json!({"cron": "@daily", "target": {"job": {"processor": "noop"}}});
        server.send("PUT", &format!("/api/v1/schedules/{title}"), &schedule);
        let template =
            json!({"description": format!("makes {title}"), "job": {"processor": "noop"}});
        server.send("PUT", &format!("/api/v1/templates/{title}"), &template);
        let secret = json!({"value": "a long enough value"});
        server.send("PUT", &format!("/api/v1/secrets/{title}"), &secret);
        server.visitor(title, "viewer");
        let fails =
            json!({"processor": "echo", "max_attempts": 1, "params": {"fail": "permanent"}});
        server.post("/api/v1/jobs", &fails);
    }
}

#[test]
fn every_list_is_read_page_by_page() {
    let server = server();
    fill(&server);
    for (path, field) in [
        ("jobs", "id"),
        ("batches", "id"),
        ("queues", "name"),
        ("schedules", "name"),
        ("templates", "name"),
        ("secrets", "name"),
        ("tokens", "id"),
        ("plugins", "digest"),
        ("errors", "id"),
        ("audit", "id"),
        ("actions", "id"),
    ] {
        let whole = all(&list(&server, &format!("{path}?page_size=500")), field);
        // The audit log grows by what it is asked for but never by reading.
        assert_eq!(paged(&server, path, field), whole, "{path}");
        let different: BTreeSet<&String> = whole.iter().collect();
        assert_eq!(different.len(), whole.len(), "{path}");
        let is_short = matches!(path, "errors" | "actions");
        assert!(is_short || whole.len() >= 3, "{path}: {whole:?}");
    }
}

#[test]
fn a_token_is_of_its_list_and_of_this_server_alone() {
    let server = server();
    fill(&server);
    let token = list(&server, "batches?page_size=1")["next_page_token"].clone();
    let token = token.as_str().unwrap();
    for path in [
        "jobs",
        "batches",
        "queues",
        "schedules",
        "templates",
        "secrets",
        "tokens",
        "plugins",
        "errors",
        "audit",
        "actions",
        "queues/red/keys",
        "schedules/red/firings",
    ] {
        let ask = |token: &str| server.get(&format!("/api/v1/{path}?page_token={token}"));
        for wrong in ["p7", "x", "AAAAAAAAAAAA", "%20"] {
            let (status, problem) = ask(wrong);
            assert_eq!(
                (status, &problem["code"]),
                (400, &json!("bad_request")),
                "{path} {wrong}: {problem}"
            );
        }
        let (status, problem) = ask(token);
        if path == "batches" {
            assert_eq!(status, 200);
        } else {
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.contains("another list"), "{path}: {detail}");
        }
    }
}

#[test]
fn every_list_has_filters() {
    let server = server();
    fill(&server);
    server.post("/api/v1/queues/red/pause", &Value::Null);
    server.post("/api/v1/schedules/red/pause", &Value::Null);
    let (_, batches) = server.get("/api/v1/batches?q=BLUE");
    let blue = batches["items"][0]["id"].as_str().unwrap().to_owned();
    server.post(&format!("/api/v1/batches/{blue}/pause"), &Value::Null);
    let names = |path: &str, field: &str| all(&list(&server, path), field);
    for (path, field, expected) in [
        ("queues?q=RE", "name", &["green", "red"][..]),
        ("queues?paused=true", "name", &["red"]),
        ("queues?paused=true&q=blue", "name", &[]),
        (
            "schedules?q=e&built_in=false",
            "name",
            &["blue", "green", "red"],
        ),
        ("schedules?paused=true", "name", &["red"]),
        ("schedules?created_by=ann", "name", &[]),
        ("templates?q=makes%20b", "name", &["blue"]),
        ("templates?kind=batch", "name", &[]),
        ("secrets?q=green", "name", &["green"]),
        ("tokens?role=viewer&q=r", "name", &["green", "red"]),
        ("batches?q=blue", "title", &["blue"]),
        ("batches?state=paused", "title", &["blue"]),
        ("batches?state=running", "title", &["green", "red"]),
        ("batches?created_before=2020-01-01T00:00:00Z", "title", &[]),
        (
            "batches?created_from=2020-01-01T00:00:00Z&q=re",
            "title",
            &["green", "red"],
        ),
        ("batches?created_by=ann", "title", &[]),
        ("plugins?q=noop&active=true", "name", &["noop"]),
        ("plugins?active=false", "name", &[]),
        (
            "plugins?source=bundled&q=data",
            "name",
            &["data-conversion"],
        ),
        ("audit?by=ann", "object", &[]),
        ("audit?object=red&route=secrets", "object", &["red"]),
        ("actions?verb=cancel", "id", &[]),
        ("errors?state=muted", "id", &[]),
        ("errors?code=timed_out", "id", &[]),
        ("errors?q=nowhere", "id", &[]),
    ] {
        let mut found = names(path, field);
        found.sort();
        assert_eq!(found, expected, "{path}");
    }
    for path in [
        "queues?colour=red",
        "schedules?built_in=maybe",
        "templates?kind=x",
        "batches?state=x",
        "batches?created_from=yesterday",
        "errors?state=x",
        "errors?code=x",
        "tokens?role=x",
        "plugins?x=1",
        "secrets?x=1",
        "audit?outcome=x",
        "actions?state=x",
    ] {
        let (status, problem) = server.get(&format!("/api/v1/{path}"));
        assert!([400, 422].contains(&status), "{path}: {problem}");
    }
}

#[test]
fn a_job_names_its_batch_and_its_plugin() {
    let server = server();
    let (_, batch) = server.post("/api/v1/batches", &json!({"items": [later()]}));
    let id = batch["id"].as_str().unwrap();
    let items = list(&server, &format!("batches/{id}/items"));
    let item = &items["items"][0];
    assert_eq!(
        (&item["batch_id"], &item["plugin"]["name"]),
        (&json!(id), &json!("noop"))
    );
    let alone = submit(&server, &later());
    assert_eq!(
        (&alone["batch_id"], &alone["plugin"]["name"]),
        (&Value::Null, &json!("noop"))
    );
    let shown = server.client(&["job", "show", item["id"].as_str().unwrap()]);
    assert!(shown.stdout.contains(id), "{}", shown.stdout);
}

#[test]
fn words_are_looked_for_in_ids_tags_and_params_too() {
    let server = server();
    let job = submit(
        &server,
        &json!({"processor": "echo", "params": {"say": "Needle in hay"}, "tags": ["Zebra"],
            "title": "One", "run_at": "2100-01-01T00:00:00Z"}),
    );
    submit(&server, &later());
    let id = job["id"].as_str().unwrap();
    let tail = &id[24..];
    for words in [
        "needle",
        "zebra",
        "one",
        tail,
        &id[14..],
        &id.to_uppercase(),
    ] {
        let found = all(&list(&server, &format!("jobs?q={words}")), "id");
        assert_eq!(found, [id], "{words}");
    }
    assert_eq!(all(&list(&server, "jobs?q=nowhere"), "id"), [""; 0]);
}
