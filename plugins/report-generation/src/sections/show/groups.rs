//! Groups in the order in which they are shown: as headline figures, as a table.

use super::{align_of, limit};
use crate::document::{Align, Block, Column, Metric, Style, Table, Value};
use crate::params::{Aggregate, Kind};
use crate::sections::groups::{Group, Groups};
use crate::sections::plan::Plan;
use crate::sections::run::order;
use crate::sections::words::pattern;

/// A group as it is shown: its key, its figures, how many rows.
pub(super) struct Shown {
    pub(super) key: Vec<Value>,
    pub(super) figures: Vec<Value>,
    pub(super) rows: u64,
}

/// Groups in the order in which they are shown, and what was put together.
pub(super) struct Gathered<'a> {
    pub(super) plan: &'a Plan,
    pub(super) shown: Vec<Shown>,
    pub(super) other: Option<Shown>,
    /// How many groups that one stands for.
    pub(super) others: usize,
    pub(super) estimated: bool,
}

impl<'a> Gathered<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        groups: Groups,
        title: &str,
        notes: &mut Vec<String>,
    ) -> Self {
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
        // With series, places and not groups are counted: the chart does that.
        let limit = if plan.keys.len() == 2 && plan.section.kind != Kind::Table {
            usize::MAX
        } else {
            limit(plan, ordered)
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

    pub(super) fn show(self, title: &str, style: Style) -> Vec<Block> {
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
                align: align_of(key.kind),
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
}

pub(super) fn other_name(count: usize) -> String {
    match count {
        0 => "other".to_owned(),
        count => format!("other ({count})"),
    }
}

/// Whether the first key has an order of its own: dates and numbers.
pub(super) fn keys_are_ordered(plan: &Plan) -> bool {
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
pub(super) fn style_of(aggregate: Aggregate, style: &Style) -> Style {
    match aggregate {
        Aggregate::Count | Aggregate::Distinct => Style::Plain,
        _ => style.clone(),
    }
}
