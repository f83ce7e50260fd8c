//! What an attempt is started with.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use runner_model::{ByteSize, Limit, Limits, PortName, Redactor, Span};
use runner_sandbox::{AttemptSpec, Covered, HttpAccess, InputFile, OutputPlaces, Plugin, Remedy};
use runner_store::{Claimed, Fence, StoreError};

use super::checkpoints::{self, Checkpoints};
use super::files::{WorkFile, forget_older};
use super::statistics;
use crate::engine::Shared;
use crate::grants::GrantError;

/// An attempt that is about to start.
pub(super) struct Prepared {
    pub(super) spec: AttemptSpec,
    pub(super) checkpoints: Arc<Checkpoints>,
    /// The files that an earlier attempt left and a checkpoint covers.
    pub(super) found: BTreeSet<PathBuf>,
    /// What must not be written down of what it says.
    pub(super) redactor: Redactor,
}

/// Why an attempt cannot be started.
#[derive(Debug, thiserror::Error)]
pub(super) enum PrepareError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What it was granted cannot be put together: a secret that does not open, most likely.
    #[error(transparent)]
    Access(#[from] GrantError),
    /// What other jobs made as its inputs, or the host's statistics, is more than it may have. What is given with a job is
    /// refused with it.
    #[error(
        "the inputs have {size}, more than the limit `{limit}` of {most}: with what other jobs and the server itself made \
         of them, which was not known when the job was submitted ({parts}); raise the limit, or give it less"
    )]
    TooLarge {
        size: ByteSize,
        limit: Limit,
        most: ByteSize,
        parts: String,
    },
    /// The statistics that it asks for have too many rows.
    #[error(
        "the statistics for the input `{name}` have more than {most} rows, one for each {span}, processor, queue and outcome: \
         ask for a shorter time{}", longer(.span)
    )]
    TooManyRows {
        name: PortName,
        span: Span,
        most: usize,
    },
}

/// What else would help.
fn longer(span: &Span) -> &'static str {
    match span {
        Span::Minute => ", or for hours or days (`span`)",
        Span::Hour => ", or for days (`span`)",
        Span::Day => "",
    }
}

/// Puts together what an attempt is started with.
pub(super) async fn prepare(
    shared: &Arc<Shared>,
    claimed: &Claimed,
    plugin: &Arc<Plugin>,
    limits: &Limits,
) -> Result<Prepared, PrepareError> {
    let made = statistics::make(shared, claimed).await?;
    let mut inputs = Vec::with_capacity(claimed.inputs.len() + made.len());
    for input in claimed.inputs.iter().chain(&made) {
        let (path, blob) = shared.store.blob_path(input.digest).await?;
        inputs.push(InputFile {
            name: input.name.clone(),
            media_type: input.media_type.clone(),
            path,
            size: ByteSize(blob.size),
        });
    }
    // In the same order in every attempt.
    inputs.sort_by(|a, b| a.name.cmp(&b.name));
    let size: u64 = inputs.iter().map(|input| input.size.0).sum();
    let most = limits.get(Limit::Input);
    if size > most {
        let parts: Vec<String> = inputs
            .iter()
            .map(|input| format!("`{}` {}", input.name, input.size))
            .collect();
        return Err(PrepareError::TooLarge {
            size: ByteSize(size),
            limit: Limit::Input,
            most: ByteSize(most),
            parts: parts.join(", "),
        });
    }
    let descriptor = plugin.descriptor();
    let access = shared
        .access(&claimed.processor, plugin.digest(), &descriptor.wants)
        .await?;
    let redactor = access.secrets.redactor();
    let left = if descriptor.resumable {
        checkpoints::find(shared, claimed).await?
    } else {
        None
    };
    if left.is_none() && claimed.fence.attempt > 1 {
        // Another job may have taken its place, and what was saved is of the old one.
        let Fence { job, attempt, .. } = claimed.fence;
        forget_older(shared.store.blob_work_dir(), job, attempt);
    }
    let checkpoints = Arc::new(Checkpoints::new(
        Arc::clone(&shared.store),
        claimed.fence,
        descriptor.version.clone(),
        left.as_ref(),
    ));
    let (checkpoint, mut resumed) = match left {
        Some(left) => (Some((left.state, left.plugin_version)), left.outputs),
        None => (None, BTreeMap::new()),
    };
    let found = resumed.values().map(|left| left.path.clone()).collect();
    // Another version of the plugin may have other outputs.
    resumed.retain(|name, _| descriptor.outputs.iter().any(|port| port.name == *name));
    let work = shared.store.blob_work_dir();
    let place = |name: &PortName| {
        let file = WorkFile {
            job: claimed.fence.job,
            attempt: claimed.fence.attempt,
            output: name.clone(),
        };
        (name.clone(), file.path(work))
    };
    let spec = AttemptSpec {
        job: claimed.fence.job,
        attempt: claimed.fence.attempt,
        last_attempt: claimed.is_last_attempt(),
        params: claimed.params.clone(),
        inputs,
        outputs: OutputPlaces {
            folder: work.to_owned(),
            named: descriptor
                .outputs
                .iter()
                .map(|port| place(&port.name))
                .collect(),
            resumed,
            covered: Covered::Spared,
        },
        limits: limits.clone(),
        checkpoint,
        checkpoints: Arc::<Checkpoints>::clone(&checkpoints),
        cache: shared.cache(&claimed.processor, limits),
        http: HttpAccess {
            grants: access.grants,
            secrets: Arc::new(access.secrets),
            remedy: Remedy::Server,
        },
    };
    Ok(Prepared {
        spec,
        checkpoints,
        found,
        redactor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_rows_of_statistics_are_said_with_what_helps() {
        let said = |span| {
            let name = PortName::try_from("data".to_owned()).unwrap();
            let most = 50_000;
            PrepareError::TooManyRows { name, span, most }.to_string()
        };
        assert_eq!(
            said(Span::Hour),
            "the statistics for the input `data` have more than 50000 rows, one for each hour, processor, queue and outcome: ask \
             for a shorter time, or for days (`span`)"
        );
        assert!(
            said(Span::Minute).ends_with("ask for a shorter time, or for hours or days (`span`)")
        );
        assert!(said(Span::Day).ends_with("ask for a shorter time"));
    }
}
