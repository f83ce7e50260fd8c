//! What starts by itself.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{
    BatchId, CronRule, Digest, FailureCode, Misfire, Overlap, ScheduleName, StateName, Timestamp,
};

use super::two::{SECOND, Two, failure, job, moment, settle, stand_at, success};
use crate::clock::Clock;
use crate::error::StoreError;
use crate::types::{DueFiring, Fire, Fired, NewBatch, NewSchedule, Once, Template};

fn name(text: &str) -> ScheduleName {
    ScheduleName::try_from(text.to_owned()).unwrap()
}

fn schedule(rule: &str, misfire: Misfire, overlap: Overlap) -> NewSchedule {
    NewSchedule {
        name: name("nightly"),
        rule: CronRule::parse(rule, "Europe/Vienna").unwrap(),
        misfire,
        overlap,
        target: "{}".to_owned(),
        created_by: None,
    }
}

async fn fire(two: &Two, turn: usize, firing: &DueFiring) -> Fired {
    let fire = Fire::Job(Box::new(job()));
    let answer = two
        .turn(turn)
        .fire(firing.schedule.clone(), firing.due_at, fire);
    answer.await.unwrap()
}

/// Fires all that is due; gives the times.
async fn fire_all(two: &Two, turn: usize) -> Vec<Timestamp> {
    let due = two.turn(turn).due_firings(100).await.unwrap();
    for firing in &due.firings {
        fire(two, turn, firing).await;
    }
    due.firings.iter().map(|firing| firing.due_at).collect()
}

pub async fn a_time_fires_once_whoever_asks(two: &Two) {
    let every = schedule("*/10 * * * *", Misfire::Once, Overlap::Allow);
    let put = two.a.put_schedule(every).await.unwrap();
    let next = put.next_at.unwrap();
    assert_eq!(two.b.due_firings(10).await.unwrap().next, Some(next));
    two.clock.advance(next.since(two.clock.now()));
    let (one, other) = (
        two.a.due_firings(10).await.unwrap(),
        two.b.due_firings(10).await.unwrap(),
    );
    assert_eq!((one.firings.len(), &one.firings), (1, &other.firings));
    let Fired::Job(started) = fire(two, 0, &one.firings[0]).await else {
        panic!("it did not fire");
    };
    assert_eq!(fire(two, 1, &other.firings[0]).await, Fired::Already);
    assert_eq!(two.b.counts().await.unwrap().of(StateName::Pending), 1);
    let now = two.a.schedule(name("nightly")).await.unwrap();
    assert_eq!(now.next_at, Some(next.after(SECOND * 600)));
    assert_eq!(now.last_at, Some(next));
    let firings = two.b.firings(name("nightly"), None, 10).await.unwrap();
    assert_eq!(firings.len(), 1);
    assert_eq!(
        (
            firings[0].due_at,
            firings[0].job,
            firings[0].outcome.as_str()
        ),
        (next, Some(started), "fired")
    );
    // A clock that goes back makes nothing fire again.
    two.clock.go_back(SECOND * 1_200);
    assert_eq!(fire_all(two, 0).await, []);
}

pub async fn times_missed_while_down_are_made_up_for_as_the_policy_says(two: &Two) {
    for (misfire, count) in [(Misfire::Skip, 0), (Misfire::Once, 1), (Misfire::All, 6)] {
        stand_at(two, "2026-05-01T06:05:00Z");
        let every = schedule("*/10 * * * *", misfire, Overlap::Allow);
        two.a.delete_schedule(name("nightly")).await.ok();
        two.a.put_schedule(every).await.unwrap();
        // Nobody is there for an hour.
        stand_at(two, "2026-05-01T07:05:00Z");
        let fired = fire_all(two, 1).await;
        assert_eq!(fired.len(), count, "{misfire}");
        assert_eq!(fire_all(two, 0).await, []);
        stand_at(two, "2026-05-01T07:10:00Z");
        assert_eq!(fire_all(two, 0).await.len(), 1, "{misfire}");
        // What was given and not fired is given again: its process died.
        stand_at(two, "2026-05-01T07:20:00Z");
        assert_eq!(two.a.due_firings(10).await.unwrap().firings.len(), 1);
        assert_eq!(fire_all(two, 1).await.len(), 1, "{misfire}");
    }
}

pub async fn a_clock_that_jumps_ahead_is_as_if_nobody_was_there(two: &Two) {
    stand_at(two, "2026-05-01T06:05:00Z");
    let every = schedule("*/10 * * * *", Misfire::All, Overlap::Allow);
    two.a.put_schedule(every).await.unwrap();
    stand_at(two, "2027-05-01T06:05:00Z");
    assert_eq!(fire_all(two, 0).await.len(), 100);
    assert_eq!(fire_all(two, 1).await, []);
}

pub async fn fixed_times_fire_once_on_the_days_the_clock_changes(two: &Two) {
    stand_at(two, "2026-03-28T12:00:00Z");
    let nightly = schedule("30 2 * * *", Misfire::Once, Overlap::Allow);
    two.a.put_schedule(nightly).await.unwrap();
    let mut fired = Vec::new();
    let mut quarter = async |from: &str, until: &str| {
        stand_at(two, from);
        two.a.due_firings(10).await.unwrap();
        let mut turn = 0;
        while two.clock.now() < moment(until) {
            two.clock.advance(SECOND * 900);
            fired.extend(fire_all(two, turn).await);
            turn += 1;
        }
    };
    // 02:30 does not exist: it comes at 03:00, which is 01:00 in UTC.
    quarter("2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z").await;
    // Between, it is as if nobody was there; one firing makes up for all.
    stand_at(two, "2026-10-24T12:00:00Z");
    fire_all(two, 0).await;
    quarter("2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z").await;
    assert_eq!(
        fired,
        [
            moment("2026-03-29T01:00:00Z"),
            moment("2026-10-25T00:30:00Z"),
            moment("2026-10-26T01:30:00Z")
        ]
    );
}

pub async fn intervals_run_through_the_hours_that_the_clock_repeats_and_skips(two: &Two) {
    for (day, until, count) in [
        ("2026-03-28T23:00:00Z", "2026-03-29T03:00:00Z", 8),
        ("2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z", 8),
    ] {
        stand_at(two, day);
        two.a.delete_schedule(name("nightly")).await.ok();
        let every = schedule("*/30 * * * *", Misfire::Skip, Overlap::Allow);
        two.a.put_schedule(every).await.unwrap();
        let mut fired = 0;
        while two.clock.now() < moment(until) {
            two.clock.advance(SECOND * 60);
            fired += fire_all(two, fired).await.len();
        }
        assert_eq!(fired, count, "{day}: as many as half hours went by");
    }
}

pub async fn a_firing_does_not_overlap_unless_it_may(two: &Two) {
    let (a, _) = two.enter().await;
    stand_at(two, "2026-05-01T06:05:00Z");
    let a = {
        let _ = a;
        two.a
            .enter("a".to_owned(), SECOND * 1_000_000)
            .await
            .unwrap()
    };
    two.a
        .put_schedule(schedule("*/10 * * * *", Misfire::Once, Overlap::Skip))
        .await
        .unwrap();
    let next = async || {
        let due = two.a.schedule(name("nightly")).await.unwrap();
        two.clock
            .advance(due.next_at.unwrap().since(two.clock.now()));
        let due = two.b.due_firings(10).await.unwrap();
        fire(two, 0, &due.firings[0]).await
    };
    assert!(matches!(next().await, Fired::Job(_)));
    let running = two.claim(a).await;
    assert_eq!(next().await, Fired::Skipped);
    settle(&two.a, success(running.fence)).await;
    assert!(matches!(next().await, Fired::Job(_)));
    two.b
        .put_schedule(schedule("*/10 * * * *", Misfire::Once, Overlap::Cancel))
        .await
        .unwrap();
    let waiting = two.claim(a).await;
    assert!(matches!(next().await, Fired::Job(_)));
    assert!(two.b.job(waiting.fence.job).await.unwrap().is_stopping);
    // One that waits is cancelled at once.
    let second = two.claim(a).await;
    settle(&two.a, success(second.fence)).await;
    let Fired::Job(third) = next().await else {
        panic!("it did not fire");
    };
    assert!(matches!(next().await, Fired::Job(_)));
    assert_eq!(two.state(third).await, StateName::Cancelled);
    let outcomes: Vec<String> = two
        .a
        .firings(name("nightly"), None, 10)
        .await
        .unwrap()
        .into_iter()
        .map(|firing| firing.outcome)
        .collect();
    assert_eq!(
        outcomes,
        ["fired", "fired", "fired", "fired", "skipped", "fired"]
    );
}

pub async fn a_paused_schedule_misses_nothing(two: &Two) {
    stand_at(two, "2026-05-01T06:05:00Z");
    let all = schedule("*/10 * * * *", Misfire::All, Overlap::Allow);
    two.a.put_schedule(all).await.unwrap();
    assert!(
        two.b
            .pause_schedule(name("nightly"))
            .await
            .unwrap()
            .is_paused
    );
    stand_at(two, "2026-05-01T08:05:00Z");
    assert_eq!(two.a.due_firings(10).await.unwrap().next, None);
    let mut bell = two.a.bell();
    let before = bell.look().timed;
    let resumed = two.b.resume_schedule(name("nightly")).await.unwrap();
    assert!(bell.look().timed > before);
    assert_eq!(resumed.next_at.unwrap(), moment("2026-05-01T08:10:00Z"));
    assert_eq!(fire_all(two, 0).await, []);
    assert!(matches!(
        two.a.pause_schedule(name("nosuch")).await,
        Err(StoreError::NoSchedule(_))
    ));
    // What cannot be started is written down, and goes on.
    stand_at(two, "2026-05-01T08:10:00Z");
    let failed = Fire::Failed("there is no processor `x`".to_owned());
    let at = moment("2026-05-01T08:10:00Z");
    let fired = two.b.fire(name("nightly"), at, failed).await.unwrap();
    assert_eq!(fired, Fired::Failed);
    let firings = two.a.firings(name("nightly"), None, 1).await.unwrap();
    assert_eq!(
        (firings[0].message.as_deref(), &firings[0].state),
        (Some("there is no processor `x`"), &None)
    );
}

pub async fn what_a_node_does_itself_is_done_by_one_and_written_down(two: &Two) {
    let rule = schedule("0 3 * * *", Misfire::Once, Overlap::Skip);
    two.a.put_schedule(rule).await.unwrap();
    let at = two.clock.now();
    let mine = two.a.fire(name("nightly"), at, Fire::Own).await.unwrap();
    let theirs = two.b.fire(name("nightly"), at, Fire::Own).await.unwrap();
    assert_eq!((mine, theirs), (Fired::Own, Fired::Already));
    let said = || async {
        two.b
            .firings(name("nightly"), None, 1)
            .await
            .unwrap()
            .remove(0)
    };
    let firing = said().await;
    assert_eq!((firing.outcome.as_str(), firing.message), ("fired", None));
    let failed = Err("the disk is full".to_owned());
    let closed = two.a.close_firing(name("nightly"), at, failed).await;
    closed.unwrap();
    let firing = said().await;
    assert_eq!(
        (firing.outcome.as_str(), firing.message.as_deref()),
        ("failed", Some("the disk is full"))
    );
}

pub async fn a_schedule_starts_a_batch(two: &Two) {
    let (a, _) = two.enter().await;
    let every = schedule("*/10 * * * *", Misfire::Once, Overlap::Skip);
    two.a.put_schedule(every).await.unwrap();
    let batch = NewBatch {
        id: BatchId::from_bytes([9; 16]),
        title: None,
        metadata: None,
        created_by: None,
        max_parallel: None,
        then: None,
    };
    let id = batch.id;
    // How what was started stands, the newest first.
    let stands = async || -> Vec<Option<String>> {
        let firings = two.a.firings(name("nightly"), None, 10).await.unwrap();
        firings.into_iter().map(|firing| firing.state).collect()
    };
    let said = |states: &[Option<&str>]| -> Vec<Option<String>> {
        states
            .iter()
            .map(|state| state.map(str::to_owned))
            .collect()
    };
    let items = vec![job(), job()];
    let start = Fire::Batch(Box::new(batch), items);
    let now = two.clock.now();
    let fired = two.b.fire(name("nightly"), now, start).await.unwrap();
    assert_eq!(fired, Fired::Batch(id));
    let claimed = two.a.claim(a, 10).await.unwrap();
    assert_eq!(claimed.len(), 2);
    let again = two.b.fire(
        name("nightly"),
        now.after(SECOND),
        Fire::Job(Box::new(job())),
    );
    assert_eq!(again.await.unwrap(), Fired::Skipped);
    assert_eq!(stands().await, said(&[None, Some("running")]));
    settle(&two.a, success(claimed[0].fence)).await;
    settle(&two.b, failure(claimed[1].fence, FailureCode::Permanent)).await;
    assert_eq!(stands().await, said(&[None, Some("failed")]));
    let again = two.b.fire(
        name("nightly"),
        now.after(SECOND * 2),
        Fire::Job(Box::new(job())),
    );
    assert!(matches!(again.await.unwrap(), Fired::Job(_)));
    let before = [None, Some("failed")];
    assert_eq!(
        stands().await,
        said(&[&[Some("pending")], &before[..]].concat())
    );
    let claimed = two.claim(a).await;
    settle(&two.b, success(claimed.fence)).await;
    assert_eq!(
        stands().await,
        said(&[&[Some("completed")], &before[..]].concat())
    );
}

pub async fn templates_are_kept(two: &Two) {
    let template = Template {
        name: name("report"),
        description: Some("monthly".to_owned()),
        body: r#"{"processor":"report","params":{"month":"{{month}}"}}"#.to_owned(),
        updated_by: None,
    };
    two.a.put_template(template.clone()).await.unwrap();
    assert_eq!(two.b.template(name("report")).await.unwrap(), template);
    assert_eq!(two.b.templates().await.unwrap(), [template]);
    two.b.delete_template(name("report")).await.unwrap();
    assert!(matches!(
        two.a.template(name("report")).await,
        Err(StoreError::NoTemplate(_))
    ));
}

fn once(key: &str, request: u8) -> Once {
    Once {
        owner: "ann".to_owned(),
        key: key.to_owned(),
        request: Digest::new([request; 32]),
    }
}

pub async fn a_schedule_is_created_once(two: &Two) {
    let nightly = || schedule("@daily", Misfire::Once, Overlap::Allow);
    let key = || Some(once("create", 1));
    two.a.create_schedule(key(), nightly()).await.unwrap();
    let again = two.b.create_schedule(key(), nightly()).await.unwrap();
    assert_eq!(again.name, name("nightly"));
    assert!(matches!(
        two.b
            .create_schedule(Some(once("create", 2)), nightly())
            .await,
        Err(StoreError::KeyReused(_))
    ));
    for other in [None, Some(once("other", 1))] {
        assert!(matches!(
            two.a.create_schedule(other, nightly()).await,
            Err(StoreError::ScheduleExists(_))
        ));
    }
}

pub async fn a_schedule_that_somebody_fires_once_fires_once(two: &Two) {
    let daily = schedule("@daily", Misfire::Once, Overlap::Skip);
    two.a.put_schedule(daily).await.unwrap();
    let ask = async |turn: usize, request| {
        let fire = Fire::Job(Box::new(job()));
        let (name, now) = (name("nightly"), two.clock.now());
        two.turn(turn)
            .fire_once(once("fire", request), name, now, fire)
            .await
    };
    let first = ask(0, 1).await.unwrap();
    two.clock.advance(SECOND);
    let again = ask(1, 1).await.unwrap();
    assert!(first.is_new && !again.is_new);
    assert_eq!((&first.fired, first.due_at), (&again.fired, again.due_at));
    assert_eq!(two.b.counts().await.unwrap().of(StateName::Pending), 1);
    assert!(matches!(ask(0, 2).await, Err(StoreError::KeyReused(_))));
}

pub async fn times_of_the_past_fire_by_the_rule_that_is_asked_for(two: &Two) {
    let skip = schedule("*/10 * * * *", Misfire::Skip, Overlap::Skip);
    let put = two.a.put_schedule(skip).await.unwrap();
    let first = put.next_at.unwrap();
    let times: Vec<_> = (0..4).map(|ten| first.after(SECOND * 600 * ten)).collect();
    two.clock.advance(SECOND * 86_400);
    two.b.due_firings(10).await.unwrap();
    let answered = || two.b.answered(name("nightly"), times.clone());
    assert_eq!(answered().await.unwrap(), []);
    for (turn, time) in times[..3].iter().enumerate() {
        let fire = Fire::Job(Box::new(job()));
        let store = two.turn(turn);
        let fired = store.fire_by(name("nightly"), *time, Overlap::Allow, fire);
        assert!(matches!(fired.await.unwrap(), Fired::Job(_)), "{turn}");
    }
    assert_eq!(answered().await.unwrap(), &times[..3]);
    // By its own rule it does not fire beside them; and what fired does not again.
    let last = DueFiring {
        schedule: name("nightly"),
        due_at: times[3],
        target: String::new(),
    };
    assert_eq!(fire(two, 0, &last).await, Fired::Skipped);
    let again = Fire::Job(Box::new(job()));
    let again = two
        .b
        .fire_by(name("nightly"), times[0], Overlap::Allow, again);
    assert_eq!(again.await.unwrap(), Fired::Already);
    let next = two.a.schedule(name("nightly")).await.unwrap().next_at;
    assert!(next.unwrap() > two.clock.now(), "its next time stays");
}
