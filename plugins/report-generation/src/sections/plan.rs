//! What a section names, found in its data set; what makes no sense is refused before anything is read.

use super::error::{Error, Problem};
use super::figure::{Needs, share};
use super::filter::Filter;
use super::groups::Key;
use super::nearest::nearest;
use super::words;
use crate::data::{Kind, Period};
use crate::params::{self, Aggregate, GroupBy, Section};

/// A figure of each group.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    pub(crate) aggregate: Aggregate,
    /// Which of the plan's columns; none for a count of rows.
    pub(crate) column: Option<usize>,
    pub(crate) label: String,
}

/// How what is shown is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sort {
    /// The place among groups and figures, or among columns.
    pub(crate) by: usize,
    pub(crate) falling: bool,
}

/// A section whose columns are known.
#[derive(Debug)]
pub struct Plan {
    pub(crate) number: usize,
    pub(crate) section: Section,
    pub(crate) filter: Option<Filter>,
    pub(crate) keys: Vec<Key>,
    pub(crate) key_names: Vec<String>,
    /// The columns: place, type, name.
    pub(crate) columns: Vec<(usize, Kind, String)>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) sort: Option<Sort>,
}

/// A data set, as far as a plan needs to know it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    pub(crate) data: &'a str,
    pub(crate) names: &'a [String],
    pub(crate) kinds: &'a [Kind],
}

/// Plans a section over a data set. `number` is its place, from 1.
pub fn plan(
    number: usize,
    section: &Section,
    data: &str,
    names: &[String],
    kinds: &[Kind],
) -> Result<Plan, Error> {
    let known = Known { data, names, kinds };
    make(number, section, known).map_err(|problem| error(number, section, problem))
}

/// Says which section a problem is one of.
pub(crate) fn error(number: usize, section: &Section, problem: Problem) -> Error {
    Error {
        number,
        kind: section.kind.name(),
        title: section.title.clone(),
        problem,
    }
}

fn make(number: usize, section: &Section, known: Known<'_>) -> Result<Plan, Problem> {
    refuse_senseless(section)?;
    let mut columns = Vec::new();
    for name in &section.columns {
        let at = known.find("columns", name)?;
        columns.push((at, known.kinds[at], name.clone()));
    }
    let (keys, key_names) = keys(section, known)?;
    let lists_rows = lists_rows(section);
    if lists_rows && columns.is_empty() {
        let all = known.names.iter().zip(known.kinds).enumerate().take(12);
        columns = all
            .map(|(at, (name, &kind))| (at, kind, name.clone()))
            .collect();
    }
    let figures = match section.kind {
        params::Kind::Histogram | params::Kind::Scatter => {
            for (_, kind, name) in &columns {
                if !kind.is_number() {
                    return Err(Problem::NoFigure {
                        aggregate: section.kind.name(),
                        column: name.clone(),
                        holds: holds(*kind),
                        needs: "numbers",
                    });
                }
            }
            Vec::new()
        }
        _ if lists_rows => Vec::new(),
        _ => figures(section, &columns)?,
    };
    let filter = section
        .filter
        .as_ref()
        .map(|source| Filter::new(source, known.data, known.names, known.kinds))
        .transpose()?;
    let shown: Vec<String> = if lists_rows {
        columns.iter().map(|(_, _, name)| name.clone()).collect()
    } else {
        let figures = figures.iter().map(|figure| figure.label.clone());
        key_names.iter().cloned().chain(figures).collect()
    };
    let sort = section
        .sort
        .as_ref()
        .map(|sort| find_sort(sort, &shown))
        .transpose()?;
    Ok(Plan {
        number,
        section: section.clone(),
        filter,
        keys,
        key_names,
        columns,
        figures,
        sort,
    })
}

/// Whether a section lists rows as they are.
pub(crate) fn lists_rows(section: &Section) -> bool {
    section.kind == params::Kind::Table
        && section.group_by.is_empty()
        && section.aggregate.is_empty()
}

fn refuse_senseless(section: &Section) -> Result<(), Problem> {
    use params::Kind;
    let other = |text: &str| Err(Problem::Other(text.to_owned()));
    let (columns, groups) = (section.columns.len(), section.group_by.len());
    match section.kind {
        Kind::Text if section.text.is_none() => {
            return other("`text` is missing: what the section says");
        }
        Kind::Text if columns + groups > 0 => {
            return other("a text has no `columns` and no `group_by`");
        }
        Kind::Metric if groups > 0 => {
            return other(
                "a metric is one figure of all rows; for figures of groups take a table or bars",
            );
        }
        Kind::Bar | Kind::Line | Kind::Area if groups == 0 || groups > 2 => {
            return other(
                "`group_by` has one column for the places and perhaps one for the series",
            );
        }
        Kind::Pie if groups != 1 => {
            return other("`group_by` has the one column that makes the parts");
        }
        Kind::Histogram if columns != 1 || groups > 0 => {
            return other("`columns` has the one column of numbers, and there is no `group_by`");
        }
        Kind::Scatter if columns != 2 || groups > 1 => {
            return other(
                "`columns` has two columns of numbers, and `group_by` at most one for the colours",
            );
        }
        Kind::Histogram | Kind::Scatter if !section.aggregate.is_empty() => {
            return other("`aggregate` has no meaning here; leave it out");
        }
        _ => {}
    }
    if section.text.is_some() && section.kind != Kind::Text {
        return other("`text` is for sections of the kind `text`");
    }
    Ok(())
}

impl Known<'_> {
    fn find(&self, param: &'static str, name: &str) -> Result<usize, Problem> {
        self.names
            .iter()
            .position(|known| known == name)
            .ok_or_else(|| Problem::UnknownColumn {
                param,
                name: name.to_owned(),
                data: self.data.to_owned(),
                nearest: nearest(name, self.names.iter()).cloned(),
                known: self.names.to_vec(),
            })
    }
}

fn keys(section: &Section, known: Known<'_>) -> Result<(Vec<Key>, Vec<String>), Problem> {
    let (mut keys, mut names) = (Vec::new(), Vec::new());
    for group in &section.group_by {
        let (name, period) = match group {
            GroupBy::Column(name) => (name, None),
            GroupBy::Period(group) => (&group.column, Some(period(group.by))),
        };
        let column = known.find("group_by", name)?;
        let kind = known.kinds[column];
        if let Some(period) = period
            && !kind.is_date()
        {
            return Err(Problem::NoFigure {
                aggregate: period.name(),
                column: name.clone(),
                holds: holds(kind),
                needs: "dates",
            });
        }
        keys.push(Key {
            column,
            kind,
            // Times are hardly ever the same: by day says more.
            period: period.or((kind == Kind::Time).then_some(Period::Day)),
        });
        names.push(match period {
            Some(period) => format!("{name} ({})", period.name()),
            None => name.clone(),
        });
    }
    Ok((keys, names))
}

fn period(period: params::Period) -> Period {
    match period {
        params::Period::Day => Period::Day,
        params::Period::Week => Period::Week,
        params::Period::Month => Period::Month,
        params::Period::Quarter => Period::Quarter,
        params::Period::Year => Period::Year,
    }
}

fn figures(section: &Section, columns: &[(usize, Kind, String)]) -> Result<Vec<Figure>, Problem> {
    let default = [if columns.is_empty() {
        Aggregate::Count
    } else {
        Aggregate::Sum
    }];
    let aggregates = match &section.aggregate[..] {
        [] => &default[..],
        given => given,
    };
    let mut figures = Vec::new();
    for &aggregate in aggregates {
        if columns.is_empty() {
            if aggregate != Aggregate::Count {
                let name = words::name(aggregate);
                return Err(Problem::Other(format!(
                    "`{name}` of which column? name it in `columns`"
                )));
            }
            figures.push(Figure {
                aggregate,
                column: None,
                label: words::figure(aggregate, None),
            });
        }
        for (at, (_, kind, name)) in columns.iter().enumerate() {
            let needs = match aggregate {
                Aggregate::Count | Aggregate::Distinct => None,
                Aggregate::Min | Aggregate::Max if kind.is_date() => None,
                Aggregate::Min | Aggregate::Max => Some("numbers or dates"),
                _ => Some("numbers"),
            };
            if let Some(needs) = needs
                && !kind.is_number()
            {
                return Err(Problem::NoFigure {
                    aggregate: words::name(aggregate),
                    column: name.clone(),
                    holds: holds(*kind),
                    needs,
                });
            }
            figures.push(Figure {
                aggregate,
                column: Some(at),
                label: words::figure(aggregate, Some(name)),
            });
        }
    }
    Ok(figures)
}

fn holds(kind: Kind) -> String {
    match kind {
        Kind::Integer | Kind::Number => "numbers",
        Kind::Boolean => "true and false",
        Kind::Day => "dates",
        Kind::Time => "times",
        Kind::Text => "texts",
    }
    .to_owned()
}

/// Finds what to sort by: the whole name, or the name of a group without its period.
fn find_sort(sort: &str, shown: &[String]) -> Result<Sort, Problem> {
    let find = |name: &str| {
        shown
            .iter()
            .position(|shown| shown == name)
            .or_else(|| {
                shown
                    .iter()
                    .position(|shown| shown.starts_with(&format!("{name} (")))
            })
            .or_else(|| {
                shown
                    .iter()
                    .position(|shown| shown.ends_with(&format!(" of {name}")))
            })
    };
    if let Some(by) = find(sort) {
        return Ok(Sort { by, falling: false });
    }
    match sort.strip_prefix('-').and_then(find) {
        Some(by) => Ok(Sort { by, falling: true }),
        None => Err(Problem::UnknownSort {
            name: sort.trim_start_matches('-').to_owned(),
            known: shown.to_vec(),
        }),
    }
}

impl Plan {
    /// What the figures of each column need.
    pub(crate) fn needs(&self) -> Vec<(usize, Kind, Needs)> {
        self.columns
            .iter()
            .enumerate()
            .map(|(at, &(column, kind, _))| {
                let of = self
                    .figures
                    .iter()
                    .filter(|figure| figure.column == Some(at));
                let mut needs = Needs {
                    alone: self.keys.is_empty(),
                    ..Needs::default()
                };
                for figure in of {
                    needs.distinct |= figure.aggregate == Aggregate::Distinct;
                    needs.values |= share(figure.aggregate).is_some();
                }
                (column, kind, needs)
            })
            .collect()
    }
}
