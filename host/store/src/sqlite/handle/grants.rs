//! Grants, refusals and secrets: see [`GrantStore`] and [`SecretStore`].

use runner_model::{HttpGrant, ProcessorName, SecretName};

use super::SqliteStore;
use crate::sqlite::{grants, refusals, secrets};
use crate::store::{Answer, GrantStore, SecretStore};
use crate::types::{
    GrantId, Granted, NewGrant, NewRefusal, RefusalId, SealedSecret, StoredGrant, StoredRefusal,
    WantRefused,
};

impl GrantStore for SqliteStore {
    fn grants(&self, plugin: Option<ProcessorName>) -> Answer<Vec<StoredGrant>> {
        self.read(move |conn| grants::list(conn, plugin.as_ref()))
    }

    fn grant(&self, grant: NewGrant) -> Answer<Granted> {
        self.write(move |txn| grants::grant(txn, &grant))
    }

    fn revoke(&self, plugin: ProcessorName, id: GrantId) -> Answer<StoredGrant> {
        self.write(move |txn| grants::revoke(txn, &plugin, id))
    }

    fn approve_grants(&self, plugin: ProcessorName) -> Answer<usize> {
        self.write(move |txn| grants::approve(txn, &plugin))
    }

    fn set_file_grants(&self, grants: Vec<(ProcessorName, HttpGrant)>) -> Answer<()> {
        self.write_some(grants.len().max(1), move |txn| {
            grants::set_file(txn, &grants)
        })
    }

    fn refusals(&self, plugin: ProcessorName) -> Answer<Vec<StoredRefusal>> {
        self.read(move |conn| refusals::list(conn, &plugin))
    }

    fn refuse(&self, refusal: NewRefusal) -> Answer<WantRefused> {
        self.write(move |txn| refusals::refuse(txn, &refusal))
    }

    fn unrefuse(&self, plugin: ProcessorName, id: RefusalId) -> Answer<StoredRefusal> {
        self.write(move |txn| refusals::unrefuse(txn, &plugin, id))
    }
}

impl SecretStore for SqliteStore {
    fn secrets(&self) -> Answer<Vec<SealedSecret>> {
        self.read(secrets::list)
    }

    fn secret(&self, name: SecretName) -> Answer<Option<SealedSecret>> {
        self.read(move |conn| secrets::find(conn, &name))
    }

    fn set_secret(&self, secret: SealedSecret) -> Answer<bool> {
        self.write(move |txn| secrets::set(txn, &secret))
    }

    fn delete_secret(&self, name: SecretName) -> Answer<()> {
        self.write(move |txn| secrets::delete(txn, &name))
    }
}
