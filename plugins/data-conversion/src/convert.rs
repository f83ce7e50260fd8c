//! One conversion from beginning to end: finds the formats, chooses the reader and the writer, and reports.
use std::io::{self, Read, Seek, Write};

use runner_tables::csv::{Header, Records, read_columns};
use runner_tables::json::JsonRecords;
use runner_tables::{CellType, Format, Nulls, Window, detect, infer};

use crate::checkpoint::{Checkpoint, Stage, Written};
use crate::context::Context;
use crate::error::{Error, no_use};
use crate::json::{self, JsonColumns};
use crate::out::Out;
use crate::params::{Infer, Params, Types};
use crate::plan::{Planned, given_types, plan};
use crate::progress::{Ticker, Watcher};
use crate::rejects::Rejects;
use crate::report::{Report, Tally};
use crate::rows::Rows;
use crate::sink::{Delimited, Layout, Objects, Sink};

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
    context: Context<'a, 'r, J>,
}

/// Converts the input as the params say. The watcher is told how far it has come, and given checkpoints to keep.
///
/// With a checkpoint, the conversion goes on there, and its outputs must be as they were when that was kept: the
/// output `data` is written on, and that for rejected rows is asked for at once if it had been. Both then hold, and
/// the report says, what they would after a conversion in one piece.
///
/// # Errors
///
/// [`Error::is_transient`] tells trouble with reading and writing from trouble with the data or the params. After
/// an error, what was written to the outputs is of no use, except up to where the last checkpoint was kept.
pub fn convert<R: Read + Seek, W: Write, J: Write>(
    source: Source<'_, R>,
    params: &Params,
    outputs: Outputs<'_, W, J>,
    watcher: &mut dyn Watcher,
    from: Option<&Checkpoint>,
) -> Result<Report, Error> {
    let window = detect::open(source.reader)?;
    let format = params
        .from
        .unwrap_or_else(|| detect::format(source.name, source.media_type, window.unread()));
    check_params(params, format)?;
    let input_bytes = window.size();
    let mut rejects = Rejects::new(params.on_error, outputs.rejects);
    if let Some(checkpoint) = from {
        checkpoint.refuse_other(format, input_bytes)?;
        rejects.resume(checkpoint.rows_rejected())?;
    }
    let mut run = Run {
        params,
        context: Context {
            from: format,
            input_bytes,
            rejects,
            ticker: Ticker::new(watcher, input_bytes),
        },
    };
    let (tally, output_bytes) = if format.is_delimited() {
        run.delimited_input(window, outputs.data, from)?
    } else {
        run.json_input(window, outputs.data, from)?
    };
    let Context {
        rejects,
        mut ticker,
        ..
    } = run.context;
    ticker.finish(rejects.count());
    Ok(Report {
        from: format,
        to: params.to,
        rows_read: tally.rows_read,
        rows_written: tally.rows_written,
        rows_rejected: rejects.finish()?,
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
        from: Option<&Checkpoint>,
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
        let mut rows = Rows::new(&columns.names, &kinds, planned, nulls);
        let mut written = None;
        if let Some(checkpoint) = from {
            let Stage::Cells(so_far, counted) = &checkpoint.stage else {
                return Err(Error::OtherCheckpoint);
            };
            rows.resume(counted)?;
            records.resume(checkpoint.reader)?;
            self.context.ticker.start_at(checkpoint.offset());
            written = Some(*so_far);
        }
        match self.layout() {
            Some(layout) => {
                let out = Out::behind(data, written.unwrap_or_default().bytes);
                let mut sink = Objects::new(out, layout, names.iter().map(String::as_str));
                self.rows(rows, &mut records, &mut sink, written)
            }
            None => {
                let mut sink = self.delimited(data, &names, written)?;
                self.rows(rows, &mut records, &mut sink, written)
            }
        }
    }

    fn rows<R: Read + Seek, S: Sink>(
        &mut self,
        rows: Rows<'_>,
        records: &mut Records<R>,
        sink: &mut S,
        written: Option<Written>,
    ) -> Result<(Tally, u64), Error> {
        let written = written.unwrap_or_default().rows;
        let tally = rows.run(records, sink, &mut self.context, written)?;
        let bytes = sink.finish().map_err(Error::data)?;
        Ok((tally, bytes))
    }

    fn json_input<R: Read + Seek, W: Write>(
        &mut self,
        window: Window<R>,
        data: W,
        from: Option<&Checkpoint>,
    ) -> Result<(Tally, u64), Error> {
        let params = self.params;
        let given = given_types(params);
        let mut records = JsonRecords::new(window, self.context.from);
        let mut discovering = None;
        let mut writing = None;
        match from.map(|checkpoint| &checkpoint.stage) {
            None => {}
            Some(Stage::Cells(..)) => return Err(Error::OtherCheckpoint),
            Some(Stage::Discovering(saved)) => {
                discovering = Some(JsonColumns::resume(given, saved))
            }
            Some(Stage::Records(written, saved)) => {
                writing = Some((*written, JsonColumns::resume(given, saved)));
            }
        }
        if let Some(layout) = self.layout() {
            if discovering.is_some() {
                return Err(Error::OtherCheckpoint);
            }
            let bytes = writing.as_ref().map_or(0, |(written, _)| written.bytes);
            self.go_on(&mut records, from)?;
            let out = Out::behind(data, bytes);
            return json::to_json(
                &mut records,
                params,
                layout,
                out,
                &mut self.context,
                writing,
            );
        }
        // A header comes first and names every column, so the records are read twice.
        self.context.ticker.expect_two_passes();
        let (written, columns) = match writing {
            Some((written, columns)) => {
                self.context
                    .ticker
                    .begin_second_pass(self.context.input_bytes);
                self.go_on(&mut records, from)?;
                (Some(written), columns)
            }
            None => {
                let mut columns = discovering.unwrap_or_else(|| JsonColumns::new(given));
                self.go_on(&mut records, from)?;
                json::discover(&mut records, &mut columns, &mut self.context)?;
                self.context
                    .ticker
                    .begin_second_pass(self.context.input_bytes);
                records.restart()?;
                (None, columns)
            }
        };
        let planned: Vec<Planned> = plan(columns.names(), params)?;
        let names: Vec<String> = planned.iter().map(|column| column.name.clone()).collect();
        let mut sink = self.delimited(data, &names, written)?;
        let tally = json::to_delimited(
            &mut records,
            columns,
            &planned,
            &mut sink,
            &mut self.context,
            written.unwrap_or_default().rows,
        )?;
        let bytes = sink.finish().map_err(Error::data)?;
        Ok((tally, bytes))
    }

    /// Goes to where the checkpoint is, if there is one.
    fn go_on<R: Read + Seek>(
        &mut self,
        records: &mut JsonRecords<R>,
        from: Option<&Checkpoint>,
    ) -> Result<(), Error> {
        if let Some(checkpoint) = from {
            records.resume(checkpoint.reader)?;
            self.context.ticker.start_at(checkpoint.offset());
        }
        Ok(())
    }

    fn layout(&self) -> Option<Layout> {
        layout(self.params)
    }

    /// Rows of CSV or TSV, behind what was written.
    fn delimited<W: Write>(
        &self,
        data: W,
        names: &[String],
        written: Option<Written>,
    ) -> Result<Delimited<W>, Error> {
        let out = Out::behind(data, written.unwrap_or_default().bytes);
        let mut sink = Delimited::new(out, self.output_delimiter(), names.len());
        if written.is_none() && self.params.header != Header::Row(false) {
            sink.header(names.iter().map(String::as_str))
                .map_err(Error::data)?;
        }
        Ok(sink)
    }

    fn input_delimiter(&self) -> u8 {
        match self.context.from {
            Format::Tsv => b'\t',
            _ => self.given_delimiter().unwrap_or(b','),
        }
    }

    fn output_delimiter(&self) -> u8 {
        match (self.params.to, self.context.from) {
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
