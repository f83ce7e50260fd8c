//! What came of a section's rows, as a part of the document: `rows` as they are, `values` drawn one by one, `groups` as
//! figures and tables, and these as `chart`s.

mod chart;
mod groups;
mod rows;
mod values;

use self::groups::Gathered;
use super::ids::Ids;
use super::plan::{Plan, lists_rows};
use super::run::{ROWS, Running, State};
use super::words;
use crate::data::Kind as Holds;
use crate::document::{Align, Block, Section};
use crate::params::Kind;

/// How many groups are shown unless it is said.
fn limit_of(kind: Kind, keys_are_ordered: bool) -> usize {
    match kind {
        Kind::Pie => 8,
        Kind::Bar if !keys_are_ordered => 15,
        Kind::Table => ROWS,
        _ => 400,
    }
}

/// How many groups, or places of a chart, are shown.
fn limit(plan: &Plan, ordered: bool) -> usize {
    plan.section
        .limit
        .map_or(limit_of(plan.section.kind, ordered), |limit| limit as usize)
}

/// The most series of a chart.
const SERIES: usize = 8;

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
            Kind::Text => Vec::new(),
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
            State::Rows(rows) => vec![rows::list(&plan, rows, taken, style)],
            State::Histogram(values, moments, whole) => {
                vec![values::histogram(
                    &plan, &title, *values, &moments, whole, style,
                )]
            }
            State::Dots(dots) => vec![values::scatter(&plan, &title, dots, taken, style)],
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

/// Where values of a type stand in a table.
fn align_of(holds: Holds) -> Align {
    if holds.is_number() {
        Align::End
    } else {
        Align::Start
    }
}
