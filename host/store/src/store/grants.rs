//! What plugins were granted, and what they were refused.

use runner_model::{HttpGrant, ProcessorName};

use super::Answer;
use crate::types::{
    GrantId, Granted, NewGrant, NewRefusal, RefusalId, StoredGrant, StoredRefusal, WantRefused,
};

/// Grants: those that were given by command, and those of the configuration file.
///
/// Each carries for which plugin it was given, as an [`Approval`](runner_model::Approval): whoever uses a grant asks
/// that one first. A grant outlives its plugin: a file that is gone and comes back has what it had, and a plugin from
/// elsewhere that takes the name has nothing of it.
///
/// And refusals, of what a plugin asks for. They take nothing away, since what is not granted is not had: they say that
/// somebody has decided. A grant that gives something of what was refused takes the refusal back with it.
pub trait GrantStore {
    /// The grants of a plugin, or of all of them, oldest first.
    fn grants(&self, plugin: Option<ProcessorName>) -> Answer<Vec<StoredGrant>>;

    /// Gives a grant to the plugin that runs, in place of one with the same target and methods.
    fn grant(&self, grant: NewGrant) -> Answer<Granted>;

    /// Takes a grant back that was given by command.
    fn revoke(&self, plugin: ProcessorName, id: GrantId) -> Answer<StoredGrant>;

    /// Lets the version that runs go on with all that was granted to its name. The answer is how many grants it did not
    /// have before.
    fn approve_grants(&self, plugin: ProcessorName) -> Answer<usize>;

    /// Makes the grants of the file these. What stood there before as it does now keeps its id and its approval; what is
    /// new is for the versions that run.
    fn set_file_grants(&self, grants: Vec<(ProcessorName, HttpGrant)>) -> Answer<()>;

    /// What a plugin was refused, oldest first, also what it does not ask for any more.
    fn refusals(&self, plugin: ProcessorName) -> Answer<Vec<StoredRefusal>>;

    /// Refuses a plugin something. Whether it asks for that is not looked at.
    fn refuse(&self, refusal: NewRefusal) -> Answer<WantRefused>;

    /// Takes a refusal back.
    fn unrefuse(&self, plugin: ProcessorName, id: RefusalId) -> Answer<StoredRefusal>;
}
