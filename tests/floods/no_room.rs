//! A disk that takes no more, which a limit on the size of files plays: what is sent is refused, nothing that was acknowledged is
//! lost, and all goes on when there is room again.

use std::fs::File;
use std::process::{Child, Stdio};

use runner_testkit::{Server, submit_conversion, wait_until};
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use serde_json::{Value, json};

use super::usage::files_in;
use super::{id, is_ready, runner, runs_a_job, server};

/// Lets the files of a server be so large from now on.
fn limit(server: &Server, bytes: Option<u64>) {
    limit_process(server.process(), bytes);
}

fn limit_process(process: u32, bytes: Option<u64>) {
    let process = i32::try_from(process).ok().and_then(Pid::from_raw);
    let limit = Rlimit {
        current: bytes,
        maximum: None,
    };
    prlimit(process, Resource::Fsize, limit).unwrap();
}

#[test]
fn an_upload_that_there_is_no_room_for_is_refused_and_leaves_nothing() {
    let server = server();
    runs_a_job(&server);
    // More than the database has.
    limit(&server, Some(64_000_000));
    let (files, blobs) = (files_in(&server, "work"), files_in(&server, "blobs"));
    let large = vec![b'x'; 70_000_000];
    let (status, problem) = server.upload("/api/v1/uploads", &[], &large);
    assert_eq!(
        (status, &problem["code"]),
        (507, &json!("no_space")),
        "{problem}"
    );
    let form = [
        &b"--b\r\nContent-Disposition: form-data; name=\"job\"\r\n\r\n{\"processor\":\"uses\",\"params\":{}}\r\n\
           --b\r\nContent-Disposition: form-data; name=\"data\"; filename=\"in.bin\"\r\n\r\n"[..],
        &large,
        b"\r\n--b--\r\n",
    ]
    .concat();
    let kind = ["Content-Type: multipart/form-data; boundary=b"];
    let (status, problem) = server.upload("/api/v1/jobs", &kind, &form);
    assert_eq!(
        (status, &problem["code"]),
        (507, &json!("no_space")),
        "{problem}"
    );
    assert_eq!(files_in(&server, "work"), files);
    assert_eq!(files_in(&server, "blobs"), blobs);
    assert!(is_ready(&server));
    runs_a_job(&server);
    let (status, sent) = server.upload("/api/v1/uploads", &[], b"small");
    assert_eq!(status, 201, "{sent}");
}

#[test]
fn a_server_that_cannot_write_acknowledges_nothing_and_goes_on_when_it_can() {
    let server = server();
    let later = json!({"processor": "noop", "delay_ms": 3_600_000});
    let (status, before) = server.post("/api/v1/jobs", &later);
    assert_eq!(status, 201, "{before}");
    limit(&server, Some(0));
    let (status, problem) = server.post("/api/v1/jobs", &later);
    assert!(
        [(500, "internal"), (507, "no_space")]
            .contains(&(status, problem["code"].as_str().unwrap_or_default())),
        "{status} {problem}"
    );
    // Its heartbeats do not come through either.
    wait_until("it says that it is not ready", || {
        let answer = server.get_without_token("/readyz");
        let (head, problem) = answer.split_once("\r\n\r\n")?;
        let problem: Value = serde_json::from_str(problem).ok()?;
        (head.starts_with("HTTP/1.1 503 ") && problem["code"] == "not_ready").then_some(())
    });
    // What there is can be read still, and is what was acknowledged.
    let (_, list) = server.get("/api/v1/jobs");
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
    limit(&server, None);
    wait_until("it is ready again", || is_ready(&server).then_some(()));
    runs_a_job(&server);
    let server = server.kill_and_restart();
    let (_, list) = server.get("/api/v1/jobs");
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 2, "{list}");
    assert!(items.iter().any(|job| job["id"] == id(&before)), "{list}");
    runs_a_job(&server);
}

/// A process that does not outlive the test.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_log_that_there_is_no_room_for_stops_nothing() {
    let runner = runner();
    runner.write("in.csv", "id\n1\n");
    runner.give_bundled_code();
    let log = File::create(runner.path("log")).unwrap();
    let server = runner
        .command(&["serve", "--listen", "127.0.0.1:0"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .map(Killed)
        .unwrap();
    let submits = || runner.run(&submit_conversion(&["-i", "in.csv"]));
    wait_until("it takes jobs", || {
        (submits().code == Some(0)).then_some(())
    });
    limit_process(server.0.id(), Some(0));
    for _ in 0..3 {
        let refused = submits();
        assert_eq!(refused.code, Some(1), "{}", refused.stderr);
        assert!(
            refused.stderr.contains("has no room for it"),
            "{}",
            refused.stderr
        );
    }
    limit_process(server.0.id(), None);
    wait_until("it takes jobs again", || {
        (submits().code == Some(0)).then_some(())
    });
}
