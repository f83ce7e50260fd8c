//! Writes rows as JSON objects: a line each, an array, or an indented array.
use std::io::{self, Write};

use runner_tables::Cell;

use crate::out::{Out, Padded};
use crate::sink::Sink;

/// How objects follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// JSON Lines.
    Lines,
    /// An array, an object on each line.
    Array,
    /// An array, indented.
    Indented,
}

impl Layout {
    /// What stands in front of the first object.
    pub(crate) fn open(self) -> &'static str {
        match self {
            Self::Lines => "",
            Self::Array => "[",
            Self::Indented => "[\n  ",
        }
    }

    /// What stands between two objects.
    pub(crate) fn between(self) -> &'static str {
        match self {
            Self::Lines => "",
            Self::Array => ",\n",
            Self::Indented => ",\n  ",
        }
    }

    /// What stands behind each object.
    pub(crate) fn behind(self) -> &'static str {
        match self {
            Self::Lines => "\n",
            Self::Array | Self::Indented => "",
        }
    }

    /// What stands behind the last object.
    pub(crate) fn close(self) -> &'static str {
        match self {
            Self::Lines => "",
            Self::Array => "]\n",
            Self::Indented => "\n]\n",
        }
    }

    /// The output when there are no objects.
    pub(crate) fn empty(self) -> &'static str {
        match self {
            Self::Lines => "",
            Self::Array | Self::Indented => "[]\n",
        }
    }
}

/// A column's name as it stands in front of a value.
#[derive(Debug)]
struct Prefix {
    bare: Padded,
    /// With the quote that opens a string.
    quoted: Padded,
}

/// Rows as JSON objects.
#[derive(Debug)]
pub(crate) struct Objects<W> {
    out: Out<W>,
    layout: Layout,
    prefixes: Vec<Prefix>,
    between: Padded,
    end: Padded,
    any: bool,
}

impl<W: Write> Objects<W> {
    /// Writes objects behind what the output has already.
    pub(crate) fn new<'a>(
        out: Out<W>,
        layout: Layout,
        names: impl Iterator<Item = &'a str>,
    ) -> Self {
        let indented = layout == Layout::Indented;
        let prefixes = names
            .enumerate()
            .map(|(index, name)| {
                let name = serde_json::Value::from(name);
                let bare = match (index, indented) {
                    (0, false) => format!("{{{name}:"),
                    (_, false) => format!(",{name}:"),
                    (0, true) => format!("{{\n    {name}: "),
                    (_, true) => format!(",\n    {name}: "),
                };
                Prefix {
                    quoted: Padded::new(&format!("{bare}\"")),
                    bare: Padded::new(&bare),
                }
            })
            .collect();
        let end = match layout {
            Layout::Lines => "}\n",
            Layout::Array => "}",
            Layout::Indented => "\n  }",
        };
        Self {
            any: out.written() > 0,
            out,
            layout,
            prefixes,
            between: Padded::new(layout.between()),
            end: Padded::new(end),
        }
    }
}

impl<W: Write> Sink for Objects<W> {
    #[inline(always)]
    fn begin_row(&mut self) -> io::Result<()> {
        if self.any {
            return self.out.padded(&self.between);
        }
        self.any = true;
        self.out.put(self.layout.open().as_bytes())
    }

    #[inline(always)]
    fn null(&mut self, column: usize) -> io::Result<()> {
        self.out.padded(&self.prefixes[column].bare)?;
        self.out.put(b"null")
    }

    #[inline(always)]
    fn number(&mut self, column: usize, cell: Cell<'_>) -> io::Result<()> {
        let (padded, start, end) = cell.place();
        self.out
            .labelled(&self.prefixes[column].bare, padded, start, end)
    }

    #[inline(always)]
    fn boolean(&mut self, column: usize, value: bool, _: Cell<'_>) -> io::Result<()> {
        self.out.padded(&self.prefixes[column].bare)?;
        self.out.put(if value { b"true" } else { b"false" })
    }

    #[inline(always)]
    fn text(&mut self, column: usize, cell: Cell<'_>) -> io::Result<()> {
        let (padded, start, end) = cell.place();
        self.out
            .labelled_json(&self.prefixes[column].quoted, padded, start, end)
    }

    #[inline(always)]
    fn end_row(&mut self) -> io::Result<()> {
        self.out.padded(&self.end)
    }

    fn hand_on(&mut self) -> io::Result<u64> {
        self.out.hand_on()?;
        Ok(self.out.written())
    }

    fn finish(&mut self) -> io::Result<u64> {
        let end = if self.any {
            self.layout.close()
        } else {
            self.layout.empty()
        };
        self.out.put(end.as_bytes())?;
        self.out.finish()
    }
}
