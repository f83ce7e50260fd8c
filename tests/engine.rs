//! The engine on a real store and a real sandbox: from a submit to a durable result.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::sync::Arc;
use std::time::Duration;

use runner_engine::{
    BundledPlugin, FrozenRoom, GivenInput, ScheduleDraft, Source, Submission, SubmitError,
};
use runner_model::{CronRule, FailureCode, Misfire, Overlap, ScheduleName, StateName};
use runner_store::testing::ManualClock;
use runner_store::{Cancelled, Clock as _, EventType, Installed};
use runner_testkit::{Node, guest};
use serde_json::json;

async fn node(slots: usize) -> Node {
    Node::start(env!("CARGO_BIN_EXE_runner"), slots).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_with_an_input_leaves_its_result_output_log_and_events() {
    let node = node(2).await;
    node.install("echo").await;
    std::fs::write(node.folder().join("in.txt"), "hello").unwrap();
    let mut submission = Submission::new("echo", json!({"say": "hi"}));
    submission.inputs.push(GivenInput::File {
        name: "text".to_owned(),
        media_type: "text/plain".to_owned(),
        path: node.folder().join("in.txt"),
    });
    let job = node.engine.submit(vec![submission]).await.unwrap()[0].job();
    let done = node.wait_for(job, StateName::Completed).await;
    assert_eq!(
        done.result.as_deref(),
        Some(r#"{"said":"hi","attempt":1,"bytes":5,"cached":"hi"}"#)
    );
    assert_eq!((done.attempt, done.failures), (1, 0));
    let (usage, _) = done.usage.unwrap();
    assert!(usage.fuel.0 > 1000 && usage.fuel_exact);

    let outputs = node.store().outputs(job).await.unwrap();
    assert_eq!(outputs[0].name.as_str(), "copy");
    let (path, _) = node.store().blob_path(outputs[0].digest).await.unwrap();
    assert_eq!(std::fs::read(path).unwrap(), b"hello");

    let log = node.store().log(job, 1, 0, 100).await.unwrap();
    let lines: Vec<&str> = log.lines.iter().map(|line| line.message.as_str()).collect();
    assert_eq!(lines, [r#"said "hi""#, "printed", "complained"]);

    let events = node.store().events(0, 100).await.unwrap();
    let kinds: Vec<EventType> = events
        .iter()
        .filter(|event| event.job.is_some())
        .map(|event| event.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            EventType::JobCreated,
            EventType::JobUpdate,
            EventType::JobCompleted
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_begins_before_its_own_plugins_are_compiled_and_jobs_for_them_wait() {
    let node = node(2).await;
    let bundled = || {
        let plugin = |name: &str| BundledPlugin {
            name: name.to_owned().try_into().unwrap(),
            wasm: guest(name),
        };
        vec![plugin("echo"), plugin("noop")]
    };
    node.engine.take_bundled(bundled()).await.unwrap();
    // The small one is being compiled, and the other comes behind it.
    let coming = node.engine.code_in_use().compiling;
    assert_eq!(coming.last().unwrap().what, "echo");
    let unknown = node.engine.submit(vec![Submission::new("eco", json!({}))]);
    let unknown = unknown.await.unwrap_err();
    assert!(
        matches!(unknown, SubmitError::UnknownProcessor { .. }),
        "{unknown}"
    );
    for processor in ["echo", "noop"] {
        let job = node.submit(processor, json!({})).await;
        node.wait_for(job, StateName::Completed).await;
    }
    // What is known by then is there at once.
    let node = node.kill_and_restart(2).await;
    node.engine.take_bundled(bundled()).await.unwrap();
    assert_eq!(node.engine.code_in_use().compiling, []);
    let job = node.submit("noop", json!({})).await;
    node.wait_for(job, StateName::Completed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_not_taken() {
    let node = node(1).await;
    node.install("echo").await;
    let refused = async |submission| node.engine.submit(vec![submission]).await.unwrap_err();
    let unknown = refused(Submission::new("eco", json!({}))).await;
    assert_eq!(
        unknown.to_string(),
        "there is no processor `eco`; there are: echo; did you mean `echo`?"
    );
    let params = refused(Submission::new("echo", json!({"say": 5}))).await;
    let SubmitError::Params { violations, .. } = &params else {
        panic!("{params}")
    };
    assert_eq!(violations[0].path, "/say");
    let mut with_input = Submission::new("echo", json!({}));
    with_input.inputs.push(GivenInput::File {
        name: "other".to_owned(),
        media_type: String::new(),
        path: "/nowhere".into(),
    });
    assert_eq!(
        refused(with_input).await.to_string(),
        "echo has no input \"other\"; its inputs are: text"
    );
    let mut large = Submission::new("echo", json!({"say": "x".repeat(100)}));
    large.limits.push((runner_model::Limit::Params, 50));
    assert!(matches!(refused(large).await, SubmitError::TooLarge { .. }));
    // Of several jobs that are handed in together, one that is wrong keeps all out.
    let both = vec![
        Submission::new("echo", json!({})),
        Submission::new("echo", json!({"say": 5})),
    ];
    assert!(node.engine.submit(both).await.is_err());
    assert!(
        node.store()
            .events(0, 100)
            .await
            .unwrap()
            .iter()
            .all(|event| event.job.is_none())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guests_failures_become_the_jobs() {
    let node = node(2).await;
    node.install("echo").await;
    let permanent = node.submit("echo", json!({"fail": "permanent"})).await;
    let failed = node.wait_for(permanent, StateName::Failed).await;
    let error = failed.error.unwrap();
    assert_eq!(
        (error.code, error.message.as_str()),
        (FailureCode::Permanent, "asked to fail: permanent")
    );

    let transient = node.submit("echo", json!({"fail": "transient"})).await;
    let retrying = node.wait_for(transient, StateName::Retrying).await;
    assert_eq!((retrying.attempt, retrying.failures), (1, 1));

    let patient = node.submit("echo", json!({"fail": "retry_after"})).await;
    let retrying = node.wait_for(patient, StateName::Retrying).await;
    assert_eq!((retrying.attempt, retrying.failures), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_runs_when_it_is_due() {
    let node = node(1).await;
    node.install("echo").await;
    let mut submission = Submission::new("echo", json!({"fail": "transient"}));
    submission.max_attempts = 2;
    let job = node.engine.submit(vec![submission]).await.unwrap()[0].job();
    // The wait is a second by default.
    let failed = node.wait_for(job, StateName::Failed).await;
    assert_eq!((failed.attempt, failed.failures), (2, 2));
    assert_eq!(node.store().attempts(job).await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_job_is_cancelled_and_its_slot_is_free_again() {
    let node = node(1).await;
    node.install("spin").await;
    node.install("noop").await;
    let job = node.submit("spin", json!({})).await;
    let waiting = node.submit("spin", json!({})).await;
    node.wait_for(job, StateName::Running).await;
    assert_eq!(node.engine.cancel(waiting).await.unwrap(), Cancelled::Done);
    assert!(matches!(
        node.engine.cancel(job).await.unwrap(),
        Cancelled::Stopping(_)
    ));
    let cancelled = node.wait_for(job, StateName::Cancelled).await;
    assert!(cancelled.usage.is_some());
    let next = node.submit("noop", json!({})).await;
    node.wait_for(next, StateName::Completed).await;
    assert!(node.engine.cancel(next).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_interrupts_what_does_not_end_and_a_start_runs_it_again() {
    let node = node(1).await;
    node.install("spin").await;
    let job = node.submit("spin", json!({})).await;
    node.wait_for(job, StateName::Running).await;
    node.engine.stop(Duration::from_millis(50)).await.unwrap();
    let node = node.kill_and_restart(1).await;
    let running = node.wait_for(job, StateName::Running).await;
    assert_eq!((running.attempt, running.failures), (2, 0));
    let first = &node.store().attempts(job).await.unwrap()[0];
    assert_eq!(first.failure.as_ref().unwrap().0, FailureCode::Interrupted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_nothing_runs_though_it_is_running_is_found_and_runs() {
    let node = node(1).await;
    node.install("sleep").await;
    node.install("noop").await;
    let holder = node.submit("sleep", json!({})).await;
    node.wait_for_slot(holder).await;
    let lost = node.submit("noop", json!({})).await;
    // A claim whose answer never arrives.
    let claimed = node.store().claim(node.engine.lease(), 1).await.unwrap();
    assert_eq!(claimed[0].fence.job, lost);
    drop(claimed);
    let name = ScheduleName::try_from("check-stuck".to_owned()).unwrap();
    let check = async |grace_seconds: u32| {
        let target = json!({"maintenance": {"check_stuck": {"grace_seconds": grace_seconds}}});
        let draft = ScheduleDraft {
            by: None,
            name: name.clone(),
            rule: CronRule::parse("0 0 1 1 *", "UTC").unwrap(),
            misfire: Misfire::Skip,
            overlap: Overlap::Skip,
            target: serde_json::from_value(target).unwrap(),
        };
        node.engine.put_schedule(draft, None).await.unwrap();
        let done = node.engine.trigger_schedule(&name, None).await.unwrap();
        done.message.unwrap()
    };
    assert_eq!(check(3_600).await, "nothing is stuck");
    assert_eq!(
        check(0).await,
        "0 attempts taken over from nodes that are gone, 1 that nothing ran here"
    );
    node.engine.cancel(holder).await.unwrap();
    let done = node.wait_for(lost, StateName::Completed).await;
    assert_eq!((done.attempt, done.failures), (2, 0));
    node.wait_for(holder, StateName::Cancelled).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_process_died_runs_again_at_the_next_start() {
    let node = node(2).await;
    node.install("spin").await;
    let job = node.submit("spin", json!({})).await;
    node.wait_for(job, StateName::Running).await;
    let node = node.kill_and_restart(2).await;
    let again = node.wait_for(job, StateName::Running).await;
    assert_eq!((again.attempt, again.failures), (2, 0));
    node.engine.cancel(job).await.unwrap();
    node.wait_for(job, StateName::Cancelled).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_jobs_all_complete_once_and_the_counts_agree() {
    let node = node(4).await;
    node.install("noop").await;
    let mut last = None;
    for _ in 0..10 {
        let jobs = (0..100)
            .map(|_| Submission::new("noop", json!({})))
            .collect();
        last = node.engine.submit(jobs).await.unwrap().pop();
    }
    node.wait_for(last.unwrap().job(), StateName::Completed)
        .await;
    let mut bell = node.store().bell();
    loop {
        bell.look();
        let events = node.store().events(0, 10_000).await.unwrap();
        let done = events
            .iter()
            .filter(|event| event.kind == EventType::JobCompleted)
            .count();
        if done == 1_000 {
            break;
        }
        assert!(done < 1_000);
        bell.changed().await;
    }
    assert!(node.engine.running().len() <= 4);
    assert_eq!(
        runner_store::testing::recount(node.folder()).unwrap(),
        [""; 0]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plugin_that_is_refused_leaves_nothing_but_the_reason() {
    let node = node(1).await;
    let (installed, descriptor) = node
        .engine
        .install(guest("schema_ref").to_vec(), Source::Installed)
        .await
        .unwrap();
    let Installed::Refused(refusal) = installed else {
        panic!("{installed:?}")
    };
    assert_eq!(refusal.code, "bad_schema");
    assert!(refusal.message.contains("nothing was fetched"));
    assert!(descriptor.is_none());
    assert!(node.store().plugin_versions().await.unwrap().is_empty());
    assert!(
        std::fs::read_dir(node.folder().join("blobs"))
            .unwrap()
            .next()
            .is_none()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_plugin_is_neither_compiled_nor_loaded_again() {
    let node = node(1).await;
    node.install("noop").await;
    std::fs::remove_dir_all(node.folder().join("cache")).unwrap();
    let node = node.kill_and_restart(1).await;
    let noop = guest("noop").to_vec();
    let (again, _) = node.engine.install(noop, Source::Installed).await.unwrap();
    assert_eq!(again, Installed::Known);
    let compiled = node.folder().join("cache/plugins");
    assert!(std::fs::read_dir(compiled).unwrap().next().is_none());
    // The first job brings its code.
    let job = node.submit("noop", json!({})).await;
    node.wait_for(job, StateName::Completed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_was_held_up_goes_on_with_what_it_runs() {
    let clock = Arc::new(ManualClock::default());
    let program = env!("CARGO_BIN_EXE_runner");
    let room = FrozenRoom::default();
    let node = Node::start_by(program, 2, room, Arc::<ManualClock>::clone(&clock)).await;
    node.install("spin").await;
    node.install("noop").await;
    let running = node.submit("spin", json!({})).await;
    node.wait_for(running, StateName::Running).await;
    let mut later = Submission::new("noop", json!({}));
    later.run_at = Some(clock.now().after(Duration::from_secs(10)));
    let later = node.engine.submit(vec![later]).await.unwrap()[0].job();
    // Longer than a lease, and its heartbeat is not due yet. What wakes it is a job that waits for its time.
    clock.advance(Duration::from_secs(20));
    let mut waking = Submission::new("noop", json!({}));
    waking.run_at = Some(clock.now().after(Duration::from_secs(1_000)));
    node.engine.submit(vec![waking]).await.unwrap();
    node.wait_for(later, StateName::Completed).await;
    let job = node.store().job(running).await.unwrap();
    assert_eq!((job.state.name(), job.attempt), (StateName::Running, 1));
    node.engine.cancel(running).await.unwrap();
    let job = node.wait_for(running, StateName::Cancelled).await;
    assert_eq!(job.attempt, 1);
}
