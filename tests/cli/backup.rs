//! `runner backup`: made beside a server that runs, put back, and gone on with.

use std::fs;

use runner_testkit::{Runner, Server, submit_conversion};

use crate::{pause_queue, runner};

/// A server on which a job waits, with the id of that job; the backup `b` has it.
fn with_a_waiting_job() -> (Server, String) {
    let server = Server::start(runner());
    pause_queue(&server);
    let id = server
        .client(&submit_conversion(&["-i", "in.csv"]))
        .line()
        .to_owned();
    let made = server.client(&["backup", "b"]);
    assert_eq!(made.line(), "b");
    (server, id)
}

#[test]
fn a_backup_of_a_server_that_runs_is_put_back_and_its_jobs_run() {
    let (server, id) = with_a_waiting_job();
    let runner = server.killed();
    fs::remove_dir_all(runner.path("data")).unwrap();
    let restored = runner.run(&["backup", "restore", "b", "--json"]);
    assert_eq!(restored.code, Some(0), "{}", restored.stderr);
    assert_eq!(restored.json()["replaced"], serde_json::Value::Null);
    let server = Server::start(runner);
    assert_eq!(
        server.get(&format!("/api/v1/jobs/{id}")).1["state"],
        "pending"
    );
    assert_eq!(
        server.client(&["queue", "resume", "data-conversion"]).code,
        Some(0)
    );
    server.wait_for(&id, "completed");
    let output = server.client(&["job", "output", &id, "data"]);
    assert_eq!(output.line(), r#"{"id":1,"zip":"00123"}"#);
}

#[test]
fn what_is_there_is_replaced_only_by_force_and_kept_aside() {
    let (server, id) = with_a_waiting_job();
    let later = server
        .client(&submit_conversion(&["-i", "in.csv"]))
        .line()
        .to_owned();
    let said = |runner: &Runner, args: &[&str]| {
        let data = runner.path("data").display().to_string();
        runner.run(args).said().replace(&data, "DATA")
    };
    insta::assert_snapshot!(said(server.runner(), &["backup", "restore", "b", "--force"]), @r"
    exit Some(1)
    error: a server runs on DATA: what it keeps cannot be replaced under it
    hint: stop it first, or restore into another folder: --data-dir DIR
    ");
    let runner = server.stop();
    insta::assert_snapshot!(said(&runner, &["backup", "restore", "b"]), @r"
    exit Some(1)
    error: there is data in DATA already
    hint: --force moves it aside, into a folder beside; --data-dir DIR restores elsewhere
    ");
    let restored = runner.run(&["backup", "restore", "b", "--force", "--json"]);
    assert_eq!(restored.code, Some(0), "{}", restored.stderr);
    let aside = restored.json()["replaced"].as_str().unwrap().to_owned();
    assert!(
        fs::metadata(format!("{aside}/runner.db"))
            .unwrap()
            .is_file()
    );
    let server = Server::start(runner);
    assert_eq!(server.get(&format!("/api/v1/jobs/{id}")).0, 200);
    assert_eq!(server.get(&format!("/api/v1/jobs/{later}")).0, 404);
}

#[test]
fn a_backup_that_is_not_whole_replaces_nothing() {
    let (server, id) = with_a_waiting_job();
    let runner = server.stop();
    assert_eq!(runner.run(&["backup", "check", "b"]).line(), "b is whole");
    let blobs = fs::read_dir(runner.path("b/blobs")).unwrap();
    let bytes = blobs
        .flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap())
        .map(|entry| entry.unwrap().path())
        .find(|path| fs::read(path).unwrap() == b"id,zip\n1,00123\n")
        .unwrap();
    // Not through the link: the bytes in the data folder are the same.
    fs::remove_file(&bytes).unwrap();
    fs::write(&bytes, "id,zip\n1,00124\n").unwrap();
    for args in [
        &["backup", "check", "b"][..],
        &["backup", "restore", "b", "--force"],
    ] {
        let ran = runner.run(args);
        assert_eq!(ran.code, Some(1), "{args:?}");
        assert!(
            ran.stderr
                .starts_with("error: the backup b is not whole:\n  the bytes of blob sha256:"),
            "{}",
            ran.stderr
        );
    }
    let checked = runner.run(&["backup", "check", "b", "--json"]);
    assert_eq!(
        (checked.code, &checked.json()["whole"]),
        (Some(1), &false.into())
    );
    let server = Server::start(runner);
    assert_eq!(server.get(&format!("/api/v1/jobs/{id}")).0, 200);
}

#[test]
fn backups_are_listed_and_found_by_their_names() {
    let runner = runner();
    assert_eq!(runner.run(&["backup"]).code, Some(3));
    let runner = Server::start(runner).stop();
    let none = runner.run(&["backup", "list"]);
    assert_eq!((none.code, none.stdout.as_str()), (Some(0), ""));
    let made = runner.run(&["backup", "--json"]).json();
    assert!(made["database_bytes"].as_u64().unwrap() > 0, "{made}");
    let listed = runner.run(&["backup", "list", "--json"]).json_lines();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["folder"], made["folder"]);
    let name = made["folder"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let table = runner.run(&["backup", "list"]).stdout;
    assert!(table.contains(&name) && table.contains(" ago"), "{table}");
    assert_eq!(runner.run(&["backup", "check", &name]).code, Some(0));
    insta::assert_snapshot!(runner.run(&["backup", "check", "another"]).said(), @r"
    exit Some(3)
    error: there is no backup another
    hint: see which there are: runner backup list
    ");
    let taken = runner.run(&["backup", made["folder"].as_str().unwrap()]);
    assert_eq!(taken.code, Some(2), "{}", taken.stderr);
}
