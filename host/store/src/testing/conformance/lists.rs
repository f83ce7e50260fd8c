//! Lists.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{JobId, StateName};

use super::two::{Two, job, job_of, success};
use crate::clock::Clock as _;
use crate::types::{About, JobFilter, NewJob};

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
