//! Checkpoints with outputs: whatever ends an attempt, the next goes on where the last checkpoint left state and outputs.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use runner_engine::{FrozenRoom, PausedJob, Resumes, Submission};
use runner_model::{Hold, JobId, OnDuplicate, StateName, Unique, UniqueScope};
use runner_store::{Clean, Job};
use runner_testkit::{Node, Runner, Server, wait_until};
use serde_json::{Value, json};

const LINES: u64 = 40_000;
const EVERY: u64 = 2_000;

async fn node(room: FrozenRoom) -> Node {
    let node = Node::start_with(env!("CARGO_BIN_EXE_runner"), 1, room).await;
    node.install("ledger").await;
    node
}

fn no_room() -> FrozenRoom {
    FrozenRoom {
        most: 0,
        ..FrozenRoom::default()
    }
}

fn params(more: &Value) -> Value {
    let mut params = json!({"lines": LINES, "every": EVERY});
    let all = params.as_object_mut().unwrap();
    all.extend(more.as_object().unwrap().clone());
    params
}

/// A job that takes seconds.
fn slow() -> Value {
    params(&json!({"rounds": 200_000}))
}

/// Waits until a job has saved a checkpoint of an attempt.
async fn saved(node: &Node, job: JobId, attempt: u32) {
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        let checkpoint = node.store().checkpoint(job).await.unwrap();
        if checkpoint.is_some_and(|saved| saved.attempt == attempt && !saved.outputs.is_empty()) {
            return;
        }
        assert!(Instant::now() < until, "it saves nothing");
        tokio::task::yield_now().await;
    }
}

async fn output(node: &Node, job: JobId) -> String {
    let outputs = node.store().outputs(job).await.unwrap();
    let newest = outputs.last().expect("it has an output");
    let (path, _) = node.store().blob_path(newest.digest).await.unwrap();
    std::fs::read_to_string(path).unwrap()
}

fn undisturbed() -> String {
    (0..LINES)
        .map(|line| format!("line {line} of {LINES}\n"))
        .collect()
}

/// Makes sure that the job made what it would have made at once, in that attempt, and that nothing is left over.
async fn is_whole(node: &Node, job: JobId, attempt: u32) -> Job {
    let done = node.wait_for(job, StateName::Completed).await;
    assert!(
        output(node, job).await == undisturbed(),
        "the output differs"
    );
    let result: Value = serde_json::from_str(done.result.as_ref().unwrap()).unwrap();
    assert_eq!(result["attempt"], attempt);
    assert!(result["from"].as_u64().unwrap() >= EVERY, "{result}");
    assert_eq!(files(node), [""; 0]);
    done
}

/// What lies in the work folder.
fn files(node: &Node) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(node.store().blob_work_dir())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_process_dies_again_and_again_makes_the_same_output() {
    let mut node = node(FrozenRoom::default()).await;
    let job = node.submit("ledger", slow()).await;
    // The third crash would poison it.
    for attempt in 1..=2 {
        saved(&node, job, attempt).await;
        node = node.kill_and_restart(1).await;
    }
    is_whole(&node, job, 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_without_room_to_freeze_goes_on_from_the_checkpoint() {
    let node = node(no_room()).await;
    let job = node.submit("ledger", slow()).await;
    for attempt in 1..=3 {
        saved(&node, job, attempt).await;
        let PausedJob::Done(paused) = node.engine.pause(job).await.unwrap() else {
            panic!("it does not stop")
        };
        let how = node.engine.resumes(&paused).await.unwrap();
        assert_eq!(how, Some(Resumes::Checkpoint));
        assert_eq!(node.store().outputs(job).await.unwrap().len(), 0);
        node.engine.resume(job).await.unwrap();
    }
    let done = is_whole(&node, job, 4).await;
    assert_eq!(done.failures, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_job_goes_on_from_its_checkpoint_after_a_restart_good_or_bad() {
    for is_stopped in [true, false] {
        let node = node(FrozenRoom::default()).await;
        let job = node.submit("ledger", slow()).await;
        saved(&node, job, 1).await;
        let PausedJob::Done(_) = node.engine.pause(job).await.unwrap() else {
            panic!("it does not stand still")
        };
        if is_stopped {
            node.engine.stop(Duration::from_secs(60)).await.unwrap();
        }
        let node = node.kill_and_restart(1).await;
        let paused = node.store().job(job).await.unwrap();
        assert_eq!(
            node.engine.resumes(&paused).await.unwrap(),
            Some(Resumes::Checkpoint)
        );
        node.engine.resume(job).await.unwrap();
        is_whole(&node, job, 2).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_that_may_pass_costs_only_what_was_not_saved() {
    let node = node(FrozenRoom::default()).await;
    let job = node.submit("ledger", params(&json!({"failing": 2}))).await;
    let done = is_whole(&node, job, 3).await;
    assert_eq!(done.failures, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_job_keeps_what_it_made_as_partial_and_a_retry_goes_on_with_it() {
    let node = node(FrozenRoom::default()).await;
    let job = params(&json!({"failing": 1, "permanent": true}));
    let job = node.submit("ledger", job).await;
    node.wait_for(job, StateName::Failed).await;
    let partial = &node.store().outputs(job).await.unwrap()[0];
    assert!(partial.is_partial && partial.size > 0);
    assert_eq!(
        output(&node, job).await.lines().last().unwrap(),
        format!("line {} of {LINES}", LINES / 2 - 1)
    );
    node.engine.retry(job).await.unwrap();
    is_whole(&node, job, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_lost_or_left_alone_is_begun_anew() {
    // A guest that does not want its checkpoint.
    let mut node = node(FrozenRoom::default()).await;
    let mut anew = slow();
    anew["anew"] = json!(true);
    let job = node.submit("ledger", anew).await;
    saved(&node, job, 1).await;
    node = node.kill_and_restart(1).await;
    let done = node.wait_for(job, StateName::Completed).await;
    let result: Value = serde_json::from_str(&done.result.unwrap()).unwrap();
    assert_eq!(result, json!({"attempt": 2, "from": 0}));
    assert!(output(&node, job).await == undisturbed());
    assert_eq!(files(&node), [""; 0]);

    // A file that is gone.
    let job = node.submit("ledger", slow()).await;
    saved(&node, job, 1).await;
    node.engine.stop(Duration::ZERO).await.unwrap();
    let kept = files(&node);
    assert_eq!(kept, [format!("{job}.1.lines")]);
    std::fs::remove_file(node.store().blob_work_dir().join(&kept[0])).unwrap();
    node = node.kill_and_restart(1).await;
    let done = node.wait_for(job, StateName::Completed).await;
    let result: Value = serde_json::from_str(&done.result.unwrap()).unwrap();
    assert_eq!(result, json!({"attempt": 2, "from": 0}));
    assert!(output(&node, job).await == undisturbed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_job_leaves_no_file_and_a_start_sweeps_what_nothing_needs() {
    let mut node = node(no_room()).await;
    let job = node.submit("ledger", slow()).await;
    saved(&node, job, 1).await;
    node.engine.pause(job).await.unwrap();
    assert_eq!(files(&node).len(), 1);
    let stray = node.store().blob_work_dir().join(format!("{job}.9.lines"));
    std::fs::write(&stray, "stray").unwrap();
    node = node.kill_and_restart(1).await;
    assert_eq!(files(&node), [format!("{job}.1.lines")]);
    node.engine.cancel(job).await.unwrap();
    node.engine.delete(job).await.unwrap();
    assert_eq!(files(&node), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn cleaned_jobs_leave_no_file_of_their_checkpoints() {
    let node = node(no_room()).await;
    let (gone, stays) = (
        node.submit("ledger", slow()).await,
        node.submit("ledger", slow()).await,
    );
    for job in [gone, stays] {
        saved(&node, job, 1).await;
        node.engine.pause(job).await.unwrap();
    }
    node.engine.cancel(gone).await.unwrap();
    assert_eq!(files(&node).len(), 2);
    let all = Clean {
        queue: None,
        states: Vec::new(),
        older_than: Duration::ZERO,
    };
    assert_eq!(node.engine.clean(&all).await.unwrap(), 1);
    assert_eq!(files(&node), [format!("{stays}.1.lines")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_params_are_replaced_does_not_go_on_from_what_it_saved_of_others() {
    let node = node(no_room()).await;
    let submission = |params| {
        let mut submission = Submission::new("ledger", params);
        submission.unique = Some(Unique {
            key: "k".to_owned().try_into().unwrap(),
            scope: UniqueScope::Processor,
            hold: Hold::default(),
            on_duplicate: OnDuplicate::Replace,
        });
        submission
    };
    let job = node.engine.submit(vec![submission(slow())]).await.unwrap()[0].job();
    saved(&node, job, 1).await;
    node.engine.pause(job).await.unwrap();
    assert_eq!(files(&node).len(), 1);
    let other = json!({"lines": LINES, "every": EVERY});
    let same = node.engine.submit(vec![submission(other)]).await.unwrap()[0].job();
    assert_eq!(same, job);
    let paused = node.store().job(job).await.unwrap();
    assert_eq!(
        node.engine.resumes(&paused).await.unwrap(),
        Some(Resumes::Restart)
    );
    node.engine.resume(job).await.unwrap();
    let done = node.wait_for(job, StateName::Completed).await;
    let result: Value = serde_json::from_str(&done.result.unwrap()).unwrap();
    assert_eq!(result, json!({"attempt": 2, "from": 0}));
    assert!(output(&node, job).await == undisturbed());
    assert_eq!(files(&node), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loop_of_checkpoints_is_held_back_and_does_not_fail() {
    let node = node(FrozenRoom::default()).await;
    let began = Instant::now();
    let job = json!({"lines": 31, "every": 1});
    let job = node.submit("ledger", job).await;
    let done = node.wait_for(job, StateName::Completed).await;
    // Thirty saves at 50 ms each, ten of them on credit.
    assert!(
        began.elapsed() >= Duration::from_millis(900),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(done.failures, 0);
}

#[test]
fn a_server_that_is_killed_goes_on_with_the_output() {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    let server = Server::start_with_guests(runner, &["ledger"]);
    let job = json!({"processor": "ledger", "params": slow()});
    let (status, job) = server.post("/api/v1/jobs", &job);
    assert_eq!(status, 201, "{job}");
    let path = format!("/api/v1/jobs/{}", job["id"].as_str().unwrap());
    wait_until("it has saved something", || {
        let done = server.get(&path).1["progress"]["done"].as_u64();
        done.filter(|done| *done >= EVERY)
    });
    let server = server.kill_and_restart();
    let done = server.wait_for(job["id"].as_str().unwrap(), "completed");
    assert_eq!(done["result"]["attempt"], 2);
    assert!(done["result"]["from"].as_u64().unwrap() >= EVERY, "{done}");
    let answer = server.get_raw(&format!("{path}/outputs/lines"));
    let (_, output) = answer.split_once("\r\n\r\n").unwrap();
    assert!(output == undisturbed(), "the output differs");
}

/// The same conversion in one piece, by the same program: what the other is measured by.
fn in_one_piece(runner: &Runner, input: &str) -> (String, Value) {
    let args = [
        "run",
        "data-conversion",
        "-p",
        "to=csv",
        "-p",
        "on_error={\"skip\":9}",
    ];
    let ran = runner.run(
        &[
            &args[..],
            &[
                "-i",
                input,
                "-o",
                "data=whole.csv",
                "-o",
                "rejects=whole.rejects",
            ],
        ]
        .concat(),
    );
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    (
        runner.read("whole.csv"),
        serde_json::from_str(&ran.stdout).unwrap(),
    )
}

#[test]
fn a_conversion_that_is_killed_goes_on_and_is_as_if_nothing_had_been() {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    // It is read twice, so that it saves twice: in the middle of its second half the second time.
    let mut input = String::from("not JSON\n");
    for row in 0..1_000_000_u32 {
        let more = if row % 1_000 == 7 {
            ",\"late\":[1, 2]"
        } else {
            ""
        };
        writeln!(input, "{{\"id\": {row}, \"in\": {{\"name\": \"row, number {row}\"}}, \"big\": 1.{row:020}{more}}}").unwrap();
    }
    assert!(
        (70 << 20..120 << 20).contains(&input.len()),
        "{}",
        input.len()
    );
    runner.write("rows.jsonl", &input);
    let (whole, report) = in_one_piece(&runner, "data=rows.jsonl");
    let server = Server::start_with(runner, &[("RUNNER_FAILPOINT", "after-checkpoint:1")]);
    let args = [
        "submit",
        "data-conversion",
        "-p",
        "to=csv",
        "-p",
        "on_error={\"skip\":9}",
    ];
    let ran = server
        .runner()
        .run(&[&args[..], &["-i", "data=rows.jsonl", "--json"]].concat());
    let before: Value = serde_json::from_str(&ran.stdout).unwrap();
    let id = before["id"].as_str().unwrap().to_owned();
    let (runner, _) = server.death();
    let server = Server::start(runner);
    let after = server.wait_for(&id, "completed");
    assert_eq!(after["attempt"], 2);
    assert_eq!(after["result"], report);
    for same in ["params", "inputs"] {
        assert!(
            !before[same].is_null() && before[same] == after[same],
            "{after}"
        );
    }
    let log = server.client(&["job", "logs", &id]).stdout;
    assert!(
        log.contains("going on from the checkpoint: converting from row "),
        "{log}"
    );
    let answer = server.get_raw(&format!("/api/v1/jobs/{id}/outputs/data"));
    assert!(
        answer.split_once("\r\n\r\n").unwrap().1 == whole,
        "the output differs"
    );
    let answer = server.get_raw(&format!("/api/v1/jobs/{id}/outputs/rejects"));
    assert!(answer.split_once("\r\n\r\n").unwrap().1 == server.runner().read("whole.rejects"));
}
