//! A submitter has its own jobs alone, wherever it looks.

use std::collections::BTreeSet;

use runner_server::{Needs, rules};
use runner_testkit::{Server, Visitor};
use serde_json::{Value, json};

use super::{ids, noop, server, submit};

fn two(server: &Server) -> (Visitor, Visitor) {
    (
        server.visitor("ann", "submitter"),
        server.visitor("bob", "submitter"),
    )
}

fn id(of: &Value) -> &str {
    of["id"].as_str().unwrap_or_else(|| panic!("{of}"))
}

/// Waits for the end of a job that somebody sees.
fn ended(server: &Server, job: &Value) -> Value {
    server.wait_for(id(job), "completed")
}

#[test]
fn others_jobs_and_batches_are_not_there() {
    let server = server();
    let (ann, bob) = two(&server);
    let job = ended(&server, &submit(&ann, &noop()));
    let batch = json!({"job": {"processor": "noop"}, "items": [{}, {}]});
    let (status, batch) = ann.post("/batches", &batch);
    assert_eq!(
        (status, &batch["created_by"]),
        (201, &json!("ann")),
        "{batch}"
    );
    let pause = json!({"verb": "pause", "ids": [id(&job)]});
    let (status, action) = ann.post("/jobs/actions", &pause);
    assert_eq!(
        (status, &action["created_by"]),
        (202, &json!("ann")),
        "{action}"
    );
    let nowhere = "01900000-0000-7000-8000-000000000000";
    let mut tried = 0;
    for rule in rules() {
        let of = match rule.needs {
            Needs::ViewJob | Needs::ChangeJob => &job,
            Needs::ViewBatch | Needs::ChangeBatch => &batch,
            Needs::ViewAction | Needs::ChangeAction => &action,
            _ => {
                // No other route of a job, batch or action is for submitters.
                let is_of_one = ["/jobs/{id}", "/batches/{id}", "/actions/{id}"]
                    .iter()
                    .any(|of| rule.path.starts_with(of));
                assert!(!is_of_one, "{rule:?}");
                continue;
            }
        };
        let path = |id: &str| rule.path.replace("{id}", id).replace("{name}", "output");
        let ask = |who: &Visitor, id: &str| who.send(rule.method.as_str(), &path(id), &json!({}));
        let (status, others) = ask(&bob, id(of));
        let (_, none) = ask(&bob, nowhere);
        assert_eq!(status, 404, "{rule:?}: {others}");
        let none = none.to_string().replace(nowhere, id(of));
        assert_eq!(others.to_string(), none, "{rule:?}");
        tried += 1;
        if rule.method == "GET" && !rule.path.ends_with("/{name}") {
            assert_eq!(ask(&ann, id(of)).0, 200, "{rule:?}");
        }
    }
    assert!(tried > 20, "{tried}");
    // It is as it was.
    let (_, same) = ann.get(&format!("/jobs/{}", id(&job)));
    assert_eq!(same["finished_at"], job["finished_at"]);
}

#[test]
fn lists_and_counts_are_of_ones_own() {
    let server = server();
    let (ann, bob) = two(&server);
    let operator = server.visitor("olga", "operator");
    let job = submit(&ann, &json!({"processor": "noop", "tags": ["red"]}));
    let bobs = submit(&bob, &json!({"processor": "noop", "tags": ["red"]}));
    let (_, batch) = ann.post("/batches", &json!({"items": [noop()]}));
    // Somebody who may says whose a job is.
    let given = submit(
        &operator,
        &json!({"processor": "noop", "created_by": "bob"}),
    );
    let plain = submit(&operator, &noop());
    assert_eq!(plain["created_by"], "olga");
    // What the token in the data folder submits is nobody's.
    let (_, nobodys) = server.post("/api/v1/jobs", &noop());
    assert_eq!(nobodys["created_by"], Value::Null, "{nobodys}");
    let (_, all) = server.post("/api/v1/batches", &json!({"items": []}));
    assert_eq!(all["created_by"], Value::Null, "{all}");
    for job in [&job, &bobs, &given, &plain, &nobodys] {
        ended(&server, job);
    }
    let (_, items) = ann.get(&format!("/batches/{}/items", id(&batch)));
    let item = ids(&items)[0].to_owned();
    server.wait_for(&item, "completed");
    let seen = |who: &Visitor, query: &str| -> BTreeSet<String> {
        let (status, list) = who.get(&format!("/jobs{query}"));
        assert_eq!(status, 200, "{list}");
        ids(&list).into_iter().map(str::to_owned).collect()
    };
    let set = |of: &[&str]| {
        of.iter()
            .map(|id| (*id).to_owned())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(seen(&ann, ""), set(&[id(&job), &item]));
    assert_eq!(seen(&bob, ""), set(&[id(&bobs), id(&given)]));
    assert_eq!(seen(&bob, "?tag=red"), set(&[id(&bobs)]));
    assert_eq!(
        seen(&bob, "?state=completed&processor=noop&queue=noop").len(),
        2
    );
    for query in [
        "?created_by=ann".to_owned(),
        format!("?id={}", id(&job)),
        format!("?batch={}", id(&batch)),
    ] {
        assert_eq!(seen(&bob, &query), set(&[]), "{query}");
    }
    assert_eq!(seen(&operator, "").len(), 6);
    assert_eq!(ids(&bob.get("/batches").1), [""; 0]);
    assert_eq!(ids(&ann.get("/batches").1), [id(&batch)]);

    let (_, stats) = bob.get("/stats");
    assert_eq!(
        (&stats["jobs"]["completed"], &stats["attempts"]["completed"]),
        (&json!(2), &json!(2)),
        "{stats}"
    );
    assert!(
        stats.get("queues").is_none() && stats.get("by_user").is_none(),
        "{stats}"
    );
    assert_eq!(bob.get("/stats?processor=noop").0, 403);
    assert_eq!(operator.get("/stats").1["jobs"]["completed"], 6);
}

#[test]
fn events_are_of_ones_own() {
    let server = server();
    let (ann, bob) = two(&server);
    let (mut anns, mut bobs) = (ann.events("/events"), bob.events("/events"));
    let first = submit(&ann, &noop());
    let (_, batch) = ann.post("/batches", &json!({"items": [noop()]}));
    let second = submit(&bob, &noop());
    ended(&server, &first);
    ended(&server, &second);
    let mut seen = BTreeSet::new();
    loop {
        let event = bobs.next_event().unwrap();
        let job = event["job"]["id"]
            .as_str()
            .unwrap_or_else(|| panic!("{event}"));
        assert_eq!(event["job"]["created_by"], "bob", "{event}");
        seen.insert(job.to_owned());
        if event["type"] == "job-completed" {
            break;
        }
    }
    assert_eq!(seen, BTreeSet::from([id(&second).to_owned()]));
    // Up to the end of the batch, which is ann's too.
    loop {
        let event = anns.next_event().unwrap();
        if event["data"]["batch"] == batch["id"] {
            break;
        }
        assert_eq!(event["job"]["created_by"], "ann", "{event}");
    }
}

#[test]
fn a_job_is_made_of_what_is_ones_own() {
    let server = server();
    let (ann, bob) = two(&server);
    let anns = submit(&ann, &noop());
    let job = id(&anns);
    let nowhere = "01900000-0000-7000-8000-000000000000";
    let refused = |job: &Value| {
        let (status, problem) = bob.post("/jobs", job);
        assert_ne!(status, 201, "{problem}");
        let detail = problem["detail"].as_str().unwrap();
        // Ids differ each time.
        let words: Vec<&str> = detail
            .split_whitespace()
            .filter(|word| !word.starts_with("01"))
            .collect();
        (status, words.join(" "))
    };
    // Another's job is refused in the words for one that there is not.
    for make in [
        |id: &str| json!({"processor": "noop", "after": [id]}),
        |id: &str| {
            json!({"processor": "data-conversion", "params": {"to": "jsonl"},
            "inputs": {"data": {"job": id, "output": "report"}}})
        },
    ] {
        assert_eq!(refused(&make(job)), refused(&make(nowhere)));
    }
    let (status, _) = bob.post("/jobs", &json!({"processor": "noop", "created_by": "ann"}));
    assert_eq!(status, 422);
    // In a batch as well.
    let items = json!({"items": [{"processor": "noop", "after": [job]}]});
    assert_eq!(bob.post("/batches", &items).0, 422);
    let then = json!({"items": [], "then": {"processor": "noop", "created_by": "ann"}});
    assert_eq!(bob.post("/batches", &then).0, 422);
}

#[test]
fn bytes_are_found_by_whoever_sent_them() {
    let server = server();
    let (ann, bob) = two(&server);
    let convert = |input: Value| json!({"processor": "data-conversion", "params": {"to": "jsonl", "from": "csv"}, "inputs": {"data": input}});
    let text = "id,zip\n1,00123\n";
    let first = submit(
        &ann,
        &convert(json!({"text": text, "media_type": "text/csv"})),
    );
    let digest = first["inputs"][0]["digest"].clone();
    let blob = json!({"blob": digest, "media_type": "text/csv"});
    submit(&ann, &convert(blob.clone()));
    let (status, theirs) = bob.post("/jobs", &convert(blob.clone()));
    assert_eq!(
        (status, &theirs["code"]),
        (404, &json!("not_found")),
        "{theirs}"
    );
    // Once they are bob's as well, they are bob's.
    submit(
        &bob,
        &convert(json!({"text": text, "media_type": "text/csv"})),
    );
    submit(&bob, &convert(blob));
}

#[test]
fn keys_of_two_never_meet() {
    let server = server();
    let (ann, bob) = two(&server);
    let unique = json!({"processor": "noop", "unique": {"key": "order 7", "scope": "global", "window_ms": 600_000}});
    let (first, second) = (submit(&ann, &unique), submit(&bob, &unique));
    assert_ne!(first["id"], second["id"]);
    let (status, again) = ann.post("/jobs", &unique);
    assert_eq!((status, &again["id"]), (200, &first["id"]), "{again}");

    let keyed =
        |who: &Visitor, body: &Value| who.send_with("POST", "/jobs", &["Idempotency-Key: 1"], body);
    let (_, first) = keyed(&ann, &noop());
    let (_, second) = keyed(&bob, &noop());
    assert_ne!(first["id"], second["id"]);
    assert_eq!(keyed(&ann, &noop()).1["id"], first["id"]);
    // The same key with another body is ann's mistake alone.
    let other = json!({"processor": "noop", "title": "x"});
    assert_eq!(keyed(&ann, &other).0, 422);
}

#[test]
fn templates_are_for_all_and_what_they_start_is_ones_own() {
    let server = server();
    let (ann, bob) = two(&server);
    let operator = server.visitor("olga", "operator");
    let (status, template) = operator.send(
        "PUT",
        "/templates/one",
        &json!({"job": {"processor": "noop"}}),
    );
    assert_eq!((status, &template["updated_by"]), (200, &json!("olga")));
    let (status, started) = ann.post("/templates/one/submit", &Value::Null);
    assert_eq!(status, 201, "{started}");
    let path = format!("/jobs/{}", started["job_id"].as_str().unwrap());
    assert_eq!(ann.get(&path).1["created_by"], "ann");
    assert_eq!(bob.get(&path).0, 404);
    // What a plugin may reach is nothing to them.
    let (_, plugin) = ann.get("/plugins/noop");
    assert!(
        plugin["descriptor"].is_object() && plugin.get("grants").is_none(),
        "{plugin}"
    );
    let schedule = json!({"cron": "@daily", "target": {"job": {"processor": "noop"}}});
    assert_eq!(ann.send("PUT", "/schedules/daily", &schedule).0, 403);
    let (_, schedule) = operator.send("PUT", "/schedules/daily", &schedule);
    assert_eq!(schedule["created_by"], "olga");
}

/// A job that is given statistics of everybody's jobs.
fn asking() -> Value {
    json!({"processor": "echo", "inputs": {"text": {"stats": {"since": "1d"}}}})
}

#[test]
fn statistics_of_all_jobs_are_an_input_for_those_who_see_them_elsewhere() {
    let server = server();
    let operator = server.visitor("olga", "operator");
    for (name, body) in [
        ("one", json!({"job": asking()})),
        ("many", json!({"batch": {"items": [asking()]}})),
    ] {
        let (status, template) = operator.send("PUT", &format!("/templates/{name}"), &body);
        assert_eq!(status, 200, "{template}");
    }
    let rule = rules()
        .into_iter()
        .find(|rule| rule.path == "/stats/series")
        .unwrap();
    for role in Needs::Submit.roles() {
        let who = server.visitor(&format!("a-{role}"), role.as_str());
        let may = rule.needs.roles().contains(role);
        for (path, body) in [
            ("/jobs", asking()),
            ("/jobs/bulk", json!({"jobs": [noop(), asking()]})),
            ("/batches", json!({"items": [noop(), asking()]})),
            ("/batches", json!({"job": asking(), "items": [{}]})),
            ("/batches", json!({"items": [], "then": asking()})),
            ("/batches", json!({"template": "one", "items": [{}]})),
            ("/templates/one/submit", json!({})),
            ("/templates/many/submit", json!({})),
        ] {
            let (status, answer) = who.post(path, &body);
            if may {
                assert_eq!(status, 201, "{role}: {path}: {answer}");
                continue;
            }
            assert_eq!(
                (status, &answer["code"]),
                (403, &json!("forbidden")),
                "{role}: {path}: {answer}"
            );
            let detail = answer["detail"].as_str().unwrap();
            assert!(
                detail.ends_with(
                    "the input `text` is statistics of everybody's jobs: this needs the role operator or admin, \
                     and the token `a-submitter` has the role submitter"
                ),
                "{path}: {detail}"
            );
        }
        if !may {
            // Nothing of what was refused is there.
            assert_eq!(ids(&who.get("/jobs").1), [""; 0]);
            assert_eq!(ids(&who.get("/batches").1), [""; 0]);
        }
    }
}
