//! Where rows of cells go: as JSON objects or as CSV.

mod delimited;
mod objects;

pub(crate) use delimited::Delimited;
pub(crate) use objects::{Layout, Objects};
use std::io;

use runner_tables::Cell;

/// Takes rows cell by cell; each row has all columns, in order.
pub(crate) trait Sink {
    /// Begins a row.
    fn begin_row(&mut self) -> io::Result<()>;
    /// The next cell is null.
    fn null(&mut self, column: usize) -> io::Result<()>;
    /// The next cell is a number, to be written as it is.
    fn number(&mut self, column: usize, cell: Cell<'_>) -> io::Result<()>;
    /// The next cell is a truth value; the text is how the input writes it.
    fn boolean(&mut self, column: usize, value: bool, cell: Cell<'_>) -> io::Result<()>;
    /// The next cell is a text.
    fn text(&mut self, column: usize, cell: Cell<'_>) -> io::Result<()>;
    /// Ends a row.
    fn end_row(&mut self) -> io::Result<()>;
    /// Hands on all that was written, and gives how many bytes that is since the output began.
    fn hand_on(&mut self) -> io::Result<u64>;
    /// Ends the output and gives its length in bytes.
    fn finish(&mut self) -> io::Result<u64>;
}
