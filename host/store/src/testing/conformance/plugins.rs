//! Plugins and whom their names belong to.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{Descriptor, Digest, ProcessorName};

use super::two::Two;
use crate::error::StoreError;
use crate::types::{Installed, NewVersion, Offered, Refusal};

pub(super) fn echo() -> ProcessorName {
    ProcessorName::try_from("echo".to_owned()).unwrap()
}

/// How a source hands in what it has, if nobody did anything.
pub(super) fn offered(source: &str) -> Offered {
    match source {
        "installed" => Offered::ByHand,
        _ => Offered::AsEver,
    }
}

pub(super) async fn version(two: &Two, bytes: &str, source: &str) -> NewVersion {
    let blob = two.a.put_blob(bytes.as_bytes().to_vec()).await.unwrap();
    NewVersion {
        digest: blob.digest,
        size: blob.size,
        source: source.to_owned(),
        offered: offered(source),
        compile_ms: Some(5),
        descriptor: Ok(Descriptor {
            name: echo(),
            version: "1.0.0".to_owned(),
            summary: String::new(),
            params_schema: true.into(),
            result_schema: None,
            inputs: Vec::new(),
            outputs: Vec::new(),
            wants: Vec::new(),
            resumable: false,
        }),
    }
}

pub(super) async fn active(two: &Two) -> Digest {
    two.b.active_plugin(echo()).await.unwrap().unwrap().digest
}

pub async fn a_name_belongs_to_its_first_source(two: &Two) {
    let bundled = version(two, "one", "bundled").await;
    let stranger = version(two, "two", "/plugins/echo.wasm").await;
    assert_eq!(
        two.a.install(bundled.clone()).await.unwrap(),
        Installed::Active
    );
    assert_eq!(
        two.b.install(bundled.clone()).await.unwrap(),
        Installed::Known
    );
    let Installed::Refused(refusal) = two.b.install(stranger.clone()).await.unwrap() else {
        panic!("the name was given away");
    };
    assert_eq!(refusal.code, "name_taken");
    assert!(
        refusal
            .message
            .contains(&format!("runner plugin activate echo@{}", stranger.digest))
    );
    assert_eq!(active(two).await, bundled.digest);
    two.a.activate(echo(), stranger.digest).await.unwrap();
    assert_eq!(active(two).await, stranger.digest);
    let unknown = two.a.activate(echo(), Digest::new([0; 32])).await;
    assert!(matches!(unknown, Err(StoreError::NoVersion { .. })));
}

pub async fn an_older_file_put_back_runs_again(two: &Two) {
    let one = version(two, "one", "/plugins/echo.wasm").await;
    let two_ = version(two, "two", "/plugins/echo.wasm").await;
    two.a.install(one.clone()).await.unwrap();
    assert_eq!(
        two.b.install(two_.clone()).await.unwrap(),
        Installed::Active
    );
    assert_eq!(active(two).await, two_.digest);
    assert_eq!(two.b.install(one.clone()).await.unwrap(), Installed::Active);
    assert_eq!(active(two).await, one.digest);
}

pub async fn what_was_activated_stays_when_a_source_says_nothing_new(two: &Two) {
    let one = version(two, "one", "plugins/echo.wasm").await;
    let two_ = version(two, "two", "plugins/echo.wasm").await;
    two.a.install(one.clone()).await.unwrap();
    two.b.install(two_.clone()).await.unwrap();
    two.a.activate(echo(), one.digest).await.unwrap();
    // The file is read again at the next start, and still holds the newer version.
    assert_eq!(two.b.install(two_).await.unwrap(), Installed::Known);
    assert_eq!(active(two).await, one.digest);
    // Installed by hand, the same once more is meant.
    let by_hand = [
        version(two, "three", "installed").await,
        version(two, "four", "installed").await,
    ];
    two.a.install(by_hand[0].clone()).await.unwrap();
    two.a.activate(echo(), by_hand[0].digest).await.unwrap();
    two.a.install(by_hand[1].clone()).await.unwrap();
    two.a.activate(echo(), by_hand[0].digest).await.unwrap();
    assert_eq!(
        two.b.install(by_hand[1].clone()).await.unwrap(),
        Installed::Active
    );
}

pub async fn a_file_refused_for_its_name_runs_from_the_place_that_owns_it(two: &Two) {
    let one = version(two, "one", "plugins/echo.wasm").await;
    let stray = version(two, "two", "plugins/echo-2.wasm").await;
    two.a.install(one.clone()).await.unwrap();
    assert!(matches!(
        two.b.install(stray.clone()).await.unwrap(),
        Installed::Refused(_)
    ));
    let renamed = NewVersion {
        source: one.source.clone(),
        ..stray.clone()
    };
    assert_eq!(two.a.install(renamed).await.unwrap(), Installed::Active);
    let now = two.b.plugin_version(stray.digest).await.unwrap().unwrap();
    assert_eq!((now.is_active, now.refused), (true, None));
    assert_eq!(now.source, one.source);
    // An older version of the owner is still the owner's.
    let stolen = NewVersion {
        source: stray.source,
        ..one
    };
    assert!(matches!(
        two.b.install(stolen).await.unwrap(),
        Installed::Refused(refusal) if refusal.code == "name_taken"
    ));
}

pub async fn refused_bytes_are_listed_with_their_reason(two: &Two) {
    let refusal = Refusal {
        code: "compile_refused".to_owned(),
        message: "it is no component".to_owned(),
    };
    let bad = NewVersion {
        descriptor: Err(refusal.clone()),
        ..version(two, "bad", "/plugins/bad.wasm").await
    };
    assert_eq!(
        two.a.install(bad.clone()).await.unwrap(),
        Installed::Refused(refusal.clone())
    );
    let listed = two.b.plugin_versions().await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(
        (listed[0].refused.as_ref(), listed[0].is_active),
        (Some(&refusal), false)
    );
    assert!(two.a.activate(echo(), bad.digest).await.is_err());
}
