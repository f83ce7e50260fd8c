//! What became of one job, told by its number alone: whoever asks again hears the same.

use runner_model::{FailureCode, StateName};

/// The processors there are, the more used first.
pub(super) const PROCESSORS: [&str; 10] = [
    "send-mail",
    "sync-contact",
    "thumbnail",
    "report",
    "export",
    "invoice",
    "import",
    "call-webhook",
    "scan",
    "transcode",
];

/// Queues beside those of the processors' names.
pub(super) const QUEUES: [&str; 2] = ["bulk", "urgent"];

/// Every so many jobs make a batch of a tenth of them.
pub(super) const BLOCK: u64 = 10_000;

const CUSTOMERS: u64 = 500;
const PEOPLE: u64 = 200;

/// What became of one job.
pub(super) struct Life {
    pub(super) number: u64,
    pub(super) created_at: i64,
    pub(super) processor: usize,
    /// An index into the names of processors, then queues.
    pub(super) queue: usize,
    pub(super) state: StateName,
    pub(super) attempts: Vec<Run>,
    pub(super) finished_at: i64,
    pub(super) created_by: Option<String>,
    pub(super) title: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) priority: i64,
    pub(super) limit_key: String,
    pub(super) is_batch_item: bool,
    pub(super) log_lines: u64,
    pub(super) has_progress: bool,
    pub(super) bits: u128,
}

/// One attempt.
pub(super) struct Run {
    pub(super) waited_ms: i64,
    pub(super) started_at: i64,
    pub(super) ended_at: i64,
    pub(super) failure: Option<(FailureCode, String)>,
    /// What became of the job at its end.
    pub(super) outcome: StateName,
    pub(super) fuel: u64,
    pub(super) memory_bytes: u64,
}

/// Numbers that look like chance and are not (splitmix64, <https://prng.di.unimi.it/splitmix64.c>).
struct Dice(u64);

impl Dice {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.bits() % limit.max(1)
    }

    fn is_one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    /// Small numbers come more often.
    fn skewed(&mut self, limit: u64) -> u64 {
        let (a, b) = (self.below(limit), self.below(limit));
        a.min(b)
    }
}

impl Life {
    /// The life of a job that came at a time.
    pub(super) fn of(number: u64, created_at: i64) -> Self {
        let mut dice = Dice(number.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let processor = dice.skewed(PROCESSORS.len() as u64) as usize;
        let queue = match dice.below(20) {
            0..=3 => PROCESSORS.len(),
            4 => PROCESSORS.len() + 1,
            _ => processor,
        };
        let attempts = attempts(&mut dice, created_at, processor);
        let state = attempts
            .last()
            .map_or(StateName::Cancelled, |run| run.outcome);
        let finished_at = attempts
            .last()
            .map_or(created_at + 40_000, |run| run.ended_at);
        let customer = dice.skewed(CUSTOMERS);
        let mut tags = Vec::new();
        if dice.below(10) < 3 {
            tags.push(format!("customer-{customer}"));
        }
        if dice.is_one_in(10) {
            tags.push("nightly".to_owned());
        }
        let created_by = (!dice.is_one_in(10)).then(|| format!("user-{}", dice.skewed(PEOPLE)));
        let title = dice.is_one_in(5).then(|| {
            let what = PROCESSORS[processor].replace('-', " ");
            format!("{what} for customer {customer}, order {number}")
        });
        Self {
            number,
            created_at,
            processor,
            queue,
            state,
            attempts,
            finished_at,
            created_by,
            title,
            tags,
            priority: if dice.is_one_in(12) { 8 } else { 5 },
            limit_key: match dice.below(10) {
                0 => format!("customer-{customer}"),
                _ => String::new(),
            },
            is_batch_item: number % 10 == 3,
            log_lines: if dice.is_one_in(20) {
                1 + dice.below(6)
            } else {
                0
            },
            has_progress: dice.is_one_in(50),
            bits: u128::from(dice.bits()) << 64 | u128::from(dice.bits()),
        }
    }

    pub(super) fn failures(&self) -> usize {
        let failed =
            |run: &&Run| matches!(&run.failure, Some((code, _)) if *code != FailureCode::Cancelled);
        self.attempts.iter().filter(failed).count()
    }
}

/// Of a hundred, two fail, one is cancelled, half of those before they ran, and four complete after a retry.
fn attempts(dice: &mut Dice, created_at: i64, processor: usize) -> Vec<Run> {
    let mut at = created_at;
    let mut runs = Vec::new();
    let mut run = |dice: &mut Dice, outcome, failure| {
        let waited_ms = 1 + dice.skewed(800) as i64;
        let wall_ms = 1 + dice.skewed(200 << processor.min(4)) as i64;
        let started_at = at + waited_ms;
        runs.push(Run {
            waited_ms,
            started_at,
            ended_at: started_at + wall_ms,
            failure,
            outcome,
            fuel: wall_ms as u64 * 900_000 + dice.below(900_000),
            memory_bytes: (1 + dice.below(40)) << 20,
        });
        // The backoff before the next.
        at = started_at + wall_ms + 1_000;
    };
    match dice.below(200) {
        0 => {}
        1 => run(dice, StateName::Cancelled, Some(cancelled())),
        2..=3 => {
            let failure = permanent(dice, processor);
            run(dice, StateName::Failed, Some(failure));
        }
        4..=5 => {
            for outcome in [StateName::Retrying, StateName::Retrying, StateName::Failed] {
                let failure = transient(dice);
                run(dice, outcome, Some(failure));
            }
        }
        6..=13 => {
            let failure = transient(dice);
            run(dice, StateName::Retrying, Some(failure));
            run(dice, StateName::Completed, None);
        }
        _ => run(dice, StateName::Completed, None),
    }
    runs
}

fn cancelled() -> (FailureCode, String) {
    (FailureCode::Cancelled, "it was cancelled".to_owned())
}

fn transient(dice: &mut Dice) -> (FailureCode, String) {
    let number = dice.below(100_000);
    match dice.below(3) {
        0 => {
            let message = format!("the server answered 503 to request {number}");
            (FailureCode::Transient, message)
        }
        1 => (FailureCode::TimedOut, "it ran longer than 300 s".to_owned()),
        _ => {
            let message = format!("the connection {number} was closed before the answer came");
            (FailureCode::Transient, message)
        }
    }
}

fn permanent(dice: &mut Dice, processor: usize) -> (FailureCode, String) {
    let number = dice.below(100_000);
    match dice.below(3) {
        0 => {
            let message = format!("row {number} has no e-mail address");
            (FailureCode::Permanent, message)
        }
        1 => {
            let what = PROCESSORS[processor];
            let message = format!("{what} burnt all of its {number} fuel");
            (FailureCode::FuelExhausted, message)
        }
        _ => {
            let message = format!("customer {number} is not known");
            (FailureCode::Permanent, message)
        }
    }
}
