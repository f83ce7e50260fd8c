//! The two exports, around a [`Processor`]: what happens before and after `run`.

use std::marker::PhantomData;

use crate::bindings::runner::job::types as wit;
use crate::bindings::{Guest, Job as WitJob};
use crate::{Failure, Job, Processor, logging, panic};

/// The exports of the contract for a processor.
pub struct Exported<P>(PhantomData<P>);

impl<P: Processor> Guest for Exported<P> {
    fn describe() -> wit::Descriptor {
        panic::report_to_log();
        P::describe().into_wit::<P::Params, P::Output>()
    }

    fn run(job: WitJob) -> Result<String, wit::Failure> {
        panic::report_to_log();
        logging::install();
        attempt::<P>(job).map_err(Failure::into_wit)
    }
}

fn attempt<P: Processor>(job: WitJob) -> Result<String, Failure> {
    // The host has checked them against the schema; what still fails is a schema that says too little.
    let params = serde_json::from_str(&job.params)
        .map_err(|error| Failure::permanent(format!("the params do not fit: {error}")))?;
    let job = Job::new(job, P::describe().version().to_owned());
    let output = P::run(&job, params)?;
    job.flush_outputs()?;
    serde_json::to_string(&output)
        .map_err(|error| Failure::permanent(format!("the result is no JSON: {error}")))
}
