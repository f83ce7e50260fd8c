//! `runner upload`: bytes ahead of a job.

use std::process::ExitCode;

use clap::Args;
use runner_model::media_type_of;
use serde::Deserialize;

use super::shared::said;
use crate::client::{Client, ServerArgs, Source, block_on};
use crate::job_args::inputs::check_file;
use crate::options::Global;

/// Send a file to the server ahead of the jobs that are given it, and print its digest
#[derive(Debug, Args)]
#[command(after_help = "\
The server keeps it for a day, and for as long as a job has it.

Example:
  digest=$(runner upload large.csv)
  runner submit data-conversion -p to=jsonl -i data=blob:$digest")]
pub(crate) struct UploadArgs {
    /// The file, or `-` for the standard input
    #[arg(value_name = "FILE")]
    file: String,

    /// What it is, such as `text/csv`, instead of what its name says
    #[arg(long, value_name = "TYPE")]
    media_type: Option<String>,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Deserialize)]
struct Sent {
    digest: String,
}

pub(crate) fn run(global: &Global, args: &UploadArgs) -> anyhow::Result<ExitCode> {
    let (source, what) = match args.file.as_str() {
        "-" => (Source::Stdin, "the standard input".to_owned()),
        file => {
            check_file(file)?;
            (Source::File(file.to_owned()), format!("the file {file}"))
        }
    };
    let media_type = match &args.media_type {
        Some(media_type) => media_type,
        None => media_type_of(&args.file),
    };
    let client = Client::open(global, &args.server)?;
    let sent = client.post_bytes(&["uploads"], (source, what), (media_type, None));
    let text = block_on(async { Ok(sent.await?) })?;
    said(&client, text, (args.json, |sent: Sent| sent.digest))
}
