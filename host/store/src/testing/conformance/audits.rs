//! What was changed, by whom and from where.
#![allow(missing_docs, reason = "their names say it")]

use std::time::Duration;

use runner_model::Role;

use super::two::{SECOND, Two};
use crate::clock::Clock as _;
use crate::types::{AuditFilter, AuditOutcome, NewAudit};

fn change(name: &str, route: &str, object: &str, status: u16) -> NewAudit {
    NewAudit {
        name: name.to_owned(),
        token: None,
        role: Role::Operator,
        remote: Some("192.0.2.7:4711".to_owned()),
        route: route.to_owned(),
        object: Some(object.to_owned()),
        status: Some(status),
        code: (status >= 400).then(|| "forbidden".to_owned()),
    }
}

async fn objects(two: &Two, filter: AuditFilter) -> Vec<String> {
    let page = two.b.audits(filter, None, 100).await.unwrap();
    let objects = page.items.into_iter();
    objects.filter_map(|audit| audit.what.object).collect()
}

pub async fn changes_are_listed_newest_first_by_page_and_filter(two: &Two) {
    let begin = two.clock.now();
    let all = [
        change("ann", "POST /queues/{name}/pause", "mail", 200),
        change("bob", "POST /queues/{name}/pause", "print", 403),
        change("ann", "DELETE /jobs/{id}", "7", 404),
        change("ann", "DELETE /jobs/{id}", "8", 204),
    ];
    for (number, what) in all.iter().enumerate() {
        two.turn(number).audit(what.clone()).await.unwrap();
        two.clock.advance(SECOND);
    }
    let page = two.a.audits(AuditFilter::default(), None, 3).await.unwrap();
    let kept: Vec<NewAudit> = page.items.into_iter().map(|audit| audit.what).collect();
    assert_eq!(kept, [all[3].clone(), all[2].clone(), all[1].clone()]);
    let page = two
        .b
        .audits(AuditFilter::default(), page.next, 3)
        .await
        .unwrap();
    assert_eq!((page.items.len(), page.next), (1, None));
    assert_eq!(page.items[0].at, begin);
    let any = AuditFilter::default;
    let ann = Some("ann".to_owned());
    for (filter, found) in [
        (
            AuditFilter {
                name: ann.clone(),
                ..any()
            },
            vec!["8", "7", "mail"],
        ),
        (
            AuditFilter {
                object: Some("print".to_owned()),
                ..any()
            },
            vec!["print"],
        ),
        (
            AuditFilter {
                route: Some("DELETE".to_owned()),
                ..any()
            },
            vec!["8", "7"],
        ),
        (
            AuditFilter {
                outcome: Some(AuditOutcome::Done),
                ..any()
            },
            vec!["8", "mail"],
        ),
        (
            AuditFilter {
                outcome: Some(AuditOutcome::Refused),
                name: ann,
                ..any()
            },
            vec!["7"],
        ),
        (
            AuditFilter {
                from: Some(begin.after(3 * SECOND)),
                ..any()
            },
            vec!["8"],
        ),
        (
            AuditFilter {
                before: Some(begin.after(SECOND)),
                ..any()
            },
            vec!["mail"],
        ),
    ] {
        assert_eq!(objects(two, filter.clone()).await, found, "{filter:?}");
    }
}

pub async fn old_changes_are_forgotten(two: &Two) {
    two.a
        .audit(change("ann", "POST /pause", "old", 200))
        .await
        .unwrap();
    two.clock.advance(Duration::from_secs(401 * 24 * 60 * 60));
    two.a
        .audit(change("ann", "POST /pause", "new", 200))
        .await
        .unwrap();
    while two.b.forget(10).await.unwrap() > 0 {}
    assert_eq!(objects(two, AuditFilter::default()).await, ["new"]);
}
