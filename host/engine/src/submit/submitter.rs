//! Whose a job is, and what it may be made of: somebody who sees only what is his gets at nothing else by way of a job.

use runner_model::{JobId, UniqueKey};
use runner_store::{NewJob, Store, StoreError};

use super::{GivenInput, Submission, SubmitError};

/// Who hands jobs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Submitter {
    /// May say of a job whose it is; one that does not say it is theirs, or nobody's.
    Trusted(Option<String>),
    /// Their jobs are theirs, are made of their own jobs' bytes alone, and meet no others' unique keys.
    Own(String),
}

impl Submitter {
    /// Whose a batch is, and a job that does not say whose it is.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Trusted(name) => name.as_deref(),
            Self::Own(name) => Some(name),
        }
    }

    /// Whose things they see alone, if they do not see all.
    pub fn owner(&self) -> Option<&str> {
        match self {
            Self::Trusted(_) => None,
            Self::Own(name) => Some(name),
        }
    }
}

/// Makes a job theirs who hands it in, and refuses what is not theirs in it. `before` are the jobs that stand before it in the
/// same request.
pub(super) async fn make_theirs(
    store: &dyn Store,
    submission: &mut Submission,
    before: &[NewJob],
) -> Result<(), SubmitError> {
    let name = match &submission.by {
        Submitter::Trusted(name) => {
            let said = submission.about.created_by.take();
            submission.about.created_by = said.or_else(|| name.clone());
            return Ok(());
        }
        Submitter::Own(name) => name.clone(),
    };
    match &submission.about.created_by {
        Some(other) if *other != name => {
            return Err(SubmitError::NotTheirs { name });
        }
        _ => submission.about.created_by = Some(name.clone()),
    }
    if let Some(unique) = &mut submission.unique {
        // The name has no slash in it, so that the keys of two never meet.
        let key = format!("{name}/{}", unique.key);
        unique.key =
            UniqueKey::try_from(key).map_err(|error| SubmitError::Unique(error.to_string()))?;
    }
    for job in &submission.after {
        if !is_theirs(store, *job, &name, before).await? {
            return Err(StoreError::NoDependency {
                job: submission.id,
                after: *job,
            }
            .into());
        }
    }
    for input in &submission.inputs {
        match input {
            GivenInput::File { .. } | GivenInput::Bytes { .. } => {}
            GivenInput::Blob { digest, .. } => {
                if !store.has_bytes(name.clone(), *digest).await? {
                    return Err(StoreError::NoBlob(*digest).into());
                }
            }
            GivenInput::Upload { upload, .. } => {
                let sent = store.upload(*upload).await?;
                if sent.owner.as_deref() != Some(name.as_str()) {
                    return Err(StoreError::NoUpload(*upload).into());
                }
            }
            GivenInput::Job { job, output, .. } => {
                if !is_theirs(store, *job, &name, before).await? {
                    return Err(SubmitError::no_source(*job, output));
                }
            }
            // They are of everybody's jobs, as `/stats/series` is.
            GivenInput::Stats { name: input, .. } => {
                let input = input.chars().take(64).collect();
                return Err(SubmitError::Statistics { input, name });
            }
        }
    }
    Ok(())
}

async fn is_theirs(
    store: &dyn Store,
    job: JobId,
    name: &str,
    before: &[NewJob],
) -> Result<bool, StoreError> {
    if before.iter().any(|earlier| earlier.id == job) {
        return Ok(true);
    }
    match store.owner_of(job).await {
        Ok(owner) => Ok(owner.as_deref() == Some(name)),
        Err(StoreError::NoJob(_)) => Ok(false),
        Err(error) => Err(error),
    }
}
