//! Ends of attempts at any time, a clock that is set back, and upkeep at any moment.

use proptest::prelude::*;
use runner_model::Timestamp;
use rusqlite::Connection;

use super::{DAY, HOUR, NOON, PROCESSORS, QUEUES, assert_read, assert_users, conn, filter, sample};
use crate::sqlite::recount::recount_in;
use crate::sqlite::stats::{self, Sample};
use crate::sqlite::users;
use crate::types::{Span, StatFilter};

#[derive(Debug, Clone)]
enum Step {
    /// Ends of attempts, in one transaction, so many milliseconds apart.
    Settle(Vec<(i64, u64)>),
    /// Many users have a job each.
    Crowd(u64),
    /// The clock goes on or is set back.
    Clock(i64),
    /// So many rows at a time, so often.
    SumUp(usize, usize),
    Forget(usize),
}

/// How far the clock gets from where it was at the start: hours of users are kept for 90 days.
const FARTHEST: i64 = 40 * DAY;

fn step() -> impl Strategy<Value = Step> {
    let ends = prop::collection::vec((-3 * HOUR..3 * HOUR, 0_u64..10_000), 1..8);
    prop_oneof![
        8 => ends.prop_map(Step::Settle),
        1 => (50_u64..260).prop_map(Step::Crowd),
        3 => (0..5 * HOUR).prop_map(Step::Clock),
        2 => (-5 * HOUR..0).prop_map(Step::Clock),
        3 => (-9 * DAY..9 * DAY).prop_map(Step::Clock),
        6 => (1_usize..40, 1_usize..4).prop_map(|(most, times)| Step::SumUp(most, times)),
        2 => Just(Step::SumUp(1_000, 500)),
        2 => (1_usize..100).prop_map(Step::Forget),
    ]
}

#[derive(Debug, Clone)]
struct Question {
    span: Span,
    from: i64,
    length: i64,
    processor: Option<usize>,
    queue: Option<usize>,
}

fn question() -> impl Strategy<Value = Question> {
    let spans = prop::sample::select(vec![Span::Minute, Span::Hour, Span::Day]);
    let near = prop_oneof![-2 * DAY..2 * DAY, -FARTHEST..FARTHEST];
    let lengths = prop_oneof![0..2 * HOUR, 0..4 * DAY, 0..2 * FARTHEST];
    let (processor, queue) = (prop::option::of(0_usize..3), prop::option::of(0_usize..2));
    (spans, near, lengths, processor, queue).prop_map(|(span, from, length, processor, queue)| {
        Question {
            span,
            from,
            length,
            processor,
            queue,
        }
    })
}

struct World {
    conn: Connection,
    now: i64,
    samples: Vec<Sample>,
    are_users_many: bool,
}

impl World {
    fn settle(&mut self, samples: Vec<Sample>) {
        stats::write(&self.conn, &samples).unwrap();
        users::write(&self.conn, &samples).unwrap();
        self.samples.extend(samples);
    }

    fn step(&mut self, step: Step) {
        let now = Timestamp::from_millis(self.now);
        match step {
            Step::Settle(ends) => {
                let samples = ends
                    .iter()
                    .map(|(by, number)| sample(self.now + by, *number));
                self.settle(samples.collect());
            }
            Step::Crowd(many) => {
                self.are_users_many = true;
                let samples = (0..many).map(|number| Sample {
                    user: Some(format!("one-of-many-{number}").into()),
                    ..sample(self.now, number)
                });
                self.settle(samples.collect());
            }
            Step::Clock(by) => {
                self.now = (self.now + by).clamp(NOON - FARTHEST, NOON + FARTHEST);
            }
            Step::SumUp(most, times) => {
                for _ in 0..times {
                    let rows = stats::sum_up(&self.conn, now, most).unwrap()
                        + users::sum_up(&self.conn, now).unwrap();
                    if rows == 0 {
                        return;
                    }
                }
            }
            Step::Forget(most) => {
                stats::forget(&self.conn, now, most).unwrap();
                users::forget(&self.conn, now, most).unwrap();
            }
        }
    }

    fn ask(&self, question: &Question) {
        let since: i64 = self
            .conn
            .query_row("SELECT minutes_since FROM control", [], |row| row.get(0))
            .unwrap();
        let mut from = NOON + question.from;
        if question.span == Span::Minute {
            // Minutes before that are not kept.
            from = from.max(since);
        }
        let filter = StatFilter {
            processor: question
                .processor
                .map(|number| PROCESSORS[number].to_owned().try_into().unwrap()),
            queue: question
                .queue
                .map(|number| QUEUES[number].to_owned().try_into().unwrap()),
            ..filter(question.span, from, from + question.length)
        };
        assert_read(&self.conn, &self.samples, &filter);
        assert_users(&self.conn, &self.samples, &filter, self.are_users_many);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn what_is_read_is_what_was_settled_however_far_it_is_summed_up(
        steps in prop::collection::vec(step(), 1..60),
        questions in prop::collection::vec(question(), 12),
    ) {
        let mut world = World { conn: conn(), now: NOON, samples: Vec::new(), are_users_many: false };
        for (number, step) in steps.into_iter().enumerate() {
            world.step(step);
            world.ask(&questions[number % questions.len()]);
        }
        for question in &questions {
            world.ask(question);
        }
        prop_assert_eq!(recount_in(&world.conn).unwrap(), Vec::<String>::new());
        // However much there is left, it has an end, and days are told from days.
        world.now = NOON + FARTHEST + 2 * DAY;
        world.step(Step::SumUp(50, usize::MAX));
        let left: i64 = world.conn.query_row(
            "SELECT count(*) FROM stats, control WHERE at >= days_until", [], |row| row.get(0)).unwrap();
        prop_assert_eq!(left, 0);
        for question in &questions {
            world.ask(question);
        }
        prop_assert_eq!(recount_in(&world.conn).unwrap(), Vec::<String>::new());
    }
}
