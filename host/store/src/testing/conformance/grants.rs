//! What plugins were granted and refused, and secrets.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{Descriptor, Held, HttpGrant, HttpWants, ProcessorName, SecretName, Want};

use super::plugins::offered;
use super::two::{SECOND, Two};
use crate::clock::Clock;
use crate::error::StoreError;
use crate::types::{
    EventType, GrantOrigin, Granted, Installed, NewGrant, NewRefusal, NewVersion, SealedSecret,
    StoredGrant, StoredRefusal, WantRefused,
};

fn fetch() -> ProcessorName {
    ProcessorName::try_from("fetch".to_owned()).unwrap()
}

fn to(text: &str) -> HttpGrant {
    HttpGrant::to(text.parse().unwrap())
}

fn new(grant: HttpGrant) -> NewGrant {
    NewGrant {
        plugin: fetch(),
        grant,
        by: Some("ada".to_owned()),
    }
}

/// Installs a version of the plugin that asks for these, from there.
async fn install(two: &Two, bytes: &str, source: &str, wants: &[&str]) -> NewVersion {
    let blob = two.a.put_blob(bytes.as_bytes().to_vec()).await.unwrap();
    let version = NewVersion {
        digest: blob.digest,
        size: blob.size,
        source: source.to_owned(),
        offered: offered(source),
        compile_ms: None,
        descriptor: Ok(Descriptor {
            name: fetch(),
            version: "1.0.0".to_owned(),
            summary: String::new(),
            params_schema: true.into(),
            result_schema: None,
            inputs: Vec::new(),
            outputs: Vec::new(),
            wants: wants
                .iter()
                .map(|want| Want::Http((*want).to_owned()))
                .collect(),
            resumable: false,
        }),
    };
    two.a.install(version.clone()).await.unwrap();
    version
}

/// Whether the version that runs goes on with a grant.
async fn covers(two: &Two, grant: &StoredGrant) -> Result<(), Held> {
    let active = two.b.active_plugin(fetch()).await.unwrap().unwrap();
    let wants = HttpWants::of(&active.descriptor.unwrap().wants);
    let approval = grant.approval.as_ref().unwrap();
    approval.covers(&active.source, &wants)
}

async fn of_fetch(two: &Two) -> Vec<StoredGrant> {
    two.b.grants(Some(fetch())).await.unwrap()
}

async fn told(two: &Two) -> Vec<String> {
    let events = two.b.events(0, 1_000).await.unwrap();
    let grants = events.into_iter().filter_map(|event| {
        let data = event.data.filter(|data| data.contains("\"grant\""))?;
        assert_eq!(event.kind, EventType::PluginChanged);
        let data: serde_json::Value = serde_json::from_str(&data).unwrap();
        let plugin = &data["plugin"];
        assert_eq!(plugin["name"], "fetch");
        Some(format!(
            "{} {}",
            plugin["state"].as_str().unwrap(),
            plugin["grant"]
        ))
    });
    grants.collect()
}

pub async fn a_grant_is_given_seen_and_taken_back(two: &Two) {
    let missing = two.a.grant(new(to("https://a.com"))).await;
    assert!(matches!(missing, Err(StoreError::NoPlugin(_))));
    install(two, "one", "installed", &["*"]).await;
    let at = two.clock.now();
    let Granted::New(given) = two.a.grant(new(to("https://a.com"))).await.unwrap() else {
        panic!("it is new");
    };
    assert_eq!(
        (given.granted_at, given.granted_by.as_deref()),
        (at, Some("ada"))
    );
    assert_eq!(given.origin, GrantOrigin::Command);
    assert_eq!(of_fetch(two).await, std::slice::from_ref(&given));
    assert_eq!(
        two.b.grants(None).await.unwrap(),
        std::slice::from_ref(&given)
    );
    let other = ProcessorName::try_from("other".to_owned()).unwrap();
    assert_eq!(two.b.grants(Some(other.clone())).await.unwrap(), []);
    let wrong = two.b.revoke(other, given.id).await;
    assert!(matches!(wrong, Err(StoreError::NoGrant(_))));
    assert_eq!(two.b.revoke(fetch(), given.id).await.unwrap(), given);
    assert_eq!(of_fetch(two).await, []);
    let again = two.a.revoke(fetch(), given.id).await;
    assert!(matches!(again, Err(StoreError::NoGrant(_))));
    // An id is never given twice.
    let next = two.b.grant(new(to("https://a.com"))).await.unwrap();
    assert!(next.grant().id > given.id);
    let (one, two_) = (given.id, next.grant().id);
    let events = [
        format!("granted {one}"),
        format!("revoked {one}"),
        format!("granted {two_}"),
    ];
    assert_eq!(told(two).await, events);
}

pub async fn the_same_grant_again_takes_its_place(two: &Two) {
    install(two, "one", "installed", &["*"]).await;
    let first = two.a.grant(new(to("https://a.com"))).await.unwrap();
    two.clock.advance(SECOND);
    let slower = HttpGrant {
        rate: Some("10/s".parse().unwrap()),
        ..to("https://a.com")
    };
    let Granted::Replaced(again) = two.b.grant(new(slower.clone())).await.unwrap() else {
        panic!("there was one with that target and these methods");
    };
    assert_eq!((again.id, &again.grant), (first.grant().id, &slower));
    assert!(again.granted_at > first.grant().granted_at);
    // Other methods are another grant.
    let mut posts = to("https://a.com");
    posts.methods.insert("POST".parse().unwrap());
    assert!(matches!(
        two.a.grant(new(posts)).await.unwrap(),
        Granted::New(_)
    ));
    assert_eq!(of_fetch(two).await.len(), 2);
}

pub async fn a_grant_is_for_the_plugin_that_had_it(two: &Two) {
    install(two, "one", "installed", &["https://*.a.com"]).await;
    let given = two.a.grant(new(to("https://*.a.com"))).await.unwrap();
    install(two, "two", "installed", &["https://api.a.com"]).await;
    assert_eq!(covers(two, given.grant()).await, Ok(()));
    let wider = install(
        two,
        "three",
        "installed",
        &["https://*.a.com", "https://b.com"],
    )
    .await;
    assert!(matches!(
        covers(two, given.grant()).await,
        Err(Held::Wants { .. })
    ));
    // Given again, it is for that one; approving does the same to all.
    let again = two.b.grant(new(to("https://*.a.com"))).await.unwrap();
    assert_eq!(covers(two, again.grant()).await, Ok(()));
    assert_eq!(two.a.approve_grants(fetch()).await.unwrap(), 0);
    install(two, "four", "installed", &["*"]).await;
    assert_eq!(two.b.approve_grants(fetch()).await.unwrap(), 1);
    assert_eq!(covers(two, &of_fetch(two).await[0]).await, Ok(()));
    // What was approved for the widest holds for the others.
    two.a.activate(fetch(), wider.digest).await.unwrap();
    assert_eq!(covers(two, &of_fetch(two).await[0]).await, Ok(()));
    let other = ProcessorName::try_from("other".to_owned()).unwrap();
    let unknown = two.a.approve_grants(other).await;
    assert!(matches!(unknown, Err(StoreError::NoPlugin(_))));
}

pub async fn grants_of_the_file_are_what_the_file_says(two: &Two) {
    install(two, "one", "installed", &["https://*"]).await;
    let given = two.a.grant(new(to("https://a.com"))).await.unwrap();
    let file =
        |targets: &[&str]| -> Vec<_> { targets.iter().map(|text| (fetch(), to(text))).collect() };
    two.a
        .set_file_grants(file(&["https://a.com", "https://b.com"]))
        .await
        .unwrap();
    let both = of_fetch(two).await;
    assert_eq!(both.len(), 3);
    assert_eq!(both[0], *given.grant());
    assert!(
        both[1..]
            .iter()
            .all(|grant| grant.origin == GrantOrigin::File)
    );
    let read_only = two.b.revoke(fetch(), both[1].id).await;
    assert!(matches!(read_only, Err(StoreError::GrantOfFile(_))));
    // A newer version asks for more; what stands as it stood is not for it, what was changed is.
    install(two, "two", "installed", &["*"]).await;
    let changed = HttpGrant {
        rate: Some("1/s".parse().unwrap()),
        ..to("https://b.com")
    };
    let events = told(two).await.len();
    two.b
        .set_file_grants(vec![
            (fetch(), to("https://a.com")),
            (fetch(), changed.clone()),
        ])
        .await
        .unwrap();
    let now = of_fetch(two).await;
    assert_eq!(now[1], both[1]);
    assert_eq!((now[2].id, &now[2].grant), (both[2].id, &changed));
    assert!(covers(two, &now[1]).await.is_err());
    assert_eq!(covers(two, &now[2]).await, Ok(()));
    assert_eq!(told(two).await.len(), events + 1);
    two.a.set_file_grants(Vec::new()).await.unwrap();
    assert_eq!(of_fetch(two).await, [given.grant().clone()]);
}

pub async fn a_grant_of_the_file_waits_for_its_plugin(two: &Two) {
    two.a
        .set_file_grants(vec![(fetch(), to("https://a.com"))])
        .await
        .unwrap();
    assert_eq!(of_fetch(two).await[0].approval, None);
    install(two, "one", "plugins/fetch.wasm", &["https://a.com"]).await;
    let waited = of_fetch(two).await;
    assert_eq!(covers(two, &waited[0]).await, Ok(()));
    // The second does not count as the first.
    install(two, "two", "plugins/fetch.wasm", &["*"]).await;
    assert_eq!(of_fetch(two).await, waited);
    assert!(covers(two, &waited[0]).await.is_err());
}

pub async fn a_grant_outlives_a_change_of_source_and_is_held(two: &Two) {
    let first = install(two, "one", "plugins/fetch.wasm", &["https://a.com"]).await;
    let given = two.a.grant(new(to("https://a.com"))).await.unwrap();
    let stranger = install(two, "two", "plugins/other.wasm", &["https://a.com"]).await;
    two.b.activate(fetch(), stranger.digest).await.unwrap();
    assert!(matches!(
        covers(two, given.grant()).await,
        Err(Held::Source { .. })
    ));
    two.b.activate(fetch(), first.digest).await.unwrap();
    assert_eq!(covers(two, given.grant()).await, Ok(()));
    assert_eq!(two.a.install(first).await.unwrap(), Installed::Known);
}

fn http(text: &str) -> Want {
    Want::Http(text.to_owned())
}

async fn refuse(two: &Two, want: Want) -> WantRefused {
    let new = NewRefusal {
        plugin: fetch(),
        want,
        by: Some("ada".to_owned()),
    };
    two.a.refuse(new).await.unwrap()
}

async fn refused(two: &Two) -> Vec<StoredRefusal> {
    two.b.refusals(fetch()).await.unwrap()
}

async fn refused_wants(two: &Two) -> Vec<Want> {
    let refused = refused(two).await;
    refused.into_iter().map(|refusal| refusal.want).collect()
}

/// What was told of refusals.
async fn told_of_refusals(two: &Two) -> Vec<String> {
    let events = two.b.events(0, 1_000).await.unwrap();
    let refusals = events.into_iter().filter_map(|event| {
        let data: serde_json::Value = serde_json::from_str(&event.data?).unwrap();
        let plugin = &data["plugin"];
        plugin.get("refusal")?;
        assert_eq!(event.kind, EventType::PluginChanged);
        assert_eq!(plugin["name"], "fetch");
        let state = plugin["state"].as_str().unwrap();
        Some(format!("{state} {} {}", plugin["refusal"], plugin["want"]))
    });
    refusals.collect()
}

pub async fn a_refusal_is_kept_seen_and_taken_back(two: &Two) {
    let at = two.clock.now();
    let WantRefused::New(first) = refuse(two, http("https://a.com")).await else {
        panic!("it is new");
    };
    assert_eq!(
        (first.refused_at, first.refused_by.as_deref()),
        (at, Some("ada"))
    );
    two.clock.advance(SECOND);
    let again = refuse(two, http("https://a.com")).await;
    assert_eq!(again, WantRefused::Known(first.clone()));
    refuse(two, Want::Secret("key".to_owned())).await;
    assert_eq!(refused(two).await.len(), 2);
    assert_eq!(refused(two).await[0], first);
    let other = ProcessorName::try_from("other".to_owned()).unwrap();
    assert_eq!(two.b.refusals(other.clone()).await.unwrap(), []);
    let wrong = two.b.unrefuse(other, first.id).await;
    assert!(matches!(wrong, Err(StoreError::NoRefusal(_))));
    assert_eq!(two.b.unrefuse(fetch(), first.id).await.unwrap(), first);
    let gone = two.a.unrefuse(fetch(), first.id).await;
    assert!(matches!(gone, Err(StoreError::NoRefusal(_))));
    assert_eq!(refused_wants(two).await, [Want::Secret("key".to_owned())]);
    // An id is never given twice.
    let WantRefused::New(next) = refuse(two, http("https://a.com")).await else {
        panic!("it was taken back");
    };
    assert!(next.id > first.id);
    assert_eq!(
        told_of_refusals(two).await,
        [
            r#"refused 1 {"http":"https://a.com"}"#,
            r#"refused 2 {"secret":"key"}"#,
            r#"unrefused 1 {"http":"https://a.com"}"#,
            r#"refused 3 {"http":"https://a.com"}"#,
        ]
    );
}

pub async fn a_grant_takes_back_the_refusals_of_what_it_gives(two: &Two) {
    let wants = ["https://a.com", "https://*.b.com", "https://c.com"];
    install(two, "one", "installed", &wants).await;
    for want in wants {
        refuse(two, http(want)).await;
    }
    refuse(two, Want::Secret("key".to_owned())).await;
    // A part of what is asked for is enough.
    two.b.grant(new(to("https://api.b.com/v1"))).await.unwrap();
    let key = Want::Secret("key".to_owned());
    assert_eq!(
        refused_wants(two).await,
        [http("https://a.com"), http("https://c.com"), key]
    );
    // A secret is given where it is sent.
    let mut with_key = to("https://a.com");
    with_key.headers.insert(
        "authorization".to_owned().try_into().unwrap(),
        "Bearer ${secret:key}".parse().unwrap(),
    );
    two.a.grant(new(with_key)).await.unwrap();
    assert_eq!(refused_wants(two).await, [http("https://c.com")]);
    // So does the file, once: what stands there as it stood gives nothing anew.
    let file = vec![(fetch(), to("https://c.com"))];
    two.a.set_file_grants(file.clone()).await.unwrap();
    assert_eq!(refused_wants(two).await, []);
    refuse(two, http("https://c.com")).await;
    two.b.set_file_grants(file).await.unwrap();
    assert_eq!(refused_wants(two).await, [http("https://c.com")]);
    // And whoever lets a version have what was granted to another gives it that.
    install(two, "two", "installed", &["*"]).await;
    assert_eq!(two.a.approve_grants(fetch()).await.unwrap(), 3);
    assert_eq!(refused_wants(two).await, []);
    let told = told_of_refusals(two).await;
    assert_eq!(
        told.last().unwrap(),
        r#"unrefused 5 {"http":"https://c.com"}"#
    );
}

pub async fn secrets_are_kept_sealed(two: &Two) {
    let name = |text: &str| SecretName::try_from(text.to_owned()).unwrap();
    let sealed = |text: &str, byte: u8| SealedSecret {
        name: name(text),
        nonce: vec![byte; 12],
        sealed: vec![byte; 40],
        set_at: two.clock.now(),
        set_by: Some("ada".to_owned()),
    };
    assert!(two.a.set_secret(sealed("b", 1)).await.unwrap());
    assert!(two.b.set_secret(sealed("a", 2)).await.unwrap());
    assert!(!two.a.set_secret(sealed("b", 3)).await.unwrap());
    assert_eq!(
        two.b.secrets().await.unwrap(),
        [sealed("a", 2), sealed("b", 3)]
    );
    assert_eq!(two.a.secret(name("b")).await.unwrap(), Some(sealed("b", 3)));
    two.b.delete_secret(name("b")).await.unwrap();
    assert_eq!(two.a.secret(name("b")).await.unwrap(), None);
    let gone = two.a.delete_secret(name("b")).await;
    assert!(matches!(gone, Err(StoreError::NoSecret(_))));
}
