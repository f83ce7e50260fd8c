//! Groups as a chart: places along the bottom, and a figure for each in every series.

use std::collections::BTreeMap;

use super::groups::{Gathered, keys_are_ordered, other_name, style_of};
use super::{SERIES, limit};
use crate::data::{Period, date_of, day_of};
use crate::document::{Axis, Block, Chart, Plot, Scale, Series, Slice, Style, Value};
use crate::params::{Aggregate, Kind};
use crate::sections::run::{number, order};
use crate::sections::words::{self, pattern};

impl Gathered<'_> {
    pub(super) fn chart(self, title: &str, style: Style) -> Block {
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
        if matches!(kind, Kind::Line | Kind::Area)
            && let Some(period) = first.period
        {
            fill(&mut places, &mut series, period, additive);
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
            x: Axis::new(plan.key_names[0].clone(), x_style),
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
        places.truncate(limit(self.plan, ordered));
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

fn finite(value: &Value) -> Option<f64> {
    Some(number(value)).filter(|number| number.is_finite())
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
        Value::Date(date) => Some(day_of(*date)),
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
        .map(|day| Value::Date(date_of(day)))
        .collect();
}
