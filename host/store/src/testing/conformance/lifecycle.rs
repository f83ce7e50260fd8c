//! Plugins replaced, put back and removed.
#![allow(missing_docs, reason = "their names say it")]

use std::time::Duration;

use runner_model::{Digest, Fuel, StateName, Usage};

use super::plugins::{active, echo, version};
use super::two::{SECOND, Two, done, failure, job_of, settle, success};
use crate::clock::Clock as _;
use crate::error::StoreError;
use crate::types::{Installed, NewJob, NewVersion, Offered, Once, PluginVersion, Settlement};

const FILE: &str = "plugins/echo.wasm";

/// Versions from a source, oldest first; the last one runs.
async fn versions(two: &Two, source: &str, all: &[&str]) -> Vec<NewVersion> {
    let mut installed = Vec::new();
    for bytes in all {
        let version = version(two, bytes, source).await;
        let answer = two.a.install(version.clone()).await.unwrap();
        assert_eq!(answer, Installed::Active, "{bytes}");
        installed.push(version);
    }
    installed
}

/// A version as it is known now.
async fn known(two: &Two, version: &NewVersion) -> PluginVersion {
    let known = two.b.plugin_version(version.digest).await.unwrap();
    known.expect("what was removed stays known")
}

async fn previous(two: &Two) -> Option<Digest> {
    let versions = two.b.versions_of(echo()).await.unwrap();
    let mut previous = versions.into_iter().filter(|version| version.is_previous);
    let found = previous.next().map(|version| version.digest);
    assert!(previous.next().is_none(), "there is one at most");
    found
}

fn job(version: &NewVersion) -> NewJob {
    NewJob {
        plugin: Some(version.digest),
        ..job_of("echo")
    }
}

pub async fn a_rollback_goes_back_and_forth(two: &Two) {
    let none = two.a.rollback(echo()).await;
    assert!(matches!(none, Err(StoreError::NoPlugin(_))));
    let all = versions(two, FILE, &["one", "two", "three"]).await;
    assert_eq!(previous(two).await, Some(all[1].digest));
    assert_eq!(two.b.rollback(echo()).await.unwrap(), all[1].digest);
    assert_eq!(active(two).await, all[1].digest);
    // Once more undoes it, and does not go down to the oldest.
    assert_eq!(previous(two).await, Some(all[2].digest));
    assert_eq!(two.a.rollback(echo()).await.unwrap(), all[2].digest);
    assert_eq!(two.a.rollback(echo()).await.unwrap(), all[1].digest);
    // The file says nothing new, and does not undo it.
    assert_eq!(
        two.b.install(all[2].clone()).await.unwrap(),
        Installed::Known
    );
    assert_eq!(active(two).await, all[1].digest);
    // What somebody activates counts as what ran.
    two.a.activate(echo(), all[0].digest).await.unwrap();
    two.a.activate(echo(), all[0].digest).await.unwrap();
    assert_eq!(two.b.rollback(echo()).await.unwrap(), all[1].digest);
}

pub async fn a_rollback_passes_over_what_was_removed(two: &Two) {
    let all = versions(two, FILE, &["one", "two", "three"]).await;
    two.a.remove_version(echo(), all[1].digest).await.unwrap();
    assert_eq!(previous(two).await, Some(all[0].digest));
    assert_eq!(two.b.rollback(echo()).await.unwrap(), all[0].digest);
    two.a.remove_version(echo(), all[2].digest).await.unwrap();
    let none = two.b.rollback(echo()).await;
    assert!(matches!(none, Err(StoreError::NoPrevious(_))));
    assert_eq!(active(two).await, all[0].digest);
}

pub async fn a_rollback_gives_the_name_back_to_its_source(two: &Two) {
    let bundled = versions(two, "bundled", &["one"]).await;
    let stranger = version(two, "two", FILE).await;
    two.a.install(stranger.clone()).await.unwrap();
    // What never ran is nothing to go back to.
    assert_eq!(previous(two).await, None);
    two.a.activate(echo(), stranger.digest).await.unwrap();
    let next = version(two, "three", FILE).await;
    assert_eq!(two.a.install(next).await.unwrap(), Installed::Active);
    two.b.activate(echo(), bundled[0].digest).await.unwrap();
    two.b.rollback(echo()).await.unwrap();
    let taken = two.a.install(version(two, "four", "bundled").await).await;
    assert!(matches!(taken, Ok(Installed::Refused(_))), "{taken:?}");
    two.b.rollback(echo()).await.unwrap();
    let taken = two.a.install(version(two, "five", FILE).await).await;
    assert!(matches!(taken, Ok(Installed::Refused(_))), "{taken:?}");
}

pub async fn a_version_that_is_removed_leaves_its_name_behind(two: &Two) {
    let all = versions(two, FILE, &["one", "two"]).await;
    let old = all[0].digest;
    let removed = two.a.remove_version(echo(), old).await.unwrap();
    assert_eq!((removed.versions, removed.at), (vec![old], two.clock.now()));
    // It is not listed, and known as removed.
    let listed = two.b.plugin_versions().await.unwrap();
    assert_eq!(listed.len(), 1);
    let of_name = two.b.versions_of(echo()).await.unwrap();
    let gone: Vec<bool> = of_name
        .iter()
        .map(|version| version.removed_at.is_some())
        .collect();
    assert_eq!(gone, [false, true]);
    for again in [
        two.b.remove_version(echo(), old).await.err(),
        two.b.activate(echo(), old).await.err(),
    ] {
        assert!(
            matches!(again, Some(StoreError::VersionRemoved { at, .. }) if at == removed.at),
            "{again:?}"
        );
    }
    let unknown = two.a.remove_version(echo(), Digest::new([0; 32])).await;
    assert!(matches!(unknown, Err(StoreError::NoVersion { .. })));
    let submitted = two.a.submit(vec![job(&all[0])]).await;
    assert!(matches!(submitted, Err(StoreError::NoVersion { .. })));

    // Its bytes go as others do that nothing names, and those of the other stay.
    for _ in 0..2 {
        two.clock.advance(Duration::from_secs(3_601));
        two.a.collect_blobs(None, 100).await.unwrap();
    }
    assert!(matches!(
        two.b.blob_path(old).await,
        Err(StoreError::NoBlob(_))
    ));
    two.b.blob_path(all[1].digest).await.unwrap();
}

pub async fn the_version_that_runs_is_not_removed_alone(two: &Two) {
    let all = versions(two, FILE, &["one", "two"]).await;
    let error = two.b.remove_version(echo(), all[1].digest).await;
    assert!(matches!(error, Err(StoreError::VersionActive { .. })));
    two.a.rollback(echo()).await.unwrap();
    two.b.remove_version(echo(), all[1].digest).await.unwrap();
    assert_eq!(active(two).await, all[0].digest);
    // It is what the file offered last, and does not come back by that.
    let again = two.a.install(all[1].clone()).await.unwrap();
    assert_eq!(again, Installed::Removed(two.clock.now()));
    assert_eq!(active(two).await, all[0].digest);
}

pub async fn a_removed_plugin_does_not_come_back_by_itself(two: &Two) {
    for source in ["bundled", FILE] {
        let all = versions(
            two,
            source,
            &[&format!("{source} 1"), &format!("{source} 2")],
        )
        .await;
        two.clock.advance(SECOND);
        let removed = two.b.remove_plugin(echo()).await.unwrap();
        let newest_first: Vec<Digest> = all.iter().rev().map(|version| version.digest).collect();
        assert_eq!(removed.versions, newest_first);
        assert!(two.a.active_plugin(echo()).await.unwrap().is_none());
        let none = two.a.remove_plugin(echo()).await;
        assert!(matches!(none, Err(StoreError::NoPlugin(_))));
        for version in &all {
            let old = NewVersion {
                offered: match source {
                    "bundled" => Offered::AsEver,
                    _ => Offered::Written(removed.at),
                },
                ..version.clone()
            };
            assert_eq!(
                two.a.install(old).await.unwrap(),
                Installed::Removed(removed.at)
            );
            assert_eq!(known(two, version).await.removed_at, Some(removed.at));
        }
        // Bytes that nobody has seen are another matter.
        let next = version(two, &format!("{source} 3"), source).await;
        assert_eq!(two.b.install(next).await.unwrap(), Installed::Active);
        two.b.remove_plugin(echo()).await.unwrap();
    }
}

pub async fn what_is_offered_anew_comes_back(two: &Two) {
    let all = versions(two, FILE, &["one"]).await;
    for offered in [
        Offered::Written(two.clock.now().after(SECOND)),
        Offered::ByHand,
    ] {
        two.a.remove_plugin(echo()).await.unwrap();
        let anew = NewVersion {
            offered,
            ..all[0].clone()
        };
        assert_eq!(two.b.install(anew).await.unwrap(), Installed::Active);
        assert_eq!(active(two).await, all[0].digest);
        assert_eq!(known(two, &all[0]).await.removed_at, None);
        two.clock.advance(SECOND);
    }
    // Under a name that another has by now, it is as if it had never been there.
    two.a.remove_plugin(echo()).await.unwrap();
    let other = versions(two, "installed", &["two"]).await;
    let anew = NewVersion {
        offered: Offered::Written(two.clock.now().after(SECOND)),
        ..all[0].clone()
    };
    let taken = two.b.install(anew).await.unwrap();
    assert!(matches!(&taken, Installed::Refused(refusal) if refusal.code == "name_taken"));
    assert!(known(two, &all[0]).await.refused.is_some());
    assert_eq!(active(two).await, other[0].digest);
    // Bytes that are not there any more cannot come back without being put again.
    two.a.activate(echo(), all[0].digest).await.unwrap();
    two.a.remove_plugin(echo()).await.unwrap();
    for _ in 0..2 {
        two.clock.advance(Duration::from_secs(3_601));
        two.a.collect_blobs(None, 100).await.unwrap();
    }
    let by_hand = NewVersion {
        offered: Offered::ByHand,
        ..all[0].clone()
    };
    assert!(matches!(
        two.b.install(by_hand).await,
        Err(StoreError::NoBlob(_))
    ));
}

pub async fn a_name_that_is_free_goes_to_whom_somebody_gives_it(two: &Two) {
    versions(two, "bundled", &["one"]).await;
    let beside = version(two, "two", FILE).await;
    let second = version(two, "three", "plugins/other.wasm").await;
    for refused in [&beside, &second] {
        let answer = two.a.install(refused.clone()).await.unwrap();
        assert!(matches!(answer, Installed::Refused(_)));
    }
    two.a.remove_plugin(echo()).await.unwrap();
    assert_eq!(known(two, &beside).await.removed_at, None);
    // What was refused beside it does not take its place unasked.
    let answer = two.b.install(beside.clone()).await.unwrap();
    assert!(matches!(answer, Installed::Refused(_)));
    assert!(two.b.active_plugin(echo()).await.unwrap().is_none());
    two.b.activate(echo(), beside.digest).await.unwrap();
    assert_eq!(active(two).await, beside.digest);
    assert_eq!(known(two, &beside).await.source, FILE);
    // One that is not wanted is removed too.
    two.a.remove_version(echo(), second.digest).await.unwrap();
    let gone = two.b.activate(echo(), second.digest).await;
    assert!(matches!(gone, Err(StoreError::VersionRemoved { .. })));
}

pub async fn jobs_of_a_removed_version_fail_and_run_on_another(two: &Two) {
    let (lease, _) = two.enter().await;
    let all = versions(two, FILE, &["one", "two"]).await;
    let (old, new) = (all[0].digest, all[1].digest);
    let runs = two.submit(job(&all[0])).await;
    let claimed = two.claim(lease).await;
    assert_eq!(
        (claimed.plugin, claimed.plugin_removed_at),
        (Some(old), None)
    );
    let waits = two.submit(job(&all[0])).await;
    let removed = two.a.remove_version(echo(), old).await.unwrap();
    assert_eq!(two.b.stranded_jobs(echo(), 10).await.unwrap(), 1);
    assert_eq!(two.b.stranded_jobs(echo(), 0).await.unwrap(), 0);
    assert_eq!(two.reasons(waits).await, ["version_removed"]);
    // What runs finishes on it.
    assert_eq!(
        settle(&two.b, success(claimed.fence)).await,
        done(StateName::Completed)
    );
    // What waits is given out with the news, for its node to say so.
    let claimed = two.claim(lease).await;
    assert_eq!(claimed.fence.job, waits);
    assert_eq!(claimed.plugin_removed_at, Some(removed.at));
    let failed = failure(claimed.fence, runner_model::FailureCode::PluginMissing);
    assert_eq!(settle(&two.b, failed).await, done(StateName::Failed));
    // As it is it would only fail again.
    let error = two.a.retry(waits).await;
    assert!(
        matches!(error, Err(StoreError::JobVersionRemoved { digest, .. }) if digest == old),
        "{error:?}"
    );
    for wrong in [old, Digest::new([0; 32])] {
        assert!(two.a.retry_on(waits, wrong).await.is_err());
    }
    assert_eq!(two.state(waits).await, StateName::Failed);
    assert_eq!(
        two.a.retry_on(waits, new).await.unwrap(),
        StateName::Pending
    );
    let job = two.b.job(waits).await.unwrap();
    assert_eq!(job.plugin.map(|(digest, _)| digest), Some(new));
    assert_eq!(two.claim(lease).await.plugin, Some(new));
    // What it was of stays known of the other.
    let job = two.b.job(runs).await.unwrap();
    assert_eq!(job.plugin.map(|(digest, _)| digest), Some(old));
}

pub async fn attempts_are_counted_by_their_version(two: &Two) {
    let (lease, _) = two.enter().await;
    let all = versions(two, FILE, &["one", "two"]).await;
    assert_eq!(two.b.version_stats(echo()).await.unwrap(), []);
    let usage = |fuel| Usage {
        fuel: Fuel(fuel),
        ..Usage::default()
    };
    for (turn, (version, fuel, is_well)) in
        [(0, 5, true), (1, 900, true), (0, 7, true), (0, 9, false)]
            .into_iter()
            .enumerate()
    {
        two.submit(job(&all[version])).await;
        let fence = two.claim(lease).await.fence;
        let settlement = match is_well {
            true => success(fence),
            false => failure(fence, runner_model::FailureCode::Permanent),
        };
        let settlement = Settlement {
            usage: usage(fuel),
            ..settlement
        };
        settle(two.turn(turn), settlement.clone()).await;
        // Late, it is not counted again.
        settle(two.turn(turn + 1), settlement).await;
    }
    let told = two.b.version_stats(echo()).await.unwrap();
    let told: Vec<_> = told
        .iter()
        .map(|(digest, stat)| {
            let most = stat.fuel.quantile(1.0).unwrap();
            (*digest, stat.outcome.as_str(), stat.count, most < 100)
        })
        .collect();
    let (old, new) = (all[0].digest, all[1].digest);
    assert_eq!(
        told,
        [
            (new, "completed", 1, false),
            (old, "completed", 2, true),
            (old, "failed", 1, true),
        ]
    );
}

pub async fn an_installation_counts_once(two: &Two) {
    let all = versions(two, "installed", &["one"]).await;
    let once = |request: u8| Once {
        owner: "admin".to_owned(),
        key: "k".to_owned(),
        request: Digest::new([request; 32]),
    };
    let next = version(two, "two", "installed").await;
    for _ in 0..2 {
        let answer = two.a.install_once(once(1), next.clone()).await.unwrap();
        assert_eq!(answer, Installed::Active);
        // The second time it does not undo what was done since.
        two.b.activate(echo(), all[0].digest).await.unwrap();
    }
    assert_eq!(active(two).await, all[0].digest);
    let other = two.b.install_once(once(2), next).await;
    assert!(matches!(other, Err(StoreError::KeyReused(_))));
}

pub async fn what_is_kept_of_a_plugin_that_is_gone(two: &Two) {
    let all = versions(two, FILE, &["one"]).await;
    let put = |value: &str| {
        let (key, value) = ("k".to_owned(), value.as_bytes().to_vec());
        two.a.cache_put(echo(), key, value, None, 1_000)
    };
    assert!(put("v").await.unwrap());
    two.b.remove_plugin(echo()).await.unwrap();
    // Whoever gets the name next reads nothing of it.
    assert_eq!(two.a.cache_bytes(echo()).await.unwrap(), 0);
    let described = known(two, &all[0]).await;
    assert_eq!(described.descriptor.unwrap().version, "1.0.0");
    assert_eq!(described.compile_ms, Some(5));

    versions(two, "installed", &["two"]).await;
    assert!(put("v").await.unwrap());
    let stranger = version(two, "three", FILE).await;
    two.a.install(stranger.clone()).await.unwrap();
    assert_ne!(two.a.cache_bytes(echo()).await.unwrap(), 0);
    two.a.activate(echo(), stranger.digest).await.unwrap();
    assert_eq!(two.b.cache_bytes(echo()).await.unwrap(), 0);
}
