//! Schedules and templates.

use runner_model::{Overlap, ScheduleName, Timestamp};

use super::Answer;
use crate::types::{
    DueFirings, Fire, Fired, FiredOnce, Firing, NewSchedule, Once, Schedule, Template,
};

/// Schedules: when something starts by itself. A firing is a schedule and one of its times; there is one answer for
/// each, whoever asks, and however often.
pub trait ScheduleStore {
    /// Puts a schedule, in place of one of that name.
    fn put_schedule(&self, schedule: NewSchedule) -> Answer<Schedule>;

    /// Puts a schedule of a name that no other has, once however often it is asked for with the same key.
    fn create_schedule(&self, once: Option<Once>, schedule: NewSchedule) -> Answer<Schedule>;

    /// Deletes a schedule. What it started goes on.
    fn delete_schedule(&self, name: ScheduleName) -> Answer<()>;

    /// Lets a schedule not fire.
    fn pause_schedule(&self, name: ScheduleName) -> Answer<Schedule>;

    /// Lets a paused schedule fire again, from its next time on.
    fn resume_schedule(&self, name: ScheduleName) -> Answer<Schedule>;

    /// A schedule.
    fn schedule(&self, name: ScheduleName) -> Answer<Schedule>;

    /// Every schedule, by name.
    fn schedules(&self) -> Answer<Vec<Schedule>>;

    /// What is to fire now, of at most so many schedules, by their misfire policies. Each is to be answered by
    /// [`Self::fire`]; what is not is given again.
    fn due_firings(&self, most: usize) -> Answer<DueFirings>;

    /// Fires a schedule for one of its times, or for any time that somebody asks for. What it starts, and that it did,
    /// are one commit.
    fn fire(&self, name: ScheduleName, due_at: Timestamp, fire: Fire) -> Answer<Fired>;

    /// As [`Self::fire`], with another overlap rule than the schedule's.
    fn fire_by(
        &self,
        name: ScheduleName,
        due_at: Timestamp,
        overlap: Overlap,
        fire: Fire,
    ) -> Answer<Fired>;

    /// As [`Self::fire`], once however often it is asked for with the same key: at that time, or at the first after it
    /// that the schedule has not fired for.
    fn fire_once(
        &self,
        once: Once,
        name: ScheduleName,
        due_at: Timestamp,
        fire: Fire,
    ) -> Answer<FiredOnce>;

    /// Those of some times that the schedule has answered already, in whatever way.
    fn answered(&self, name: ScheduleName, times: Vec<Timestamp>) -> Answer<Vec<Timestamp>>;

    /// Tells how it went what a firing left to its caller: well, or not, and a word about it.
    fn close_firing(
        &self,
        name: ScheduleName,
        due_at: Timestamp,
        outcome: Result<String, String>,
    ) -> Answer<()>;

    /// The last firings of a schedule, newest first, before a time, at most so many.
    fn firings(
        &self,
        name: ScheduleName,
        before: Option<Timestamp>,
        most: usize,
    ) -> Answer<Vec<Firing>>;

    /// Puts a template, in place of one of that name.
    fn put_template(&self, template: Template) -> Answer<()>;

    /// A template.
    fn template(&self, name: ScheduleName) -> Answer<Template>;

    /// Every template, by name.
    fn templates(&self) -> Answer<Vec<Template>>;

    /// Deletes a template.
    fn delete_template(&self, name: ScheduleName) -> Answer<()>;
}
