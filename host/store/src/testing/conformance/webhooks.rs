//! Who is told of events by HTTP, how far each has come, and what became of it.
#![allow(missing_docs, reason = "their names say it")]

use std::collections::BTreeSet;

use runner_model::{BatchId, StateName, Timestamp};

use super::two::{SECOND, Two, job, job_of, queue};
use crate::clock::Clock as _;
use crate::error::StoreError;
use crate::types::{
    About, DeliveryState, EventFilter, EventType, Health, Lease, NewBatch, NewJob, NewWebhook,
    Report, SealedText, Sent, StoredEvent, StoredWebhook, Subject, Tried, WebhookChange,
    WebhookFormat, WebhookId, Whether, WhyDisabled,
};

fn sealed(number: u8) -> SealedText {
    SealedText {
        nonce: vec![number; 12],
        sealed: vec![number; 48],
    }
}

fn new() -> NewWebhook {
    NewWebhook {
        url: "https://example.com/hook".parse().unwrap(),
        title: None,
        filter: EventFilter::default(),
        format: WebhookFormat::Standard,
        parallel: 1,
        mark: [7; 8],
        secret: Some(sealed(1)),
        created_by: Some("ada".to_owned()),
    }
}

async fn added(two: &Two, filter: EventFilter) -> StoredWebhook {
    let webhook = NewWebhook { filter, ..new() };
    two.a.add_webhook(webhook).await.unwrap()
}

async fn found(two: &Two, filter: &EventFilter, after: i64) -> Vec<StoredEvent> {
    let found = two.b.webhook_events(filter.clone(), after, 100).await;
    found.unwrap().events
}

fn tried(at: Timestamp, status: u16) -> Tried {
    Tried {
        at,
        ms: 12,
        status: Some(status),
        answer: Some("said".to_owned()),
        error: (status >= 300).then(|| format!("it answered {status}")),
    }
}

/// A first try of an event.
fn first(two: &Two, event: &StoredEvent, state: DeliveryState) -> Sent {
    let status = if state == DeliveryState::Delivered {
        200
    } else {
        500
    };
    Sent {
        what: Subject::New(event.clone()),
        tried: tried(two.clock.now(), status),
        state,
    }
}

async fn tell(two: &Two, id: WebhookId, lease: Lease, report: Report) -> bool {
    two.a.report_webhook(id, lease, report).await.unwrap()
}

pub async fn a_webhook_is_made_changed_and_removed(two: &Two) {
    let bell = two.b.bell();
    two.submit(job()).await;
    let made = two.a.add_webhook(new()).await.unwrap();
    assert_eq!(made.url.as_str(), "https://example.com/hook");
    assert_eq!(made.created_by.as_deref(), Some("ada"));
    assert_eq!((made.mark, made.parallel), ([7; 8], 1));
    assert_eq!((made.disabled, made.waiting, made.missed), (None, 0, 0));
    // It is told of what comes from now on.
    assert!(found(two, &made.filter, made.position).await.is_empty());
    assert_eq!(two.b.webhook(made.id).await.unwrap(), made);
    let filter = EventFilter {
        events: [EventType::JobFailed, EventType::Alert].into(),
        queues: [queue("slow")].into(),
        ..EventFilter::default()
    };
    let change = WebhookChange {
        title: Some(Some("ours".to_owned())),
        filter: Some(filter.clone()),
        whether: Some(Whether::NotTold),
        ..WebhookChange::default()
    };
    let changed = two.b.change_webhook(made.id, change).await.unwrap();
    assert_eq!(changed.filter, filter);
    assert_eq!(changed.title.as_deref(), Some("ours"));
    assert_eq!(changed.url, made.url);
    assert_eq!(changed.disabled.unwrap().why, WhyDisabled::ByHand);
    let change = WebhookChange {
        url: Some("http://example.org/".parse().unwrap()),
        title: Some(None),
        parallel: Some(4),
        whether: Some(Whether::Told),
        ..WebhookChange::default()
    };
    let changed = two.a.change_webhook(made.id, change).await.unwrap();
    assert_eq!((changed.title, changed.disabled), (None, None));
    assert_eq!((changed.parallel, changed.filter), (4, filter));
    let second = two.b.add_webhook(new()).await.unwrap();
    let ids: Vec<WebhookId> = two
        .a
        .webhooks()
        .await
        .unwrap()
        .iter()
        .map(|one| one.id)
        .collect();
    assert_eq!(ids, [made.id, second.id]);
    two.a.remove_webhook(made.id).await.unwrap();
    for gone in [
        two.b.webhook(made.id).await.map(drop),
        two.b.remove_webhook(made.id).await,
        two.b
            .change_webhook(made.id, WebhookChange::default())
            .await
            .map(drop),
        two.b.deliveries(made.id, None, None, 1).await.map(drop),
    ] {
        assert!(matches!(gone, Err(StoreError::NoWebhook(_))), "{gone:?}");
    }
    assert_eq!(two.a.webhooks().await.unwrap(), [second]);
    let mut bell = bell;
    assert_eq!(bell.look().webhooks, 5);
}

pub async fn a_webhook_finds_what_is_meant_for_it(two: &Two) {
    let begin = two.a.bell().look().seq;
    let tagged = NewJob {
        about: About {
            tags: vec!["red".to_owned(), "big".to_owned()],
            ..About::default()
        },
        queue: Some(queue("slow")),
        ..job_of("mail")
    };
    let tagged = two.submit(tagged).await;
    let plain = two.submit(job()).await;
    two.a.pause_queue(queue("slow")).await.unwrap();
    let batch = BatchId::from_bytes([9; 16]);
    let of_batch = NewBatch {
        id: batch,
        title: None,
        metadata: None,
        created_by: None,
        max_parallel: None,
        then: None,
    };
    two.a.create_batch(of_batch).await.unwrap();
    let item = job();
    let item_id = item.id;
    two.b.add_to_batch(batch, vec![item]).await.unwrap();
    two.b.seal_batch(batch).await.unwrap();
    two.b.cancel(plain).await.unwrap();
    let filter = |json: &str| serde_json::from_str::<EventFilter>(json).unwrap();
    let short = |events: Vec<StoredEvent>| -> BTreeSet<String> {
        let name = |event: StoredEvent| {
            let of = match event.job {
                Some((job, ..)) if job == tagged => "tagged",
                Some((job, ..)) if job == plain => "plain",
                Some((job, ..)) if job == item_id => "item",
                Some(_) => "other",
                None => "-",
            };
            format!("{} {of}", event.kind)
        };
        events.into_iter().map(name).collect()
    };
    for (json, meant) in [
        (r#"{"processors": ["mail"]}"#, vec!["job-created tagged"]),
        (
            r#"{"queues": ["slow"]}"#,
            vec!["job-created tagged", "queue-update -"],
        ),
        (
            r#"{"events": ["job-created"], "queues": ["slow"]}"#,
            vec!["job-created tagged"],
        ),
        (r#"{"tags": ["blue", "red"]}"#, vec!["job-created tagged"]),
        (r#"{"tags": ["blue"]}"#, vec![]),
        (
            r#"{"batches": ["09090909-0909-0909-0909-090909090909"]}"#,
            vec!["batch-update -", "job-created item", "job-update item"],
        ),
        (
            r#"{"events": ["job-cancelled"]}"#,
            vec!["job-cancelled plain"],
        ),
    ] {
        let meant: BTreeSet<String> = meant.into_iter().map(str::to_owned).collect();
        assert_eq!(
            short(found(two, &filter(json), begin).await),
            meant,
            "{json}"
        );
    }
    // Some at a time, and it goes on where it was.
    let all = found(two, &EventFilter::default(), begin).await;
    let some = two
        .a
        .webhook_events(EventFilter::default(), begin, 2)
        .await
        .unwrap();
    assert_eq!((some.events.as_slice(), some.seen), (&all[..2], all[1].seq));
    let rest = two
        .b
        .webhook_events(EventFilter::default(), some.seen, 100)
        .await
        .unwrap();
    assert_eq!((rest.events.as_slice(), rest.missed), (&all[2..], 0));
    assert_eq!(rest.seen, two.a.bell().look().seq);
    // Of a job that is gone nothing is known but that it was.
    two.b.delete(plain).await.unwrap();
    for (json, count) in [
        (r#"{"events": ["job-cancelled"]}"#, 1),
        (
            r#"{"events": ["job-cancelled"], "processors": ["noop"]}"#,
            0,
        ),
    ] {
        let found = found(two, &filter(json), begin).await;
        assert_eq!(found.len(), count, "{json}");
    }
}

pub async fn what_a_node_did_is_written_down_once(two: &Two) {
    let (a, b) = two.enter().await;
    let webhook = added(two, EventFilter::default()).await;
    two.submit(job()).await;
    two.submit(job()).await;
    let events = found(two, &webhook.filter, webhook.position).await;
    assert!(two.a.hold_webhook(webhook.id, a).await.unwrap());
    let later = two.clock.now().after(5 * SECOND);
    let health = Health {
        failures: 1,
        failing_since: Some(two.clock.now()),
        rests_until: None,
    };
    let report = Report {
        position: events[1].seq,
        missed: 3,
        sent: vec![
            first(two, &events[0], DeliveryState::Delivered),
            first(two, &events[1], DeliveryState::Waiting(later)),
        ],
        health,
        ..Report::default()
    };
    assert!(!tell(two, webhook.id, b, report.clone()).await);
    assert_eq!(two.b.webhook(webhook.id).await.unwrap(), webhook);
    assert!(tell(two, webhook.id, a, report).await);
    let now = two.b.webhook(webhook.id).await.unwrap();
    assert_eq!((now.position, now.missed), (events[1].seq, 3));
    assert_eq!((now.health, now.waiting), (health, 1));
    assert_eq!(now.delivered_at, Some(two.clock.now()));
    // It never goes back.
    assert!(tell(two, webhook.id, a, Report::default()).await);
    let now = two.b.webhook(webhook.id).await.unwrap();
    assert_eq!(
        (now.position, now.health),
        (events[1].seq, Health::default())
    );
    let page = two.b.deliveries(webhook.id, None, None, 1).await.unwrap();
    let [failed] = &page.items[..] else {
        panic!("{page:?}")
    };
    assert_eq!((&failed.event, failed.attempts), (&events[1], 1));
    assert_eq!(failed.tried, tried(two.clock.now(), 500));
    let page = two
        .a
        .deliveries(webhook.id, None, page.next, 1)
        .await
        .unwrap();
    assert_eq!(page.items[0].event, events[0]);
    assert_eq!(page.items[0].state, DeliveryState::Delivered);
    assert_eq!(page.next, None);
}

pub async fn one_node_alone_tells_a_webhook(two: &Two) {
    let (a, b) = two.enter().await;
    let id = added(two, EventFilter::default()).await.id;
    assert!(two.a.hold_webhook(id, a).await.unwrap());
    assert!(!two.b.hold_webhook(id, b).await.unwrap());
    assert!(two.a.hold_webhook(id, a).await.unwrap());
    two.clock.advance(9 * SECOND);
    two.b.heartbeat(b, 10 * SECOND).await.unwrap();
    assert!(!two.b.hold_webhook(id, b).await.unwrap());
    // Once the lease has run out, it is anybody's.
    two.clock.advance(2 * SECOND);
    assert!(two.b.hold_webhook(id, b).await.unwrap());
    assert!(!two.a.hold_webhook(id, a).await.unwrap());
    two.b.leave(b).await.unwrap();
    let again = two.a.enter("a".to_owned(), 10 * SECOND).await.unwrap();
    assert!(two.a.hold_webhook(id, again).await.unwrap());
}

pub async fn what_waits_is_due_and_listed(two: &Two) {
    let (a, _) = two.enter().await;
    let webhook = added(two, EventFilter::default()).await;
    let id = webhook.id;
    two.a.hold_webhook(id, a).await.unwrap();
    for _ in 0..3 {
        two.submit(job()).await;
    }
    let events = found(two, &webhook.filter, webhook.position).await;
    let at = |seconds: u32| two.clock.now().after(seconds * SECOND);
    let sent = vec![
        first(two, &events[0], DeliveryState::Waiting(at(5))),
        first(two, &events[1], DeliveryState::Failed),
        first(two, &events[2], DeliveryState::Waiting(at(2))),
    ];
    let report = Report {
        position: events[2].seq,
        sent,
        ..Report::default()
    };
    let (second, fifth) = (at(2), at(5));
    assert!(tell(two, id, a, report).await);
    let (due, next) = two.b.due_deliveries(id, 10).await.unwrap();
    assert_eq!((due.len(), next), (0, Some(second)));
    two.clock.advance(2 * SECOND);
    let (due, next) = two.b.due_deliveries(id, 10).await.unwrap();
    assert_eq!((due.len(), next), (1, Some(fifth)));
    assert_eq!(due[0].event, events[2]);
    // It is tried again, and taken; what waits besides is due at once.
    let again = Sent {
        what: Subject::Again(due[0].id),
        tried: tried(two.clock.now(), 204),
        state: DeliveryState::Delivered,
    };
    let report = Report {
        sent: vec![again],
        has_recovered: true,
        ..Report::default()
    };
    assert!(tell(two, id, a, report).await);
    let taken = two
        .b
        .deliveries(id, Some("delivered"), None, 9)
        .await
        .unwrap();
    assert_eq!((taken.items.len(), taken.items[0].attempts), (1, 2));
    assert_eq!(taken.items[0].tried.status, Some(204));
    let (due, next) = two.a.due_deliveries(id, 10).await.unwrap();
    assert_eq!((due.len(), next), (1, None));
    assert_eq!(due[0].event, events[0]);
    // Somebody has one sent again that was given up.
    let failed = two.b.deliveries(id, Some("failed"), None, 9).await.unwrap();
    let before = two.a.bell().look().webhooks;
    let again = two.b.redeliver(id, failed.items[0].id).await.unwrap();
    assert_eq!(again.state, DeliveryState::Waiting(two.clock.now()));
    assert_eq!(two.a.bell().look().webhooks, before + 1);
    assert_eq!(two.a.due_deliveries(id, 10).await.unwrap().0.len(), 2);
    assert_eq!(two.a.webhook(id).await.unwrap().waiting, 2);
    let other = added(two, EventFilter::default()).await;
    let none = two.b.redeliver(other.id, again.id).await;
    assert!(matches!(none, Err(StoreError::NoDelivery(_))), "{none:?}");
}

pub async fn a_webhook_that_is_told_no_more_says_so(two: &Two) {
    let (a, _) = two.enter().await;
    let alerts = EventFilter {
        events: [EventType::Alert].into(),
        ..EventFilter::default()
    };
    let webhook = added(two, EventFilter::default()).await;
    two.a.hold_webhook(webhook.id, a).await.unwrap();
    let health = Health {
        failures: 40,
        failing_since: Some(two.clock.now()),
        rests_until: Some(two.clock.now().after(300 * SECOND)),
    };
    let report = || Report {
        health,
        disable: Some(WhyDisabled::Failing),
        ..Report::default()
    };
    assert!(tell(two, webhook.id, a, report()).await);
    assert!(tell(two, webhook.id, a, report()).await);
    let now = two.b.webhook(webhook.id).await.unwrap();
    assert_eq!(now.disabled.unwrap().why, WhyDisabled::Failing);
    let told = found(two, &alerts, webhook.position).await;
    let [alert] = &told[..] else {
        panic!("{told:?}")
    };
    let data = alert.data.as_deref().unwrap();
    assert!(data.contains(r#""reason":"failing""#), "{data}");
    // Enabled again it begins anew, with its position as it was.
    let change = WebhookChange {
        whether: Some(Whether::Told),
        ..WebhookChange::default()
    };
    let told = two.b.change_webhook(webhook.id, change).await.unwrap();
    assert_eq!((told.disabled, told.health), (None, Health::default()));
    assert_eq!(told.position, webhook.position);
}

pub async fn events_are_kept_for_webhooks_that_have_not_come_to_them(two: &Two) {
    let webhook = added(two, EventFilter::default()).await;
    for _ in 0..30 {
        two.submit(job()).await;
    }
    let ancient = Timestamp::from_millis(0);
    // Too many, but it has not come to them.
    assert_eq!(two.a.prune_events(ancient, 10).await.unwrap(), 0);
    // Too many by far.
    assert_eq!(two.a.prune_events(ancient, 6).await.unwrap(), 6);
    let found = two.b.webhook_events(webhook.filter, webhook.position, 100);
    let found = found.await.unwrap();
    assert_eq!((found.events.len(), found.missed), (24, 6));
    // One that is told nothing holds nothing up.
    let change = WebhookChange {
        whether: Some(Whether::NotTold),
        ..WebhookChange::default()
    };
    two.b.change_webhook(webhook.id, change).await.unwrap();
    assert_eq!(two.a.prune_events(ancient, 10).await.unwrap(), 14);
}

pub async fn secrets_of_a_webhook_overlap(two: &Two) {
    let id = two.a.add_webhook(new()).await.unwrap().id;
    let shown = |webhook: StoredWebhook| -> Vec<(u8, Option<Timestamp>)> {
        let one =
            |secret: &crate::types::WebhookSecret| (secret.sealed.nonce[0], secret.expires_at);
        webhook.secrets.iter().map(one).collect()
    };
    let until = two.clock.now().after(60 * SECOND);
    let second = two.b.rotate_webhook(id, sealed(2), until).await.unwrap();
    assert_eq!(shown(second), [(2, None), (1, Some(until))]);
    // A later end is no reprieve for what was to end before.
    let late = until.after(60 * SECOND);
    let third = two.a.rotate_webhook(id, sealed(3), late).await.unwrap();
    assert_eq!(shown(third), [(3, None), (2, Some(late)), (1, Some(until))]);
    two.clock.advance(61 * SECOND);
    let now = two.clock.now();
    let fourth = two.b.rotate_webhook(id, sealed(4), now).await.unwrap();
    assert_eq!(shown(fourth), [(4, None)]);
    for number in 5..20 {
        two.turn(usize::from(number))
            .rotate_webhook(id, sealed(number), late)
            .await
            .unwrap();
    }
    assert_eq!(two.a.webhook(id).await.unwrap().secrets.len(), 4);
}

pub async fn old_deliveries_are_forgotten(two: &Two) {
    let (a, _) = two.enter().await;
    let webhook = added(two, EventFilter::default()).await;
    let id = webhook.id;
    two.a.hold_webhook(id, a).await.unwrap();
    two.submit(job()).await;
    let event = found(two, &webhook.filter, webhook.position)
        .await
        .remove(0);
    let first_of_all = first(two, &event, DeliveryState::Waiting(two.clock.now()));
    let rest = (1..1_280).map(|_| first(two, &event, DeliveryState::Delivered));
    let report = Report {
        sent: std::iter::once(first_of_all).chain(rest).collect(),
        ..Report::default()
    };
    assert!(tell(two, id, a, report).await);
    let mut kept = Vec::new();
    let mut after = None;
    loop {
        let page = two.b.deliveries(id, None, after, 500).await.unwrap();
        kept.extend(page.items);
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    // Those that wait stay, however old.
    assert_eq!(kept.len(), 1_001);
    assert!(matches!(kept[1_000].state, DeliveryState::Waiting(_)));
    assert_eq!(kept[0].event.job.unwrap().1, StateName::Pending);
}
