//! What is done to many jobs.
#![allow(missing_docs, reason = "their names say it")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU8, Ordering};

use runner_model::{ActionId, ActionVerb, Digest, JobId, Priority, StateName};

use super::two::{SECOND, Two, job, queue, success};
use crate::error::StoreError;
use crate::types::{
    About, Acted, Action, ActionFilter, ActionJobs, ActionState, AttemptWish, JobFilter, NewAction,
    NewJob, Once,
};

fn fitting(filter: JobFilter, verb: ActionVerb) -> ActionJobs {
    let states = match filter.states.is_empty() {
        true => verb.states(),
        false => filter.states.clone(),
    };
    ActionJobs::Fitting {
        filter: Box::new(JobFilter { states, ..filter }),
        said: r#"{"queue":"mail"}"#.to_owned(),
    }
}

fn action(verb: ActionVerb, which: ActionJobs) -> NewAction {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    NewAction {
        id: ActionId::from_bytes([NEXT.fetch_add(1, Ordering::Relaxed); 16]),
        verb,
        which,
        owner: None,
        created_by: Some("ann".to_owned()),
        is_dry_run: false,
    }
}

async fn begin(two: &Two, action: NewAction) -> ActionId {
    two.a.begin_action(None, action).await.unwrap()
}

/// Goes on until it is over, the two by turns; gives all that was done on the way.
async fn to_the_end(two: &Two, id: ActionId, most: usize) -> (Action, Vec<Acted>) {
    let mut acted = Vec::new();
    while let Some(portion) = two
        .turn(acted.len())
        .next_of_action(id, most)
        .await
        .unwrap()
    {
        acted.push(two.turn(acted.len() + 1).act(portion).await.unwrap());
    }
    (two.b.action(id).await.unwrap(), acted)
}

fn counts(action: &Action) -> [u64; 4] {
    [
        action.matched,
        action.changed,
        action.unchanged,
        action.failed,
    ]
}

fn mail() -> NewJob {
    NewJob {
        queue: Some(queue("mail")),
        ..job()
    }
}

fn of_mail() -> JobFilter {
    JobFilter {
        queue: Some(queue("mail")),
        ..JobFilter::default()
    }
}

pub async fn what_a_filter_fits_is_counted_and_then_done(two: &Two) {
    let jobs: Vec<NewJob> = (0..25).map(|_| mail()).collect();
    let ids: Vec<JobId> = jobs.iter().map(|job| job.id).collect();
    two.a.submit(jobs).await.unwrap();
    let other = two.submit(job()).await;
    let cancel = action(ActionVerb::Cancel, fitting(of_mail(), ActionVerb::Cancel));
    let id = begin(two, cancel).await;
    let begun = two.b.action(id).await.unwrap();
    assert_eq!(
        (begun.state, counts(&begun)),
        (ActionState::Counting, [0; 4])
    );
    assert_eq!(two.b.open_actions().await.unwrap(), [id]);
    // What comes later is none of its business.
    let late = two.submit(mail()).await;
    let (done, acted) = to_the_end(two, id, 2).await;
    assert_eq!(
        (done.state, counts(&done)),
        (ActionState::Done, [25, 25, 0, 0])
    );
    assert!(done.finished_at.is_some());
    // Two portions that count, 20 and 5, and thirteen that act.
    assert_eq!(acted.len(), 15);
    for job in ids {
        assert_eq!(two.state(job).await, StateName::Cancelled);
    }
    for job in [other, late] {
        assert_eq!(two.state(job).await, StateName::Pending);
    }
    assert!(two.a.open_actions().await.unwrap().is_empty());
}

pub async fn a_dry_run_counts_and_does_nothing(two: &Two) {
    two.a
        .submit((0..7).map(|_| mail()).collect())
        .await
        .unwrap();
    let cancel = NewAction {
        is_dry_run: true,
        ..action(ActionVerb::Cancel, fitting(of_mail(), ActionVerb::Cancel))
    };
    let id = begin(two, cancel).await;
    let (done, _) = to_the_end(two, id, 1).await;
    assert_eq!(
        (done.state, counts(&done)),
        (ActionState::Done, [7, 0, 0, 0])
    );
    let pending = JobFilter {
        states: vec![StateName::Pending],
        ..of_mail()
    };
    assert_eq!(two.b.jobs(pending, None, 10).await.unwrap().items.len(), 7);
    let named = NewAction {
        is_dry_run: true,
        ..action(ActionVerb::Cancel, ActionJobs::Named(vec![job().id]))
    };
    let id = begin(two, named).await;
    assert_eq!(two.a.next_of_action(id, 1).await.unwrap().map(|_| ()), None);
    let named = two.b.action(id).await.unwrap();
    assert_eq!((named.state, named.matched), (ActionState::Done, 1));
}

pub async fn a_portion_counts_once_whoever_hands_it_in(two: &Two) {
    two.a
        .submit((0..4).map(|_| mail()).collect())
        .await
        .unwrap();
    let pause = action(ActionVerb::Pause, fitting(of_mail(), ActionVerb::Pause));
    let id = begin(two, pause).await;
    let counted = two.a.next_of_action(id, 10).await.unwrap().unwrap();
    assert!(counted.is_counted());
    two.a.act(counted.clone()).await.unwrap();
    two.b.act(counted).await.unwrap();
    // Both nodes look the same portion up, and both do it.
    let first = two.a.next_of_action(id, 2).await.unwrap().unwrap();
    let same = two.b.next_of_action(id, 2).await.unwrap().unwrap();
    assert_eq!(first.jobs, same.jobs);
    two.a.act(first).await.unwrap();
    two.b.act(same.clone()).await.unwrap();
    let half = two.b.action(id).await.unwrap();
    assert_eq!(
        (half.state, counts(&half)),
        (ActionState::Running, [4, 2, 0, 0])
    );
    // Aborted, it goes no further, and what it did stays.
    let rest = two.b.next_of_action(id, 2).await.unwrap().unwrap();
    let over = two.a.abort_action(id).await.unwrap();
    assert_eq!(over.state, ActionState::Aborted);
    two.b.act(rest).await.unwrap();
    assert_eq!(counts(&two.a.action(id).await.unwrap()), [4, 2, 0, 0]);
    let again = two.a.abort_action(id).await;
    assert!(
        matches!(again, Err(StoreError::ActionOver { .. })),
        "{again:?}"
    );
}

pub async fn what_cannot_be_done_to_one_is_told_and_the_others_go_on(two: &Two) {
    let (a, _) = two.enter().await;
    let running = two.running(a).await.fence.job;
    let ended = two.running(a).await;
    two.a.settle(vec![success(ended.fence)]).await.unwrap();
    let cancelled = two.submit(job()).await;
    two.b.cancel(cancelled).await.unwrap();
    let anns = NewJob {
        about: About {
            created_by: Some("ann".to_owned()),
            ..About::default()
        },
        ..job()
    };
    let waiting = two.submit(anns).await;
    let nowhere = job().id;
    let ended = ended.fence.job;
    let all = vec![ended, running, nowhere, cancelled, waiting];
    let cancel = action(ActionVerb::Cancel, ActionJobs::Named(all.clone()));
    let id = begin(two, cancel).await;
    let (done, acted) = to_the_end(two, id, 2).await;
    assert_eq!(counts(&done), [5, 2, 1, 2]);
    let failures: BTreeMap<&str, (u64, JobId)> = done
        .failures
        .iter()
        .map(|(code, of)| (code.as_str(), (of.count, of.job)))
        .collect();
    assert_eq!(
        failures,
        BTreeMap::from([("illegal_state", (1, ended)), ("not_found", (1, nowhere))])
    );
    assert!(done.failures["illegal_state"].message.contains("completed"));
    assert_eq!(two.state(waiting).await, StateName::Cancelled);
    let wishes: Vec<AttemptWish> = acted.into_iter().flat_map(|one| one.wanted).collect();
    assert!(
        matches!(&wishes[..], [AttemptWish::Stop(fence)] if fence.job == running),
        "{wishes:?}"
    );
    // Of somebody who has only their own, others' are not there.
    let theirs = NewAction {
        owner: Some("ann".to_owned()),
        ..action(ActionVerb::Delete, ActionJobs::Named(all))
    };
    let id = begin(two, theirs).await;
    let (done, _) = to_the_end(two, id, 10).await;
    assert_eq!(counts(&done), [5, 1, 0, 4]);
    assert_eq!(done.failures["not_found"].count, 4);
    let gone = two.a.job(waiting).await;
    assert!(matches!(gone, Err(StoreError::NoJob(_))), "{gone:?}");
}

pub async fn every_verb_does_as_it_does_to_one_job(two: &Two) {
    let named = |job: JobId| ActionJobs::Named(vec![job]);
    let later = NewJob {
        run_at: Some(runner_model::Timestamp::from_millis(i64::MAX)),
        ..job()
    };
    let id = two.submit(later).await;
    let priority = Priority::HIGH;
    for (verb, state) in [
        (ActionVerb::Priority { priority }, StateName::Scheduled),
        (ActionVerb::Pause, StateName::Paused),
        (ActionVerb::Resume, StateName::Scheduled),
        (ActionVerb::Promote, StateName::Pending),
        (ActionVerb::Cancel, StateName::Cancelled),
        (ActionVerb::Retry { latest: false }, StateName::Pending),
    ] {
        let begun = begin(two, action(verb, named(id))).await;
        let (done, _) = to_the_end(two, begun, 10).await;
        assert_eq!(counts(&done), [1, 1, 0, 0], "{verb}: {:?}", done.failures);
        assert_eq!(two.state(id).await, state, "{verb}");
        if verb != (ActionVerb::Retry { latest: false }) {
            // A second time there is nothing to do.
            let begun = begin(two, action(verb, named(id))).await;
            let (done, _) = to_the_end(two, begun, 10).await;
            assert_eq!(counts(&done), [1, 0, 1, 0], "{verb}: {:?}", done.failures);
        }
    }
    assert_eq!(two.a.job(id).await.unwrap().priority, priority);
    two.b.cancel(id).await.unwrap();
    // On a version that there is not, it stays as it is.
    let begun = begin(two, action(ActionVerb::Retry { latest: true }, named(id))).await;
    let mut portion = two.a.next_of_action(begun, 10).await.unwrap().unwrap();
    portion.retry_on(id, Digest::new([7; 32]));
    two.a.act(portion).await.unwrap();
    let done = two.b.action(begun).await.unwrap();
    assert_eq!(counts(&done), [1, 0, 0, 1], "{:?}", done.failures);
    let begun = begin(two, action(ActionVerb::Retry { latest: true }, named(id))).await;
    let mut portion = two.a.next_of_action(begun, 10).await.unwrap().unwrap();
    portion.refuse(id, "invalid_params", "it does not fit".to_owned());
    two.a.act(portion).await.unwrap();
    let done = two.b.action(begun).await.unwrap();
    assert_eq!(done.failures["invalid_params"].message, "it does not fit");
    assert_eq!(two.state(id).await, StateName::Cancelled);
    let begun = begin(two, action(ActionVerb::Delete, named(id))).await;
    to_the_end(two, begun, 10).await;
    assert!(two.a.job(id).await.is_err());
}

pub async fn actions_are_listed_and_forgotten(two: &Two) {
    let begun = |by: &str, verb: ActionVerb| NewAction {
        created_by: Some(by.to_owned()),
        ..action(verb, ActionJobs::Named(vec![job().id]))
    };
    let once = Once {
        owner: "ann".to_owned(),
        key: "k".to_owned(),
        request: Digest::new([1; 32]),
    };
    let first = two
        .a
        .begin_action(Some(once.clone()), begun("ann", ActionVerb::Cancel))
        .await
        .unwrap();
    let again = two
        .b
        .begin_action(Some(once), begun("ann", ActionVerb::Cancel))
        .await
        .unwrap();
    assert_eq!(first, again);
    let second = begin(two, begun("bob", ActionVerb::Delete)).await;
    let third = begin(two, begun("ann", ActionVerb::Delete)).await;
    to_the_end(two, third, 10).await;
    let ids = async |filter: ActionFilter| -> Vec<ActionId> {
        let page = two.b.actions(filter, None, 10).await.unwrap();
        page.items.into_iter().map(|action| action.id).collect()
    };
    assert_eq!(ids(ActionFilter::default()).await, [third, second, first]);
    let by = Some("ann".to_owned());
    let of_ann = ActionFilter {
        created_by: by,
        ..ActionFilter::default()
    };
    assert_eq!(ids(of_ann.clone()).await, [third, first]);
    let running = ActionFilter {
        state: Some(ActionState::Running),
        ..of_ann.clone()
    };
    assert_eq!(ids(running).await, [first]);
    let deletes = ActionFilter {
        verb: Some("delete".to_owned()),
        ..ActionFilter::default()
    };
    assert_eq!(ids(deletes).await, [third, second]);
    let page = two.a.actions(of_ann.clone(), None, 1).await.unwrap();
    assert_eq!(page.items[0].id, third);
    let page = two.b.actions(of_ann, page.next, 1).await.unwrap();
    assert_eq!((page.items[0].id, page.next), (first, None));
    assert_eq!(
        two.a.owner_of_action(second).await.unwrap().as_deref(),
        Some("bob")
    );
    two.clock.advance(31 * 24 * 60 * 60 * SECOND);
    while two.b.forget(10).await.unwrap() > 0 {}
    // Those that are not over stay.
    assert_eq!(ids(ActionFilter::default()).await, [second, first]);
    let gone = two.a.owner_of_action(third).await;
    assert!(matches!(gone, Err(StoreError::NoAction(_))), "{gone:?}");
    for id in [first, second] {
        to_the_end(two, id, 10).await;
    }
}
