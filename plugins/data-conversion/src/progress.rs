//! How far a conversion has come, told at most once per mebibyte of input.

const EVERY: u64 = 1024 * 1024;

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

/// Calls whoever wants to know, now and then.
pub(crate) struct Ticker<'a> {
    tell: &'a mut dyn FnMut(Progress),
    next: u64,
    /// What earlier passes over the input have done.
    before: u64,
    total: u64,
}

impl<'a> Ticker<'a> {
    pub(crate) fn new(tell: &'a mut dyn FnMut(Progress), total: u64) -> Self {
        Self {
            tell,
            next: EVERY,
            before: 0,
            total,
        }
    }

    /// Says that the input will be read twice.
    pub(crate) fn expect_two_passes(&mut self) {
        self.total *= 2;
    }

    /// Begins to read the input, which is so many bytes long, for the second time.
    pub(crate) fn begin_second_pass(&mut self, size: u64) {
        self.before = size;
    }

    #[inline]
    pub(crate) fn at(&mut self, offset: u64, rejected: u64) {
        if self.before + offset >= self.next {
            self.tell(offset, rejected);
        }
    }

    /// Says that all is done.
    pub(crate) fn finish(&mut self, rejected: u64) {
        self.tell(self.total - self.before, rejected);
    }

    #[cold]
    fn tell(&mut self, offset: u64, rejected: u64) {
        let done = self.before + offset;
        self.next = done + EVERY;
        (self.tell)(Progress {
            done,
            total: self.total,
            rejected,
        });
    }
}
