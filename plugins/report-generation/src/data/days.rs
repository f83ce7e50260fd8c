//! What is kept of a column of days or times: how many lie on each day.

use std::collections::BTreeMap;

use super::distinct::{Distinct, HowMany};
use super::hash::hash_bits;
use super::time::{Moment, civil, first_of};

/// How many days lie in a page.
const PAGE: i32 = 512;

/// The most pages. Beyond it, days are told apart by month alone: nothing real has days in seven hundred years.
const PAGES: usize = 512;

/// A span of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A day.
    Day,
    /// A week, from Monday.
    Week,
    /// A month.
    Month,
    /// Three months, from January, April, July or October.
    Quarter,
    /// A year.
    Year,
}

impl Period {
    /// The first day of the period in which a day lies; days count from 1970-01-01.
    pub fn start(self, day: i32) -> i32 {
        match self {
            Self::Day => day,
            // 1970-01-01 was a Thursday.
            Self::Week => day - (day + 3).rem_euclid(7),
            Self::Month => {
                let (year, month, _) = civil(day);
                first_of(year, month)
            }
            Self::Quarter => {
                let (year, month, _) = civil(day);
                first_of(year, (month - 1) / 3 * 3 + 1)
            }
            Self::Year => first_of(civil(day).0, 1),
        }
    }

    /// The first day of the next period, from the first day of one.
    pub fn next(self, start: i32) -> i32 {
        match self {
            Self::Day => start + 1,
            Self::Week => start + 7,
            // Each is shorter than that, and the one behind it is longer.
            Self::Month => Self::Month.start(start + 31),
            Self::Quarter => Self::Quarter.start(start + 92),
            Self::Year => Self::Year.start(start + 366),
        }
    }

    /// The period of which some dozens cover a span of days.
    pub fn for_span(days: i64) -> Self {
        match days {
            ..=62 => Self::Day,
            ..=200 => Self::Week,
            ..=2_200 => Self::Month,
            ..=7_000 => Self::Quarter,
            _ => Self::Year,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// A column of days or times.
#[derive(Debug, Clone)]
pub struct Days {
    count: u64,
    pages: BTreeMap<i32, Box<[u32; PAGE as usize]>>,
    months: Option<BTreeMap<i32, u64>>,
    distinct: Distinct,
    first: Option<Moment>,
    last: Option<Moment>,
}

impl Days {
    /// Counts up to `bound` different times exactly.
    pub fn new(bound: usize) -> Self {
        Self {
            count: 0,
            pages: BTreeMap::new(),
            months: None,
            distinct: Distinct::new(bound),
            first: None,
            last: None,
        }
    }

    /// Takes a day or time.
    #[inline]
    pub fn add(&mut self, moment: Moment) {
        self.count += 1;
        if self.first.is_none_or(|first| moment < first) {
            self.first = Some(moment);
        }
        if self.last.is_none_or(|last| moment > last) {
            self.last = Some(moment);
        }
        if moment.micros.is_some() {
            self.distinct.see(hash_bits(moment.as_micros() as u64));
        }
        if let Some(months) = &mut self.months {
            *months.entry(Period::Month.start(moment.day)).or_default() += 1;
            return;
        }
        let page = self
            .pages
            .entry(moment.day.div_euclid(PAGE))
            .or_insert_with(|| Box::new([0; PAGE as usize]));
        let kept = &mut page[moment.day.rem_euclid(PAGE) as usize];
        *kept = kept.saturating_add(1);
        if self.pages.len() > PAGES {
            self.coarsen();
        }
    }

    #[cold]
    fn coarsen(&mut self) {
        let mut months = BTreeMap::new();
        for (day, count) in self.by_day() {
            *months.entry(Period::Month.start(day)).or_default() += count;
        }
        self.months = Some(months);
        self.pages.clear();
    }

    fn by_day(&self) -> impl Iterator<Item = (i32, u64)> {
        let days = self.pages.iter().flat_map(|(&page, counts)| {
            let counts = counts.iter().enumerate().filter(|&(_, &count)| count > 0);
            counts.map(move |(at, &count)| (page * PAGE + at as i32, u64::from(count)))
        });
        let months = self
            .months
            .iter()
            .flatten()
            .map(|(&day, &count)| (day, count));
        days.chain(months)
    }

    /// The first and the last.
    pub fn ends(&self) -> Option<(Moment, Moment)> {
        Some((self.first?, self.last?))
    }

    /// How many there were.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How many different days or times there were.
    pub fn how_many(&self) -> HowMany {
        let days = self.by_day().count() as u64;
        let times = self.distinct.how_many();
        match self.months {
            Some(_) => HowMany::About(days.max(times.count())),
            None if times.count() > 0 => times,
            None => HowMany::Exactly(days),
        }
    }

    /// The day up to which a share of all lie.
    pub fn quantile(&self, share: f64) -> Option<i32> {
        let place = (share * self.count as f64).ceil().max(1.0) as u64;
        let mut passed = 0;
        self.by_day().find_map(|(day, count)| {
            passed += count;
            (passed >= place).then_some(day)
        })
    }

    /// How many lie in each period from one day to another, periods without any included.
    pub fn timeline(&self, period: Period, from: i32, to: i32) -> Vec<(i32, u64)> {
        let mut counts: BTreeMap<i32, u64> = BTreeMap::new();
        for (day, count) in self.by_day().filter(|(day, _)| (from..=to).contains(day)) {
            *counts.entry(period.start(day)).or_default() += count;
        }
        let mut line = Vec::new();
        let mut start = period.start(from);
        while start <= to && line.len() < 1_000 {
            line.push((start, counts.get(&start).copied().unwrap_or(0)));
            start = period.next(start);
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::data::time::date_of;

    proptest! {
        #[test]
        fn periods_follow_one_another(day in -700_000..2_900_000) {
            for period in [Period::Day, Period::Week, Period::Month, Period::Quarter, Period::Year] {
                let start = period.start(day);
                let next = period.next(start);
                prop_assert!(start <= day && day < next, "{period:?} {}", date_of(day));
                prop_assert_eq!(period.start(next), next);
                prop_assert_eq!(period.start(next - 1), start);
            }
            prop_assert_eq!(date_of(Period::Week.start(day)).weekday(), jiff::civil::Weekday::Monday);
        }

        #[test]
        fn timelines_count_every_day(days in prop::collection::vec(0_i32..2_000, 1..200)) {
            let mut column = Days::new(100);
            days.iter().for_each(|&day| column.add(Moment { day, micros: None }));
            let line = column.timeline(Period::Month, 0, 2_000);
            prop_assert_eq!(line.iter().map(|(_, count)| count).sum::<u64>(), days.len() as u64);
            let mut distinct = days.clone();
            distinct.sort_unstable();
            let median = distinct[distinct.len().div_ceil(2) - 1];
            prop_assert_eq!(column.quantile(0.5), Some(median));
            distinct.dedup();
            prop_assert_eq!(column.how_many(), HowMany::Exactly(distinct.len() as u64));
        }
    }

    #[test]
    fn days_of_all_times_take_little_memory() {
        let mut column = Days::new(100);
        for day in (-719_162..2_932_000).step_by(300) {
            column.add(Moment { day, micros: None });
        }
        assert!(column.pages.is_empty());
        let line = column.timeline(Period::Year, -719_162, 2_932_000);
        assert_eq!(line.len(), 1_000);
    }
}
