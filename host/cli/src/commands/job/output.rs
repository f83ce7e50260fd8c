//! `runner job output`.

use std::fs::File;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use reqwest::Response;
use runner_model::{ByteSize, JobId, listed};

use super::which::Which;
use crate::client::{AskError, Client, Listed, Output, Query, ServerArgs, block_on};
use crate::error::{Exit, UserError};
use crate::job_args::outputs::Target;
use crate::options::Global;
use crate::terminal::{self, Audience, Raw, Style, paint};

/// Fetch an output of a job
#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// The job's id, or its beginning
    #[arg(value_name = "ID")]
    id: Which,

    /// Which output; without it the only one, or a list if there are several
    name: Option<String>,

    /// Where it goes: a file, or `-` for the standard output
    #[arg(short, long, value_name = "PATH|-", default_value = "-")]
    output: String,

    /// Print the list of outputs as JSON Lines, and fetch none
    #[arg(long, conflicts_with_all = ["name", "output"])]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

pub(crate) fn run(global: &Global, args: &OutputArgs) -> anyhow::Result<ExitCode> {
    let id = args.id.find(global, &args.server)?;
    let client = Client::open(global, &args.server)?;
    let job = id.to_string();
    block_on(async {
        let path = ["jobs", job.as_str(), "outputs"];
        let text = client.get_text(&path, &Query::new()).await?;
        if args.json {
            let list: Listed<Box<serde_json::value::RawValue>> = client.read(&text)?;
            for output in &list.items {
                terminal::data(output.get())?;
            }
            return Ok(ExitCode::SUCCESS);
        }
        let outputs = client.read::<Listed<Output>>(&text)?.items;
        let output = match (&args.name, outputs.as_slice()) {
            (None, [only]) => only,
            (None, []) => return Err(missing(id, "no outputs").into()),
            (None, several) if args.output == "-" => {
                list(several)?;
                return Ok(ExitCode::SUCCESS);
            }
            (None, several) => {
                return Err(
                    UserError::new(Exit::Usage, "the job has several outputs: say which")
                        .hint(format!("its outputs are: {}", names(several)))
                        .into(),
                );
            }
            (Some(name), outputs) => {
                let found = outputs.iter().rfind(|output| output.name == *name);
                found.ok_or_else(|| {
                    let missing = missing(id, &format!("no output {name:?}"));
                    match outputs {
                        [] => missing,
                        some => missing.hint(format!("its outputs are: {}", names(some))),
                    }
                })?
            }
        };
        fetch(&client, id, args, output).await
    })
}

fn missing(id: JobId, what: &str) -> UserError {
    UserError::new(Exit::NotFound, format!("the job {id} has {what}"))
        .hint(format!("see how far it is: runner job show {id}"))
}

fn names(outputs: &[Output]) -> String {
    listed(outputs.iter().map(|output| &output.name))
}

fn list(outputs: &[Output]) -> io::Result<()> {
    let mut table = terminal::Table::new(&["NAME", "SIZE", "TYPE", "DIGEST"]);
    let rows: Vec<Vec<String>> = outputs
        .iter()
        .map(|output| {
            vec![
                output.name.clone(),
                ByteSize(output.size_bytes).to_string(),
                output.media_type.clone(),
                output.digest.clone(),
            ]
        })
        .collect();
    for line in table.lines(&rows) {
        terminal::data(&line)?;
    }
    Ok(())
}

async fn fetch(
    client: &Client,
    id: JobId,
    args: &OutputArgs,
    output: &Output,
) -> anyhow::Result<ExitCode> {
    if args.output == "-" && io::stdout().is_terminal() && !is_text(&output.media_type) {
        return Err(UserError::new(
            Exit::Usage,
            format!(
                "the output `{}` is {}, which a terminal does not show",
                output.name, output.media_type
            ),
        )
        .hint(format!("write it to a file: -o {}", output.name))
        .into());
    }
    if output.partial {
        let text = "this output is not whole: its job did not complete";
        terminal::note(&paint(Style::Warning, text));
    }
    if args.output == "-" {
        return print(client, id, &output.name).await;
    }
    let target = Target::open(&args.output)?;
    download(client, id, &output.name, target.path()).await?;
    target.keep()?;
    Ok(ExitCode::SUCCESS)
}

/// Prints an output as it comes.
async fn print(client: &Client, id: JobId, name: &str) -> anyhow::Result<ExitCode> {
    let mut answer = open(client, id, name).await?;
    let mut out = Raw::new();
    while let Some(chunk) = client.chunk(&mut answer).await? {
        if out.write(&chunk)? == Audience::Gone {
            break;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn open(client: &Client, id: JobId, name: &str) -> Result<Response, AskError> {
    let id = id.to_string();
    let path = ["jobs", id.as_str(), "outputs", name];
    client.open_stream(&path, &Query::new(), None).await
}

fn is_text(media_type: &str) -> bool {
    let kind = media_type.split(';').next().unwrap_or_default().trim();
    kind.starts_with("text/")
        || kind.ends_with("json")
        || kind.ends_with("xml")
        || kind.ends_with("x-ndjson")
        || kind.ends_with("jsonl")
}

/// Writes an output of a job to a file that is there already, and gives its size.
pub(crate) async fn download(
    client: &Client,
    id: JobId,
    name: &str,
    path: &Path,
) -> anyhow::Result<ByteSize> {
    let mut answer = open(client, id, name).await?;
    let cannot = || format!("cannot write the output {name}");
    let mut file = File::options()
        .write(true)
        .open(path)
        .with_context(cannot)?;
    let mut size = 0;
    while let Some(chunk) = client.chunk(&mut answer).await? {
        size += chunk.len() as u64;
        file.write_all(&chunk).with_context(cannot)?;
    }
    Ok(ByteSize(size))
}
