//! Submits that are only looked at.

use runner_testkit::Server;
use serde_json::{Value, json};

use super::{convert, id, later, server, submit};

fn kept(server: &Server) -> (usize, usize, usize) {
    let count = |path: &str| {
        let (_, list) = server.get(path);
        list["items"].as_array().unwrap().len()
    };
    let blobs = server.runner().path("data/blobs");
    let files = std::fs::read_dir(blobs).map_or(0, |folders| {
        folders
            .filter_map(Result::ok)
            .filter_map(|folder| std::fs::read_dir(folder.path()).ok())
            .map(Iterator::count)
            .sum()
    });
    (count("/api/v1/jobs"), count("/api/v1/batches"), files)
}

#[test]
fn a_job_that_is_only_looked_at_says_what_would_become_of_it() {
    let server = server();
    let unique =
        json!({"processor": "noop", "run_at": "2100-01-01T00:00:00Z", "unique": {"key": "k"}});
    let first = submit(&server, &unique);
    let before = kept(&server);
    let look = |job: &Value| server.post("/api/v1/jobs?validate_only=true", job);
    let (status, said) = look(&later());
    assert_eq!(status, 200, "{said}");
    assert_eq!(
        (
            &said["validate_only"],
            &said["outcome"],
            &said["job"]["state"]
        ),
        (&json!(true), &json!("created"), &json!("scheduled"))
    );
    assert_eq!(said["job"].get("id"), None);
    assert_eq!(said["job"]["plugin"]["digest"], first["plugin"]["digest"]);
    let (_, said) = look(&unique);
    assert_eq!(
        (&said["outcome"], &said["job"]["id"]),
        (&json!("duplicate"), &first["id"])
    );
    let waits = json!({"processor": "noop", "after": [id(&first)]});
    assert_eq!(look(&waits).1["job"]["state"], "blocked");
    // With bytes that are looked at and not kept.
    let text = convert(json!({"text": "a\n1\n", "media_type": "text/csv"}));
    let (status, said) = look(&text);
    assert_eq!(
        (status, &said["job"]["inputs"][0]["size_bytes"]),
        (200, &json!(4)),
        "{said}"
    );
    // What is wrong is wrong in the same words.
    for job in [
        json!({"processor": "nothing"}),
        json!({"processor": "echo", "params": {"say": 1}}),
        json!({"processor": "noop", "unique": {"key": "k", "mode": "reject"}}),
        json!({"processor": "noop", "priority": 11}),
        json!({"processor": "noop", "after": ["01900000-0000-7000-8000-000000000000"]}),
    ] {
        let (status, problem) = look(&job);
        let (same, other) = server.post("/api/v1/jobs", &job);
        let path = |problem: &Value| problem["errors"][0]["path"].clone();
        assert_eq!(
            (status, &problem["code"], path(&problem)),
            (same, &other["code"], path(&other)),
            "{job}"
        );
        assert!(status >= 400, "{job}");
    }
    assert_eq!(kept(&server), before);
    let (status, problem) = server.post("/api/v1/jobs?validate=true", &later());
    assert_eq!(status, 400, "{problem}");
}

#[test]
fn a_key_is_free_after_a_look() {
    let server = server();
    let send =
        |path: &str, body: &Value| server.send_with("POST", path, &["Idempotency-Key: k"], body);
    assert_eq!(send("/api/v1/jobs?validate_only=true", &later()).0, 200);
    let other = json!({"processor": "noop"});
    assert_eq!(send("/api/v1/jobs", &other).0, 201);
}

#[test]
fn many_jobs_are_looked_at_together() {
    let server = server();
    let unique =
        json!({"processor": "noop", "run_at": "2100-01-01T00:00:00Z", "unique": {"key": "k"}});
    let first = submit(&server, &unique);
    let before = kept(&server);
    let same = json!({"processor": "noop", "unique": {"key": "new"}});
    let jobs = json!({"jobs": [later(), unique, same, same, {"processor": "noop", "after": [0]}]});
    let (status, said) = server.post("/api/v1/jobs/bulk?validate_only=true", &jobs);
    assert_eq!(status, 200, "{said}");
    assert_eq!(
        said,
        json!({"validate_only": true, "jobs": 5, "new": 3, "duplicates": [
            {"index": 1, "id": id(&first), "as": "duplicate"},
            {"index": 3, "of": 2, "as": "duplicate"},
        ]})
    );
    let wrong = json!({"jobs": [later(), {"processor": "nothing"}]});
    let (status, problem) = server.post("/api/v1/jobs/bulk?validate_only=true", &wrong);
    assert_eq!(
        (status, &problem["code"]),
        (422, &json!("unknown_processor"))
    );
    assert_eq!(kept(&server), before);
}

#[test]
fn a_batch_is_looked_at_as_a_document_and_as_lines() {
    let server = server();
    let before = kept(&server);
    let path = "/api/v1/batches?validate_only=true";
    let text = json!({"data": {"text": "a\n1\n", "media_type": "text/csv"}});
    let batch = json!({"job": convert(json!({})), "items": [{"inputs": text}, {"inputs": text}]});
    let (status, said) = server.post(path, &batch);
    assert_eq!(
        (status, &said),
        (200, &json!({"validate_only": true, "items": 2}))
    );
    let wrong = json!({"job": {"processor": "noop"}, "items": [{}, {"priority": 11}]});
    let (status, problem) = server.post(path, &wrong);
    assert_eq!(
        (status, &problem["errors"][0]["path"]),
        (422, &json!("/items/1/priority"))
    );
    let lines = ["Content-Type: application/x-ndjson"];
    let (status, said) = server.upload(
        path,
        &lines,
        b"{\"batch\":{\"job\":{\"processor\":\"noop\"}}}\n{}\n\n{}\n{}\n",
    );
    assert_eq!((status, &said["items"]), (200, &json!(3)), "{said}");
    let (status, problem) = server.upload(path, &lines, b"{\"processor\":\"noop\"}\n{\n");
    assert_eq!(
        (status, &problem["errors"][0]["path"]),
        (422, &json!("/2")),
        "{problem}"
    );
    assert_eq!(kept(&server), before);
}

#[test]
fn a_template_is_looked_at_with_its_params() {
    let server = server();
    let put = |name: &str, body: &Value| {
        let path = format!("/api/v1/templates/{name}");
        assert_eq!(server.send("PUT", &path, body).0, 200);
    };
    put(
        "one",
        &json!({"job": {"processor": "echo", "params": {"say": "{{who}}"}, "run_at": "2100-01-01T00:00:00Z", "unique": {"key": "k"}}}),
    );
    put(
        "many",
        &json!({"batch": {"job": {"processor": "noop"}, "items": [{}, {"priority": "{{how}}"}]}}),
    );
    let before = kept(&server);
    let look = |name: &str, params: &Value| {
        let path = format!("/api/v1/templates/{name}/submit?validate_only=true");
        server.post(&path, &json!({ "params": params }))
    };
    let (status, said) = look("one", &json!({"who": "Ada"}));
    assert_eq!(
        (status, &said["outcome"], &said["job"]["state"]),
        (200, &json!("created"), &json!("scheduled")),
        "{said}"
    );
    assert_eq!(said["job"]["params"]["say"], "Ada");
    let many = look("many", &json!({"how": "high"}));
    assert_eq!(many, (200, json!({"validate_only": true, "items": 2})));
    let (status, problem) = look("many", &json!({"how": "odd"}));
    assert_eq!(
        (status, &problem["errors"][0]["path"]),
        (422, &json!("/batch/items/1/priority")),
        "{problem}"
    );
    assert_eq!(look("one", &json!({})).0, 422);
    assert_eq!(look("none", &json!({})).0, 404);
    assert_eq!(kept(&server), before);
    let said = |args: &[&str]| server.client(args).line().to_owned();
    assert_eq!(
        said(&[
            "template",
            "submit",
            "one",
            "-p",
            "who=Ada",
            "--validate-only"
        ]),
        "it would be taken, and be scheduled in queue echo"
    );
    assert_eq!(
        said(&[
            "template",
            "submit",
            "many",
            "-p",
            "how=low",
            "--validate-only"
        ]),
        "it would be taken, with 2 items"
    );
    assert_eq!(
        said(&["submit", "noop", "--delay", "1h", "--validate-only"]),
        "it would be taken, and be scheduled in queue noop"
    );
    server.runner().write("items.jsonl", "{}\n{}\n{}\n");
    assert_eq!(
        said(&[
            "batch",
            "submit",
            "items.jsonl",
            "--processor",
            "noop",
            "--validate-only"
        ]),
        "it would be taken, with 3 items"
    );
    assert_eq!(kept(&server), before);
    let (_, first) = server.post(
        "/api/v1/templates/one/submit",
        &json!({"params": {"who": "Bob"}}),
    );
    let id = first["job_id"].as_str().unwrap();
    assert_eq!(
        said(&[
            "template",
            "submit",
            "one",
            "-p",
            "who=Ada",
            "--validate-only"
        ]),
        format!("it would be a duplicate: of job {id}, which is scheduled")
    );
    let waits = server.client(&["submit", "noop", "--wait", "--validate-only"]);
    assert_eq!(waits.code, Some(2), "{}", waits.stderr);
}
