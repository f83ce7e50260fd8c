//! Alerts: see [`AlertStore`].

use runner_model::{AlertState, ScheduleName, Timestamp};

use super::SqliteStore;
use crate::sqlite::alerts;
use crate::store::{AlertStore, Answer};
use crate::types::{Alert, AlertTurn, NewAlert, Page, PageToken};

impl AlertStore for SqliteStore {
    fn alerts(&self) -> Answer<Vec<Alert>> {
        self.read(alerts::list)
    }

    fn alert(&self, name: ScheduleName) -> Answer<Alert> {
        self.read(move |conn| alerts::find(conn, &name))
    }

    fn add_alert(&self, alert: NewAlert) -> Answer<Alert> {
        self.write(move |txn| alerts::add(txn, &alert))
    }

    fn remove_alert(&self, name: ScheduleName) -> Answer<()> {
        self.write(move |txn| alerts::remove(txn, &name))
    }

    fn mute_alert(&self, name: ScheduleName, until: Option<Timestamp>) -> Answer<Alert> {
        self.write(move |txn| alerts::mute(txn, &name, until))
    }

    fn turn_alert(
        &self,
        name: ScheduleName,
        from: AlertState,
        to: AlertState,
        said: String,
    ) -> Answer<bool> {
        self.write(move |txn| alerts::turn(txn, &name, (from, to), &said))
    }

    fn alert_turns(
        &self,
        name: Option<ScheduleName>,
        after: Option<PageToken>,
        most: usize,
    ) -> Answer<Page<AlertTurn>> {
        self.read(move |conn| alerts::turns(conn, name.as_ref(), after, most))
    }
}
