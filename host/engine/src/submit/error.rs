//! Why a job is not taken.

use runner_model::{InputsError, JobId, Limit, NameError, ProcessorName};
use runner_sandbox::Violation;
use runner_store::StoreError;

/// Why a job is not taken. Nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// No plugin provides the processor.
    #[error("there is no processor `{name}`; there are: {known}{hint}")]
    UnknownProcessor {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
        /// What may have been meant.
        hint: String,
    },
    /// The plugin that provides the processor comes with the program, and is not compiled yet.
    #[error("`{0}` is being compiled, once for this version: ask again in a moment")]
    Compiling(ProcessorName),
    /// The params do not fit the processor's schema.
    #[error("the params do not fit {processor}: {}", first(.violations))]
    Params {
        /// The processor.
        processor: ProcessorName,
        /// Every place that does not fit.
        violations: Vec<Violation>,
    },
    /// A name that is none.
    #[error(transparent)]
    Name(#[from] NameError),
    /// An input that the processor does not have, has twice, or lacks.
    #[error(transparent)]
    Inputs(#[from] InputsError),
    /// An input that cannot be taken from where it is to come.
    #[error("{0}")]
    Input(String),
    /// It says that it is somebody else's.
    #[error(
        "jobs of this token are `{name}`'s: leave `created_by` out (an operator's token may say whose a job is)"
    )]
    NotTheirs {
        /// Whose they are.
        name: String,
    },
    /// It asks for statistics of everybody's jobs.
    #[error(
        "the input `{input}` is statistics of everybody's jobs: this needs the role operator or admin, and the token `{name}` has the role submitter"
    )]
    Statistics {
        /// The input.
        input: String,
        /// Whose token it is.
        name: String,
    },
    /// Its unique key cannot be one.
    #[error("{0}, the name of the token before it included")]
    Unique(String),
    /// Something is larger than its limit.
    #[error("the {what} have {size} bytes, more than {most} (limit `{limit}`)")]
    TooLarge {
        /// What.
        what: &'static str,
        /// How large it is.
        size: u64,
        /// How large it may be.
        most: u64,
        /// The limit.
        limit: Limit,
    },
    /// It asks for a limit that it cannot have.
    #[error("limit `{limit}`: {why}")]
    Limit {
        /// Which.
        limit: Limit,
        /// Why not, and how an operator would let it.
        why: String,
    },
    /// One of several jobs is not taken, and none of them therefore.
    #[error("job {index}: {error}")]
    InJob {
        /// Which, from 0.
        index: usize,
        /// Why.
        error: Box<SubmitError>,
    },
    /// The store did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn first(violations: &[Violation]) -> String {
    violations.first().map_or_else(String::new, |violation| {
        let place = if violation.path.is_empty() {
            "/"
        } else {
            &violation.path
        };
        format!("{place}: {}", violation.message)
    })
}

impl SubmitError {
    /// What is wrong, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownProcessor { .. } => "unknown_processor",
            Self::Compiling(_) => "plugin_compiling",
            Self::Params { .. } => "invalid_params",
            Self::Name(_) | Self::Inputs(_) | Self::Input(_) => "invalid_inputs",
            Self::Statistics { .. } => "forbidden",
            Self::TooLarge { .. } => "too_large",
            Self::NotTheirs { .. } | Self::Unique(_) | Self::Limit { .. } => "invalid",
            Self::InJob { error, .. } => error.code(),
            Self::Store(_) => "store",
        }
    }

    /// There is no job whose output it would take.
    pub(super) fn no_source(job: JobId, output: &str) -> Self {
        Self::Input(format!(
            "there is no job {job} to take the output `{output}` of: submit that one first"
        ))
    }

    /// The same of one of several jobs, unless it is alone. What failed in the store is not the job.
    pub(super) fn in_job(self, index: usize, is_alone: bool) -> Self {
        match self {
            Self::Store(_) => self,
            _ if is_alone => self,
            _ => Self::InJob {
                index,
                error: Box::new(self),
            },
        }
    }
}
