//! The report as every format draws it. It is complete: figures are computed, rows are chosen and sorted, every text is
//! as it came from the data, and nothing in it is escaped. Each format escapes for itself.

mod chart;
pub mod show;
mod style;
mod table;
mod value;

pub use self::chart::{Axis, Chart, Plot, Scale, Series, Slice};
pub use self::style::{Locale, Style};
pub use self::table::{Align, Column, Table};
pub use self::value::Value;

/// A report.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// What stands at the top.
    pub title: String,
    /// A line below the title.
    pub subtitle: Option<String>,
    /// When the report was made, in UTC.
    pub made_at: jiff::civil::DateTime,
    /// What people want to know of the data first: its name, its rows, its columns.
    pub facts: Vec<Fact>,
    /// A picture for the top, checked and without anything active in it.
    pub logo: Option<Logo>,
    /// The parts, in order.
    pub sections: Vec<Section>,
    /// What people must know to trust the figures: rows passed over, figures estimated, characters no font has.
    pub notes: Vec<String>,
    /// How numbers are written.
    pub locale: Locale,
}

/// One thing said of the data, such as `Rows` and `1,000,000`.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// The figure or text.
    pub value: Value,
    /// How the value is written.
    pub style: Style,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Logo {
    /// A PNG file.
    Png(Vec<u8>),
    /// An SVG document, sanitised: shapes and texts alone, no script, no reference to anything outside itself.
    Svg(String),
}

/// A part of the report, with a heading of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Lower-case letters, digits and `-`; unique in the document. A link's target, and the key in JSON.
    pub id: String,
    /// The heading.
    pub title: String,
    /// What it shows, in order.
    pub blocks: Vec<Block>,
}

/// What a section shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Paragraphs.
    Text(Vec<String>),
    /// Headline figures, side by side.
    Metrics(Vec<Metric>),
    /// Rows and columns.
    Table(Table),
    /// A picture of figures.
    Chart(Chart),
}

/// A headline figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// What it is.
    pub label: String,
    /// The figure.
    pub value: Value,
    /// How it is written.
    pub style: Style,
    /// A few words below it, such as `of 1,204`.
    pub note: Option<String>,
}
