//! What is wanted of an attempt, and how it stands: the part of pausing and going on that is decided under one lock.
//!
//! Three sides meet here, in any order: people who pause and resume, the dispatcher who has a slot for a frozen attempt,
//! and the attempt's own task, which alone freezes and thaws its guest and asks the store whether that still counts.

use runner_sandbox::Control;

/// Why an attempt is stopped from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Somebody cancelled the job.
    Cancelled,
    /// The node shuts down, lost its lease, or has no room for another frozen guest.
    Interrupted,
}

/// What the attempt's task is to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Nothing.
    Nothing,
    /// Freeze the guest, and ask the store whether it still is to be.
    Freeze,
    /// Leave it frozen, and ask the store: it was to go on, and is to be paused before it had a slot.
    FreezeAgain,
    /// Let the guest go on.
    Thaw,
}

/// What became of the dispatcher's offer of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Offer {
    /// The guest goes on and takes the slot.
    Taken,
    /// It is being decided whether it does: offer it again.
    Later,
    /// It needs none.
    Refused,
}

/// How one attempt stands.
#[derive(Debug, Default)]
pub(crate) struct Steer {
    /// None before the guest was started and after it has ended.
    pub(crate) control: Option<Control>,
    pub(crate) stop: Option<Stop>,
    /// Somebody paused the job, and the store was not asked about it yet.
    pause: bool,
    /// The attempt's task is asking the store.
    asking: bool,
    /// The guest is frozen and holds no slot. Its memory, in bytes.
    frozen: Option<u64>,
    /// The attempt's task has frozen its guest and not thawed it.
    still: bool,
    /// The store gave the frozen attempt back to this node: it goes on once there is a slot.
    claimed: bool,
}

impl Steer {
    /// Notes that the job was paused, or that this was taken back.
    pub(crate) fn pause(&mut self, wanted: bool) {
        self.pause = wanted;
    }

    /// Whether somebody wants it not to start at all.
    pub(crate) fn is_unwanted(&self) -> bool {
        self.stop.is_some() || self.pause
    }

    /// What to do next. The answer to an order to freeze is [`Self::is_decided`], or [`Self::gives_up`] before it.
    pub(crate) fn order(&mut self) -> Order {
        if self.stop.is_some() {
            return Order::Nothing;
        }
        match (self.still, self.frozen.is_some(), self.pause) {
            (true, false, _) => {
                self.still = false;
                Order::Thaw
            }
            (false, _, true) => {
                self.pause = false;
                self.asking = true;
                Order::Freeze
            }
            (true, true, true) if self.claimed => {
                self.pause = false;
                self.asking = true;
                // A claim that comes from here on is another one.
                self.claimed = false;
                Order::FreezeAgain
            }
            (true, true, true) => {
                // It is paused already, which somebody heard late.
                self.pause = false;
                Order::Nothing
            }
            (true, true, false) | (false, _, false) => Order::Nothing,
        }
    }

    /// The guest stands still and holds that much memory. Its slot is free from here on.
    pub(crate) fn stands_still(&mut self, memory: u64) {
        self.still = true;
        self.frozen = Some(memory);
    }

    /// The guest ended, or is stopped, instead of being frozen.
    pub(crate) fn gives_up(&mut self) {
        self.asking = false;
    }

    /// The store has said whether the attempt is to be frozen, in answer to this order.
    pub(crate) fn is_decided(&mut self, order: Order, is_frozen: bool) {
        self.asking = false;
        match order {
            Order::Freeze if !is_frozen => self.frozen = None,
            Order::FreezeAgain if !is_frozen => self.claimed = true,
            _ => {}
        }
    }

    /// The store gave the frozen attempt back. False if there is none.
    pub(crate) fn is_claimed(&mut self) -> bool {
        self.claimed = self.frozen.is_some();
        self.claimed
    }

    /// Offers a slot.
    pub(crate) fn offer(&mut self) -> Offer {
        if self.stop.is_some() || self.frozen.is_none() {
            return Offer::Refused;
        }
        if self.pause || self.asking {
            return Offer::Later;
        }
        if !self.claimed {
            return Offer::Refused;
        }
        self.claimed = false;
        self.frozen = None;
        Offer::Taken
    }

    /// The memory of the guest while it is frozen and holds no slot, in bytes.
    pub(crate) const fn frozen(&self) -> Option<u64> {
        self.frozen
    }

    /// Stops the attempt. The first reason counts, but that a cancel outweighs what interrupts.
    pub(crate) fn stop(&mut self, reason: Stop) {
        if self.stop != Some(Stop::Cancelled) {
            self.stop = Some(reason);
        }
        if let Some(control) = &self.control {
            control.cancel();
        }
    }

    /// The guest has ended.
    pub(crate) fn is_over(&mut self) {
        self.control = None;
        self.frozen = None;
        self.still = false;
        self.asking = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frozen() -> Steer {
        let mut steer = Steer::default();
        steer.pause(true);
        assert_eq!(steer.order(), Order::Freeze);
        steer.stands_still(1);
        steer.is_decided(Order::Freeze, true);
        steer
    }

    #[test]
    fn a_pause_freezes_once_and_a_claim_with_a_slot_thaws() {
        let mut steer = frozen();
        assert_eq!(steer.order(), Order::Nothing);
        assert_eq!(steer.offer(), Offer::Refused);
        assert!(steer.is_claimed());
        assert_eq!(steer.offer(), Offer::Taken);
        assert_eq!(steer.order(), Order::Thaw);
        assert_eq!(steer.order(), Order::Nothing);
        assert!(!steer.is_claimed());
    }

    #[test]
    fn a_pause_that_is_taken_back_before_the_freeze_does_nothing() {
        let mut steer = Steer::default();
        steer.pause(true);
        steer.pause(false);
        assert_eq!(steer.order(), Order::Nothing);
    }

    #[test]
    fn a_freeze_that_is_not_wanted_any_more_is_undone() {
        let mut steer = Steer::default();
        steer.pause(true);
        assert_eq!(steer.order(), Order::Freeze);
        steer.stands_still(1);
        assert_eq!(steer.frozen(), Some(1));
        steer.is_decided(Order::Freeze, false);
        assert_eq!(steer.frozen(), None);
        assert_eq!(steer.order(), Order::Thaw);
    }

    #[test]
    fn a_claim_that_comes_before_the_answer_to_the_freeze_is_not_lost() {
        let mut steer = Steer::default();
        steer.pause(true);
        assert_eq!(steer.order(), Order::Freeze);
        steer.stands_still(1);
        // Paused, resumed and claimed in the store, before the first answer was read.
        assert!(steer.is_claimed());
        assert_eq!(steer.offer(), Offer::Later);
        steer.is_decided(Order::Freeze, true);
        assert_eq!(steer.offer(), Offer::Taken);
        assert_eq!(steer.order(), Order::Thaw);
    }

    #[test]
    fn a_pause_while_it_waits_for_a_slot_keeps_it_frozen_or_lets_it_wait() {
        for is_frozen in [true, false] {
            let mut steer = frozen();
            assert!(steer.is_claimed());
            steer.pause(true);
            assert_eq!(steer.offer(), Offer::Later);
            assert_eq!(steer.order(), Order::FreezeAgain);
            assert_eq!(steer.offer(), Offer::Later);
            steer.is_decided(Order::FreezeAgain, is_frozen);
            let expected = if is_frozen {
                Offer::Refused
            } else {
                Offer::Taken
            };
            assert_eq!(steer.offer(), expected);
        }
    }

    #[test]
    fn a_pause_that_comes_during_the_question_is_asked_after_it() {
        let mut steer = Steer::default();
        steer.pause(true);
        assert_eq!(steer.order(), Order::Freeze);
        steer.stands_still(1);
        assert!(steer.is_claimed());
        steer.pause(true);
        steer.is_decided(Order::Freeze, true);
        assert_eq!(steer.offer(), Offer::Later);
        assert_eq!(steer.order(), Order::FreezeAgain);
    }

    #[test]
    fn what_is_stopped_takes_no_slot_and_no_order() {
        let mut steer = frozen();
        steer.stop(Stop::Interrupted);
        steer.stop(Stop::Cancelled);
        steer.stop(Stop::Interrupted);
        assert_eq!(steer.stop, Some(Stop::Cancelled));
        assert!(steer.is_claimed());
        assert_eq!(steer.offer(), Offer::Refused);
        assert_eq!(steer.order(), Order::Nothing);
        steer.is_over();
        assert_eq!(steer.frozen(), None);
    }
}
