//! Browsers that signed in, and keys.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{Role, TokenName};

use super::two::{SECOND, Two};
use crate::clock::Clock as _;
use crate::types::{NewToken, Session};

fn session(two: &Two, number: u8, token: u8) -> Session {
    Session {
        hash: [number; 32],
        token: [token; 32],
        expires_at: two.clock.now().after(60 * SECOND),
    }
}

pub async fn a_session_begins_is_seen_and_ends(two: &Two) {
    let (first, second) = (session(two, 1, 9), session(two, 2, 9));
    let before = two.b.bell().access();
    two.a.add_session(first.clone()).await.unwrap();
    two.clock.advance(30 * SECOND);
    let third = session(two, 3, 9);
    two.b.add_session(second).await.unwrap();
    two.b.add_session(third.clone()).await.unwrap();
    assert_eq!(two.b.sessions().await.unwrap().len(), 3);
    assert!(two.a.end_session([2; 32]).await.unwrap());
    assert!(!two.b.end_session([2; 32]).await.unwrap());
    assert_eq!(two.b.bell().access(), before + 4);
    assert_eq!(two.a.sessions().await.unwrap(), [first, third.clone()]);
    // By itself, and in the end it is forgotten.
    two.clock.advance(30 * SECOND);
    assert_eq!(two.b.sessions().await.unwrap(), [third]);
    assert_eq!(two.a.forget(100).await.unwrap(), 1);
    assert_eq!(two.a.forget(100).await.unwrap(), 0);
}

pub async fn sessions_go_with_their_token_and_are_bounded(two: &Two) {
    let token = |name: &str, number| NewToken {
        name: TokenName::try_from(name.to_owned()).unwrap(),
        role: Role::Viewer,
        hash: [number; 32],
        expires_at: None,
        rate: None,
        created_by: None,
    };
    let ann = two.a.add_token(token("ann", 201)).await.unwrap();
    two.a.add_token(token("bob", 202)).await.unwrap();
    for number in 0..105 {
        two.clock.advance(SECOND / 10);
        let begun = session(two, number, 201);
        two.b.add_session(begun).await.unwrap();
    }
    let bobs = session(two, 200, 202);
    two.b.add_session(bobs.clone()).await.unwrap();
    let mut of_ann: Vec<u8> = two
        .a
        .sessions()
        .await
        .unwrap()
        .iter()
        .map(|one| one.hash[0])
        .collect();
    of_ann.sort_unstable();
    let newest: Vec<u8> = (5..105).chain([200]).collect();
    assert_eq!(of_ann, newest);
    two.a.revoke_token(ann.id).await.unwrap();
    assert_eq!(two.b.sessions().await.unwrap(), [bobs]);
}

pub async fn a_key_is_made_once(two: &Two) {
    assert_eq!(two.a.signing_key("watch", [1; 32]).await.unwrap(), [1; 32]);
    assert_eq!(two.b.signing_key("watch", [2; 32]).await.unwrap(), [1; 32]);
    assert_eq!(two.b.signing_key("other", [2; 32]).await.unwrap(), [2; 32]);
}
