//! JSON: the figures alone, in the shape of [`model`](super::model).

use std::io::Write;

use super::Error;
use super::model::Report;
use crate::document::Document;

/// Writes the figures of a report as one line of JSON: `sections` by their ids, numbers as numbers, times as in ISO 8601.
pub fn json(document: &Document, out: &mut dyn Write) -> Result<(), Error> {
    serde_json::to_writer(&mut *out, &Report::new(document)).map_err(std::io::Error::from)?;
    out.write_all(b"\n")?;
    Ok(())
}
