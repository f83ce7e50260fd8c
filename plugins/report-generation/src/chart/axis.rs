//! Numbers along a line: which range is shown, where the ticks are, what they say.

use super::typeface;
use crate::document::{Locale, Style, show};

/// Figures further from zero than this are drawn as if they were here: their differences have no number.
const LIMIT: f64 = 1e300;

/// A range of numbers with its ticks.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) ticks: Vec<Tick>,
}

/// A place along an axis that has a label.
#[derive(Debug, Clone)]
pub(super) struct Tick {
    pub(super) at: f64,
    pub(super) label: String,
}

/// What a range must hold besides its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    /// Zero: lengths and areas are compared.
    Zero,
    /// Zero, unless the figures lie so close together that it would flatten them.
    Near,
    /// Nothing, and the range ends with its figures.
    Exact,
}

impl Axis {
    /// An axis for figures from `low` to `high`, with about so many ticks.
    pub(super) fn new(
        range: (f64, f64),
        base: Base,
        count: usize,
        style: &Style,
        locale: Locale,
    ) -> Self {
        let (mut low, mut high) = (range.0.clamp(-LIMIT, LIMIT), range.1.clamp(-LIMIT, LIMIT));
        let near = high - low < 0.4 * low.abs().max(high.abs());
        if base == Base::Zero || (base == Base::Near && !(near && high > low)) {
            low = low.min(0.0);
            high = high.max(0.0);
        }
        // One figure, or several that a float hardly tells apart.
        let size = low.abs().max(high.abs());
        if high - low <= size * 1e-12 {
            let around = if size == 0.0 { 1.0 } else { size * 0.5 };
            (low, high) = match base {
                Base::Exact => (low - around, high + around),
                _ if low == 0.0 && high == 0.0 => (0.0, 1.0),
                _ => (low - around, high + around),
            };
        }
        let step = step(high - low, count, style);
        let first = match base {
            Base::Exact => (low / step).ceil(),
            _ => (low / step).floor(),
        };
        let last = match base {
            Base::Exact => (high / step).floor(),
            _ => (high / step).ceil(),
        };
        if base != Base::Exact {
            (low, high) = (first * step, last * step);
        }
        let written = show::Tick::new(step, low.abs().max(high.abs()), style, locale);
        let count = (last - first).clamp(0.0, 100.0) as u32;
        let ticks = (0..=count)
            .map(|number| (first + f64::from(number)) * step)
            .map(|at| Tick {
                at,
                label: written.text(at),
            })
            .collect();
        Self { low, high, ticks }
    }

    /// Where a figure lies between two places.
    pub(super) fn place(&self, figure: f64, from: f64, to: f64) -> f64 {
        let share = (figure.clamp(self.low, self.high) - self.low) / (self.high - self.low);
        from + (to - from) * share
    }

    /// How wide the widest label is.
    pub(super) fn width(&self, size: f64) -> f64 {
        self.ticks
            .iter()
            .map(|tick| typeface::width(&tick.label, size))
            .fold(0.0, f64::max)
    }
}

/// The range of figures, if there are any.
pub(super) fn range(figures: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    figures
        .into_iter()
        .filter(|figure| figure.is_finite())
        .fold(None, |range, figure| match range {
            None => Some((figure, figure)),
            Some((low, high)) => Some((low.min(figure), high.max(figure))),
        })
}

/// How far apart ticks lie: 1, 2 or 5 times a power of ten, and round times for durations.
fn step(span: f64, count: usize, style: &Style) -> f64 {
    const SECOND: f64 = 1000.0;
    const MINUTE: f64 = 60.0 * SECOND;
    const HOUR: f64 = 60.0 * MINUTE;
    const DAY: f64 = 24.0 * HOUR;
    let rough = span / count.max(1) as f64;
    if matches!(style, Style::Duration) && (10.0 * SECOND..DAY * 10.0).contains(&rough) {
        const STEPS: [f64; 14] = [
            15.0 * SECOND,
            30.0 * SECOND,
            MINUTE,
            2.0 * MINUTE,
            5.0 * MINUTE,
            10.0 * MINUTE,
            30.0 * MINUTE,
            HOUR,
            2.0 * HOUR,
            6.0 * HOUR,
            12.0 * HOUR,
            DAY,
            2.0 * DAY,
            10.0 * DAY,
        ];
        if let Some(step) = STEPS.into_iter().find(|step| *step >= rough) {
            return step;
        }
    }
    let power = 10_f64.powf(rough.log10().floor());
    // The exponent is as exact as a float's, the rest is compared with some room.
    let part = rough / power;
    let times = if part <= 1.0 + 1e-9 {
        1.0
    } else if part <= 2.0 + 1e-9 {
        2.0
    } else if part <= 5.0 + 1e-9 {
        5.0
    } else {
        10.0
    };
    times * power
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn labels(low: f64, high: f64, base: Base) -> Vec<String> {
        let axis = Axis::new((low, high), base, 5, &Style::Plain, Locale::default());
        axis.ticks.into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_are_round_numbers() {
        assert_eq!(
            labels(0.0, 97.0, Base::Zero),
            ["0", "20", "40", "60", "80", "100"]
        );
        assert_eq!(
            labels(-3.0, 4.2, Base::Zero),
            ["-4", "-2", "0", "2", "4", "6"]
        );
        assert_eq!(
            labels(980.0, 1005.0, Base::Near),
            ["980", "985", "990", "995", "1,000", "1,005"]
        );
        assert_eq!(
            labels(0.0, 0.0, Base::Zero),
            ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"].map(|text| if text == "0.0" {
                "0"
            } else {
                text
            })
        );
        assert_eq!(labels(2.3, 7.9, Base::Exact), ["4", "6"]);
        assert_eq!(
            labels(1e18, 3e18, Base::Zero),
            ["0", "1e18", "2e18", "3e18"]
        );
    }

    #[test]
    fn durations_have_round_times() {
        let axis = Axis::new(
            (0.0, 400_000.0),
            Base::Zero,
            5,
            &Style::Duration,
            Locale::default(),
        );
        let labels: Vec<_> = axis
            .ticks
            .iter()
            .map(|tick| tick.label.replace('\u{a0}', " "))
            .collect();
        assert_eq!(labels, ["0 s", "2 min", "4 min", "6 min", "8 min"]);
    }

    proptest! {
        #[test]
        fn any_figures_have_an_axis_with_few_ticks_and_hold_their_places(
            one in any::<f64>(), other in any::<f64>(), at in 0.0..1.0_f64
        ) {
            prop_assume!(one.is_finite() && other.is_finite());
            for base in [Base::Zero, Base::Near, Base::Exact] {
                let axis = Axis::new((one.min(other), one.max(other)), base, 5, &Style::Plain, Locale::default());
                prop_assert!(axis.low < axis.high && axis.ticks.len() <= 12, "{:?}", axis);
                let figure = one * at + other * (1.0 - at);
                let place = axis.place(figure, 0.0, 100.0);
                prop_assert!((0.0..=100.0).contains(&place), "{place}");
                for tick in &axis.ticks {
                    prop_assert!(tick.label.chars().count() <= 16, "{}", tick.label);
                }
            }
        }
    }
}
