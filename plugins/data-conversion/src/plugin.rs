//! The processor `data-conversion`: the one file that knows the host.
use std::io;

use runner_plugin::{Descriptor, Failure, Job, Port, Processor};
use runner_tables::Format;

use crate::checkpoint::Checkpoint;
use crate::convert::{Outputs, Source, convert};
use crate::error::Error;
use crate::params::Params;
use crate::progress::{Progress, Watcher};
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
        .resumable()
    }

    fn run(job: &Job, params: Params) -> Result<Report, Failure> {
        let from: Option<Checkpoint> = job.restore();
        if let Some(checkpoint) = &from {
            log::info!("{}", going_on(checkpoint));
        }
        let input = job.input("data")?;
        let (name, media_type) = (input.name().to_owned(), input.media_type().to_owned());
        let data = job.open_output("data", params.to.media_type())?;
        let source = Source {
            reader: input,
            name: Some(&name),
            media_type: Some(&media_type),
        };
        let outputs = Outputs {
            data,
            rejects: &mut || {
                job.open_output("rejects", Format::Jsonl.media_type())
                    .map_err(|failure| io::Error::other(failure.into_message()))
            },
        };
        let mut host = Host { job, saves: true };
        convert(source, &params, outputs, &mut host, from.as_ref()).map_err(Failure::from)
    }
}

/// The host as the conversion's watcher.
struct Host<'a> {
    job: &'a Job,
    saves: bool,
}

impl Watcher for Host<'_> {
    fn progress(&mut self, progress: Progress) {
        self.job
            .progress(progress.done, progress.total, progress.rejected, None);
    }

    /// Without checkpoints the conversion is as good, as long as nothing interrupts it. An output that cannot be
    /// written fails it at the end.
    fn save(&mut self, checkpoint: &Checkpoint) {
        if !self.saves {
            return;
        }
        if let Err(failure) = self.job.checkpoint(checkpoint) {
            self.saves = false;
            log::warn!(
                "no checkpoint at row {}, nor after it: {}; a new attempt would not go on from here",
                checkpoint.next_row(),
                failure.into_message()
            );
        }
    }
}

fn going_on(checkpoint: &Checkpoint) -> String {
    let doing = if checkpoint.is_discovering() {
        "looking for columns"
    } else {
        "converting"
    };
    format!(
        "going on from the checkpoint: {doing} from row {} (byte {})",
        checkpoint.next_row(),
        checkpoint.offset()
    )
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
