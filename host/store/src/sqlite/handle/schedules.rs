//! Schedules and templates: see [`ScheduleStore`].

use runner_model::{Overlap, ScheduleName, Timestamp};

use super::SqliteStore;
use crate::sqlite::{fire as firing, onces, schedules, templates};
use crate::store::{Answer, ScheduleStore};
use crate::types::{
    DueFirings, Fire, Fired, FiredOnce, Firing, NewSchedule, Once, Schedule, Template,
};

impl ScheduleStore for SqliteStore {
    fn put_schedule(&self, schedule: NewSchedule) -> Answer<Schedule> {
        self.write(move |txn| schedules::put(txn, &schedule))
    }

    fn create_schedule(&self, once: Option<Once>, schedule: NewSchedule) -> Answer<Schedule> {
        self.write(move |txn| {
            let name = match &once {
                Some(once) => onces::once(txn, once, |txn| schedules::create(txn, &schedule))?,
                None => schedules::create(txn, &schedule)?,
            };
            Ok(schedules::find(txn.conn, &name)?.1)
        })
    }

    fn delete_schedule(&self, name: ScheduleName) -> Answer<()> {
        self.write(move |txn| schedules::delete(txn, &name))
    }

    fn pause_schedule(&self, name: ScheduleName) -> Answer<Schedule> {
        self.write(move |txn| schedules::pause(txn, &name))
    }

    fn resume_schedule(&self, name: ScheduleName) -> Answer<Schedule> {
        self.write(move |txn| schedules::resume(txn, &name))
    }

    fn schedule(&self, name: ScheduleName) -> Answer<Schedule> {
        self.read(move |conn| Ok(schedules::find(conn, &name)?.1))
    }

    fn schedules(&self) -> Answer<Vec<Schedule>> {
        self.read(schedules::list)
    }

    fn due_firings(&self, most: usize) -> Answer<DueFirings> {
        self.write(move |txn| schedules::due(txn, most))
    }

    fn fire(&self, name: ScheduleName, due_at: Timestamp, fire: Fire) -> Answer<Fired> {
        self.write_some(weight(&fire), move |txn| {
            firing::fire(txn, &name, due_at, None, &fire)
        })
    }

    fn fire_by(
        &self,
        name: ScheduleName,
        due_at: Timestamp,
        overlap: Overlap,
        fire: Fire,
    ) -> Answer<Fired> {
        self.write_some(weight(&fire), move |txn| {
            firing::fire(txn, &name, due_at, Some(overlap), &fire)
        })
    }

    fn fire_once(
        &self,
        once: Once,
        name: ScheduleName,
        due_at: Timestamp,
        fire: Fire,
    ) -> Answer<FiredOnce> {
        self.write_some(weight(&fire), move |txn| {
            firing::fire_once(txn, &once, &name, due_at, &fire)
        })
    }

    fn answered(&self, name: ScheduleName, times: Vec<Timestamp>) -> Answer<Vec<Timestamp>> {
        self.read(move |conn| schedules::answered(conn, &name, times))
    }

    fn close_firing(
        &self,
        name: ScheduleName,
        due_at: Timestamp,
        outcome: Result<String, String>,
    ) -> Answer<()> {
        self.write(move |txn| firing::close_own(txn, &name, due_at, &outcome))
    }

    fn firings(
        &self,
        name: ScheduleName,
        before: Option<Timestamp>,
        most: usize,
    ) -> Answer<Vec<Firing>> {
        self.read(move |conn| schedules::firings(conn, &name, before, most))
    }

    fn put_template(&self, template: Template) -> Answer<()> {
        self.write(move |txn| templates::put(txn, &template))
    }

    fn template(&self, name: ScheduleName) -> Answer<Template> {
        self.read(move |conn| templates::find(conn, &name))
    }

    fn templates(&self) -> Answer<Vec<Template>> {
        self.read(templates::list)
    }

    fn delete_template(&self, name: ScheduleName) -> Answer<()> {
        self.write(move |txn| templates::delete(txn, &name))
    }
}

fn weight(fire: &Fire) -> usize {
    match fire {
        Fire::Batch(_, items) => items.len(),
        Fire::Job(_) | Fire::Own | Fire::Failed(_) => 1,
    }
}
