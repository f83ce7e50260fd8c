//! Bytes that are sent ahead of a job, and what a submit would do.
#![allow(missing_docs, reason = "their names say it")]

use std::time::Duration;

use runner_model::{Digest, Hold, OnDuplicate, StateName, Unique, UniqueScope, UploadId};

use super::two::{Two, job};
use crate::error::StoreError;
use crate::types::{Input, JobFilter, NewJob, NewUpload, Once, Submitted};

const HOUR: Duration = Duration::from_secs(60 * 60);

fn upload(number: u8, digest: Digest, owner: Option<&str>) -> NewUpload {
    NewUpload {
        id: UploadId::from_bytes([number; 16]),
        digest,
        media_type: "text/csv".to_owned(),
        owner: owner.map(str::to_owned),
    }
}

fn with(digest: Digest) -> NewJob {
    NewJob {
        inputs: vec![Input {
            name: "in".to_owned().try_into().unwrap(),
            digest,
            media_type: "text/csv".to_owned(),
            size: 0,
        }],
        ..job()
    }
}

async fn collect(two: &Two) {
    while two.a.forget(10).await.unwrap() > 0 {}
    two.b.collect_blobs(None, 100).await.unwrap();
    two.clock.advance(HOUR);
    two.a.collect_blobs(None, 100).await.unwrap();
}

pub async fn bytes_sent_ahead_are_kept_for_a_day(two: &Two) {
    let used = two.a.put_blob(b"used".to_vec()).await.unwrap();
    let unused = two.a.put_blob(b"unused".to_vec()).await.unwrap();
    for (number, blob) in [(1, used), (2, unused)] {
        let kept = two
            .b
            .keep_upload(None, upload(number, blob.digest, Some("ann")))
            .await
            .unwrap();
        assert_eq!((kept.blob, kept.owner.as_deref()), (blob, Some("ann")));
        assert_eq!(kept.expires_at, kept.created_at.after(24 * HOUR));
    }
    // They are theirs who sent them, and are no job's.
    for (who, has) in [("ann", true), ("bob", false)] {
        let found = two.a.has_bytes(who.to_owned(), used.digest).await.unwrap();
        assert_eq!(found, has, "{who}");
    }
    two.clock.advance(20 * HOUR);
    collect(two).await;
    let id = UploadId::from_bytes([2; 16]);
    assert_eq!(two.b.upload(id).await.unwrap().blob, unused);
    two.submit(with(used.digest)).await;
    two.clock.advance(4 * HOUR);
    collect(two).await;
    let gone = two.b.upload(id).await;
    assert!(matches!(gone, Err(StoreError::NoUpload(_))), "{gone:?}");
    let gone = two.a.blob_path(unused.digest).await;
    assert!(matches!(gone, Err(StoreError::NoBlob(_))), "{gone:?}");
    assert_eq!(two.a.blob_path(used.digest).await.unwrap().1, used);
}

pub async fn an_upload_counts_once_with_its_key(two: &Two) {
    let blob = two.a.put_blob(b"once".to_vec()).await.unwrap();
    let once = Once {
        owner: "ann".to_owned(),
        key: "k".to_owned(),
        request: Digest::new([1; 32]),
    };
    let first = two
        .a
        .keep_upload(Some(once.clone()), upload(1, blob.digest, None))
        .await
        .unwrap();
    let again = two
        .b
        .keep_upload(Some(once), upload(2, blob.digest, None))
        .await
        .unwrap();
    assert_eq!(first, again);
    let nothing = two
        .a
        .keep_upload(None, upload(3, Digest::new([9; 32]), None))
        .await;
    assert!(matches!(nothing, Err(StoreError::NoBlob(_))), "{nothing:?}");
}

pub async fn what_a_submit_would_do_is_told_and_not_done(two: &Two) {
    let unique = |mode: OnDuplicate| NewJob {
        unique: Some(Unique {
            key: "k".to_owned().try_into().unwrap(),
            scope: UniqueScope::Global,
            hold: Hold::UntilEnd,
            on_duplicate: mode,
        }),
        ..job()
    };
    let first = two.submit(unique(OnDuplicate::Return)).await;
    let before = two.b.counts().await.unwrap();
    let seq = two.a.bell().look().seq;
    let nowhere = Digest::new([7; 32]);
    let waits = NewJob {
        after: vec![first],
        ..with(nowhere)
    };
    let all = vec![
        job(),
        waits.clone(),
        unique(OnDuplicate::Return),
        unique(OnDuplicate::Skip),
        unique(OnDuplicate::Replace),
    ];
    let would = two.a.would_submit(all.clone()).await.unwrap();
    let outcomes: Vec<Submitted> = would.iter().map(|(outcome, _)| *outcome).collect();
    assert_eq!(
        outcomes,
        [
            Submitted::Created(all[0].id),
            Submitted::Created(all[1].id),
            Submitted::Duplicate(first),
            Submitted::Skipped(first),
            Submitted::Replaced(first),
        ]
    );
    let states: Vec<StateName> = would.iter().map(|(_, job)| job.state.name()).collect();
    assert_eq!(states[..2], [StateName::Pending, StateName::Blocked]);
    assert_eq!(would[1].1.inputs[0].digest, nowhere);
    let refused = two.b.would_submit(vec![unique(OnDuplicate::Reject)]).await;
    assert!(
        matches!(refused, Err(StoreError::Duplicate { .. })),
        "{refused:?}"
    );
    // All is as it was.
    assert_eq!(two.b.counts().await.unwrap(), before);
    assert_eq!(two.a.bell().look().seq, seq);
    let page = two.b.jobs(JobFilter::default(), None, 10).await.unwrap();
    assert_eq!(page.items.len(), 1);
    let none = two.a.submit(vec![waits]).await;
    assert!(matches!(none, Err(StoreError::NoBlob(_))), "{none:?}");
    let later = two.submit(job()).await;
    assert_eq!(two.state(later).await, StateName::Pending);
}
