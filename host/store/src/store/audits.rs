//! What was changed, by whom and from where.

use super::Answer;
use crate::types::{Audit, AuditFilter, NewAudit, Page, PageToken};

/// The audit log. It is written beside the changes and not with them, so that it also tells of what was refused.
pub trait AuditStore {
    /// Writes down a change.
    fn audit(&self, what: NewAudit) -> Answer<()>;

    /// A page of at most so many changes, newest first. They are kept for 400 days, a million at the most.
    fn audits(
        &self,
        filter: AuditFilter,
        after: Option<PageToken>,
        most: usize,
    ) -> Answer<Page<Audit>>;
}
