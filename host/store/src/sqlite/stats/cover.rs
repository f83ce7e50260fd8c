//! Which rows a time is read from: days where it has whole ones that are summed up, then hours, then minutes at the
//! edges and for what is new. Pure.

use rusqlite::Connection;

use crate::types::Span;

/// How far what is fine was added to what is coarse. What is settled before such a mark is added to both at once.
#[derive(Debug, Clone, Copy)]
pub(in crate::sqlite) struct Marks {
    /// Up to which minute the minutes are in the hours.
    pub(in crate::sqlite) hours_until: i64,
    /// Up to which hour the hours are in the days and in the totals.
    pub(in crate::sqlite) days_until: i64,
    /// Up to which day the users' hours are in their days.
    pub(in crate::sqlite) user_days_until: i64,
}

impl Marks {
    pub(in crate::sqlite) fn read(conn: &Connection) -> rusqlite::Result<Self> {
        const READ: &str = "SELECT hours_until, days_until, user_days_until FROM control";
        conn.prepare_cached(READ)?.query_row([], |row| {
            Ok(Self {
                hours_until: row.get(0)?,
                days_until: row.get(1)?,
                user_days_until: row.get(2)?,
            })
        })
    }
}

/// Rows of one length, whole up to a time.
#[derive(Debug, Clone, Copy)]
pub(in crate::sqlite) struct Level<T> {
    pub(in crate::sqlite) rows: T,
    pub(in crate::sqlite) span: Span,
    pub(in crate::sqlite) until: i64,
}

/// A part of a time, and the rows that it is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sqlite) struct Piece<T> {
    pub(in crate::sqlite) rows: T,
    pub(in crate::sqlite) span: Span,
    pub(in crate::sqlite) from: i64,
    pub(in crate::sqlite) until: i64,
}

/// When the span that a time is in began.
pub(in crate::sqlite) const fn floor(at: i64, span: Span) -> i64 {
    at.div_euclid(span.millis()) * span.millis()
}

/// When the first span begins that does so at a time or later.
pub(in crate::sqlite) const fn ceil(at: i64, span: Span) -> i64 {
    floor(at.saturating_add(span.millis() - 1), span)
}

/// The parts of a time, rising, each from the coarsest level that has it. Levels are sorted, the coarsest first; the
/// time begins and ends where the finest does.
pub(in crate::sqlite) fn cover<T: Copy>(
    levels: &[Level<T>],
    (from, until): (i64, i64),
) -> Vec<Piece<T>> {
    let Some((level, finer)) = levels.split_first() else {
        return Vec::new();
    };
    let begin = ceil(from, level.span);
    let end = floor(until.min(level.until), level.span);
    if begin >= end {
        return cover(finer, (from, until));
    }
    let mut pieces = cover(finer, (from, begin));
    pieces.push(Piece {
        rows: level.rows,
        span: level.span,
        from: begin,
        until: end,
    });
    pieces.extend(cover(finer, (end, until)));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = Span::Minute.millis();
    const HOUR: i64 = Span::Hour.millis();
    const DAY: i64 = Span::Day.millis();

    /// The parts of a time, with days and hours that are whole up to the marks.
    fn parts(marks: (i64, i64), time: (i64, i64)) -> Vec<(Span, i64, i64)> {
        let level = |span, until| Level {
            rows: (),
            span,
            until,
        };
        let levels = [
            level(Span::Day, marks.0),
            level(Span::Hour, marks.1),
            level(Span::Minute, i64::MAX),
        ];
        let pieces = cover(&levels, time);
        pieces
            .iter()
            .map(|piece| (piece.span, piece.from, piece.until))
            .collect()
    }

    #[test]
    fn whole_days_are_days_and_the_edges_are_finer() {
        let time = (DAY - HOUR - MINUTE, 4 * DAY + 2 * HOUR + 5 * MINUTE);
        assert_eq!(
            parts((9 * DAY, 9 * DAY), time),
            [
                (Span::Minute, time.0, time.0 + MINUTE),
                (Span::Hour, DAY - HOUR, DAY),
                (Span::Day, DAY, 4 * DAY),
                (Span::Hour, 4 * DAY, 4 * DAY + 2 * HOUR),
                (Span::Minute, 4 * DAY + 2 * HOUR, time.1),
            ]
        );
    }

    #[test]
    fn what_is_not_summed_up_is_read_from_what_is_finer() {
        // Of the third day some hours were added, and of the hour after noon some minutes.
        let marks = (2 * DAY + 5 * HOUR, 2 * DAY + 13 * HOUR + 7 * MINUTE);
        assert_eq!(
            parts(marks, (0, 3 * DAY)),
            [
                (Span::Day, 0, 2 * DAY),
                (Span::Hour, 2 * DAY, 2 * DAY + 13 * HOUR),
                (Span::Minute, 2 * DAY + 13 * HOUR, 3 * DAY),
            ]
        );
        assert_eq!(
            parts((0, 0), (HOUR, 2 * HOUR)),
            [(Span::Minute, HOUR, 2 * HOUR)]
        );
        assert_eq!(parts((DAY, DAY), (HOUR, HOUR)), []);
        assert_eq!(parts((DAY, DAY), (2 * HOUR, HOUR)), []);
    }
}
