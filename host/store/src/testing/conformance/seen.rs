//! Changes that are made only to what is still as somebody saw it.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{
    BatchId, CronRule, Limit, LimitKey, Misfire, Overlap, Priority, ProcessorName, StateName,
};

use super::two::{Two, job, queue};
use crate::error::StoreError;
use crate::types::{
    CeilingChange, JobChange, KeyChange, NewBatch, NewSchedule, QueueChange, SeenChange, Template,
    Version,
};

/// Makes a change by what was seen, and the same again, which has been overtaken by itself.
async fn once(two: &Two, what: SeenChange, seen: Version) {
    let other: Version = "0123456789abcdef".parse().unwrap();
    let refused = two.a.change_seen(what.clone(), vec![other]).await;
    assert!(
        matches!(refused, Err(StoreError::NotAsSeen { .. })),
        "{refused:?}"
    );
    two.b
        .change_seen(what.clone(), vec![other, seen])
        .await
        .unwrap();
    let late = two.a.change_seen(what, vec![seen]).await;
    assert!(
        matches!(late, Err(StoreError::NotAsSeen { .. })),
        "{late:?}"
    );
}

pub async fn a_change_is_made_only_to_what_was_seen(two: &Two) {
    let id = two.submit(job()).await;
    let seen = two.a.job(id).await.unwrap().version();
    let changes = vec![JobChange::Priority(Priority::HIGH)];
    once(two, SeenChange::Job(id, changes), seen).await;
    let kept = two.b.job(id).await.unwrap();
    assert_eq!(kept.priority, Priority::HIGH);
    // What somebody else did to it counts too.
    two.a.pause(id).await.unwrap();
    let changes = vec![JobChange::Priority(Priority::LOW)];
    let late = two
        .b
        .change_seen(SeenChange::Job(id, changes), vec![kept.version()])
        .await;
    assert!(
        matches!(late, Err(StoreError::NotAsSeen { kind: "job" })),
        "{late:?}"
    );
    assert_eq!(two.state(id).await, StateName::Paused);

    let mail = queue("mail");
    two.a
        .change_queue(mail.clone(), vec![QueueChange::Weight(2)])
        .await
        .unwrap();
    let seen = two.b.queues().await.unwrap();
    let seen = seen.iter().find(|one| one.name == mail).unwrap().version();
    let changes = vec![QueueChange::Weight(3)];
    once(two, SeenChange::Queue(mail, changes), seen).await;

    let batch = BatchId::from_bytes([1; 16]);
    let new = NewBatch {
        id: batch,
        title: None,
        metadata: None,
        created_by: None,
        max_parallel: None,
        then: None,
    };
    two.a.create_batch(new).await.unwrap();
    let seen = two.b.batch(batch).await.unwrap().version();
    once(two, SeenChange::Batch(batch, Some(5)), seen).await;
    two.a.seal_batch(batch).await.unwrap();

    let schedule = |rule: &str| NewSchedule {
        name: "daily".to_owned().try_into().unwrap(),
        rule: CronRule::parse(rule, "UTC").unwrap(),
        misfire: Misfire::default(),
        overlap: Overlap::default(),
        target: "{}".to_owned(),
        created_by: None,
    };
    let put = two.a.put_schedule(schedule("@daily")).await.unwrap();
    let changed = Box::new(schedule("@weekly"));
    once(two, SeenChange::Schedule(changed), put.version()).await;

    let template = |body: &str| Template {
        name: "one".to_owned().try_into().unwrap(),
        description: None,
        body: body.to_owned(),
        updated_by: None,
    };
    two.a.put_template(template("{}")).await.unwrap();
    let seen = template("{}").version();
    once(two, SeenChange::Template(template("[]")), seen).await;

    let (mail, ann) = (queue("mail"), LimitKey::try_from("ann".to_owned()).unwrap());
    let seen = two.a.key(mail.clone(), ann.clone()).await.unwrap();
    let changes = vec![KeyChange::Concurrency(Some(3))];
    let change = SeenChange::Key(mail.clone(), ann.clone(), changes);
    once(two, change, seen.version()).await;
    assert_eq!(two.b.key(mail, ann).await.unwrap().concurrency, Some(3));

    let plugin: ProcessorName = "mail".to_owned().try_into().unwrap();
    let ceiling = |value| CeilingChange {
        plugin: Some(plugin.clone()),
        changes: vec![(Limit::Fuel, Some(value))],
        by: None,
    };
    two.a.set_ceilings(ceiling(1)).await.unwrap();
    // What is said of others is another thing.
    let of_all = CeilingChange {
        plugin: None,
        ..ceiling(9)
    };
    let before = two.b.ceilings().await.unwrap();
    two.a.set_ceilings(of_all).await.unwrap();
    let seen = Version::of_ceilings(&before, Some(&plugin));
    once(two, SeenChange::Ceilings(ceiling(2)), seen).await;
}
