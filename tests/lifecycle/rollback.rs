//! Versions are chosen: activated, rolled back, and jobs retried on them.

use runner_testkit::{Server, guest, wait_until};
use serde_json::{Value, json};

use super::support::{active, digest, install, plain, ran_on, runner, states, submit, version};

#[test]
fn a_rollback_goes_back_and_the_next_one_forth() {
    let server = Server::start(runner());
    let digests: Vec<String> = (1..=3)
        .map(|mark| install(&server, &version("noop", mark)))
        .collect();
    let roll = || {
        server
            .client(&["plugin", "rollback", "noop"])
            .line()
            .to_owned()
    };
    assert_eq!(roll(), format!("noop 0.1.0 is active ({})", digests[1]));
    assert_eq!(states(&server, "noop")[0].1, "previous");
    // Jobs run on what is active, and not on what was installed last.
    let id = submit(&server, "noop", json!({}));
    server.wait_for(&id, "completed");
    assert_eq!(ran_on(&server, &id), digests[1]);
    roll();
    assert_eq!(active(&server, "noop").unwrap(), digests[2]);
    let json = server
        .client(&["plugin", "rollback", "noop", "--json"])
        .json();
    assert_eq!(json["digest"], digests[1]);

    let said = |args: &[&str]| server.client(&[&["plugin"], args].concat()).said();
    insta::assert_snapshot!(said(&["rollback", "data-conversion"]), @r"
    exit Some(1)
    error: plugin `data-conversion` has no other version that ran before (see what there is: runner plugin versions data-conversion)
    ");
    insta::assert_snapshot!(said(&["rollback", "nop"]), @r"
    exit Some(3)
    error: there is no plugin `nop` (did you mean `noop`?)
    hint: see which plugins there are: runner plugin list
    ");
}

#[test]
fn a_version_is_activated_by_as_much_of_its_digest_as_tells_it_apart() {
    let server = Server::start(runner());
    let (one, two) = (version("noop", 1), version("noop", 2));
    let names = [(digest(&one), "ONE"), (digest(&two), "TWO")];
    let (one, two) = (install(&server, &one), install(&server, &two));
    let run = |which: &str| server.client(&["plugin", "activate", which]);
    let said = |which: &str| plain(&run(which).said(), &names);
    let short = format!("noop@{}", &one[..19]);
    insta::assert_snapshot!(plain(run(&short).line(), &names), @r"
    noop 0.1.0 is active (ONE)
    ");
    assert_eq!(active(&server, "noop").unwrap(), one);
    // The bare digits will do.
    run(&format!("noop@{}", &two["sha256:".len()..][..12])).line();
    assert_eq!(active(&server, "noop").unwrap(), two);
    insta::assert_snapshot!(said("noop@sha256:0000"), @r"
    exit Some(3)
    error: no version of noop begins with sha256:0000
    hint: see which versions there are: runner plugin versions noop
    ");
    insta::assert_snapshot!(said("noop"), @r"
    exit Some(2)
    error: invalid value 'noop' for '<NAME@DIGEST>': write the plugin and the digest of a version: NAME@sha256:…

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(said(&format!("echo@{one}")), @r"
    exit Some(3)
    error: there is no plugin `echo`
    hint: see what there is: runner plugin list, and runner plugin versions NAME
    ");
    insta::assert_snapshot!(said(&format!("data-conversion@{one}")), @r"
    exit Some(3)
    error: there is no version ONE of plugin `data-conversion` that could run
    hint: see what there is: runner plugin list, and runner plugin versions NAME
    ");
    for (body, status) in [
        (json!({}), 422),
        (json!({"digest": "sha256:12"}), 422),
        (json!({"digest": one, "force": true}), 422),
        (json!({"digest": digest(b"nothing")}), 404),
    ] {
        let (found, problem) = server.post("/api/v1/plugins/noop/activate", &body);
        assert_eq!(found, status, "{problem}");
    }
}

#[test]
fn a_retry_uses_the_recorded_version_unless_it_is_told_otherwise() {
    let server = Server::start(runner());
    let (old, new) = (version("echo", 1), version("echo", 2));
    let (old, new) = (install(&server, &old), install(&server, &new));
    let choice = json!({"digest": old});
    server.post("/api/v1/plugins/echo/activate", &choice);
    let id = submit(&server, "echo", json!({"fail": "permanent"}));
    server.wait_for(&id, "failed");
    server.post("/api/v1/plugins/echo/rollback", &Value::Null);
    assert_eq!(active(&server, "echo").unwrap(), new);

    let retried = server.client(&["job", "retry", &id]);
    assert_eq!(retried.code, Some(0), "{}", retried.stderr);
    let failed = server.wait_for(&id, "failed");
    assert_eq!((ran_on(&server, &id), &failed["attempt"]), (old, &json!(2)));
    let latest = server
        .client(&["job", "retry", "--latest", &id, "--json"])
        .json();
    assert_eq!(latest["plugin"]["digest"], new);
    let failed = server.wait_for(&id, "failed");
    assert_eq!((ran_on(&server, &id), &failed["attempt"]), (new, &json!(3)));
    let (status, problem) = server.send(
        "POST",
        &format!("/api/v1/jobs/{id}/retry"),
        &json!({"newest": true}),
    );
    assert_eq!(status, 422, "{problem}");
}

#[test]
fn a_retry_on_another_version_is_checked_with_that() {
    let server = Server::start(runner());
    install(&server, guest("tells"));
    let id = submit(&server, "tells", json!({"fail": true}));
    server.wait_for(&id, "failed");
    server.client(&["plugin", "remove", "tells"]).line();
    let gone = server.client(&["job", "retry", "--latest", &id]);
    insta::assert_snapshot!(plain(&gone.said(), &[]).replace(&id, "ID"), @r"
    exit Some(3)
    error: there is no processor `tells`; there are: data-conversion, property-fetch, report-generation; it was removed at TIME
    ");
    // One that completed is not run again, whatever there is to run it.
    install(&server, guest("noop"));
    let done = submit(&server, "noop", json!({}));
    server.wait_for(&done, "completed");
    let ended = server.client(&["job", "retry", "--latest", &done]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("completed cannot be retried"),
        "{}",
        ended.stderr
    );
}

/// Two versions of echo of which the newer runs, and jobs that failed on the older.
fn failed_on_the_older(
    server: &Server,
    submit_all: impl Fn(&Server) -> String,
) -> (String, String, String) {
    let (old, new) = (version("echo", 1), version("echo", 2));
    let old = install(server, &old);
    let of = submit_all(server);
    let new = install(server, &new);
    (of, old, new)
}

/// The versions that all jobs ran on last that failed that often.
fn versions_of_failed(server: &Server, attempt: u64, count: usize) -> Vec<String> {
    let jobs = wait_until("all have failed again", || {
        let (_, jobs) = server.get("/api/v1/jobs?state=failed&processor=echo");
        let items = jobs["items"].as_array().unwrap().iter();
        let ids: Vec<String> = items
            .filter(|job| job["attempt"] == attempt)
            .map(|job| job["id"].as_str().unwrap().to_owned())
            .collect();
        (ids.len() == count).then_some(ids)
    });
    jobs.iter().map(|id| ran_on(server, id)).collect()
}

#[test]
fn all_that_failed_alike_is_retried_on_the_latest_version_if_somebody_says_so() {
    let server = Server::start(runner());
    let (error, old, new) = failed_on_the_older(&server, |server| {
        for _ in 0..3 {
            let id = submit(server, "echo", json!({"fail": "permanent"}));
            server.wait_for(&id, "failed");
        }
        let (_, errors) = server.get("/api/v1/errors");
        errors["items"][0]["id"].as_str().unwrap().to_owned()
    });
    assert_eq!(
        server.client(&["errors", "retry", &error]).line(),
        "3 jobs retried"
    );
    assert_eq!(versions_of_failed(&server, 2, 3), vec![old; 3]);
    let retried = server.client(&["errors", "retry", "--latest", &error]);
    assert_eq!(retried.line(), "3 jobs retried");
    assert_eq!(versions_of_failed(&server, 3, 3), vec![new; 3]);
    let path = format!("/api/v1/errors/{error}/retry");
    assert_eq!(server.post(&path, &json!({"newest": true})).0, 422);
    // Without the plugin there is nothing to retry them on, which is said with one of them.
    server.client(&["plugin", "remove", "echo"]).line();
    let (status, answer) = server.post(&path, &json!({"latest": true}));
    assert_eq!(
        (status, &answer["retried"], &answer["unfit"]),
        (200, &json!(0), &json!(3))
    );
    let message = answer["example"]["message"].as_str().unwrap();
    assert!(message.contains("there is no processor `echo`"), "{answer}");
    let said = server.client(&["errors", "retry", "--latest", &error]);
    let said = said.line();
    assert!(said.starts_with("0 jobs retried; 3 stay failed"), "{said}");
}

#[test]
fn failed_items_of_a_batch_are_retried_on_the_latest_version_if_somebody_says_so() {
    let server = Server::start(runner());
    let (batch, old, new) = failed_on_the_older(&server, |server| {
        let failing = json!({"processor": "echo", "params": {"fail": "permanent"}});
        let fine = json!({"processor": "echo"});
        let batch = json!({"items": [failing, fine, failing]});
        let (status, batch) = server.post("/api/v1/batches", &batch);
        assert_eq!(status, 201, "{batch}");
        batch["id"].as_str().unwrap().to_owned()
    });
    assert_eq!(versions_of_failed(&server, 1, 2), vec![old; 2]);
    let retried = server.client(&["batch", "retry", "--latest", &batch]);
    assert_eq!(retried.line(), format!("{batch} 2 items retried"));
    assert_eq!(versions_of_failed(&server, 2, 2), vec![new; 2]);
    let none = "/api/v1/batches/01890a5d-ac96-774b-bcce-b302099a8057/retry-failed";
    assert_eq!(server.post(none, &json!({"latest": true})).0, 404);
}
