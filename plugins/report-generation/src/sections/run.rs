//! A section while the rows go by.

use std::cmp::Ordering;
use std::ops::ControlFlow;

use runner_tables::csv::Scratch;

use super::error::{Error, Problem};
use super::filter::flow;
use super::groups::Groups;
use super::plan::{Plan, error, lists_rows};
use crate::data::{Datum, Moments, Num, Row, Values, hash};
use crate::document::Value;
use crate::params::Kind;

/// How many rows a table lists unless it is said.
pub(crate) const ROWS: usize = 50;

/// How many dots a picture has unless it is said.
const DOTS: usize = 2_000;

/// How many numbers of a histogram are kept.
const HISTOGRAM: usize = 1024 * 1024;

/// A section, and what came of the rows so far.
#[derive(Debug)]
pub struct Running {
    pub(crate) plan: Plan,
    pub(crate) taken: u64,
    pub(crate) state: State,
    scratch: Scratch,
    problem: Option<Problem>,
}

/// What is kept of the rows.
#[derive(Debug)]
pub(crate) enum State {
    /// Groups and their figures.
    Groups(Box<Groups>),
    /// The rows that will be listed: the first, or the first in order.
    Rows(Vec<Vec<Value>>),
    /// Numbers.
    Histogram(Box<Values>, Box<Moments>, bool),
    /// Some of all dots, each as likely as any other: the series, and the places.
    Dots(Vec<(Value, f64, f64)>),
    /// Nothing.
    Text,
}

impl Running {
    /// Begins.
    pub fn new(plan: Plan) -> Self {
        let state = match plan.section.kind {
            Kind::Text => State::Text,
            Kind::Histogram => State::Histogram(
                Box::new(Values::new(HISTOGRAM)),
                Box::new(Moments::default()),
                true,
            ),
            Kind::Scatter => State::Dots(Vec::new()),
            _ if lists_rows(&plan.section) => State::Rows(Vec::new()),
            _ => State::Groups(Box::new(Groups::new(plan.keys.clone(), plan.needs()))),
        };
        Self {
            plan,
            taken: 0,
            state,
            scratch: Scratch::default(),
            problem: None,
        }
    }

    /// Takes a row, and breaks off when that cannot be done.
    pub fn row(&mut self, row: &dyn Row) -> ControlFlow<()> {
        if let Some(filter) = &self.plan.filter {
            let takes = filter.takes(row, &mut self.scratch);
            if !flow(&mut self.problem, takes)? {
                return ControlFlow::Continue(());
            }
        }
        self.taken += 1;
        self.take(row);
        ControlFlow::Continue(())
    }

    fn take(&mut self, row: &dyn Row) {
        let scratch = &mut self.scratch;
        let columns = &self.plan.columns;
        match &mut self.state {
            State::Text => {}
            State::Groups(groups) => groups.add(row, scratch),
            State::Histogram(values, moments, whole) => {
                let (column, kind, _) = columns[0];
                if let Datum::Number(num) = Datum::of(row.cell(column, scratch), kind) {
                    values.add(num.as_f64());
                    moments.add(num);
                    *whole &= matches!(num, Num::Integer(_));
                }
            }
            State::Dots(dots) => {
                let mut number = |at: usize| {
                    let (column, kind, _) = columns[at];
                    match Datum::of(row.cell(column, scratch), kind) {
                        Datum::Number(num) => Some(num.as_f64()),
                        _ => None,
                    }
                };
                let (Some(x), Some(y)) = (number(0), number(1)) else {
                    self.taken -= 1;
                    return;
                };
                let limit = self.plan.section.limit.map_or(DOTS, |limit| limit as usize);
                let place = if dots.len() < limit {
                    dots.push((Value::Null, 0.0, 0.0));
                    dots.len() - 1
                } else {
                    // Vitter's algorithm R, with a hash of the row's number in place of chance.
                    (hash(&self.taken.to_le_bytes()) % self.taken) as usize
                };
                if let Some(dot) = dots.get_mut(place) {
                    let series = match self.plan.keys.first() {
                        Some(key) => Datum::of(row.cell(key.column, scratch), key.kind).to_value(),
                        None => Value::Null,
                    };
                    *dot = (series, x, y);
                }
            }
            State::Rows(rows) => {
                let limit = self.plan.section.limit.map_or(ROWS, |limit| limit as usize);
                if self.plan.sort.is_none() && rows.len() >= limit {
                    return;
                }
                let mut values = Vec::with_capacity(columns.len());
                if let Some(sort) = self.plan.sort
                    && rows.len() >= limit * 2
                {
                    // Most rows are behind the last that is shown: one look at one column says so.
                    let (column, kind, _) = columns[sort.by];
                    let value = Datum::of(row.cell(column, scratch), kind).to_value();
                    if order(&value, &rows[limit - 1][sort.by], sort.falling) != Ordering::Less {
                        return;
                    }
                }
                for &(column, kind, _) in columns {
                    values.push(Datum::of(row.cell(column, scratch), kind).to_value());
                }
                rows.push(values);
                if let Some(sort) = self.plan.sort
                    && rows.len() >= limit * 3
                {
                    rows.sort_by(|a, b| order(&a[sort.by], &b[sort.by], sort.falling));
                    rows.truncate(limit * 2);
                }
            }
        }
    }

    /// The problem that a row was, if one was.
    pub fn problem(&mut self) -> Option<Error> {
        let problem = self.problem.take()?;
        Some(error(self.plan.number, &self.plan.section, problem))
    }
}

/// How values are ordered: missing ones last, whichever way.
pub(crate) fn order(a: &Value, b: &Value, falling: bool) -> Ordering {
    let ordered = match (a, b) {
        (Value::Null, Value::Null) => return Ordering::Equal,
        (Value::Null, _) => return Ordering::Greater,
        (_, Value::Null) => return Ordering::Less,
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Time(a), Value::Time(b)) => a.cmp(b),
        _ => number(a).total_cmp(&number(b)),
    };
    if falling { ordered.reverse() } else { ordered }
}

/// A value as a number, for charts.
pub(crate) fn number(value: &Value) -> f64 {
    match value {
        Value::Integer(whole) => *whole as f64,
        Value::Number(number) => *number,
        Value::Boolean(value) => f64::from(u8::from(*value)),
        _ => f64::NAN,
    }
}
