//! The figures of a report in the shape that JSON has and templates see. It is a promise: fields are added, never renamed or
//! taken away. `docs` of it: `TEMPLATES.md`.

use serde::{Serialize, Serializer};

use crate::document::{self, Align, Block, Chart, Document, Plot, Scale};

/// What JSON calls this shape.
const FORMAT: &str = "runner-report/1";

/// A report.
#[derive(Serialize)]
pub(super) struct Report<'a> {
    format: &'static str,
    title: &'a str,
    subtitle: Option<&'a str>,
    made_at: String,
    facts: Vec<Labelled<'a>>,
    #[serde(serialize_with = "by_id")]
    sections: &'a [document::Section],
    notes: &'a [String],
}

impl<'a> Report<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let fact = |fact: &'a document::Fact| Labelled {
            label: &fact.label,
            value: Value(&fact.value),
        };
        Self {
            format: FORMAT,
            title: &document.title,
            subtitle: document.subtitle.as_deref(),
            made_at: document.made_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            facts: document.facts.iter().map(fact).collect(),
            sections: &document.sections,
            notes: &document.notes,
        }
    }
}

fn by_id<S: Serializer>(sections: &[document::Section], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(
        sections
            .iter()
            .map(|section| (&section.id, Section::new(section))),
    )
}

#[derive(Serialize)]
struct Section<'a> {
    title: &'a str,
    blocks: Vec<Shown<'a>>,
}

impl<'a> Section<'a> {
    fn new(section: &'a document::Section) -> Self {
        let block = |(number, block): (usize, &'a Block)| Shown {
            id: format!("{}.{}", section.id, number + 1),
            what: What::new(block),
        };
        Self {
            title: &section.title,
            blocks: section.blocks.iter().enumerate().map(block).collect(),
        }
    }
}

#[derive(Serialize)]
struct Shown<'a> {
    id: String,
    #[serde(flatten)]
    what: What<'a>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum What<'a> {
    Text {
        paragraphs: &'a [String],
    },
    Metrics {
        metrics: Vec<Metric<'a>>,
    },
    Table {
        caption: &'a str,
        columns: Vec<Column<'a>>,
        rows: Vec<Row<'a>>,
        totals: Option<Row<'a>>,
        note: Option<&'a str>,
    },
    Chart {
        title: &'a str,
        summary: &'a str,
        x: Option<&'a str>,
        y: Option<&'a str>,
        #[serde(flatten)]
        figures: Figures<'a>,
        note: Option<&'a str>,
    },
}

impl<'a> What<'a> {
    fn new(block: &'a Block) -> Self {
        match block {
            Block::Text(paragraphs) => Self::Text { paragraphs },
            Block::Metrics(metrics) => Self::Metrics {
                metrics: metrics.iter().map(Metric::new).collect(),
            },
            Block::Table(table) => Self::Table {
                caption: &table.caption,
                columns: table.columns.iter().map(Column::new).collect(),
                rows: table.rows.iter().map(|row| Row(row)).collect(),
                totals: table.totals.as_deref().map(Row),
                note: table.note.as_deref(),
            },
            Block::Chart(chart) => Self::Chart {
                title: &chart.title,
                summary: &chart.summary,
                x: chart.x.label.as_deref(),
                y: chart.y.label.as_deref(),
                figures: Figures::new(chart),
                note: chart.note.as_deref(),
            },
        }
    }
}

/// The figures of a chart; which fields there are depends on its kind.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Figures<'a> {
    Bar {
        stacked: bool,
        places: &'a [String],
        series: Vec<Series<'a>>,
    },
    Line {
        places: Places<'a>,
        series: Vec<Series<'a>>,
    },
    Area {
        places: Places<'a>,
        series: Vec<Series<'a>>,
    },
    Pie {
        slices: Vec<Slice<'a>>,
    },
    Histogram {
        edges: &'a [f64],
        counts: &'a [u64],
    },
    Scatter {
        series: Vec<Dots<'a>>,
    },
}

impl<'a> Figures<'a> {
    fn new(chart: &'a Chart) -> Self {
        let all = |series: &'a [document::Series]| -> Vec<_> {
            series
                .iter()
                .map(|series| Series {
                    name: &series.name,
                    values: &series.values,
                })
                .collect()
        };
        match &chart.plot {
            Plot::Bar {
                categories,
                series,
                stacked,
            } => Self::Bar {
                stacked: *stacked,
                places: categories,
                series: all(series),
            },
            Plot::Line { scale, series } => Self::Line {
                places: Places::new(scale),
                series: all(series),
            },
            Plot::Area { scale, series } => Self::Area {
                places: Places::new(scale),
                series: all(series),
            },
            Plot::Pie(slices) => Self::Pie {
                slices: slices
                    .iter()
                    .map(|slice| Slice {
                        name: &slice.name,
                        value: slice.value,
                    })
                    .collect(),
            },
            Plot::Histogram { edges, counts } => Self::Histogram { edges, counts },
            Plot::Scatter { series } => Self::Scatter {
                series: series
                    .iter()
                    .map(|(name, points)| Dots { name, points })
                    .collect(),
            },
        }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Places<'a> {
    Names(&'a [String]),
    Numbers(&'a [f64]),
    Times(Vec<String>),
}

impl<'a> Places<'a> {
    fn new(scale: &'a Scale) -> Self {
        match scale {
            Scale::Categories(names) => Self::Names(names),
            Scale::Numbers(numbers) => Self::Numbers(numbers),
            Scale::Times(times, _) => Self::Times(times.iter().map(ToString::to_string).collect()),
        }
    }
}

#[derive(Serialize)]
struct Series<'a> {
    name: &'a str,
    values: &'a [Option<f64>],
}

#[derive(Serialize)]
struct Dots<'a> {
    name: &'a str,
    points: &'a [(f64, f64)],
}

#[derive(Serialize)]
struct Slice<'a> {
    name: &'a str,
    value: f64,
}

#[derive(Serialize)]
struct Labelled<'a> {
    label: &'a str,
    value: Value<'a>,
}

#[derive(Serialize)]
struct Metric<'a> {
    label: &'a str,
    value: Value<'a>,
    note: Option<&'a str>,
}

impl<'a> Metric<'a> {
    fn new(metric: &'a document::Metric) -> Self {
        Self {
            label: &metric.label,
            value: Value(&metric.value),
            note: metric.note.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct Column<'a> {
    name: &'a str,
    align: &'static str,
}

impl<'a> Column<'a> {
    fn new(column: &'a document::Column) -> Self {
        Self {
            name: &column.name,
            align: match column.align {
                Align::Start => "start",
                Align::End => "end",
            },
        }
    }
}

struct Row<'a>(&'a [document::Value]);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Value))
    }
}

struct Value<'a>(&'a document::Value);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            document::Value::Null => serializer.serialize_none(),
            document::Value::Boolean(truth) => serializer.serialize_bool(*truth),
            document::Value::Integer(integer) => serializer.serialize_i64(*integer),
            document::Value::Number(number) => serializer.serialize_f64(*number),
            document::Value::Text(text) => serializer.serialize_str(text),
            document::Value::Date(day) => serializer.collect_str(day),
            document::Value::Time(time) => serializer.collect_str(time),
        }
    }
}
