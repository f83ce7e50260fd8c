//! What is told of a conversion while it runs: how far it has come, and where another attempt could go on.
use crate::checkpoint::Checkpoint;

/// How much input lies between two reports of progress, in bytes.
const EVERY: u64 = 1024 * 1024;

/// How much input lies between two checkpoints, in bytes: seconds of work for most directions, and few enough that
/// syncing the outputs costs next to nothing. By bytes and not by the clock, so that a job takes the same fuel
/// every time.
const SAVE_EVERY: u64 = 128 * 1024 * 1024;

/// How far a conversion has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of input done. JSON that becomes CSV or TSV is read twice, and counted twice here and in `total`.
    pub done: u64,
    /// Bytes of input in all.
    pub total: u64,
    /// Rows rejected so far.
    pub rejected: u64,
}

/// Whoever watches a conversion.
pub trait Watcher {
    /// Hears how far it has come, about once for every mebibyte of input.
    fn progress(&mut self, progress: Progress);

    /// Keeps a place from which another conversion can go on. Everything that belongs in front of it was written to
    /// the outputs, which are to be made durable with it. A place that cannot be kept is no reason to fail.
    fn save(&mut self, checkpoint: &Checkpoint);

    /// How much input, in bytes, lies between two places to keep at the least.
    fn save_every(&self) -> u64 {
        SAVE_EVERY
    }
}

/// Watches progress alone.
impl<F: FnMut(Progress)> Watcher for F {
    fn progress(&mut self, progress: Progress) {
        self(progress);
    }

    fn save(&mut self, _: &Checkpoint) {}

    fn save_every(&self) -> u64 {
        u64::MAX
    }
}

/// Calls whoever watches, now and then.
pub(crate) struct Ticker<'a> {
    watcher: &'a mut dyn Watcher,
    /// The least of the two below: the one thing that is looked at for every row.
    next: u64,
    next_report: u64,
    next_save: u64,
    /// What earlier passes over the input have done.
    before: u64,
    total: u64,
}

impl<'a> Ticker<'a> {
    pub(crate) fn new(watcher: &'a mut dyn Watcher, total: u64) -> Self {
        let mut ticker = Self {
            watcher,
            next: 0,
            next_report: 0,
            next_save: 0,
            before: 0,
            total,
        };
        ticker.start_at(0);
        ticker
    }

    /// Says that the input will be read twice.
    pub(crate) fn expect_two_passes(&mut self) {
        self.total *= 2;
    }

    /// Begins to read the input, which is so many bytes long, for the second time.
    pub(crate) fn begin_second_pass(&mut self, size: u64) {
        self.before = size;
    }

    /// Begins at a place of this pass that an earlier conversion came to.
    pub(crate) fn start_at(&mut self, offset: u64) {
        let done = self.before + offset;
        self.next_report = done + EVERY;
        self.next_save = done.saturating_add(self.watcher.save_every());
        self.next = self.next_report.min(self.next_save);
    }

    /// Is told at every row where it begins. `true` when a checkpoint is due there.
    #[inline]
    pub(crate) fn at(&mut self, offset: u64, rejected: u64) -> bool {
        self.before + offset >= self.next && self.is_due(offset, rejected)
    }

    /// Says that all is done.
    pub(crate) fn finish(&mut self, rejected: u64) {
        self.report(self.total, rejected);
    }

    /// Has a checkpoint kept.
    pub(crate) fn save(&mut self, checkpoint: &Checkpoint) {
        self.watcher.save(checkpoint);
    }

    #[cold]
    fn is_due(&mut self, offset: u64, rejected: u64) -> bool {
        let done = self.before + offset;
        if done >= self.next_report {
            self.report(done, rejected);
        }
        let is_due = done >= self.next_save;
        if is_due {
            self.next_save = done.saturating_add(self.watcher.save_every());
        }
        self.next = self.next_report.min(self.next_save);
        is_due
    }

    fn report(&mut self, done: u64, rejected: u64) {
        self.next_report = done + EVERY;
        self.watcher.progress(Progress {
            done,
            total: self.total,
            rejected,
        });
    }
}
