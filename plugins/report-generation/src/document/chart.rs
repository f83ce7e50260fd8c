//! Charts: what they show, not how they are drawn.

use jiff::civil::DateTime;

use super::Style;

/// A chart. Its figures are all there, so a format that cannot draw makes a table of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What stands above it.
    pub title: String,
    /// What it shows, in a sentence for people who do not see it.
    pub summary: String,
    /// The axis along the bottom; that of the categories, however the bars lie.
    pub x: Axis,
    /// The axis at the side: that of the figures.
    pub y: Axis,
    /// The figures.
    pub plot: Plot,
    /// What is not shown, such as `12 more values`.
    pub note: Option<String>,
}

/// An axis.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Axis {
    /// What is measured along it.
    pub label: Option<String>,
    /// How its figures are written.
    pub style: Style,
}

impl Axis {
    /// An axis that says what is measured along it.
    pub fn new(label: impl Into<String>, style: Style) -> Self {
        Self {
            label: Some(label.into()),
            style,
        }
    }
}

/// The figures of a chart. A missing figure is a gap.
#[derive(Debug, Clone, PartialEq)]
pub enum Plot {
    /// A bar for each category and series: side by side, or one on the other.
    Bar {
        /// The categories, in order.
        categories: Vec<String>,
        /// Each has a figure for every category.
        series: Vec<Series>,
        /// Whether the series of a category stand on each other.
        stacked: bool,
    },
    /// A line for each series.
    Line {
        /// Where the figures lie.
        scale: Scale,
        /// Each has a figure for every place.
        series: Vec<Series>,
    },
    /// A filled line for each series, one on the other.
    Area {
        /// Where the figures lie.
        scale: Scale,
        /// Each has a figure for every place.
        series: Vec<Series>,
    },
    /// Parts of a whole.
    Pie(Vec<Slice>),
    /// How often values lie in each range.
    Histogram {
        /// One more than there are counts, rising.
        edges: Vec<f64>,
        /// How many values lie from an edge up to the next.
        counts: Vec<u64>,
    },
    /// Dots.
    Scatter {
        /// The series: a name, and places along both axes.
        series: Vec<(String, Vec<(f64, f64)>)>,
    },
}

/// Figures that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its name, for the legend.
    pub name: String,
    /// The figures.
    pub values: Vec<Option<f64>>,
}

/// Places along the bottom, rising.
#[derive(Debug, Clone, PartialEq)]
pub enum Scale {
    /// Categories that have an order.
    Categories(Vec<String>),
    /// Numbers.
    Numbers(Vec<f64>),
    /// Times, and how they are written.
    Times(Vec<DateTime>, Style),
}

/// A part of a pie.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// Its name.
    pub name: String,
    /// Its figure, not negative.
    pub value: f64,
}
