//! Rows that cannot be converted: to the output `rejects` up to a limit, or the end of the conversion.
use std::io::{self, BufWriter, Write};

use runner_tables::{Fault, RowError};
use serde::Serialize;

use crate::error::Error;
use crate::params::OnError;

/// Makes the output `rejects` when the first row goes there.
pub(crate) type Open<'a, W> = &'a mut dyn FnMut() -> io::Result<W>;

/// Where rejected rows go.
pub(crate) struct Rejects<'a, W: Write> {
    on_error: OnError,
    open: Open<'a, W>,
    output: Option<BufWriter<W>>,
    count: u64,
}

/// A line of the output `rejects`.
#[derive(Serialize)]
struct Rejected<'a> {
    row: u64,
    offset: u64,
    reason: String,
    raw: &'a str,
}

impl<'a, W: Write> Rejects<'a, W> {
    pub(crate) fn new(on_error: OnError, open: Open<'a, W>) -> Self {
        Self {
            on_error,
            open,
            output: None,
            count: 0,
        }
    }

    /// Goes on behind so many rows, which are in the output already.
    pub(crate) fn resume(&mut self, count: u64) -> Result<(), Error> {
        self.count = count;
        if count > 0 {
            let output = (self.open)().map_err(failed)?;
            self.output = Some(BufWriter::new(output));
        }
        Ok(())
    }

    /// Hands on what is gathered.
    pub(crate) fn hand_on(&mut self) -> Result<(), Error> {
        match &mut self.output {
            Some(output) => output.flush().map_err(failed),
            None => Ok(()),
        }
    }

    /// How many rows were rejected.
    #[inline(always)]
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Puts a row aside, or says why not.
    #[cold]
    pub(crate) fn reject(&mut self, row: RowError, raw: &[u8]) -> Result<(), Error> {
        let limit = match self.on_error {
            OnError::Fail => return Err(Error::Row(row)),
            OnError::Skip(limit) => limit,
        };
        if self.count >= limit {
            return Err(Error::TooManyRejects { limit, last: row });
        }
        self.count += 1;
        self.write(row.row, row.offset, &row.fault, raw)
            .map_err(failed)
    }

    fn write(&mut self, row: u64, offset: u64, fault: &Fault, raw: &[u8]) -> io::Result<()> {
        if self.output.is_none() {
            self.output = Some(BufWriter::new((self.open)()?));
        }
        let Some(output) = &mut self.output else {
            return Ok(());
        };
        let rejected = Rejected {
            row,
            offset,
            reason: fault.to_string(),
            raw: &String::from_utf8_lossy(raw),
        };
        serde_json::to_writer(&mut *output, &rejected)?;
        output.write_all(b"\n")
    }

    /// Writes what is left and gives the count.
    pub(crate) fn finish(mut self) -> Result<u64, Error> {
        self.hand_on()?;
        Ok(self.count)
    }
}

fn failed(source: io::Error) -> Error {
    Error::Write {
        port: "rejects",
        source,
    }
}
