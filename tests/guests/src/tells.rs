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
    /// Whether it is to ask https://api.example.com/v1 for something first.
    #[serde(default)]
    ask: bool,
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
    if params.ask {
        return Err(Failure::permanent(format!("the request: {}", get())));
    }
    let told: String = params.backwards.chars().rev().collect();
    log::info!(known = told.as_str(); "I know {told}");
    job.step(&told, 0, 1);
    job.progress(1, 1, 0, Some(&format!("telling {told}")));
    if params.fail {
        return Err(Failure::permanent(format!("{told} is what I know")));
    }
    let list = vec![told.clone(), format!("again: {told}!")];
    Ok(Told { told, list })
}

#[cfg(target_arch = "wasm32")]
fn get() -> String {
    use wasip2::http::outgoing_handler::{OutgoingRequest, handle};
    use wasip2::http::types::{Fields, Scheme};

    let request = OutgoingRequest::new(Fields::new());
    let set = request
        .set_scheme(Some(&Scheme::Https))
        .and_then(|()| request.set_authority(Some("api.example.com")))
        .and_then(|()| request.set_path_with_query(Some("/v1")));
    if set.is_err() {
        return "it cannot be written".to_owned();
    }
    match handle(request, None) {
        Ok(response) => {
            response.subscribe().block();
            format!(
                "{:?}",
                response
                    .get()
                    .map(|got| got.map(|got| got.map(|got| got.status())))
            )
        }
        Err(error) => format!("{error:?}"),
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn get() -> String {
    String::new()
}
