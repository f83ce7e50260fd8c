//! Steering an attempt from outside: cutting it off, and freezing it where it stands.

use std::sync::Arc;

use runner_model::{ByteSize, Usage};
use tokio::sync::watch;

use super::so_far::SoFar;

/// Steers an attempt, whether or not its guest cooperates, within 100 ms. Clones steer the same one.
#[derive(Debug, Clone)]
pub struct Control {
    wanted: Arc<watch::Sender<Wanted>>,
    standing: watch::Receiver<Standing>,
    so_far: Arc<SoFar>,
}

/// The attempt's side.
#[derive(Debug)]
pub(crate) struct Steering {
    wanted: watch::Receiver<Wanted>,
    standing: watch::Sender<Standing>,
}

/// What somebody outside wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Run,
    Freeze,
    Cancel,
}

/// How an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Running,
    Frozen,
    Ended,
}

impl Control {
    /// Cancels the attempt, frozen or not. Once it has ended, this changes nothing.
    pub fn cancel(&self) {
        self.wanted.send_replace(Wanted::Cancel);
    }

    /// Freezes the attempt: it uses no processor time and keeps its memory, its timeout stops, and what it writes to an
    /// output or asked of the host goes on. The answer comes once it stands still; false if it ended instead.
    pub async fn freeze(&self) -> bool {
        self.turn(Wanted::Run, Wanted::Freeze);
        let mut standing = self.standing.clone();
        let wanted = |standing: &Standing| *standing != Standing::Running;
        // It is gone without a word only when its runtime is.
        standing
            .wait_for(wanted)
            .await
            .is_ok_and(|standing| *standing == Standing::Frozen)
    }

    /// Lets a frozen attempt go on where it stood.
    pub fn thaw(&self) {
        self.turn(Wanted::Freeze, Wanted::Run);
    }

    /// The memory that the attempt holds now.
    pub fn memory(&self) -> ByteSize {
        self.so_far.memory()
    }

    /// What the attempt has used so far: time and memory as they are now, fuel and bytes as they were when the guest last
    /// came by a tick, which it does each 10 ms that it runs. Fuel is known to one interval of its accounting.
    pub fn usage(&self) -> Usage {
        self.so_far.usage()
    }

    /// Changes what is wanted, unless something else came first.
    fn turn(&self, from: Wanted, to: Wanted) {
        self.wanted.send_if_modified(|wanted| {
            let is_turned = *wanted == from;
            if is_turned {
                *wanted = to;
            }
            is_turned
        });
    }
}

impl Steering {
    /// Both sides, for an attempt with these figures.
    pub(crate) fn new(so_far: Arc<SoFar>) -> (Control, Self) {
        let (wanted, wanted_here) = watch::channel(Wanted::Run);
        let (standing_here, standing) = watch::channel(Standing::Running);
        let control = Control {
            wanted: Arc::new(wanted),
            standing,
            so_far,
        };
        let steering = Self {
            wanted: wanted_here,
            standing: standing_here,
        };
        (control, steering)
    }

    /// Ends once something else is wanted than this, and says what.
    pub(super) async fn other_than(&mut self, now: Wanted) -> Wanted {
        let other = self.wanted.wait_for(|wanted| *wanted != now).await;
        match other.map(|wanted| *wanted) {
            Ok(wanted) => wanted,
            // Nobody is left who could want anything.
            Err(_) => std::future::pending().await,
        }
    }

    /// Says how the attempt stands.
    pub(super) fn stands(&self, standing: Standing) {
        self.standing.send_replace(standing);
    }
}

impl Drop for Steering {
    fn drop(&mut self) {
        self.stands(Standing::Ended);
    }
}
