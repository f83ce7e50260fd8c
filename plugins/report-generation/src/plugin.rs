//! The processor `report-generation`: the one file that knows the host.

use std::io::{self, Read as _, Write};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use runner_plugin::{Descriptor, Failure, Job, Port, Processor};
use schemars::JsonSchema;
use serde::Serialize;

use crate::document::Document;
use crate::error::Error;
use crate::logo;
use crate::params::{Format, Params};
use crate::render::{self, Kind};
use crate::report::{Input, Read, Watcher, report};

/// Turns data sets into a report.
#[derive(Debug)]
pub struct ReportGeneration;

/// What a report is made of further data sets from. A port's name is fixed in the descriptor, so a job cannot bring names
/// of its own; these have numbers, and the param `data_sets` says what they are called.
const FURTHER: [&str; 7] = [
    "data-2", "data-3", "data-4", "data-5", "data-6", "data-7", "data-8",
];

/// How large a logo and a template may be, in bytes.
const MOST_LOGO: u64 = 2 * 1024 * 1024;
const MOST_TEMPLATE: u64 = 1024 * 1024;

/// The report that was made.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report {
    /// The data sets that were read.
    pub data: Vec<Read>,
    /// How many sections it has.
    pub sections: usize,
    /// The formats that were written.
    pub formats: Vec<Written>,
    /// What people must know to trust the figures.
    pub notes: Vec<String>,
}

/// A format that was written.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Written {
    /// The format.
    pub format: Format,
    /// The output that has it.
    pub output: String,
    /// Its bytes.
    pub bytes: u64,
}

type Writer = fn(&Document, &mut dyn Write) -> Result<(), render::Error>;

impl Format {
    fn output(self) -> (&'static str, &'static str) {
        match self {
            Self::Html => ("report", "text/html; charset=utf-8"),
            Self::Pdf => ("pdf", "application/pdf"),
            Self::Xlsx => (
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
            Self::Markdown => ("markdown", "text/markdown; charset=utf-8"),
            Self::Json => ("json", "application/json"),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            other => other.output().0,
        }
    }

    /// What writes it.
    fn writer(self) -> Writer {
        match self {
            Self::Html => render::html,
            Self::Pdf => render::pdf,
            Self::Xlsx => render::xlsx,
            Self::Markdown => render::markdown,
            Self::Json => render::json,
        }
    }
}

impl Processor for ReportGeneration {
    type Params = Params;
    type Output = Report;

    fn describe() -> Descriptor {
        let mut descriptor = Descriptor::new(
            "report-generation",
            env!("CARGO_PKG_VERSION"),
            "Turns data sets into a report: HTML, PDF, XLSX, Markdown, JSON",
        )
        .input(Port::required(
            "data",
            "A table as CSV, TSV, JSON or JSON Lines",
        ));
        for port in FURTHER {
            descriptor = descriptor.input(Port::optional(
                port,
                "One more table, for sections that name it",
            ));
        }
        descriptor = descriptor
            .input(Port::optional(
                "template",
                "A MiniJinja template for the HTML or the Markdown",
            ))
            .input(Port::optional("logo", "A picture for the top, PNG or SVG"));
        for (format, summary) in [
            (
                Format::Html,
                "The report as HTML, one file that needs nothing else",
            ),
            (Format::Pdf, "The report as PDF"),
            (Format::Xlsx, "The report as a workbook"),
            (Format::Markdown, "The report as Markdown"),
            (Format::Json, "The figures as JSON"),
        ] {
            let (port, media_type) = format.output();
            descriptor = descriptor.output(Port::optional(port, summary).media_type(media_type));
        }
        descriptor
    }

    fn run(job: &Job, params: Params) -> Result<Report, Failure> {
        let mut formats = params.formats.clone();
        formats.sort_unstable();
        formats.dedup();
        if formats.is_empty() {
            formats.push(Format::Html);
        }
        let template = template(job, &formats)?;
        let logo = match read_all(job, "logo", MOST_LOGO)? {
            Some(bytes) => Some(logo::logo(&bytes).map_err(Failure::permanent)?),
            None => None,
        };
        let infos: Vec<_> = job
            .inputs()
            .iter()
            .filter(|input| input.name == "data" || FURTHER.contains(&input.name.as_str()))
            .collect();
        let inputs = infos
            .iter()
            .map(|info| {
                Ok(Input {
                    port: info.name.as_str(),
                    reader: job.input(&info.name)?,
                    media_type: Some(info.media_type.as_str()),
                })
            })
            .collect::<Result<Vec<_>, Failure>>()?;
        let made_at = Timestamp::now().to_zoned(TimeZone::UTC).datetime();
        let mut host = Host {
            job,
            steps: formats.len() as u32,
        };
        let made = report(inputs, &params, made_at, logo, &mut host)?;
        for read in &made.read {
            log::info!(
                "{}: {} rows, {} columns",
                read.name,
                read.rows,
                read.columns
            );
        }
        let before = made.read.len() as u32;
        let mut written = Vec::new();
        for (at, format) in (0_u32..).zip(formats) {
            job.step(
                &format!("write {}", format.name()),
                before + at,
                before + host.steps,
            );
            let (port, media_type) = format.output();
            let mut output = Counted {
                inner: job.output(port, media_type)?,
                bytes: 0,
            };
            let done = match (&template, format) {
                (Some(source), Format::Html) => {
                    render::template(&made.document, source, Kind::Html, &mut output)
                }
                (Some(source), Format::Markdown) => {
                    render::template(&made.document, source, Kind::Markdown, &mut output)
                }
                _ => format.writer()(&made.document, &mut output),
            };
            done.map_err(|source| Error::Render {
                format: format.name(),
                source,
            })?;
            written.push(Written {
                format,
                output: port.to_owned(),
                bytes: output.bytes,
            });
        }
        Ok(Report {
            data: made.read,
            sections: made.document.sections.len(),
            formats: written,
            notes: made.document.notes,
        })
    }
}

/// The template, for the one format of a report that can have one.
fn template(job: &Job, formats: &[Format]) -> Result<Option<String>, Failure> {
    let Some(bytes) = read_all(job, "template", MOST_TEMPLATE)? else {
        return Ok(None);
    };
    let has = |format: Format| formats.contains(&format);
    if has(Format::Html) == has(Format::Markdown) {
        return Err(Failure::permanent(
            "a template is for HTML or for Markdown: have one of the two, and not both, in `formats`",
        ));
    }
    let source =
        String::from_utf8(bytes).map_err(|_| Failure::permanent("the template is not UTF-8"))?;
    // Nobody wants to hear of it after a long read.
    let format = if has(Format::Html) {
        Format::Html
    } else {
        Format::Markdown
    };
    render::check_template(&source).map_err(|source| Error::Render {
        format: format.name(),
        source,
    })?;
    Ok(Some(source))
}

/// A small input as a whole, if the job has it.
fn read_all(job: &Job, port: &str, most: u64) -> Result<Option<Vec<u8>>, Failure> {
    if job.inputs().iter().all(|input| input.name != port) {
        return Ok(None);
    }
    let mut input = job.input(port)?;
    if input.size() > most {
        return Err(Failure::permanent(format!(
            "the input `{port}` has {} bytes, and may have {most}",
            input.size()
        )));
    }
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// The host as whoever watches.
struct Host<'a> {
    job: &'a Job,
    /// How many steps follow those of the data sets.
    steps: u32,
}

impl Watcher for Host<'_> {
    fn begin(&mut self, name: &str, index: usize, count: usize) {
        self.job.step(
            &format!("read {name}"),
            index as u32,
            count as u32 + self.steps,
        );
    }

    fn progress(&mut self, rows: u64, done: u64, total: u64) {
        self.job
            .progress(done, total, 0, Some(&format!("{rows} rows")));
    }
}

/// Counts what passes through.
struct Counted<W> {
    inner: W,
    bytes: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
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

runner_plugin::export!(ReportGeneration);
