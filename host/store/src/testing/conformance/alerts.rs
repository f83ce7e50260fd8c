//! What operators want to hear of.
#![allow(missing_docs, reason = "their names say it")]

use std::time::Duration;

use runner_model::{AlertState, QueueName, ScheduleName, Timestamp, Watched};

use super::two::{SECOND, Two, job, keyed, queue};
use crate::clock::Clock as _;
use crate::error::StoreError;
use crate::types::{EventType, NewAlert};

fn name(text: &str) -> ScheduleName {
    ScheduleName::try_from(text.to_owned()).unwrap()
}

fn new(text: &str) -> NewAlert {
    NewAlert {
        name: name(text),
        watched: Watched::Backlog {
            above: 5,
            queue: Some(queue("mail")),
        },
        hold: Duration::from_secs(60),
        created_by: Some("ada".to_owned()),
    }
}

/// What was told of alerts, in the order in which it was.
async fn told(two: &Two) -> Vec<String> {
    let events = two.b.events(0, 1_000).await.unwrap();
    let alerts = events
        .into_iter()
        .filter(|event| event.kind == EventType::Alert);
    alerts.filter_map(|event| event.data).collect()
}

pub async fn a_rule_is_made_muted_and_removed(two: &Two) {
    let made = two.a.add_alert(new("waits")).await.unwrap();
    assert_eq!(made.watched, new("waits").watched);
    assert_eq!((made.state, made.since), (AlertState::Ok, two.clock.now()));
    assert_eq!(
        (made.hold, made.muted_until),
        (Duration::from_secs(60), None)
    );
    assert_eq!(made.created_by.as_deref(), Some("ada"));
    let again = two.b.add_alert(new("waits")).await;
    assert!(
        matches!(again, Err(StoreError::AlertExists(_))),
        "{again:?}"
    );
    let until = two.clock.now().after(SECOND);
    let muted = two.b.mute_alert(name("waits"), Some(until)).await.unwrap();
    assert_eq!(muted.muted_until, Some(until));
    assert_eq!(two.a.alert(name("waits")).await.unwrap(), muted);
    two.b.add_alert(new("also")).await.unwrap();
    let names: Vec<ScheduleName> = two
        .a
        .alerts()
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.name)
        .collect();
    assert_eq!(names, [name("also"), name("waits")]);
    assert_eq!(two.b.bell().look().alerts, 3);
    two.a.remove_alert(name("waits")).await.unwrap();
    for gone in [
        two.b.alert(name("waits")).await.map(drop),
        two.b.remove_alert(name("waits")).await,
        two.b.mute_alert(name("waits"), None).await.map(drop),
    ] {
        assert!(matches!(gone, Err(StoreError::NoAlert(_))), "{gone:?}");
    }
}

pub async fn a_rule_turns_once_whoever_sees_it(two: &Two) {
    use AlertState::{Firing, Ok, Pending};
    two.a.add_alert(new("waits")).await.unwrap();
    let turn = async |number: usize, from: AlertState, to: AlertState| {
        let said = format!("{to}");
        let turned = two.turn(number).turn_alert(name("waits"), from, to, said);
        turned.await.unwrap()
    };
    assert!(turn(0, Ok, Pending).await);
    assert!(!turn(1, Ok, Pending).await);
    assert!(told(two).await.is_empty());
    two.clock.advance(SECOND);
    assert!(turn(1, Pending, Firing).await);
    assert!(!turn(0, Pending, Firing).await);
    let firing = two.a.alert(name("waits")).await.unwrap();
    assert_eq!((firing.state, firing.since), (Firing, two.clock.now()));
    assert_eq!(firing.said.as_deref(), Some("firing"));
    assert!(turn(0, Firing, Ok).await);
    assert!(turn(0, Ok, Pending).await);
    // It was not over its line for long enough: nobody heard of it.
    assert!(turn(0, Pending, Ok).await);
    assert_eq!(
        told(two).await,
        [
            r#"{"alert":"waits","state":"firing","message":"firing"}"#,
            r#"{"alert":"waits","state":"recovered","message":"ok"}"#,
        ]
    );
    let page = two.b.alert_turns(None, None, 1).await.unwrap();
    assert!(!page.items[0].fires && page.next.is_some());
    let page = two
        .b
        .alert_turns(Some(name("waits")), page.next, 1)
        .await
        .unwrap();
    assert!(page.items[0].fires && page.next.is_none());
    assert!(!page.items[0].is_muted);
    two.a.remove_alert(name("waits")).await.unwrap();
    // How it turned stays.
    let left = two
        .b
        .alert_turns(Some(name("waits")), None, 9)
        .await
        .unwrap();
    assert_eq!(left.items.len(), 2);
}

pub async fn of_a_muted_rule_nobody_is_told(two: &Two) {
    use AlertState::{Firing, Ok};
    two.a.add_alert(new("waits")).await.unwrap();
    let turn = async |from, to| {
        let turned = two.a.turn_alert(name("waits"), from, to, String::new());
        assert!(turned.await.unwrap());
    };
    let until = two.clock.now().after(10 * SECOND);
    two.b.mute_alert(name("waits"), Some(until)).await.unwrap();
    turn(Ok, Firing).await;
    // The end of what nobody heard of is no news, also if it may be told by then.
    two.clock.advance(20 * SECOND);
    turn(Firing, Ok).await;
    assert!(told(two).await.is_empty());
    let turns = two.b.alert_turns(None, None, 9).await.unwrap().items;
    assert!(turns.len() == 2 && turns.iter().all(|turn| turn.is_muted));
    // Whoever heard that it fires hears that it does no more, muted or not.
    turn(Ok, Firing).await;
    two.b
        .mute_alert(name("waits"), Some(two.clock.now().after(SECOND)))
        .await
        .unwrap();
    turn(Firing, Ok).await;
    assert_eq!(told(two).await.len(), 2);
}

async fn oldest(two: &Two, queue: Option<QueueName>) -> Option<Timestamp> {
    let since = two.b.waiting_since(queue).await.unwrap();
    since.into_values().min()
}

pub async fn the_job_that_waits_for_longest_is_found(two: &Two) {
    let (lease, _) = two.enter().await;
    assert_eq!(oldest(two, None).await, None);
    let first = two.clock.now();
    two.submit(keyed("ann")).await;
    two.clock.advance(SECOND);
    two.submit(job()).await;
    two.submit(keyed("ann")).await;
    let second = two.clock.now();
    assert_eq!(oldest(two, None).await, Some(first));
    let of = |text: &str| oldest(two, Some(queue(text)));
    assert_eq!(of("noop").await, Some(first));
    assert_eq!(of("mail").await, None);
    assert_eq!(two.a.claim(lease, 2).await.unwrap().len(), 2);
    assert_eq!(of("noop").await, Some(second));
}
