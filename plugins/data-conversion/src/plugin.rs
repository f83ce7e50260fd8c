//! The processor `data-conversion`: the one file that knows the host.

use std::io;

use runner_plugin::{Descriptor, Failure, Job, Port, Processor};

use crate::convert::{Outputs, Source, convert};
use crate::error::Error;
use crate::format::Format;
use crate::params::Params;
use crate::report::Report;

/// Converts between CSV, TSV, JSON and JSON Lines.
#[derive(Debug)]
pub struct DataConversion;

const FORMATS: [Format; 4] = [Format::Csv, Format::Tsv, Format::Json, Format::Jsonl];

impl Processor for DataConversion {
    type Params = Params;
    type Output = Report;

    fn describe() -> Descriptor {
        let data = FORMATS.iter().fold(
            Port::required("data", "The converted rows"),
            |port, format| port.media_type(format.media_type()),
        );
        Descriptor::new(
            "data-conversion",
            env!("CARGO_PKG_VERSION"),
            "Converts tables between CSV, TSV, JSON and JSON Lines",
        )
        .input(Port::required(
            "data",
            "A table as CSV, TSV, JSON or JSON Lines",
        ))
        .output(data)
        .output(
            Port::optional(
                "rejects",
                "Rows that could not be converted, and why, as JSON Lines",
            )
            .media_type(Format::Jsonl.media_type()),
        )
    }

    fn run(job: &Job, params: Params) -> Result<Report, Failure> {
        let input = job.input("data")?;
        let (name, media_type) = (input.name().to_owned(), input.media_type().to_owned());
        let data = job.output("data", params.to.media_type())?;
        let source = Source {
            reader: input,
            name: Some(&name),
            media_type: Some(&media_type),
        };
        let outputs = Outputs {
            data,
            rejects: &mut || {
                job.output("rejects", Format::Jsonl.media_type())
                    .map_err(|failure| io::Error::other(message_of(failure)))
            },
        };
        convert(source, &params, outputs, &mut |progress| {
            job.progress(progress.done, progress.total, progress.rejected, None);
        })
        .map_err(Failure::from)
    }
}

fn message_of(failure: Failure) -> String {
    match failure {
        Failure::Permanent(message)
        | Failure::Transient(message)
        | Failure::RetryAfter { message, .. } => message,
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        if error.is_transient() {
            Self::transient(error)
        } else {
            Self::permanent(error)
        }
    }
}

runner_plugin::export!(DataConversion);
