//! One attempt, from its claim to what is settled about it.

mod checkpoints;
mod files;
mod pause;
mod prepare;
mod said;
mod settle;
mod statistics;

use std::sync::Arc;

use runner_model::{Limit, Usage};
use runner_store::{Claimed, Settlement};
use tokio::time::{Instant, interval_at};

pub(crate) use self::files::{forget_files, sweep};
use self::pause::Pausing;
use self::prepare::{Prepared, prepare};
use self::said::{SAVE_EVERY, Said};
pub(crate) use self::settle::broken;
use self::settle::{Leftovers, ending_of, failed, removed, settlement, unavailable, unprepared};
use crate::engine::Shared;
use crate::submit::limits_of;

/// Runs the attempt to its end, through every freeze. Whatever happens, the answer is what to settle.
pub(crate) async fn run(shared: &Arc<Shared>, claimed: Claimed) -> Settlement {
    let fence = claimed.fence;
    // Ceilings as they stand now: one that was lowered since the job was submitted holds.
    let limits = limits_of(
        claimed.limits.as_deref(),
        &shared.ceilings.of(&claimed.processor),
    );
    // One that is to be paused starts all the same, and is frozen at once.
    if let Some(stop) = shared.live.stop_wanted(&fence) {
        return Settlement::ended(fence, ending_of(stop), Usage::default());
    }
    if let (Some(digest), Some(at)) = (claimed.plugin, claimed.plugin_removed_at) {
        return failed(fence, removed(fence.job, digest, at), Usage::default());
    }
    let plugin = match shared
        .plugins
        .load(&claimed.processor, claimed.plugin)
        .await
    {
        Ok(plugin) => plugin,
        Err(error) => return failed(fence, unavailable(error), Usage::default()),
    };
    let Prepared {
        spec,
        checkpoints,
        found,
        redactor,
    } = match prepare(shared, &claimed, &plugin, &limits).await {
        Ok(prepared) => prepared,
        Err(error) => return failed(fence, unprepared(&error), Usage::default()),
    };
    let mut attempt = shared.sandbox.start(&plugin, spec);
    let control = attempt.control();
    let wake = shared.live.started(&fence, control.clone());
    let log_limit = limits.get(Limit::Log);
    let mut said = Said::new(shared, fence, attempt.watch(), log_limit, redactor.clone());
    let mut pausing = Pausing::new(shared, fence, control);
    let mut saver = interval_at(Instant::now() + SAVE_EVERY, SAVE_EVERY);
    let report = loop {
        tokio::select! {
            report = attempt.wait() => break report,
            () = wake.notified() => pausing.follow(&mut said).await,
            _ = saver.tick(), if !pausing.is_frozen() => said.save().await,
        }
    };
    shared.live.ended(&fence);
    let left = Leftovers {
        found,
        needed: checkpoints.needed(),
    };
    let settlement = settlement(shared, &claimed, report, &limits, (left, &redactor)).await;
    Settlement {
        log: said.end(),
        log_limit_bytes: log_limit,
        ..settlement
    }
}
