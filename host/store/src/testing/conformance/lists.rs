//! Lists.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{
    Digest, FailureCode, Hold, JobId, OnDuplicate, StateName, Timestamp, Unique, UniqueScope,
};

use super::two::{SECOND, Two, failure, job, job_of, key, queue, settle, success};
use crate::clock::Clock as _;
use crate::error::StoreError;
use crate::types::{About, ErrorFilter, Input, JobFilter, NewJob, Once};

async fn all(two: &Two, filter: &JobFilter, most: usize) -> (Vec<JobId>, usize) {
    let (mut ids, mut after, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = two
            .turn(pages)
            .jobs(filter.clone(), after, most)
            .await
            .unwrap();
        ids.extend(page.items.iter().map(|job| job.id));
        pages += 1;
        after = page.next;
        if after.is_none() {
            return (ids, pages);
        }
        // As it goes over the wire.
        after = Some(after.unwrap().to_string().parse().unwrap());
    }
}

pub async fn pages_show_every_job_once(two: &Two) {
    let jobs: Vec<NewJob> = (0..25).map(|_| job()).collect();
    let mut ids: Vec<JobId> = jobs.iter().map(|job| job.id).collect();
    two.a.submit(jobs).await.unwrap();
    ids.reverse();
    let (listed, pages) = all(two, &JobFilter::default(), 10).await;
    assert_eq!((listed, pages), (ids, 3));
}

pub async fn jobs_that_are_named_are_read_together(two: &Two) {
    let (a, _) = two.enter().await;
    let done = two.running(a).await.fence;
    super::two::settle(&two.a, success(done)).await;
    let (waits, nobody) = (job(), job().id);
    let waiting = waits.id;
    two.b.submit(vec![waits]).await.unwrap();
    let read = two
        .b
        .those_jobs(vec![waiting, nobody, done.job])
        .await
        .unwrap();
    let read: Vec<_> = read
        .iter()
        .map(|job| (job.id, job.usage.is_some()))
        .collect();
    assert_eq!(read, [(waiting, false), (done.job, true)]);
    assert!(two.a.those_jobs(vec![nobody]).await.unwrap().is_empty());
}

pub async fn a_few_among_many_are_found(two: &Two) {
    let (a, _) = two.enter().await;
    let first = job();
    let id = first.id;
    let run_at = Some(runner_model::Timestamp::from_millis(i64::MAX));
    two.a
        .submit(vec![NewJob { run_at, ..first }])
        .await
        .unwrap();
    for _ in 0..6 {
        two.a
            .submit((0..1_000).map(|_| job()).collect())
            .await
            .unwrap();
        let claimed = two.a.claim(a, 1_000).await.unwrap();
        two.a
            .settle(claimed.iter().map(|job| success(job.fence)).collect())
            .await
            .unwrap();
    }
    let scheduled = JobFilter {
        states: vec![StateName::Scheduled],
        ..JobFilter::default()
    };
    assert_eq!(all(two, &scheduled, 10).await, (vec![id], 1));
    let unlikely = JobFilter {
        text: Some("nowhere".to_owned()),
        ..JobFilter::default()
    };
    assert_eq!(
        all(two, &unlikely, 10).await,
        (vec![], 2),
        "a page looks at so many rows"
    );
}

pub async fn filters_hold_together(two: &Two) {
    let (a, _) = two.enter().await;
    let about = |tag: &str, by: &str| About {
        tags: vec![tag.to_owned()],
        created_by: Some(by.to_owned()),
        title: Some("Monthly Report".to_owned()),
        ..About::default()
    };
    let wanted = NewJob {
        about: about("red", "ann"),
        ..job_of("report")
    };
    let id = wanted.id;
    let others = vec![
        NewJob {
            about: about("red", "bob"),
            ..job_of("report")
        },
        NewJob {
            about: about("blue", "ann"),
            ..job_of("report")
        },
        NewJob {
            about: about("red", "ann"),
            ..job_of("other")
        },
    ];
    two.a.submit(others).await.unwrap();
    two.b.submit(vec![wanted]).await.unwrap();
    let filter = JobFilter {
        states: vec![StateName::Pending, StateName::Completed],
        processor: Some("report".to_owned().try_into().unwrap()),
        queue: Some("report".to_owned().try_into().unwrap()),
        tag: Some("red".to_owned()),
        created_by: Some("ann".to_owned()),
        text: Some("monthly".to_owned()),
        ..JobFilter::default()
    };
    assert_eq!(all(two, &filter, 1).await.0, [id]);
    let by = JobFilter {
        created_by: Some("ann".to_owned()),
        ..JobFilter::default()
    };
    assert_eq!(all(two, &by, 2).await.0.len(), 3);
    let claimed = two.a.claim(a, 2).await.unwrap();
    let running = JobFilter {
        states: vec![StateName::Running],
        ..JobFilter::default()
    };
    assert_eq!(all(two, &running, 10).await.0.len(), claimed.len());
    let failed = &claimed[0];
    settle(&two.b, failure(failed.fence, FailureCode::Permanent)).await;
    let by = |code| JobFilter {
        failure: Some(code),
        ..JobFilter::default()
    };
    assert_eq!(
        all(two, &by(FailureCode::Permanent), 10).await.0,
        [failed.fence.job]
    );
    assert!(all(two, &by(FailureCode::Trapped), 10).await.0.is_empty());
    let groups = two.a.errors(ErrorFilter::default(), None, 10);
    let group = groups.await.unwrap()[0].id;
    let alike = |tag: Option<&str>| JobFilter {
        error: Some(group),
        tag: tag.map(str::to_owned),
        ..JobFilter::default()
    };
    let found = all(two, &alike(None), 10).await.0;
    assert_eq!(found, [failed.fence.job]);
    let other = all(two, &alike(Some("none has it")), 10).await.0;
    assert!(other.is_empty());
}

pub async fn those_of_a_time_are_found_at_once(two: &Two) {
    const HOUR: std::time::Duration = std::time::Duration::from_secs(3_600);
    let early = two.clock.now();
    let first = job();
    let id = first.id;
    two.a.submit(vec![first]).await.unwrap();
    // The clock goes on, and once it goes back.
    for hour in 0..10 {
        two.clock.advance(HOUR);
        let many = (0..1_500).map(|_| job()).collect();
        two.turn(hour).submit(many).await.unwrap();
    }
    two.clock.go_back(HOUR * 10 - HOUR / 2);
    let late = job();
    let late_id = late.id;
    two.b.submit(vec![late]).await.unwrap();
    let of = |from: Option<_>, before: Option<_>| JobFilter {
        created_from: from,
        created_before: before,
        ..JobFilter::default()
    };
    let before = of(None, Some(early.after(HOUR)));
    let (found, _) = all(two, &before, 10).await;
    assert_eq!(found, [late_id, id]);
    let from = of(Some(early.after(HOUR * 10)), None);
    assert_eq!(all(two, &from, 500).await.0.len(), 1_500);
    let between = of(Some(early.after(HOUR * 2)), Some(early.after(HOUR * 4)));
    assert_eq!(all(two, &between, 500).await.0.len(), 3_000);
    let nothing = of(Some(early.after(HOUR * 11)), None);
    assert_eq!(all(two, &nothing, 10).await, (vec![], 1));
    let nothing = of(None, Some(early));
    assert_eq!(all(two, &nothing, 10).await, (vec![], 1));
}

/// What is said of a job when it is taken is what every later look says.
pub async fn a_job_is_shown_as_it_was_taken(two: &Two) {
    let now = two.clock.now();
    let blob = two.a.put_blob(b"bytes".to_vec()).await.unwrap();
    let other = two.submit(job()).await;
    let unique = |hold| {
        Some(Unique {
            key: "once".to_owned().try_into().unwrap(),
            scope: UniqueScope::default(),
            hold,
            on_duplicate: OnDuplicate::Return,
        })
    };
    let variants: [fn(&mut NewJob); 8] = [
        |_| {},
        |job| job.queue = Some(queue("elsewhere")),
        |job| job.limit_key = Some(key("ann")),
        |job| job.priority = 9_i64.try_into().unwrap(),
        |job| job.params = format!("{{\"long\":\"{}\"}}", "x".repeat(5_000)),
        |job| job.limits = Some("{\"fuel\":7}".to_owned()),
        |job| job.max_attempts = 9,
        |job| {
            job.about = About {
                title: Some("a title".to_owned()),
                description: Some("more".to_owned()),
                tags: vec!["b".to_owned(), "a".to_owned()],
                metadata: Some("{\"a\":1}".to_owned()),
                created_by: Some("ann".to_owned()),
            }
        },
    ];
    let mut jobs: Vec<NewJob> = variants
        .iter()
        .map(|change| {
            let mut job = job();
            change(&mut job);
            job
        })
        .collect();
    for run_at in [now, now.after(SECOND), Timestamp::from_millis(5)] {
        jobs.push(NewJob {
            run_at: Some(run_at),
            expires_at: Some(now.after(SECOND * 9)),
            ..job()
        });
    }
    jobs.push(NewJob {
        after: vec![other],
        ..job()
    });
    jobs.push(NewJob {
        inputs: vec![Input {
            name: "data".to_owned().try_into().unwrap(),
            digest: blob.digest,
            media_type: "text/plain".to_owned(),
            size: 0,
        }],
        ..job()
    });
    for _ in 0..2 {
        jobs.push(NewJob {
            unique: unique(Hold::UntilEnd),
            ..job()
        });
    }
    let mut duplicates = 0;
    for (turn, job) in jobs.into_iter().enumerate() {
        let (submitted, shown) = two.turn(turn).submit_shown(None, job).await.unwrap();
        duplicates += usize::from(!submitted.is_new());
        let seen = two.turn(turn + 1).job(submitted.job()).await.unwrap();
        assert_eq!(format!("{shown:?}"), format!("{seen:?}"));
    }
    assert_eq!(duplicates, 1);

    // With a key it answers as the first time, whatever became of the job, and by either way of asking.
    let once = |request: u8| Once {
        owner: "ann".to_owned(),
        key: "k1".to_owned(),
        request: Digest::new([request; 32]),
    };
    let (first, _) = two.a.submit_shown(Some(once(1)), job()).await.unwrap();
    two.b.cancel(first.job()).await.unwrap();
    let (again, shown) = two.b.submit_shown(Some(once(1)), job()).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(shown.state.name(), StateName::Cancelled);
    let listed = two.a.submit_once(once(1), vec![job()]).await.unwrap();
    assert_eq!(listed, [first]);
    let other = two.a.submit_shown(Some(once(2)), job()).await;
    assert!(matches!(other, Err(StoreError::KeyReused(_))));
}
