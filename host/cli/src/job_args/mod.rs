//! What a job is given on the command line, wherever it will run: params, inputs, outputs and limits. Nothing here
//! runs or sends it.

mod args;
pub(crate) mod grants;
pub(crate) mod inputs;
pub(crate) mod json;
pub(crate) mod limits;
pub(crate) mod named;
pub(crate) mod outputs;
pub(crate) mod params;
pub(crate) mod piped;
pub(crate) mod priority;

pub(crate) use self::args::JobArgs;
