//! Who may ask, and whose jobs, batches and bytes are.
#![allow(missing_docs, reason = "their names say it")]

use std::collections::BTreeMap;

use runner_model::{BatchId, Role, StateName, Timestamp, TokenName};

use super::two::{SECOND, Two, job};
use crate::clock::Clock as _;
use crate::error::StoreError;
use crate::types::{About, BatchFilter, Input, NewBatch, NewJob, NewToken};

fn token(name: &str, role: Role, number: u8) -> NewToken {
    NewToken {
        name: TokenName::try_from(name.to_owned()).unwrap(),
        role,
        hash: [number; 32],
        expires_at: None,
        rate: "10/s burst 50".parse().ok(),
        created_by: Some("ada".to_owned()),
    }
}

pub async fn a_token_is_made_seen_used_and_revoked(two: &Two) {
    let made = two.clock.now();
    let ends = made.after(60 * SECOND);
    let second = NewToken {
        expires_at: Some(ends),
        ..token("web", Role::Submitter, 2)
    };
    two.a.add_token(second).await.unwrap();
    let first = two
        .b
        .add_token(token("ci", Role::Operator, 1))
        .await
        .unwrap();
    let all = two.b.tokens().await.unwrap();
    assert_eq!(all[0], first);
    let [ci, web] = &all[..] else {
        panic!("{all:?}")
    };
    assert_eq!((ci.name.as_str(), ci.role), ("ci", Role::Operator));
    assert_eq!((ci.hash, ci.expires_at, ci.used_at), ([1; 32], None, None));
    assert_eq!(web.rate, "10/s burst 50".parse().ok());
    assert_eq!((web.created_at, web.expires_at), (made, Some(ends)));
    assert_eq!(web.created_by.as_deref(), Some("ada"));
    // Two nodes tell of its use, the later one first.
    let late = made.after(9 * SECOND);
    two.a.token_used(web.id, late).await.unwrap();
    two.b.token_used(web.id, made.after(SECOND)).await.unwrap();
    let used: Vec<Option<Timestamp>> = two
        .a
        .tokens()
        .await
        .unwrap()
        .iter()
        .map(|token| token.used_at)
        .collect();
    assert_eq!(used, [None, Some(late)]);
    let revoked = two.a.revoke_token(web.id).await.unwrap();
    assert_eq!(revoked.name.as_str(), "web");
    assert_eq!(two.b.tokens().await.unwrap(), [first]);
    let again = two.b.revoke_token(web.id).await;
    assert!(matches!(again, Err(StoreError::NoToken(_))), "{again:?}");
    // Whoever tells late of its use brings nothing back.
    two.b.token_used(web.id, late).await.unwrap();
    assert_eq!(two.a.tokens().await.unwrap().len(), 1);
}

pub async fn tokens_of_one_name_have_one_role(two: &Two) {
    let ends = two.clock.now().after(60 * SECOND);
    let old = NewToken {
        expires_at: Some(ends),
        ..token("ci", Role::Submitter, 1)
    };
    two.a.add_token(old).await.unwrap();
    let other = two.b.add_token(token("ci", Role::Admin, 2)).await;
    assert!(
        matches!(
            &other,
            Err(StoreError::TokenRole {
                role: Role::Submitter,
                ..
            })
        ),
        "{other:?}"
    );
    two.b
        .add_token(token("ci", Role::Submitter, 3))
        .await
        .unwrap();
    let ids: Vec<_> = two.a.tokens().await.unwrap();
    two.a.revoke_token(ids[1].id).await.unwrap();
    // What ended stands in nobody's way.
    two.clock.advance(60 * SECOND);
    two.b.add_token(token("ci", Role::Viewer, 4)).await.unwrap();
}

pub async fn a_change_of_tokens_rings(two: &Two) {
    let bell = two.b.bell();
    let before = bell.access();
    let made = two.a.add_token(token("ci", Role::Viewer, 1)).await.unwrap();
    assert_eq!(bell.access(), before + 1);
    two.a.token_used(made.id, two.clock.now()).await.unwrap();
    assert_eq!(
        bell.access(),
        before + 1,
        "that it was used changes nothing"
    );
    let refused = two.a.add_token(token("ci", Role::Admin, 2)).await;
    assert!(refused.is_err());
    assert_eq!(bell.access(), before + 1);
    two.b.revoke_token(made.id).await.unwrap();
    assert_eq!(two.a.bell().access(), before + 2);
}

pub async fn a_revoked_token_s_number_is_not_given_again(two: &Two) {
    let first = two.a.add_token(token("ci", Role::Viewer, 1)).await.unwrap();
    two.a.revoke_token(first.id).await.unwrap();
    let second = two.b.add_token(token("ci", Role::Viewer, 1)).await.unwrap();
    assert_ne!(first.id, second.id);
}

pub async fn whose_a_job_or_batch_is_and_which_bytes(two: &Two) {
    let blob = two.a.put_blob(b"a list".to_vec()).await.unwrap();
    let of = |by: Option<&str>| NewJob {
        about: About {
            created_by: by.map(str::to_owned),
            ..About::default()
        },
        ..job()
    };
    let with = NewJob {
        inputs: vec![Input {
            name: "in".to_owned().try_into().unwrap(),
            digest: blob.digest,
            media_type: "text/plain".to_owned(),
            size: 0,
        }],
        ..of(Some("ann"))
    };
    let anns = two.submit(with).await;
    let bobs = two.submit(of(Some("bob"))).await;
    let nobodys = two.submit(of(None)).await;
    for (job, owner) in [(anns, Some("ann")), (bobs, Some("bob")), (nobodys, None)] {
        assert_eq!(two.a.owner_of(job).await.unwrap().as_deref(), owner);
    }
    let none = two.b.owner_of(job().id).await;
    assert!(matches!(none, Err(StoreError::NoJob(_))), "{none:?}");
    for (who, has) in [("ann", true), ("bob", false), ("", false)] {
        let found = two.b.has_bytes(who.to_owned(), blob.digest).await.unwrap();
        assert_eq!(found, has, "{who}");
    }
    let (counts, more) = two.a.counts_of("ann".to_owned()).await.unwrap();
    assert_eq!(counts, BTreeMap::from([(StateName::Pending, 1)]));
    assert!(!more);
    assert!(
        two.b
            .counts_of("eve".to_owned())
            .await
            .unwrap()
            .0
            .is_empty()
    );

    for (number, by) in [(1, Some("ann")), (2, None), (3, Some("ann"))] {
        let batch = NewBatch {
            id: BatchId::from_bytes([number; 16]),
            title: None,
            metadata: None,
            created_by: by.map(str::to_owned),
            max_parallel: None,
            then: None,
        };
        two.a.create_batch(batch).await.unwrap();
        two.b
            .seal_batch(BatchId::from_bytes([number; 16]))
            .await
            .unwrap();
    }
    let owner = two.b.owner_of_batch(BatchId::from_bytes([3; 16])).await;
    assert_eq!(owner.unwrap().as_deref(), Some("ann"));
    let ann = BatchFilter {
        created_by: Some("ann".to_owned()),
        ..BatchFilter::default()
    };
    let page = two.b.batches(ann.clone(), None, 1).await.unwrap();
    assert_eq!(page.items[0].id, BatchId::from_bytes([3; 16]));
    let page = two.b.batches(ann, page.next, 1).await.unwrap();
    assert_eq!(page.items[0].id, BatchId::from_bytes([1; 16]));
    assert_eq!(page.next, None);
}
