//! What a report is to show. The doc comments here are the descriptions in the plugin's schema.

use std::collections::BTreeMap;

use runner_tables::{CellType, Format as TableFormat};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the report is to show, and in which formats. Without anything, it is a report from the columns' types, as HTML.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What stands at the top; left out, `Report`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 300))]
    pub title: Option<String>,

    /// A line below the title.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 1000))]
    pub subtitle: Option<String>,

    /// The formats to write, each to an output of its own: `html` to `report`, the others to outputs of their names.
    /// Left out, `html` alone.
    #[schemars(length(max = 5))]
    pub formats: Vec<Format>,

    /// What the report shows, in order. Left out, it is made from the columns' types: headline figures, the columns, a
    /// time line, distributions, frequent values, missing values and the first rows.
    #[schemars(length(max = 100))]
    pub sections: Vec<Section>,

    /// Whether the report from the columns' types comes too, behind the sections. Left out, only if there are no
    /// sections.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overview: Option<bool>,

    /// How numbers are written.
    pub locale: Locale,

    /// The currency of sections whose format is `"currency"`: a symbol such as `$` or a code such as `EUR`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 8))]
    pub currency: Option<String>,

    /// How the data sets are read, by the names of their inputs: `data`, `data-2` and so on. What is not said is found
    /// by a look at the input.
    pub data_sets: BTreeMap<String, DataSet>,
}

/// A format that a report is written in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// One file for the browser, with charts, that needs nothing else.
    Html,
    /// Pages to print.
    Pdf,
    /// A workbook for Excel, a sheet for each section.
    Xlsx,
    /// Text with marks.
    Markdown,
    /// The figures alone.
    Json,
}

/// How numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// `1,234.5`.
    #[default]
    En,
    /// `1.234,5`.
    De,
    /// `1 234,5`.
    Fr,
    /// `1’234.5`.
    Ch,
    /// `1234.5`.
    Plain,
}

/// How a data set is read.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DataSet {
    /// What sections and the report call it. Left out, the name of the input.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100))]
    pub name: Option<String>,

    /// Its format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<TableFormat>,

    /// What separates the fields of CSV: one ASCII character.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 1))]
    pub delimiter: Option<String>,

    /// Texts that stand for no value, in every column. In a column of numbers, dates or truth values the usual ones do
    /// anyhow: `NA`, `null`, `-` and the like.
    #[schemars(length(max = 100))]
    pub nulls: Vec<String>,

    /// Types of columns, by name, where a look at the first rows does not find the right one.
    pub types: BTreeMap<String, CellType>,
}

/// A part of the report.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// What it is.
    pub kind: Kind,

    /// Its heading. Left out, one is made of what it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 300))]
    pub title: Option<String>,

    /// The data set: the name of its input, or the name that `data_sets` gives it. Left out, `data`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,

    /// The columns whose values are shown or summed up. A `scatter` has two, along the bottom and upwards; a `histogram`
    /// has one; a `table` without `group_by` and `aggregate` lists its rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 50))]
    pub columns: Vec<String>,

    /// What rows are put together by. In charts, the second makes the series.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 4))]
    pub group_by: Vec<GroupBy>,

    /// The figures of each group, for each of the columns. `count` alone counts rows and needs no column, and is what is
    /// shown if this is left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 20))]
    pub aggregate: Vec<Aggregate>,

    /// Which rows count: an expression of MiniJinja in which columns are variables, such as
    /// `paid and price > 10 and city in ["Zürich", "Phoenix"]`. Dates are texts such as `2026-01-31`, missing values
    /// are `none`, and a column whose name is no word is `row["its name"]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 4000))]
    pub filter: Option<String>,

    /// The order: the name of a column or figure of what is shown, such as `city` or `sum of price`, with `-` in front for
    /// falling. Left out, dates and numbers rise, and other groups come by their first figure, the greatest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 300))]
    pub sort: Option<String>,

    /// How many groups, rows or dots are shown at most. The groups beyond become one in bars, pies and tables of groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 5000))]
    pub limit: Option<u32>,

    /// How the figures are written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Style>,

    /// Into about how many ranges a histogram is cut. Left out, 20.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 200))]
    pub bins: Option<u32>,

    /// Whether the bars of a group stand on each other.
    #[serde(default)]
    pub stacked: bool,

    /// The text of a `text` section; blank lines part its paragraphs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 20_000))]
    pub text: Option<String>,
}

/// What a section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Headline figures.
    Metric,
    /// Groups and their figures, or rows as they are.
    Table,
    /// Bars.
    Bar,
    /// Lines.
    Line,
    /// Filled lines, one on the other.
    Area,
    /// Parts of a whole.
    Pie,
    /// How often values lie in each range.
    Histogram,
    /// Dots.
    Scatter,
    /// Paragraphs.
    Text,
}

impl Kind {
    /// Its name in params.
    pub fn name(self) -> &'static str {
        match self {
            Self::Metric => "metric",
            Self::Table => "table",
            Self::Bar => "bar",
            Self::Line => "line",
            Self::Area => "area",
            Self::Pie => "pie",
            Self::Histogram => "histogram",
            Self::Scatter => "scatter",
            Self::Text => "text",
        }
    }
}

/// What rows are put together by.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "`group_by` has names of columns, or objects such as {\"column\": \"ordered_on\", \"by\": \"month\"}"
)]
pub enum GroupBy {
    /// The values of a column.
    Column(String),
    /// The dates of a column, by what they lie in.
    Period(GroupByPeriod),
}

/// Dates by what they lie in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupByPeriod {
    /// The column.
    pub column: String,
    /// The span of the calendar.
    pub by: Period,
}

/// A span of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    /// A day.
    Day,
    /// A week, from Monday.
    Week,
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// A year.
    Year,
}

/// A figure of many values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Aggregate {
    /// How many rows there are; with a column, how many have a value in it.
    Count,
    /// The sum.
    Sum,
    /// The mean.
    Mean,
    /// The median.
    Median,
    /// The least, of numbers or dates.
    Min,
    /// The greatest, of numbers or dates.
    Max,
    /// How many different values there are.
    Distinct,
    /// 5 % are below.
    P5,
    /// 10 % are below.
    P10,
    /// A quarter is below.
    P25,
    /// The median.
    P50,
    /// Three quarters are below.
    P75,
    /// 90 % are below.
    P90,
    /// 95 % are below.
    P95,
    /// 99 % are below.
    P99,
}

/// How a figure is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    /// As it is, whole numbers in groups.
    Plain,
    /// As it is, without groups.
    Raw,
    /// With so many decimals.
    Decimal(#[schemars(range(max = 12))] u8),
    /// As money, with two decimals, in the currency that the param `currency` names.
    Currency,
    /// A share of 1 as a percentage, with so many decimals.
    Percent(#[schemars(range(max = 12))] u8),
    /// Bytes, as kB, MB and so on.
    Bytes,
    /// Milliseconds, as seconds, minutes and hours.
    Duration,
    /// Dates by a pattern of strftime, such as `%d.%m.%Y`.
    Date(#[schemars(length(max = 60))] String),
}
