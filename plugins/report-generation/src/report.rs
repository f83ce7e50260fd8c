//! One report from beginning to end: opens the inputs, plans the sections, reads each input once, and puts the document
//! together.

use std::io::{Read as IoRead, Seek};
use std::ops::ControlFlow;

use jiff::civil::DateTime;
use runner_tables::CellType;
use schemars::JsonSchema;
use serde::Serialize;

use crate::data::{self, Kind, Options, Row, Source, Summary, Table};
use crate::document::{Document, Logo, Section};
use crate::error::Error;
use crate::params::{self, DataSet, Params};
use crate::sections::{self, Ids, Plan, Running, facts, in_place_of, notes, nothing, overview};

/// An input.
#[derive(Debug)]
pub struct Input<'a, R> {
    /// The name of its port.
    pub port: &'a str,
    /// Its bytes.
    pub reader: R,
    /// Its media type, if known.
    pub media_type: Option<&'a str>,
}

/// Whoever watches.
pub trait Watcher {
    /// Hears that a data set is begun: its name, which one it is, from 0, and of how many.
    fn begin(&mut self, name: &str, index: usize, count: usize);
    /// Hears how far it has come: rows, and bytes of all.
    fn progress(&mut self, rows: u64, done: u64, total: u64);
}

/// What was made.
#[derive(Debug)]
pub struct Made {
    /// The report.
    pub document: Document,
    /// What was read for it.
    pub read: Vec<Read>,
}

/// A data set that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Read {
    /// What the report calls it.
    pub name: String,
    /// Its format, as given or found.
    pub format: runner_tables::Format,
    /// How many rows it has.
    pub rows: u64,
    /// How many columns.
    pub columns: usize,
    /// How many rows could not be read, and are not counted.
    pub rows_skipped: u64,
    /// Its bytes.
    pub bytes: u64,
}

/// A data set that was opened, and the sections over it.
struct Set<R> {
    port: String,
    name: String,
    table: Table<R>,
    /// What is said of it if there is nothing in it.
    nothing: &'static str,
    running: Vec<(usize, Running)>,
}

/// Makes the report of some inputs.
pub fn report<R: IoRead + Seek>(
    inputs: Vec<Input<'_, R>>,
    params: &Params,
    made_at: DateTime,
    logo: Option<Logo>,
    watcher: &mut dyn Watcher,
) -> Result<Made, Error> {
    let mut sets = open(inputs, params)?;
    plan(&mut sets, params)?;
    let with_overview = params.overview.unwrap_or(params.sections.is_empty());
    let several = sets.len() > 1;
    let count = sets.len();
    let mut ids = Ids::default();
    let mut behind = Vec::new();
    let mut said = Vec::new();
    let mut read = Vec::new();
    let mut finished = Vec::new();
    let mut document_facts = Vec::new();
    for (index, set) in sets.into_iter().enumerate() {
        watcher.begin(&set.name, index, count);
        let bytes = set.table.size();
        let format = set.table.format();
        let Set {
            name,
            table,
            nothing,
            mut running,
            ..
        } = set;
        let summary = run(table, &mut running, watcher)?;
        said.extend(notes(&summary));
        if index == 0 {
            document_facts = facts(&summary, &format.to_string().to_uppercase(), bytes);
        }
        read.push(Read {
            name: name.clone(),
            format,
            rows: summary.rows,
            columns: summary.width,
            rows_skipped: summary.faults,
            bytes,
        });
        finished.extend(running);
        if with_overview {
            let prefix = if several {
                format!("{name}: ")
            } else {
                String::new()
            };
            behind.push((prefix, nothing, summary));
        }
    }
    finished.sort_by_key(|(at, _)| *at);
    let mut sections: Vec<Section> = finished
        .into_iter()
        .map(|(_, running)| running.into_section(&mut ids, params.currency.as_deref(), &mut said))
        .collect();
    let locale = sections::locale(params.locale);
    for (prefix, nothing, summary) in behind {
        sections.extend(overview(summary, &prefix, nothing, &mut ids, locale));
    }
    Ok(Made {
        document: Document {
            title: params.title.clone().unwrap_or_else(|| "Report".to_owned()),
            subtitle: params.subtitle.clone(),
            made_at,
            facts: document_facts,
            logo,
            sections,
            notes: said,
            locale,
        },
        read,
    })
}

fn open<R: IoRead + Seek>(
    inputs: Vec<Input<'_, R>>,
    params: &Params,
) -> Result<Vec<Set<R>>, Error> {
    let ports: Vec<String> = inputs.iter().map(|input| input.port.to_owned()).collect();
    if let Some(unknown) = params.data_sets.keys().find(|port| !ports.contains(port)) {
        return Err(Error::Param {
            param: "data_sets",
            problem: format!(
                "names the input \"{unknown}\", and the job has {}",
                ports.join(", ")
            ),
        });
    }
    let mut sets: Vec<Set<R>> = Vec::new();
    for input in inputs {
        let given = params
            .data_sets
            .get(input.port)
            .cloned()
            .unwrap_or_default();
        let name = given.name.clone().unwrap_or_else(|| input.port.to_owned());
        if sets.iter().any(|set| set.name == name || set.port == name) {
            return Err(Error::Param {
                param: "data_sets",
                problem: format!("call two data sets \"{name}\"; give one of them another name"),
            });
        }
        let source = Source {
            reader: input.reader,
            name: &name,
            media_type: input.media_type,
        };
        let table = data::open(source, &options(&given)?)?;
        if !table.names().is_empty()
            && let Some(unknown) = given
                .types
                .keys()
                .find(|name| !table.names().contains(name))
        {
            return Err(Error::Param {
                param: "data_sets",
                problem: format!(
                    "gives a type to the column \"{unknown}\", which {name} does not have{}",
                    sections::hint(unknown, table.names())
                ),
            });
        }
        sets.push(Set {
            port: input.port.to_owned(),
            name,
            table,
            nothing: nothing(input.media_type),
            running: Vec::new(),
        });
    }
    Ok(sets)
}

fn options(given: &DataSet) -> Result<Options, Error> {
    let delimiter = match given.delimiter.as_deref().map(str::as_bytes) {
        None => None,
        Some(&[byte]) if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Some(byte),
        Some(_) => {
            return Err(Error::Param {
                param: "delimiter",
                problem: "must be one ASCII character, and no quote or line end".to_owned(),
            });
        }
    };
    let kind = |kind: &CellType| match kind {
        CellType::Integer => Kind::Integer,
        CellType::Number => Kind::Number,
        CellType::Boolean => Kind::Boolean,
        CellType::String => Kind::Text,
        CellType::Date => Kind::Time,
    };
    Ok(Options {
        format: given.format,
        delimiter,
        nulls: given.nulls.clone(),
        types: given
            .types
            .iter()
            .map(|(name, given)| (name.clone(), kind(given)))
            .collect(),
    })
}

/// Gives each section to its data set.
fn plan<R: IoRead + Seek>(sets: &mut [Set<R>], params: &Params) -> Result<(), Error> {
    for (at, section) in params.sections.iter().enumerate() {
        let wanted = section.data.as_deref().unwrap_or("data");
        let found = sets
            .iter()
            .position(|set| set.name == wanted || set.port == wanted);
        let Some(found) = found else {
            let known = sets.iter().map(|set| format!("\"{}\"", set.name)).collect();
            return Err(sections::unknown_data(at + 1, section, known).into());
        };
        if section.format == Some(params::Style::Currency) && params.currency.is_none() {
            return Err(Error::Param {
                param: "currency",
                problem: format!(
                    "is missing, and section {} writes its figures in it",
                    at + 1
                ),
            });
        }
        let set = &mut sets[found];
        let said = (set.table.names().is_empty() && section.kind != params::Kind::Text)
            .then(|| in_place_of(section, set.nothing));
        let planned: Plan = sections::plan(
            at + 1,
            said.as_ref().unwrap_or(section),
            &set.name,
            set.table.names(),
            set.table.kinds(),
        )?;
        set.running.push((at, Running::new(planned)));
    }
    Ok(())
}

fn run<R: IoRead + Seek>(
    table: Table<R>,
    running: &mut [(usize, Running)],
    watcher: &mut dyn Watcher,
) -> Result<Summary, Error> {
    let mut progress = |rows, done, total| watcher.progress(rows, done, total);
    if running.is_empty() {
        return Ok(table.read(None, &mut progress)?);
    }
    let mut visit = |row: &dyn Row| {
        for (_, section) in running.iter_mut() {
            section.row(row)?;
        }
        ControlFlow::Continue(())
    };
    let summary = table.read(Some(&mut visit), &mut progress)?;
    for (_, section) in running {
        if let Some(error) = section.problem() {
            return Err(error.into());
        }
    }
    Ok(summary)
}
