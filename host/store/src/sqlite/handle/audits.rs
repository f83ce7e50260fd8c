//! The audit log: see [`AuditStore`].

use super::SqliteStore;
use crate::sqlite::audits;
use crate::store::{Answer, AuditStore};
use crate::types::{Audit, AuditFilter, NewAudit, Page, PageToken};

impl AuditStore for SqliteStore {
    fn audit(&self, what: NewAudit) -> Answer<()> {
        self.write(move |txn| audits::write(txn, &what))
    }

    fn audits(
        &self,
        filter: AuditFilter,
        after: Option<PageToken>,
        most: usize,
    ) -> Answer<Page<Audit>> {
        self.read(move |conn| audits::page(conn, &filter, after, most))
    }
}
