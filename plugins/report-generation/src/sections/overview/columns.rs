//! What each column holds, a row for each.

use super::heading;
use crate::data::{Body, Column, HowMany, date_of};
use crate::document::{Align, Style, Table, Value};
use crate::sections::figure::whole;
use crate::sections::role::Role;
use crate::sections::words::percent;

/// A row for each column.
pub(super) fn columns(columns: &mut [Column], roles: &[Role], rows: u64) -> Table {
    let headings = vec![
        heading("Column", Style::Plain, Align::Start),
        heading("Holds", Style::Plain, Align::Start),
        heading("Missing", Style::Percent(1), Align::End),
        heading("Different", Style::Plain, Align::End),
        heading("Least", Style::Plain, Align::End),
        heading("Median", Style::Plain, Align::End),
        heading("Mean", Style::Plain, Align::End),
        heading("Greatest", Style::Plain, Align::End),
        heading("Most frequent", Style::Plain, Align::Start),
    ];
    let lines = columns.iter_mut().zip(roles).map(|(column, &role)| {
        let [least, median, mean, greatest] = spread(column, role);
        vec![
            Value::Text(column.name.clone()),
            Value::Text(role.name().to_owned()),
            Value::number((rows - column.count()) as f64 / rows.max(1) as f64),
            different(column.how_many()),
            least,
            median,
            mean,
            greatest,
            most_frequent(column, role),
        ]
    });
    Table {
        caption: String::new(),
        columns: headings,
        rows: lines.collect(),
        totals: None,
        note: None,
    }
}

fn different(how_many: HowMany) -> Value {
    match how_many {
        HowMany::Exactly(count) => Value::Integer(count as i64),
        // As many digits as are known.
        HowMany::About(count) => {
            let unit = 10_i64.pow((count.max(1).ilog10()).saturating_sub(2));
            Value::Integer((count as i64 + unit / 2) / unit * unit)
        }
    }
}

fn spread(column: &mut Column, role: Role) -> [Value; 4] {
    let nothing = || [Value::Null, Value::Null, Value::Null, Value::Null];
    match &mut column.body {
        Body::Numbers(numbers) => {
            let (min, max) = (
                whole(numbers.moments().min()),
                whole(numbers.moments().max()),
            );
            if role != Role::Measure {
                // No groups in what is no amount.
                return match (numbers.is_whole(), numbers.moments().whole_ends()) {
                    (true, Some((least, greatest))) => [
                        Value::Text(least.to_string()),
                        Value::Null,
                        Value::Null,
                        Value::Text(greatest.to_string()),
                    ],
                    _ => [min, Value::Null, Value::Null, max],
                };
            }
            let median = whole(numbers.quantiles(&[0.5])[0]);
            let mean = numbers.moments().mean().map_or(Value::Null, Value::number);
            [min, median, mean, max]
        }
        Body::Days(days) => match days.ends() {
            Some((first, last)) => {
                let median = days
                    .quantile(0.5)
                    .map_or(Value::Null, |day| Value::Date(date_of(day)));
                [
                    Value::Date(first.date()),
                    median,
                    Value::Null,
                    Value::Date(last.date()),
                ]
            }
            None => nothing(),
        },
        _ => nothing(),
    }
}

fn most_frequent(column: &Column, role: Role) -> Value {
    let count = column.count();
    if matches!(role, Role::Identifier | Role::Empty) {
        return Value::Null;
    }
    let top = match &column.body {
        Body::Texts(texts) => texts
            .tally()
            .top(1)
            .into_iter()
            .next()
            .map(|top| (top.text, top.count)),
        Body::Booleans([no, yes]) => Some(if yes >= no {
            ("true".to_owned(), *yes)
        } else {
            ("false".to_owned(), *no)
        }),
        Body::Numbers(numbers) if role != Role::Measure => numbers
            .top(1)
            .and_then(|top| top.into_iter().next())
            .map(|(value, count)| (value.to_string(), count)),
        _ => None,
    };
    match top {
        Some((text, times)) if times > 1 => {
            let short: String = text.chars().take(40).collect();
            Value::Text(format!("{short} ({})", percent(times, count)))
        }
        _ => Value::Null,
    }
}
