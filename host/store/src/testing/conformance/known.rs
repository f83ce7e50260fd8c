//! What is known about all jobs together.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{ErrorState, Failure, FailureCode, Fuel, ProcessorName, Timestamp, Usage};

use super::two::{SECOND, Two, failure, job, job_of, settle, success};
use crate::clock::Clock;
use crate::types::{Cached, Cursor, ErrorFilter, Fence, Settlement, Span, Stat, StatFilter, Whom};

fn noop() -> ProcessorName {
    ProcessorName::try_from("noop".to_owned()).unwrap()
}

pub async fn attempts_are_counted_by_minute_and_hour(two: &Two) {
    let (a, _) = two.enter().await;
    let began = two.clock.now();
    for number in 0..10 {
        let running = two.running(a).await;
        let usage = Usage {
            fuel: Fuel(1_000),
            wall_ms: 40,
            ..Usage::default()
        };
        let end = match number {
            0 => failure(running.fence, FailureCode::Permanent),
            1 => failure(running.fence, FailureCode::Transient),
            _ => Settlement {
                usage,
                ..success(running.fence)
            },
        };
        settle(two.turn(number), end).await;
        two.clock.advance(SECOND * 20);
        two.a.heartbeat(a, SECOND * 100).await.unwrap();
    }
    let read = async |span: Span| {
        let filter = StatFilter {
            span,
            from: Timestamp::from_millis(began.as_millis() - 86_400_000),
            until: two.clock.now(),
            processor: Some(noop()),
            queue: None,
        };
        two.b.stat_series(filter).await.unwrap()
    };
    let hours = read(Span::Hour).await;
    let of = |outcome: &str| -> u64 {
        let rows = hours.iter().filter(|(_, stat)| stat.outcome == outcome);
        rows.map(|(_, stat)| stat.count).sum()
    };
    assert_eq!((of("completed"), of("failed"), of("retrying")), (8, 1, 1));
    let (_, completed) = hours
        .iter()
        .find(|(_, stat)| stat.outcome == "completed")
        .unwrap();
    assert_eq!(completed.wall_ms.count(), completed.count);
    assert!((35..=45).contains(&completed.wall_ms.quantile(0.5).unwrap()));
    let minutes = read(Span::Minute).await;
    assert!(minutes.len() > hours.len());
    let all = |stats: &[(Timestamp, Stat)]| stats.iter().map(|(_, stat)| stat.count).sum::<u64>();
    assert_eq!(all(&minutes), 10);
    // Minutes are kept for a week, and longer as long as they are not in the hours.
    two.clock.advance(SECOND * 8 * 86_400);
    while two.b.forget(2).await.unwrap() > 0 {}
    assert_eq!(read(Span::Minute).await, minutes);
    sum_up(two, 3).await;
    while two.b.forget(2).await.unwrap() > 0 {}
    assert_eq!(read(Span::Minute).await, []);
    assert_eq!(read(Span::Hour).await, hours);
    assert_eq!(all(&read(Span::Day).await), 10);
    // Hours and days are kept for 400 days.
    two.clock.advance(SECOND * 400 * 86_400);
    while two.a.forget(100).await.unwrap() > 0 {}
    assert_eq!(read(Span::Hour).await, []);
    assert_eq!(read(Span::Day).await, []);
}

/// Sums all up that can be, about so many rows at a time, by turns.
async fn sum_up(two: &Two, most: usize) {
    let mut turn = 0;
    while two.turn(turn).sum_statistics(most).await.unwrap() > 0 {
        turn += 1;
    }
    assert_eq!(two.turn(turn).sum_statistics(most).await.unwrap(), 0);
}

pub async fn statistics_are_the_same_however_far_they_are_summed_up(two: &Two) {
    let began = Timestamp::from_millis(two.clock.now().as_millis() - 2 * 86_400_000);
    let read = async |turn: usize| {
        let filter = |span| StatFilter {
            span,
            from: began,
            until: two.clock.now().after(SECOND * 10 * 86_400),
            processor: None,
            queue: None,
        };
        let store = two.turn(turn);
        let spans = [Span::Minute, Span::Hour, Span::Day];
        let mut series = Vec::new();
        for span in spans {
            series.push(store.stat_series(filter(span)).await.unwrap());
        }
        let (from, until) = (began, filter(Span::Day).until);
        let users = store.user_stats(from, until, 10).await.unwrap();
        (store.stats(filter(Span::Day)).await.unwrap(), series, users)
    };
    let mut ended = 0;
    for turn in 0..40 {
        ran(
            two,
            turn,
            ["ann", "bob"].get(turn % 3).copied(),
            turn % 4 > 0,
        )
        .await;
        ended += 1;
        let before = read(turn).await;
        assert_eq!(
            before.0.iter().map(|(_, stat)| stat.count).sum::<u64>(),
            ended
        );
        for series in &before.1 {
            assert_eq!(
                series.iter().map(|(_, stat)| stat.count).sum::<u64>(),
                ended
            );
        }
        assert_eq!(before.2.iter().map(|stat| stat.count).sum::<u64>(), ended);
        match turn % 5 {
            // One node sums up while the other settles on; the clock is set back now and then.
            0 => sum_up(two, 1).await,
            1 => drop(two.turn(turn).sum_statistics(2).await.unwrap()),
            2 => two.clock.go_back(SECOND * 4_000),
            _ => {}
        }
        assert_eq!(read(turn + 1).await, before);
        two.recount().await;
        two.clock.advance(SECOND * 9_000);
    }
    two.clock.advance(SECOND * 2 * 86_400);
    let before = read(0).await;
    sum_up(two, 500).await;
    assert_eq!(read(1).await, before);
}

pub async fn how_full_queues_were_is_kept_by_the_minute(two: &Two) {
    let (lease, _) = two.enter().await;
    let began = Span::Hour.begin(two.clock.now()).after(SECOND * 3_600);
    two.clock.advance(began.since(two.clock.now()));
    let told = async |turn, span, queue: Option<&str>| {
        let filter = StatFilter {
            span,
            from: began,
            until: began.after(SECOND * 86_400 * 30),
            processor: None,
            queue: queue.map(|name| name.to_owned().try_into().unwrap()),
        };
        let points = two.turn(turn).depths(filter).await.unwrap();
        let told = points.into_iter().map(|point| {
            let minute = point.at.since(began).as_secs() / 60;
            (minute, point.ready, point.running, point.oldest.as_secs())
        });
        told.collect::<Vec<_>>()
    };
    let look = async |turn| {
        let depths = two.turn(turn).depths_now().await.unwrap();
        two.turn(turn + 1).keep_depths(depths).await.unwrap();
    };
    // Nothing is ready, and nothing is written.
    look(0).await;
    assert_eq!(told(0, Span::Minute, None).await, []);
    two.submit(job()).await;
    two.submit(job()).await;
    two.submit(job_of("other")).await;
    two.clock.advance(SECOND * 70);
    look(1).await;
    let running = two.a.claim(lease, 1).await.unwrap().pop().unwrap();
    // Another node looks in the same minute: the most counts.
    two.clock.advance(SECOND * 10);
    look(0).await;
    assert_eq!(told(1, Span::Minute, None).await, [(1, 3, 1, 80)]);
    settle(&two.b, success(running.fence)).await;
    two.clock.advance(SECOND * 600);
    look(1).await;
    let all = [(1, 3, 1, 80), (11, 2, 0, 680)];
    assert_eq!(told(0, Span::Minute, None).await, all);
    assert_eq!(told(1, Span::Hour, None).await, [(0, 3, 1, 680)]);
    let of = async |queue| told(0, Span::Hour, Some(queue)).await;
    let (own, other) = (of("noop").await, of("other").await);
    assert_eq!(own[0].1 + other[0].1, 3, "{own:?} {other:?}");
    assert_eq!(of("nothing").await, []);
    two.clock.advance(SECOND * 86_400 * 8);
    while two.a.forget(100).await.unwrap() > 0 {}
    assert_eq!(told(0, Span::Minute, None).await, []);
}

pub async fn a_stale_settle_is_not_counted(two: &Two) {
    let (a, _) = two.enter().await;
    let running = two.running(a).await;
    settle(&two.a, success(running.fence)).await;
    settle(&two.b, success(running.fence)).await;
    let filter = StatFilter {
        span: Span::Hour,
        from: Timestamp::from_millis(0),
        until: two.clock.now().after(SECOND),
        processor: None,
        queue: None,
    };
    let stats = two.b.stats(filter).await.unwrap();
    assert_eq!(
        (stats.len(), &stats[0].0, stats[0].1.count),
        (1, &noop(), 1)
    );
}

/// A job of a user, claimed and ended.
async fn ran(two: &Two, turn: usize, user: Option<&str>, is_well: bool) {
    let (lease, _) = two.enter().await;
    let mut job = job();
    job.about.created_by = user.map(str::to_owned);
    two.submit(job).await;
    let claimed = two.claim(lease).await;
    let usage = Usage {
        wall_ms: 40,
        ..Usage::default()
    };
    let end = if is_well {
        success(claimed.fence)
    } else {
        failure(claimed.fence, FailureCode::Permanent)
    };
    settle(two.turn(turn), Settlement { usage, ..end }).await;
}

pub async fn attempts_are_counted_by_user(two: &Two) {
    let began = two.clock.now();
    for number in 0..3 {
        ran(two, number, Some("ann"), number > 0).await;
        ran(two, number, None, true).await;
    }
    ran(two, 0, Some("bob"), false).await;
    ran(two, 1, Some("eve"), true).await;
    let read = async |most| {
        let until = two.clock.now().after(SECOND);
        let stats = two.b.user_stats(began, until, most).await.unwrap();
        let said = stats.iter().map(|stat| {
            assert_eq!(stat.wall_ms.count(), stat.count);
            (stat.whom.clone(), stat.outcome.clone(), stat.count)
        });
        said.collect::<Vec<_>>()
    };
    let row = |whom: &Whom, outcome: &str, count| (whom.clone(), outcome.to_owned(), count);
    let named = |user: &str| Whom::Named(user.to_owned());
    let (completed, failed) = ("completed", "failed");
    let all = [
        row(&named("ann"), completed, 2),
        row(&named("ann"), failed, 1),
        row(&named("bob"), failed, 1),
        row(&named("eve"), completed, 1),
        row(&Whom::Nobody, completed, 3),
    ];
    assert_eq!(read(10).await, all);
    // Whoever is not told by name is told with the others.
    let two_of_them = [
        row(&named("ann"), completed, 2),
        row(&named("ann"), failed, 1),
        row(&Whom::Nobody, completed, 3),
        row(&Whom::Others, completed, 1),
        row(&Whom::Others, failed, 1),
    ];
    assert_eq!(read(1).await, two_of_them);
    // Nobody is put with the others where there are few, neither of an hour nor of a day; both are kept for 90 days.
    two.clock.advance(SECOND * 2 * 86_400);
    sum_up(two, 10).await;
    while two.a.forget(10).await.unwrap() > 0 {}
    assert_eq!(read(10).await, all);
    two.clock.advance(SECOND * 86_400 * 90);
    while two.a.forget(2).await.unwrap() > 0 {}
    assert_eq!(read(10).await, []);
}

pub async fn statistics_do_not_grow_with_the_number_of_users(two: &Two) {
    let (lease, _) = two.enter().await;
    let began = two.clock.now();
    // The 260th user is the busiest, and came too late for a row of their own.
    let users = (0..260).chain([7, 7, 7, 259, 259, 259, 259]);
    let jobs: Vec<_> = users
        .map(|user| {
            let mut job = job();
            job.about.created_by = Some(format!("user-{user:03}"));
            job
        })
        .collect();
    two.a.submit(jobs).await.unwrap();
    loop {
        let claimed = two.a.claim(lease, 50).await.unwrap();
        if claimed.is_empty() {
            break;
        }
        let ends = claimed.iter().map(|claimed| success(claimed.fence));
        two.a.settle(ends.collect()).await.unwrap();
    }
    let read = async || {
        let until = two.clock.now().after(SECOND);
        let stats = two.b.user_stats(began, until, 1_000).await.unwrap();
        let named = stats.iter().filter(|stat| stat.whom != Whom::Others);
        let named: Vec<_> = named.map(|stat| (stat.whom.clone(), stat.count)).collect();
        let all: u64 = stats.iter().map(|stat| stat.count).sum();
        assert_eq!(all, 267, "every attempt is counted somewhere");
        named
    };
    let named = read().await;
    assert_eq!(named.len(), 200);
    assert_eq!(named[0], (Whom::Named("user-007".to_owned()), 4));
    two.recount().await;
    // Once the hour is over, fifty stay.
    two.clock.advance(SECOND * 3_600 * 2);
    sum_up(two, 500).await;
    let named = read().await;
    assert_eq!(named.len(), 50);
    assert_eq!(named[0], (Whom::Named("user-007".to_owned()), 4));
    two.clock.advance(SECOND * 2 * 86_400);
    sum_up(two, 500).await;
    assert_eq!(read().await, named, "its day has them");
}

fn fail(fence: Fence, message: &str) -> Settlement {
    Settlement {
        failure: Some(Failure {
            code: FailureCode::Permanent,
            message: message.to_owned(),
            detail: None,
        }),
        ..failure(fence, FailureCode::Permanent)
    }
}

/// What the last hours have: so many so many hours ago.
fn by_hour(counts: &[(usize, u64)]) -> Vec<u64> {
    let mut hours = vec![0; 24];
    for (ago, count) in counts {
        hours[23 - ago] = *count;
    }
    hours
}

pub async fn failures_are_told_by_the_hour_for_a_day(two: &Two) {
    let hour = SECOND * 3_600;
    let (a, _) = two.enter().await;
    let hours = async |counts: &[(usize, u64)]| {
        let groups = two.b.errors(ErrorFilter::default(), None, 10);
        assert_eq!(groups.await.unwrap()[0].last_hours, by_hour(counts));
    };
    let mut lease = a;
    for times in [2, 1] {
        for _ in 0..times {
            let running = two.running(lease).await;
            settle(&two.a, fail(running.fence, "no room")).await;
        }
        two.clock.advance(hour * 3);
        (lease, _) = two.enter().await;
    }
    hours(&[(6, 2), (3, 1)]).await;
    let error = two
        .b
        .errors(ErrorFilter::default(), None, 1)
        .await
        .unwrap()
        .remove(0);
    let muted = two.b.set_error_state(error.id, ErrorState::Muted).await;
    assert_eq!(muted.unwrap().last_hours, error.last_hours);
    two.clock.advance(hour * 18);
    hours(&[(21, 1)]).await;
    // What is told no more is forgotten a day later, and nothing else.
    two.clock.advance(hour * 25);
    assert!(two.a.forget(100).await.unwrap() > 0);
    hours(&[]).await;
}

pub async fn failures_that_are_the_same_are_one_group(two: &Two) {
    let (a, _) = two.enter().await;
    let fail = async |message: &str| {
        let running = two.running(a).await;
        settle(&two.a, fail(running.fence, message)).await;
        running.fence.job
    };
    fail("line 17: no field `age`").await;
    let last = fail("line 4711: no field `age`").await;
    fail("line 3: no field `name`").await;
    let open = || {
        let filter = ErrorFilter {
            state: Some(ErrorState::Open),
            processor: Some(noop()),
            ..ErrorFilter::default()
        };
        two.b.errors(filter, None, 10)
    };
    let groups = open().await.unwrap();
    assert_eq!(groups.len(), 2);
    let group = groups.iter().find(|group| group.count == 2).unwrap();
    assert_eq!(group.pattern, "line #: no field `age`");
    assert_eq!(
        (group.example, group.message.as_str()),
        (last, "line 4711: no field `age`")
    );
    assert_eq!(group.last_hours, by_hour(&[(0, 2)]));
    let (jobs, next) = two
        .a
        .error_jobs(group.id, Cursor::default(), 1)
        .await
        .unwrap();
    assert_eq!(jobs.len(), 1);
    let (rest, end) = two.a.error_jobs(group.id, next.unwrap(), 10).await.unwrap();
    assert_eq!((rest, end), (vec![last], None));
    // One that was retried and succeeded does not belong to it any more.
    two.b.retry(last).await.unwrap();
    let again = two.claim(a).await;
    settle(&two.a, success(again.fence)).await;
    let (jobs, _) = two
        .a
        .error_jobs(group.id, Cursor::default(), 10)
        .await
        .unwrap();
    assert_eq!(jobs.len(), 1);
    // What is muted stays muted; what is resolved is open again when it comes again.
    let set = async |state| two.a.set_error_state(group.id, state).await.unwrap();
    set(ErrorState::Muted).await;
    fail("line 1: no field `age`").await;
    assert_eq!(open().await.unwrap().len(), 1);
    set(ErrorState::Resolved).await;
    assert_eq!(open().await.unwrap().len(), 1);
    fail("line 2: no field `age`").await;
    let reopened = open().await.unwrap();
    let again = reopened.iter().find(|open| open.id == group.id).unwrap();
    assert_eq!((reopened.len(), again.count, again.reopened), (2, 4, 1));
}

pub async fn a_cache_is_shared_bounded_and_forgets(two: &Two) {
    let put = async |turn: usize, key: &str, bytes: usize, ttl| {
        two.turn(turn)
            .cache_put(noop(), key.to_owned(), vec![7; bytes], ttl, 1_000)
            .await
            .unwrap()
    };
    let has = async |turn: usize, key: &str| {
        let got = two
            .turn(turn)
            .cache_get(noop(), key.to_owned(), 1_000)
            .await;
        got.unwrap().is_some()
    };
    assert!(put(0, "a", 400, None).await);
    two.clock.advance(SECOND);
    assert!(put(1, "b", 400, None).await);
    two.clock.advance(SECOND * 61);
    // Used, so that it is not the first to go.
    assert!(has(0, "a").await);
    assert!(put(0, "c", 400, None).await);
    assert_eq!(
        (has(0, "a").await, has(1, "b").await, has(0, "c").await),
        (true, false, true)
    );
    // More than is asked for is not handed over.
    let read = async |most| two.b.cache_get(noop(), "a".to_owned(), most).await.unwrap();
    assert_eq!(read(399).await, Some(Cached::TooLarge { bytes: 400 }));
    assert_eq!(read(400).await, Some(Cached::Value(vec![7; 400])));
    assert!(!put(0, "huge", 1_001, None).await);
    assert!(put(0, "c", 100, Some(SECOND)).await);
    assert_eq!(two.b.cache_bytes(noop()).await.unwrap(), 630);
    two.clock.advance(SECOND * 2);
    assert!(!has(1, "c").await, "its time is over");
    assert_eq!(two.b.forget(10).await.unwrap(), 1);
    assert_eq!(two.b.cache_bytes(noop()).await.unwrap(), 465);
    for key in ["d", "e", "f", "g", "h", "i", "j"] {
        assert!(put(0, key, 0, None).await);
    }
    assert_eq!(two.b.cache_bytes(noop()).await.unwrap(), 465 + 7 * 65);
    assert!(has(0, "a").await);
    assert!(put(0, "", 0, None).await);
    assert_eq!(two.b.cache_bytes(noop()).await.unwrap(), 465 + 7 * 65 + 64);
    assert!(put(0, "k", 0, None).await);
    assert!(!has(0, "a").await, "empty values take room too");
    assert_eq!(two.b.cache_clear(noop()).await.unwrap(), 8 * 65 + 64);
    assert!(put(0, "a", 400, None).await);
    two.a
        .cache_remove(noop(), "nosuch".to_owned())
        .await
        .unwrap();
    let other = ProcessorName::try_from("other".to_owned()).unwrap();
    assert_eq!(
        two.a.cache_get(other, "a".to_owned(), 1_000).await.unwrap(),
        None,
        "a processor sees its own"
    );
    assert_eq!(two.b.cache_clear(noop()).await.unwrap(), 465);
    assert_eq!(two.a.cache_bytes(noop()).await.unwrap(), 0);
}

pub async fn blobs_that_nothing_names_go_after_an_hour(two: &Two) {
    let (a, _) = two.enter().await;
    let lonely = two.a.put_blob(b"lonely".to_vec()).await.unwrap();
    let named = two.b.put_blob(b"named".to_vec()).await.unwrap();
    let late = two.b.put_blob(b"late".to_vec()).await.unwrap();
    let with = |digest| {
        let mut job = super::two::job();
        job.inputs = vec![crate::types::Input {
            name: "data".to_owned().try_into().unwrap(),
            digest,
            media_type: "text/plain".to_owned(),
            size: 0,
        }];
        job
    };
    let id = two.submit(with(named.digest)).await;
    let collect = async |turn: usize| {
        let (mut marked, mut removed, mut from) = (0, 0, None);
        loop {
            let did = two.turn(turn).collect_blobs(from, 2).await.unwrap();
            (marked, removed, from) = (marked + did.marked, removed + did.removed, did.next);
            if from.is_none() {
                return (marked, removed);
            }
        }
    };
    assert_eq!(collect(0).await, (0, 0), "they are young");
    two.clock.advance(SECOND * 3_601);
    assert_eq!(collect(1).await, (2, 0));
    // One that is named at the last moment stays, and one that is put again.
    let saved = two.submit(with(late.digest)).await;
    two.clock.advance(SECOND * 3_601);
    two.b.put_blob(b"lonely".to_vec()).await.unwrap();
    assert_eq!(collect(0).await, (1, 0));
    two.clock.advance(SECOND * 3_601);
    assert_eq!(collect(1).await, (0, 1));
    assert!(two.a.blob_path(lonely.digest).await.is_err());
    for digest in [named.digest, late.digest] {
        let (path, _) = two.a.blob_path(digest).await.unwrap();
        assert!(path.exists());
    }
    // With its job goes what it alone named.
    let _ = a;
    two.a.cancel(id).await.unwrap();
    two.a.delete(id).await.unwrap();
    assert_eq!(collect(0).await, (1, 0));
    two.clock.advance(SECOND * 3_601);
    let (path, _) = two.a.blob_path(named.digest).await.unwrap();
    assert_eq!(collect(0).await, (0, 1));
    assert!(!path.exists());
    two.a.cancel(saved).await.unwrap();
}
