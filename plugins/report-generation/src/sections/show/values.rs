//! Values that are drawn one by one: how they are distributed, and two of each row as a dot.

use std::collections::BTreeMap;

use super::SERIES;
use crate::data::{Moments, NICE_BINS, Values, edges};
use crate::document::{Axis, Block, Chart, Plot, Style, Value};
use crate::sections::figure::whole;
use crate::sections::plan::Plan;
use crate::sections::words;

pub(super) fn histogram(
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
        x: Axis::new(name.clone(), style),
        y: Axis::new("rows", Style::Plain),
        plot: Plot::Histogram {
            edges: histogram.edges,
            counts: histogram.counts,
        },
        note: estimated.then(|| "counts are estimates".to_owned()),
    })
}

pub(super) fn scatter(
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
        x: Axis::new(x.clone(), style.clone()),
        y: Axis::new(y.clone(), style),
        plot: Plot::Scatter { series },
        note: (shown < taken).then(|| format!("{shown} of {taken} rows, chosen evenly")),
    })
}
