//! A guest that tells everything it knows, everywhere; and asks for HTTP.

use runner_plugin::{Descriptor, Failure, Job};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What it is to do.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// What it is to tell, backwards: so that the params do not hold it.
    #[serde(default)]
    backwards: String,
    /// Whether it is to fail by telling it.
    #[serde(default)]
    fail: bool,
    /// Where it is to ask what there is to tell.
    #[serde(default)]
    ask: String,
}

/// What it tells in the end.
#[derive(Serialize, JsonSchema)]
pub struct Told {
    told: String,
    list: Vec<String>,
}

/// The plugin `tells`, of a version.
pub fn describe(version: &str) -> Descriptor {
    Descriptor::new("tells", version, "Tells everything").wants_secret("api")
}

/// Tells it in a log, in progress, in a failure, in a result.
pub fn run(job: &Job, params: Params) -> Result<Told, Failure> {
    let told = if params.ask.is_empty() {
        params.backwards.chars().rev().collect()
    } else {
        runner_plugin::http::get(&params.ask).send()?.text()?
    };
    log::info!(known = told.as_str(); "I know {told}");
    job.step(&told, 0, 1);
    job.progress(1, 1, 0, Some(&format!("telling {told}")));
    if params.fail {
        return Err(Failure::permanent(format!("{told} is what I know")));
    }
    let list = vec![told.clone(), format!("again: {told}!")];
    Ok(Told { told, list })
}
