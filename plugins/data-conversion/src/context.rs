//! What every way of converting passes along: who watches, and where rejected rows go.
use std::io::Write;

use runner_tables::{Format, Position};

use crate::checkpoint::{Checkpoint, Stage};
use crate::error::Error;
use crate::progress::Ticker;
use crate::rejects::Rejects;

/// What a conversion has in hand from its beginning to its end.
pub(crate) struct Context<'a, 'r, J: Write> {
    pub(crate) from: Format,
    pub(crate) input_bytes: u64,
    pub(crate) rejects: Rejects<'r, J>,
    pub(crate) ticker: Ticker<'a>,
}

impl<J: Write> Context<'_, '_, J> {
    /// Is told at every row where it begins. `true` when a checkpoint is due there.
    #[inline]
    pub(crate) fn is_due(&mut self, offset: u64) -> bool {
        self.ticker.at(offset, self.rejects.count())
    }

    /// Has a checkpoint kept. The output `data` must have been handed on.
    #[cold]
    pub(crate) fn save(&mut self, reader: Position, stage: Stage) -> Result<(), Error> {
        self.rejects.hand_on()?;
        self.ticker.save(&Checkpoint {
            from: self.from,
            input_bytes: self.input_bytes,
            reader,
            rows_rejected: self.rejects.count(),
            stage,
        });
        Ok(())
    }
}
