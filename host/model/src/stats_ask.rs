//! Which of the host's own statistics a job asks for as an input: `{"since": "30d"}`, or `30d` on a command line.

use std::str::FromStr;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::name::nearest;
use crate::span::Span;
use crate::timestamp::Timestamp;

/// The media type of statistics as an input: JSON Lines, and whose they are, so that a processor can tell no row of them from a
/// file with nothing in it.
pub const STATS_MEDIA_TYPE: &str = "application/x-ndjson; profile=runner-statistics";

/// The most spans that may be asked for: a week of minutes.
const MOST_SPANS: u128 = 7 * 24 * 60;

/// A time up to so long is told by the hour unless a job says otherwise, and a longer one by the day.
const BY_THE_HOUR: Duration = Duration::from_secs(2 * 24 * 60 * 60);

/// What can be said.
const KEYS: [&str; 3] = ["since", "until", "span"];

/// Which of the host's statistics a job asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatsAsk {
    /// From when on, as it was written.
    text: String,
    since: Since,
    until: Option<Timestamp>,
    span: Option<Span>,
}

/// From when on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Since {
    /// So long before the end.
    Before(Duration),
    /// From then on.
    At(Timestamp),
}

/// The time that is meant, once it is known when it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatsWindow {
    /// When the first span begins.
    pub from: Timestamp,
    /// Spans that begin before then are told.
    pub until: Timestamp,
    /// How long each is.
    pub span: Span,
    /// A longer one that would do as well; none if the job said which it wants.
    pub coarser: Option<Span>,
}

/// What is wrong with what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatsAskError {
    /// It is no object.
    #[error("say from when on: {{\"since\": \"30d\"}}")]
    NoObject,
    /// Nothing is asked for by that name.
    #[error(
        "`{key}` is nothing that can be said of statistics, which is: since, until, span{hint}"
    )]
    Unknown {
        /// The name.
        key: String,
        /// What may have been meant.
        hint: String,
    },
    /// It does not say from when on.
    #[error(
        "say from when on: how long before the end, such as `30d` or `12h`, or a time of RFC 3339"
    )]
    NoSince,
    /// It says from when on, and it is no such thing.
    #[error(
        "`{0}` is no time to begin at: write how long before the end, such as `30d` or `12h`, or a time of RFC 3339"
    )]
    Since(String),
    /// It begins in the future.
    #[error("`{0}` is in the future: there are statistics only of what has been")]
    Future(String),
    /// It says up to when, and it is no time.
    #[error(
        "`{0}` is no time to end at: write a time of RFC 3339, or leave it out to mean when the job starts"
    )]
    Until(String),
    /// It ends before it begins.
    #[error("it ends at {until}, before it begins")]
    Order {
        /// When it ends.
        until: Timestamp,
    },
    /// No span is called so.
    #[error("`{0}` is no span: write minute, hour or day, or leave it out")]
    Span(String),
    /// There would be too many.
    #[error(
        "that would be more than {MOST_SPANS} {0}s: ask for a shorter time, or for a longer span"
    )]
    TooLong(Span),
}

impl StatsAskError {
    /// Which field is wrong; empty if it is all of it.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::NoObject | Self::Unknown { .. } => "",
            Self::NoSince | Self::Since(_) | Self::Future(_) => "since",
            Self::Until(_) | Self::Order { .. } => "until",
            Self::Span(_) | Self::TooLong(_) => "span",
        }
    }
}

impl StatsAsk {
    /// Reads `{"since": …, "until": …, "span": …}`, of which the first must be there.
    pub fn from_json(value: &Value) -> Result<Self, StatsAskError> {
        let fields = value.as_object().ok_or(StatsAskError::NoObject)?;
        let is_strange = |key: &&String| !KEYS.contains(&key.as_str());
        if let Some(key) = fields.keys().find(is_strange) {
            return Err(unknown(key));
        }
        let text = |key: &str| match fields.get(key) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(other) => Some(other.to_string()),
        };
        Self::new(text("since"), text("until"), text("span"))
    }

    /// As [`Self::from_json`] reads it.
    pub fn to_json(&self) -> Value {
        let mut fields = Map::new();
        fields.insert("since".to_owned(), self.text.clone().into());
        if let Some(until) = self.until {
            fields.insert("until".to_owned(), until.to_string().into());
        }
        if let Some(span) = self.span {
            fields.insert("span".to_owned(), span.as_str().into());
        }
        fields.into()
    }

    fn new(
        since: Option<String>,
        until: Option<String>,
        span: Option<String>,
    ) -> Result<Self, StatsAskError> {
        let text = since.ok_or(StatsAskError::NoSince)?;
        let since = Since::parse(&text).ok_or_else(|| StatsAskError::Since(shown(&text)))?;
        let until = until
            .map(|text| moment(&text).ok_or_else(|| StatsAskError::Until(shown(&text))))
            .transpose()?;
        let span = span
            .map(|text| {
                let parsed = text.parse();
                parsed.map_err(|_| StatsAskError::Span(shown(&text)))
            })
            .transpose()?;
        Ok(Self {
            text,
            since,
            until,
            span,
        })
    }

    /// Refuses what asks for a time that has not come, that is none, or that has too many spans.
    pub fn check(&self, now: Timestamp) -> Result<(), StatsAskError> {
        let end = self.until.unwrap_or(now);
        let begin = self.begin(end);
        if matches!(self.since, Since::At(at) if at > now) {
            return Err(StatsAskError::Future(shown(&self.text)));
        }
        if end < begin || self.until.is_some_and(|until| until == begin) {
            return Err(StatsAskError::Order { until: end });
        }
        let window = self.window(now);
        let span = window.coarser.unwrap_or(window.span);
        let length = u128::from(span.millis().unsigned_abs());
        if end.since(begin).as_millis() / length > MOST_SPANS {
            return Err(StatsAskError::TooLong(span));
        }
        Ok(())
    }

    fn begin(&self, end: Timestamp) -> Timestamp {
        match self.since {
            Since::At(at) => at,
            Since::Before(long) => {
                let millis = i64::try_from(long.as_millis()).unwrap_or(i64::MAX);
                Timestamp::from_millis(end.as_millis().saturating_sub(millis).max(0))
            }
        }
    }

    /// The time that is meant at a moment: the span that its beginning is in is told whole, and so is the one of its end.
    pub fn window(&self, now: Timestamp) -> StatsWindow {
        // What ends at this very moment is in it.
        let until = self
            .until
            .unwrap_or_else(|| now.after(Duration::from_millis(1)));
        let begin = self.begin(self.until.unwrap_or(now));
        let (span, coarser) = match self.span {
            Some(span) => (span, None),
            None if until.since(begin) <= BY_THE_HOUR => (Span::Hour, Some(Span::Day)),
            None => (Span::Day, None),
        };
        StatsWindow {
            from: span.begin(begin),
            until,
            span,
            coarser,
        }
    }
}

impl Since {
    fn parse(text: &str) -> Option<Self> {
        if let Some(at) = moment(text) {
            return Some(Self::At(at));
        }
        let long = humantime::parse_duration(text).ok()?;
        (!long.is_zero()).then_some(Self::Before(long))
    }
}

impl FromStr for StatsAsk {
    type Err = StatsAskError;

    /// Reads `30d`, `2026-11-01T00:00:00Z`, or either with more behind commas: `30d,span=hour,until=…`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (mut since, mut until, mut span) = (None, None, None);
        for (place, part) in text.split(',').enumerate() {
            match part.split_once('=') {
                None if place == 0 && !part.is_empty() => since = Some(part.to_owned()),
                Some(("since", value)) => since = Some(value.to_owned()),
                Some(("until", value)) => until = Some(value.to_owned()),
                Some(("span", value)) => span = Some(value.to_owned()),
                None if place == 0 => return Err(StatsAskError::NoSince),
                Some((key, _)) => return Err(unknown(key)),
                None => return Err(unknown(part)),
            }
        }
        Self::new(since, until, span)
    }
}

fn unknown(key: &str) -> StatsAskError {
    let hint = nearest(key, KEYS)
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default();
    StatsAskError::Unknown {
        key: shown(key),
        hint,
    }
}

/// Not more of it than a message has room for.
fn shown(text: &str) -> String {
    text.chars().take(64).collect()
}

fn moment(text: &str) -> Option<Timestamp> {
    let moment: jiff::Timestamp = text.parse().ok()?;
    Some(Timestamp::from_millis(moment.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::from_millis(1_700_006_400_000 - 2_400_000);

    fn window(text: &str) -> StatsWindow {
        text.parse::<StatsAsk>().unwrap().window(NOON)
    }

    #[test]
    fn a_time_begins_with_its_span_and_ends_now_unless_it_says_when() {
        assert_eq!(NOON.to_string(), "2023-11-14T23:20:00.000Z");
        let month = window("30d");
        assert_eq!(month.from.to_string(), "2023-10-15T00:00:00.000Z");
        assert_eq!(month.until.to_string(), "2023-11-14T23:20:00.001Z");
        assert_eq!((month.span, month.coarser), (Span::Day, None));
        let day = window("1d");
        assert_eq!(day.from.to_string(), "2023-11-13T23:00:00.000Z");
        assert_eq!((day.span, day.coarser), (Span::Hour, Some(Span::Day)));
        // How long is counted back from the end.
        let past = window("30d,until=2023-10-31T00:00:00Z,span=hour");
        assert_eq!(past.from.to_string(), "2023-10-01T00:00:00.000Z");
        assert_eq!(past.until.to_string(), "2023-10-31T00:00:00.000Z");
        assert_eq!((past.span, past.coarser), (Span::Hour, None));
        // Before there was any time there is nothing.
        assert_eq!(window("1000y").from, Timestamp::default());
    }

    #[test]
    fn both_forms_say_the_same_and_what_was_asked_for_is_kept_as_it_was_written() {
        let json =
            serde_json::json!({"since": "30d", "until": "2023-10-31T00:00:00Z", "span": "day"});
        let read = StatsAsk::from_json(&json).unwrap();
        let flag = "30d,span=day,until=2023-10-31T00:00:00Z";
        assert_eq!(flag.parse(), Ok(read.clone()));
        assert_eq!(
            read.to_json().to_string(),
            r#"{"since":"30d","until":"2023-10-31T00:00:00.000Z","span":"day"}"#
        );
        assert_eq!(StatsAsk::from_json(&read.to_json()), Ok(read));
    }

    #[test]
    fn what_is_wrong_is_said_with_what_is_right() {
        let said = |text: &str| {
            let checked = text.parse::<StatsAsk>().and_then(|ask| ask.check(NOON));
            checked.unwrap_err().to_string()
        };
        let json = |text: &str| {
            let value = serde_json::from_str(text).unwrap();
            StatsAsk::from_json(&value).unwrap_err().to_string()
        };
        let since = "write how long before the end, such as `30d` or `12h`, or a time of RFC 3339";
        let keys = "is nothing that can be said of statistics, which is: since, until, span";
        let end = "write a time of RFC 3339, or leave it out to mean when the job starts";
        for (said, message) in [
            (said("yesterday"), format!("`yesterday` is no time to begin at: {since}")),
            (said("0s"), format!("`0s` is no time to begin at: {since}")),
            (said(""), StatsAskError::NoSince.to_string()),
            (
                said("2024-01-01T00:00:00Z"),
                "`2024-01-01T00:00:00Z` is in the future: there are statistics only of what has been".to_owned(),
            ),
            (said("30d,until=tomorrow"), format!("`tomorrow` is no time to end at: {end}")),
            (
                said("2023-11-01T00:00:00Z,until=2023-10-01T00:00:00Z"),
                "it ends at 2023-10-01T00:00:00.000Z, before it begins".to_owned(),
            ),
            (
                said("30d,span=week"),
                "`week` is no span: write minute, hour or day, or leave it out".to_owned(),
            ),
            (said("30d,spam=day"), format!("`spam` {keys}; did you mean `span`?")),
            (said("30d,by=day"), format!("`by` {keys}")),
            (said("30d,day"), format!("`day` {keys}")),
            (
                said("30d,span=minute"),
                "that would be more than 10080 minutes: ask for a shorter time, or for a longer span".to_owned(),
            ),
            (json("\"30d\""), StatsAskError::NoObject.to_string()),
            (json("{}"), StatsAskError::NoSince.to_string()),
            (json(r#"{"sinse": "30d"}"#), format!("`sinse` {keys}; did you mean `since`?")),
            (json(r#"{"since": 30}"#), format!("`30` is no time to begin at: {since}")),
        ] {
            assert_eq!(said, message);
        }
    }

    #[test]
    fn what_has_been_may_be_asked_for() {
        for text in [
            "7d,span=minute",
            "400d,span=hour",
            "2023-11-14T23:20:00Z",
            "1h,until=2023-11-30T00:00:00Z",
        ] {
            let ask: StatsAsk = text.parse().unwrap();
            assert_eq!(ask.check(NOON), Ok(()), "{text}");
        }
    }
}
