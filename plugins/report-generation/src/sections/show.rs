//! What came of a section's rows, as a part of the document.

use std::collections::BTreeMap;

use super::figure::whole;
use super::groups::{Group, Groups};
use super::ids::Ids;
use super::plan::{Plan, lists_rows};
use super::run::{ROWS, Running, State, number, order};
use super::words;
use crate::data::{Moments, NICE_BINS, Period, Values, edges};
use crate::document::{
    Align, Axis, Block, Chart, Column, Metric, Plot, Scale, Section, Series, Slice, Style, Table,
    Value,
};
use crate::params::{Aggregate, Kind};

/// How many groups are shown unless it is said.
fn limit_of(kind: Kind, keys_are_ordered: bool) -> usize {
    match kind {
        Kind::Pie => 8,
        Kind::Bar if !keys_are_ordered => 15,
        Kind::Table => ROWS,
        _ => 400,
    }
}

/// The most series of a chart.
const SERIES: usize = 8;

/// A group as it is shown: its key, its figures, how many rows.
struct Shown {
    key: Vec<Value>,
    figures: Vec<Value>,
    rows: u64,
}

impl Running {
    /// Makes a part of the document.
    pub fn into_section(
        self,
        ids: &mut Ids,
        currency: Option<&str>,
        notes: &mut Vec<String>,
    ) -> Section {
        let Self {
            plan, taken, state, ..
        } = self;
        let names: Vec<String> = match plan.section.kind {
            Kind::Scatter => vec![plan.columns[1].2.clone()],
            Kind::Histogram => plan
                .columns
                .iter()
                .map(|(_, _, name)| name.clone())
                .collect(),
            _ => plan
                .figures
                .iter()
                .map(|figure| figure.label.clone())
                .collect(),
        };
        let title = match &plan.section.title {
            Some(title) => title.clone(),
            None if lists_rows(&plan.section) => "Rows".to_owned(),
            None if plan.section.kind == Kind::Scatter => {
                words::heading(Kind::Scatter, &names, &[plan.columns[0].2.clone()])
            }
            None => words::heading(plan.section.kind, &names, &plan.key_names),
        };
        let style = words::style(plan.section.format.as_ref(), currency);
        let blocks = match state {
            State::Text => vec![text(plan.section.text.as_deref().unwrap_or_default())],
            State::Rows(rows) => vec![list(&plan, rows, taken, style)],
            State::Histogram(values, moments, whole) => {
                vec![histogram(&plan, &title, *values, &moments, whole, style)]
            }
            State::Dots(dots) => vec![scatter(&plan, &title, dots, taken, style)],
            State::Groups(groups) => {
                let groups = Gathered::new(&plan, *groups, &title, notes);
                groups.show(&title, style)
            }
        };
        Section {
            id: ids.id(&title),
            title,
            blocks,
        }
    }
}

fn text(text: &str) -> Block {
    let text = text.replace("\r\n", "\n");
    let paragraphs = text
        .split("\n\n")
        .map(str::trim)
        .filter(|text| !text.is_empty());
    Block::Text(paragraphs.map(str::to_owned).collect())
}

fn list(plan: &Plan, mut rows: Vec<Vec<Value>>, taken: u64, style: Style) -> Block {
    if let Some(sort) = plan.sort {
        rows.sort_by(|a, b| order(&a[sort.by], &b[sort.by], sort.falling));
    }
    rows.truncate(plan.section.limit.map_or(ROWS, |limit| limit as usize));
    let columns = plan.columns.iter().map(|(_, kind, name)| Column {
        name: name.clone(),
        style: match (&style, kind.is_number()) {
            (Style::Date(_), false) | (_, true) => style.clone(),
            _ => Style::Plain,
        },
        align: if kind.is_number() {
            Align::End
        } else {
            Align::Start
        },
    });
    let more = taken > rows.len() as u64;
    Block::Table(Table {
        caption: String::new(),
        columns: columns.collect(),
        note: more.then(|| format!("{} of {taken} rows", rows.len())),
        rows,
        totals: None,
    })
}

fn histogram(
    plan: &Plan,
    title: &str,
    mut values: Values,
    moments: &Moments,
    whole_numbers: bool,
    style: Style,
) -> Block {
    let name = &plan.columns[0].2;
    let (Some(min), Some(max)) = (moments.min(), moments.max()) else {
        return Block::Text(vec![format!("There is no number in {name}.")]);
    };
    let bins = plan.section.bins.map_or(NICE_BINS, |bins| bins as usize);
    let estimated = values.is_estimate();
    let histogram = values.histogram(edges(min, max, bins, whole_numbers));
    Block::Chart(Chart {
        title: title.to_owned(),
        summary: format!(
            "How often the {} values of {name} lie in each range from {} to {}.",
            moments.count(),
            words::category(&whole(Some(min))),
            words::category(&whole(Some(max)))
        ),
        x: Axis {
            label: Some(name.clone()),
            style,
        },
        y: Axis {
            label: Some("rows".to_owned()),
            style: Style::Plain,
        },
        plot: Plot::Histogram {
            edges: histogram.edges,
            counts: histogram.counts,
        },
        note: estimated.then(|| "counts are estimates".to_owned()),
    })
}

fn scatter(
    plan: &Plan,
    title: &str,
    dots: Vec<(Value, f64, f64)>,
    taken: u64,
    style: Style,
) -> Block {
    let shown = dots.len() as u64;
    let mut series: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    for (name, x, y) in dots {
        let name = match plan.keys.is_empty() {
            true => plan.columns[1].2.clone(),
            false => words::category(&name),
        };
        series.entry(name).or_default().push((x, y));
    }
    let mut series: Vec<_> = series.into_iter().collect();
    series.sort_by_key(|(_, dots)| std::cmp::Reverse(dots.len()));
    if series.len() > SERIES {
        let rest = series.split_off(SERIES - 1);
        series.push((
            "other".to_owned(),
            rest.into_iter().flat_map(|(_, dots)| dots).collect(),
        ));
    }
    let (x, y) = (&plan.columns[0].2, &plan.columns[1].2);
    Block::Chart(Chart {
        title: title.to_owned(),
        summary: format!("{shown} rows by {x} along the bottom and {y} upwards."),
        x: Axis {
            label: Some(x.clone()),
            style: style.clone(),
        },
        y: Axis {
            label: Some(y.clone()),
            style,
        },
        plot: Plot::Scatter { series },
        note: (shown < taken).then(|| format!("{shown} of {taken} rows, chosen evenly")),
    })
}

/// Groups in the order in which they are shown, and what was put together.
struct Gathered<'a> {
    plan: &'a Plan,
    shown: Vec<Shown>,
    other: Option<Shown>,
    /// How many groups that one stands for.
    others: usize,
    estimated: bool,
}

impl<'a> Gathered<'a> {
    fn new(plan: &'a Plan, groups: Groups, title: &str, notes: &mut Vec<String>) -> Self {
        let Groups { groups, others, .. } = groups;
        if others.is_some() {
            notes.push(format!(
                "\"{title}\": there are more than {} groups; rows of those that came later are one group together",
                groups.len()
            ));
        }
        let mut estimated = false;
        let mut show = |group: &mut Group| {
            let figures = plan
                .figures
                .iter()
                .map(|figure| match figure.column {
                    None => Value::Integer(group.rows as i64),
                    Some(at) => {
                        estimated |= group.sums[at].is_estimate(figure.aggregate);
                        group.sums[at].figure(figure.aggregate)
                    }
                })
                .collect();
            Shown {
                key: group.key.clone(),
                figures,
                rows: group.rows,
            }
        };
        let ordered = keys_are_ordered(plan);
        let mut sorted: Vec<(Shown, Group)> = groups
            .into_iter()
            .map(|mut group| (show(&mut group), group))
            .collect();
        sorted.sort_by(|(a, _), (b, _)| compare(plan, ordered, a, b));
        let limit = plan
            .section
            .limit
            .map_or(limit_of(plan.section.kind, ordered), |limit| limit as usize);
        // With series, places and not groups are counted: the chart does that.
        let limit = if plan.keys.len() == 2 && plan.section.kind != Kind::Table {
            usize::MAX
        } else {
            limit
        };
        let rest = sorted.split_off(limit.min(sorted.len()));
        let mut merged = others;
        let beyond = rest.len();
        for (_, group) in rest {
            match &mut merged {
                None => merged = Some(group),
                Some(merged) => {
                    merged.rows += group.rows;
                    for (ours, theirs) in merged.sums.iter_mut().zip(&group.sums) {
                        ours.merge(theirs);
                    }
                }
            }
        }
        Self {
            plan,
            shown: sorted.into_iter().map(|(shown, _)| shown).collect(),
            other: merged.as_mut().map(&mut show),
            others: beyond,
            estimated,
        }
    }

    fn show(self, title: &str, style: Style) -> Vec<Block> {
        match self.plan.section.kind {
            Kind::Metric => vec![self.metrics(style)],
            Kind::Table => vec![self.table(style)],
            _ if self.shown.is_empty() => {
                vec![Block::Text(vec!["No rows.".to_owned()])]
            }
            _ => vec![self.chart(title, style)],
        }
    }

    fn metrics(self, style: Style) -> Block {
        let group = &self.shown[0];
        let metrics = self
            .plan
            .figures
            .iter()
            .zip(&group.figures)
            .map(|(figure, value)| Metric {
                label: figure.label.clone(),
                value: value.clone(),
                style: style_of(figure.aggregate, &style),
                note: self
                    .plan
                    .section
                    .filter
                    .is_some()
                    .then(|| format!("of {} rows", group.rows)),
            });
        Block::Metrics(metrics.collect())
    }

    fn table(self, style: Style) -> Block {
        let keys = self.plan.keys.iter().zip(&self.plan.key_names);
        let mut columns: Vec<Column> = keys
            .map(|(key, name)| Column {
                name: name.clone(),
                style: match key.period {
                    Some(period) => pattern(period),
                    None if key.kind.is_number() => Style::Raw,
                    None => Style::Plain,
                },
                align: if key.kind.is_number() {
                    Align::End
                } else {
                    Align::Start
                },
            })
            .collect();
        columns.extend(self.plan.figures.iter().map(|figure| Column {
            name: figure.label.clone(),
            style: style_of(figure.aggregate, &style),
            align: Align::End,
        }));
        let mut rows: Vec<Vec<Value>> = self
            .shown
            .into_iter()
            .map(|shown| shown.key.into_iter().chain(shown.figures).collect())
            .collect();
        if let Some(other) = self.other {
            let mut key = vec![Value::Null; self.plan.keys.len()];
            if let Some(first) = key.first_mut() {
                *first = Value::Text(other_name(self.others));
            }
            rows.push(key.into_iter().chain(other.figures).collect());
        }
        Block::Table(Table {
            caption: String::new(),
            columns,
            rows,
            totals: None,
            note: self.estimated.then(|| {
                "percentiles and counts of different values of large groups are estimates"
                    .to_owned()
            }),
        })
    }

    fn chart(self, title: &str, style: Style) -> Block {
        let plan = self.plan;
        let kind = plan.section.kind;
        let first = plan.keys[0];
        let labels: Vec<&str> = plan
            .figures
            .iter()
            .map(|figure| figure.label.as_str())
            .collect();
        let summary = format!("{} by {}.", labels.join(", "), plan.key_names.join(" and "));
        let y_style = style_of(plan.figures[0].aggregate, &style);
        let ordered = keys_are_ordered(plan);
        let (mut places, mut series) = self.series(ordered);
        let additive = matches!(plan.figures[0].aggregate, Aggregate::Count | Aggregate::Sum);
        if matches!(kind, Kind::Line | Kind::Area) {
            if let Some(period) = first.period {
                fill(&mut places, &mut series, period, additive);
            }
        }
        let mut note = self
            .estimated
            .then(|| "figures of large groups are estimates".to_owned());
        if plan.keys.len() == 1
            && let Some(other) = &self.other
        {
            if matches!(kind, Kind::Bar | Kind::Pie) {
                places.push(Value::Text(other_name(self.others)));
                for (series, value) in series.iter_mut().zip(&other.figures) {
                    series.values.push(finite(value));
                }
            } else {
                note = Some(format!("{} more groups are not shown", self.others));
            }
        }
        let pattern = first.period.map_or(Style::Plain, pattern);
        let categories = || {
            places
                .iter()
                .map(|place| place_name(place, first.period))
                .collect::<Vec<_>>()
        };
        let x_style = if first.kind.is_date() {
            pattern.clone()
        } else {
            Style::Raw
        };
        let plot = match kind {
            Kind::Pie => {
                let values = series
                    .into_iter()
                    .next()
                    .map(|series| series.values)
                    .unwrap_or_default();
                let slices: Vec<Slice> = categories()
                    .into_iter()
                    .zip(values)
                    .filter_map(|(name, value)| {
                        Some(Slice {
                            name,
                            value: value?,
                        })
                    })
                    .collect();
                if slices.iter().any(|slice| slice.value < 0.0) {
                    return Block::Text(vec![format!(
                        "{title}: a pie has no parts below zero, and some figures are."
                    )]);
                }
                Plot::Pie(slices)
            }
            Kind::Line | Kind::Area => {
                let scale =
                    scale(&places, pattern).unwrap_or_else(|| Scale::Categories(categories()));
                if kind == Kind::Line {
                    Plot::Line { scale, series }
                } else {
                    Plot::Area { scale, series }
                }
            }
            _ => Plot::Bar {
                categories: categories(),
                series,
                stacked: plan.section.stacked,
            },
        };
        Block::Chart(Chart {
            title: title.to_owned(),
            summary,
            x: Axis {
                label: Some(plan.key_names[0].clone()),
                style: x_style,
            },
            y: Axis {
                label: (plan.figures.len() == 1).then(|| plan.figures[0].label.clone()),
                style: y_style,
            },
            plot,
            note,
        })
    }

    /// The places along the bottom, and a figure for each in every series.
    fn series(&self, ordered: bool) -> (Vec<Value>, Vec<Series>) {
        if self.plan.keys.len() < 2 {
            let places = self
                .shown
                .iter()
                .map(|shown| shown.key[0].clone())
                .collect();
            let series = self
                .plan
                .figures
                .iter()
                .enumerate()
                .map(|(at, figure)| Series {
                    name: figure.label.clone(),
                    values: self
                        .shown
                        .iter()
                        .map(|shown| finite(&shown.figures[at]))
                        .collect(),
                });
            return (places, series.collect());
        }
        let mut places: Vec<Value> = Vec::new();
        let mut totals: Vec<(Value, u64)> = Vec::new();
        for shown in &self.shown {
            if !places.contains(&shown.key[0]) {
                places.push(shown.key[0].clone());
            }
            match totals.iter_mut().find(|(key, _)| *key == shown.key[1]) {
                Some((_, rows)) => *rows += shown.rows,
                None => totals.push((shown.key[1].clone(), shown.rows)),
            }
        }
        if ordered {
            places.sort_by(|a, b| order(a, b, false));
        }
        let limit = self
            .plan
            .section
            .limit
            .map_or(limit_of(self.plan.section.kind, ordered), |limit| {
                limit as usize
            });
        places.truncate(limit);
        totals.sort_by_key(|&(_, rows)| std::cmp::Reverse(rows));
        totals.truncate(SERIES);
        let series = totals.into_iter().map(|(key, _)| Series {
            values: places
                .iter()
                .map(|place| {
                    let mut of = self.shown.iter();
                    let found = of.find(|shown| shown.key[0] == *place && shown.key[1] == key);
                    found.and_then(|shown| finite(&shown.figures[0]))
                })
                .collect(),
            name: words::category(&key),
        });
        let series = series.collect();
        (places, series)
    }
}

fn other_name(count: usize) -> String {
    match count {
        0 => "other".to_owned(),
        count => format!("other ({count})"),
    }
}

/// Whether the first key has an order of its own: dates and numbers.
fn keys_are_ordered(plan: &Plan) -> bool {
    plan.keys
        .first()
        .is_some_and(|key| key.kind.is_date() || key.kind.is_number())
}

fn compare(plan: &Plan, ordered: bool, a: &Shown, b: &Shown) -> std::cmp::Ordering {
    let by_keys = || {
        let mut pairs = a.key.iter().zip(&b.key).map(|(a, b)| order(a, b, false));
        pairs
            .find(|order| order.is_ne())
            .unwrap_or(std::cmp::Ordering::Equal)
    };
    if let Some(sort) = plan.sort {
        let of = |shown: &Shown| {
            shown
                .key
                .iter()
                .chain(&shown.figures)
                .nth(sort.by)
                .cloned()
                .unwrap_or(Value::Null)
        };
        return order(&of(a), &of(b), sort.falling).then_with(by_keys);
    }
    match (ordered, a.figures.first(), b.figures.first()) {
        (false, Some(ours), Some(theirs)) => order(ours, theirs, true).then_with(by_keys),
        _ => by_keys(),
    }
}

/// The style of a figure: counts are never money.
fn style_of(aggregate: Aggregate, style: &Style) -> Style {
    match aggregate {
        Aggregate::Count | Aggregate::Distinct => Style::Plain,
        _ => style.clone(),
    }
}

fn finite(value: &Value) -> Option<f64> {
    Some(number(value)).filter(|number| number.is_finite())
}

fn pattern(period: Period) -> Style {
    Style::Date(
        match period {
            Period::Day | Period::Week => "%Y-%m-%d",
            Period::Month | Period::Quarter => "%b %Y",
            Period::Year => "%Y",
        }
        .to_owned(),
    )
}

fn place_name(place: &Value, period: Option<Period>) -> String {
    match (place, period) {
        (Value::Date(date), Some(Period::Year)) => date.year().to_string(),
        (Value::Date(date), Some(Period::Quarter)) => {
            format!("{} Q{}", date.year(), (date.month() - 1) / 3 + 1)
        }
        (Value::Date(date), Some(Period::Month)) => date.strftime("%b %Y").to_string(),
        _ => words::category(place),
    }
}

/// Places as times or numbers, if all are.
fn scale(places: &[Value], style: Style) -> Option<Scale> {
    let times: Option<Vec<_>> = places
        .iter()
        .map(|place| match place {
            Value::Date(date) => Some(date.to_datetime(jiff::civil::Time::midnight())),
            Value::Time(time) => Some(*time),
            _ => None,
        })
        .collect();
    if let Some(times) = times {
        return Some(Scale::Times(times, style));
    }
    let numbers: Option<Vec<f64>> = places.iter().map(finite).collect();
    let numbers = numbers.filter(|numbers| numbers.windows(2).all(|pair| pair[0] < pair[1]))?;
    Some(Scale::Numbers(numbers))
}

/// Puts periods in that no row has, and takes out what has none. Of what is added up they have nothing, of the rest a gap.
fn fill(places: &mut Vec<Value>, series: &mut [Series], period: Period, additive: bool) {
    let day = |value: &Value| match value {
        Value::Date(date) => {
            crate::data::parse_time(date.to_string().as_bytes()).map(|moment| moment.day)
        }
        _ => None,
    };
    let known: BTreeMap<i32, usize> = places
        .iter()
        .enumerate()
        .filter_map(|(at, place)| Some((day(place)?, at)))
        .collect();
    let (Some((&first, _)), Some((&last, _))) = (known.first_key_value(), known.last_key_value())
    else {
        return;
    };
    let mut days = Vec::new();
    let mut start = first;
    while start <= last && days.len() < 1_000 {
        days.push(start);
        start = period.next(start);
    }
    if start <= last {
        // Too many to fill: what there is, in order.
        days = known.keys().copied().collect();
    }
    for series in series.iter_mut() {
        let values = days.iter().map(|day| match known.get(day) {
            Some(&at) => series
                .values
                .get(at)
                .copied()
                .flatten()
                .or(additive.then_some(0.0)),
            None => additive.then_some(0.0),
        });
        series.values = values.collect();
    }
    *places = days
        .into_iter()
        .map(|day| Value::Date(crate::data::date_of(day)))
        .collect();
}
