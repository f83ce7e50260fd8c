//! One conversion from beginning to end: finds the formats, chooses the reader and the writer, and reports.

use std::io::{self, Read, Seek, Write};

use crate::csv::{Records, read_columns};
use crate::detect;
use crate::error::{Error, no_use};
use crate::format::Format;
use crate::infer::infer;
use crate::json::{self, JsonColumns, JsonRecords};
use crate::params::{CellType, Header, Infer, Params, Types};
use crate::plan::{Planned, given_types, plan};
use crate::progress::{Progress, Ticker};
use crate::rejects::Rejects;
use crate::report::{Report, Tally};
use crate::rows::{Nulls, Rows};
use crate::sink::{Delimited, Layout, Objects, Sink};
use crate::window::Window;

/// The input, and what is known of it.
#[derive(Debug)]
pub struct Source<'a, R> {
    /// Its bytes.
    pub reader: R,
    /// Its name, if it has one; the ending tells the format.
    pub name: Option<&'a str>,
    /// Its media type, if known.
    pub media_type: Option<&'a str>,
}

/// Where the outputs go.
pub struct Outputs<'a, W, J> {
    /// The converted rows. It is written in pieces of 256 KiB, so it needs no buffer of its own.
    pub data: W,
    /// Makes the output for rejected rows; called when the first row is rejected, if ever.
    pub rejects: &'a mut dyn FnMut() -> io::Result<J>,
}

/// What every conversion passes along.
struct Run<'a, 'r, J: Write> {
    params: &'a Params,
    from: Format,
    rejects: Rejects<'r, J>,
    ticker: Ticker<'r>,
}

/// Converts the input as the params say, and tells how far it has come about once per mebibyte.
///
/// # Errors
///
/// [`Error::is_transient`] tells trouble with reading and writing from trouble with the data or the params. After
/// an error, what was written to the outputs is of no use.
pub fn convert<R: Read + Seek, W: Write, J: Write>(
    source: Source<'_, R>,
    params: &Params,
    outputs: Outputs<'_, W, J>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, Error> {
    let mut window = Window::new(source.reader)?;
    while window.unread().len() < detect::HEAD && !window.at_end() {
        window.fill()?;
    }
    detect::refuse_utf16(window.unread())?;
    if window.unread().starts_with(detect::BOM) {
        window.consume_to(detect::BOM.len());
    }
    let from = params
        .from
        .unwrap_or_else(|| detect::format(source.name, source.media_type, window.unread()));
    check_params(params, from)?;
    let input_bytes = window.size();
    let mut run = Run {
        params,
        from,
        rejects: Rejects::new(params.on_error, outputs.rejects),
        ticker: Ticker::new(progress, input_bytes),
    };
    let (tally, output_bytes) = if from.is_delimited() {
        run.delimited_input(window, outputs.data)?
    } else {
        run.json_input(window, outputs.data)?
    };
    run.ticker.finish(run.rejects.count());
    Ok(Report {
        from,
        to: params.to,
        rows_read: tally.rows_read,
        rows_written: tally.rows_written,
        rows_rejected: run.rejects.finish()?,
        columns: tally.columns,
        input_bytes,
        output_bytes,
    })
}

/// Refuses what has no meaning for these formats, rather than to pass over what somebody meant.
fn check_params(params: &Params, from: Format) -> Result<(), Error> {
    let to = params.to;
    if params.pretty && to != Format::Json {
        return Err(no_use("pretty", "is for json output", from, to));
    }
    if let Some(delimiter) = &params.delimiter {
        if from != Format::Csv && to != Format::Csv {
            return Err(no_use("delimiter", "is for csv", from, to));
        }
        match delimiter.as_bytes() {
            [b'"' | b'\n' | b'\r'] => {
                return Err(Error::param("delimiter", "cannot be a quote or a line end"));
            }
            [byte] if byte.is_ascii() => {}
            _ => return Err(Error::param("delimiter", "must be one ASCII character")),
        }
    }
    if !from.is_delimited() {
        if matches!(params.header, Header::Names(_)) {
            let what = "as a list of names is for csv and tsv input";
            return Err(no_use("header", what, from, to));
        }
        if params.nulls.is_some() {
            return Err(no_use("nulls", "is for csv and tsv input", from, to));
        }
    }
    if params.sample == 0 {
        return Err(Error::param("sample", "must be at least 1"));
    }
    if params.select.as_ref().is_some_and(Vec::is_empty) {
        return Err(Error::param(
            "select",
            "names no column; leave it out to keep all",
        ));
    }
    Ok(())
}

impl<J: Write> Run<'_, '_, J> {
    fn delimited_input<R: Read + Seek, W: Write>(
        &mut self,
        window: Window<R>,
        data: W,
    ) -> Result<(Tally, u64), Error> {
        let params = self.params;
        let mut records = Records::new(window, self.input_delimiter());
        let columns = read_columns(&mut records, &params.header)?;
        let planned = plan(&columns.names, params)?;
        let nulls = Nulls::new(params.nulls.as_ref());
        records.restart_count();
        let kinds = match params.types {
            Types::All(Infer::String) => vec![CellType::String; columns.names.len()],
            _ => infer(&mut records, &columns.names, &nulls, params.sample)?,
        };
        records.seek_to(columns.first_row)?;
        let names: Vec<String> = planned.iter().map(|column| column.name.clone()).collect();
        let rows = Rows::new(&columns.names, &kinds, planned, nulls);
        match self.layout() {
            Some(layout) => {
                let mut sink = Objects::new(data, layout, names.iter().map(String::as_str));
                self.rows(rows, &mut records, &mut sink)
            }
            None => {
                let mut sink = self.delimited(data, &names)?;
                self.rows(rows, &mut records, &mut sink)
            }
        }
    }

    fn rows<R: Read + Seek, S: Sink>(
        &mut self,
        rows: Rows<'_>,
        records: &mut Records<R>,
        sink: &mut S,
    ) -> Result<(Tally, u64), Error> {
        let tally = rows.run(records, sink, &mut self.rejects, &mut self.ticker)?;
        let bytes = sink.finish().map_err(Error::data)?;
        Ok((tally, bytes))
    }

    fn json_input<R: Read + Seek, W: Write>(
        &mut self,
        window: Window<R>,
        data: W,
    ) -> Result<(Tally, u64), Error> {
        let params = self.params;
        let size = window.size();
        let mut records = JsonRecords::new(window, self.from);
        let (rejects, ticker) = (&mut self.rejects, &mut self.ticker);
        if let Some(layout) = layout(params) {
            return json::to_json(&mut records, params, layout, data, rejects, ticker);
        }
        // A header comes first and names every column, so the records are read twice.
        ticker.expect_two_passes();
        let mut columns = JsonColumns::new(given_types(params));
        json::discover(&mut records, &mut columns, ticker)?;
        let planned: Vec<Planned> = plan(columns.names(), params)?;
        ticker.begin_second_pass(size);
        records.restart()?;
        let names: Vec<String> = planned.iter().map(|column| column.name.clone()).collect();
        let mut sink = self.delimited(data, &names)?;
        let tally = json::to_delimited(
            &mut records,
            columns,
            &planned,
            &mut sink,
            &mut self.rejects,
            &mut self.ticker,
        )?;
        let bytes = sink.finish().map_err(Error::data)?;
        Ok((tally, bytes))
    }

    fn layout(&self) -> Option<Layout> {
        layout(self.params)
    }

    fn delimited<W: Write>(&self, data: W, names: &[String]) -> Result<Delimited<W>, Error> {
        let mut sink = Delimited::new(data, self.output_delimiter(), names.len());
        if self.params.header != Header::Row(false) {
            sink.header(names.iter().map(String::as_str))
                .map_err(Error::data)?;
        }
        Ok(sink)
    }

    fn input_delimiter(&self) -> u8 {
        match self.from {
            Format::Tsv => b'\t',
            _ => self.given_delimiter().unwrap_or(b','),
        }
    }

    fn output_delimiter(&self) -> u8 {
        match (self.params.to, self.from) {
            (Format::Tsv, _) => b'\t',
            (_, Format::Csv) => b',',
            _ => self.given_delimiter().unwrap_or(b','),
        }
    }

    fn given_delimiter(&self) -> Option<u8> {
        self.params
            .delimiter
            .as_ref()
            .and_then(|text| text.bytes().next())
    }
}

/// How objects are written; `None` when the output is CSV or TSV.
fn layout(params: &Params) -> Option<Layout> {
    match params.to {
        Format::Jsonl => Some(Layout::Lines),
        Format::Json if params.pretty => Some(Layout::Indented),
        Format::Json => Some(Layout::Array),
        Format::Csv | Format::Tsv => None,
    }
}
