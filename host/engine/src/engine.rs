//! The engine: one node, its tasks and their owner.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use prometheus_client::metrics::histogram::Histogram;
use runner_model::{Descriptor, JobId, Limit, Limits, ProcessorName, Timestamp, Usage};
use runner_sandbox::{CacheStore, Sandbox};
use runner_store::{Clock, Installed, Job, Lease, Once, Store, StoreError, Submitted};
use tokio::sync::{broadcast, watch};
use tokio::task::JoinHandle;

use crate::attempt::sweep;
use crate::cache::StoreCache;
use crate::config::Config;
use crate::dispatch::Dispatcher;
use crate::documents::Documents;
use crate::grants::say_held;
use crate::heartbeat::LEASE;
use crate::inbox::{Inbox, Refusals, RefusedFile};
use crate::limits::Ceilings;
use crate::live::{FrozenRoom, Live, LiveEvent, Running};
use crate::maintenance::Underway;
use crate::meters::{AttemptMeters, Meters};
use crate::plugins::{CheckedPlugin, InstallError, Offer, Plugins};
use crate::secrets::{SecretKeySource, Vault};
use crate::slots::Slots;
use crate::submit::{Submission, SubmitError, submit, submit_shown, would_submit};
use crate::webhooks::{EventWriter, Mailer, WebhookConfig};
use crate::{actions, depths, heartbeat, timer};

/// Instances of the sandbox that are no slots: `describe`, and guests that are being dropped.
pub const SPARE_INSTANCES: usize = 8;

/// How long a node that stops waits for upkeep that is under way.
const UPKEEP_ENDS: Duration = Duration::from_secs(5);

/// How an engine is made.
pub struct EngineOptions {
    /// Where jobs are kept.
    pub store: Arc<dyn Store>,
    /// What runs them.
    pub sandbox: Arc<Sandbox>,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// The node's name, for people.
    pub node: String,
    /// How many attempts run at once, to begin with. There may be as many as the sandbox has instances for.
    pub slots: usize,
    /// How much it keeps frozen. The sandbox must have room for as many instances beyond the slots.
    pub frozen: FrozenRoom,
    /// What the configuration file says.
    pub config: Config,
    /// Where the key of the secrets comes from.
    pub secret_key: SecretKeySource,
}

/// Why an engine does not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One node: takes jobs and runs them.
pub struct Engine {
    pub(crate) shared: Arc<Shared>,
    stopping: watch::Sender<Stopping>,
    dispatcher: Mutex<Option<JoinHandle<()>>>,
    helpers: Mutex<Vec<JoinHandle<()>>>,
}

/// What the node's tasks have in common.
pub(crate) struct Shared {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) plugins: Plugins,
    pub(crate) vault: Vault,
    pub(crate) ceilings: Ceilings,
    pub(crate) refusals: Refusals,
    pub(crate) live: Live,
    pub(crate) slots: Slots,
    pub(crate) node: String,
    pub(crate) started_at: Timestamp,
    pub(crate) documents: OnceLock<Arc<dyn Documents>>,
    pub(crate) event_writer: OnceLock<Arc<dyn EventWriter>>,
    pub(crate) webhooks: WebhookConfig,
    pub(crate) mailer: Mailer,
    pub(crate) maintenance: Underway,
    pub(crate) meters: Meters,
    /// The lease, and when it runs out unless it is renewed.
    lease: Mutex<(Lease, Timestamp)>,
}

/// Whether the node goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stopping {
    /// It does.
    No,
    /// It claims no more, and lets what runs end.
    Drain,
    /// It interrupts what runs.
    Now,
}

impl Engine {
    /// Enters the store, takes over what an earlier process on this store left, and begins to run jobs.
    ///
    /// The caller holds the data folder's lock: whoever held the store's attempts before is gone.
    pub async fn start(options: EngineOptions) -> Result<Self, EngineError> {
        let EngineOptions {
            store,
            sandbox,
            clock,
            node,
            slots,
            frozen,
            config,
            secret_key,
        } = options;
        sweep(&store).await;
        let most_slots = sandbox
            .instances()
            .saturating_sub(SPARE_INSTANCES + frozen.most)
            .max(slots);
        let started_at = clock.now();
        let until = started_at.after(LEASE);
        let lease = store.enter(node.clone(), LEASE).await?;
        let rescued = store.rescue_all_but(lease).await?;
        if rescued.attempts > 0 {
            tracing::info!(
                attempts = rescued.attempts,
                "took over what an earlier process was running"
            );
        }
        // Before any new version of a plugin: what the file grants is for those that an operator has seen.
        let grants = config.grants();
        let grants = grants.map(|(plugin, grant)| (plugin.clone(), grant.clone()));
        store.set_file_grants(grants.collect()).await?;
        for plugin in config.plugins.keys() {
            say_held(&store, plugin).await?;
        }
        let vault = Vault::new(Arc::clone(&store), secret_key);
        vault.check_key().await?;
        let shared = Arc::new(Shared {
            vault,
            ceilings: Ceilings::open(Arc::clone(&store), &config).await?,
            plugins: Plugins::new(
                Arc::clone(&store),
                Arc::clone(&sandbox),
                Arc::clone(&clock),
                config.settings.loaded_code,
            ),
            store,
            sandbox,
            clock,
            refusals: Refusals::default(),
            live: Live::new(frozen),
            slots: Slots::new(slots.max(1), most_slots),
            node,
            started_at,
            documents: OnceLock::new(),
            event_writer: OnceLock::new(),
            webhooks: config.webhooks,
            mailer: Mailer {
                smtp: config.smtp,
                ca_file: config.settings.ca_file,
            },
            maintenance: Underway::default(),
            meters: Meters::default(),
            lease: Mutex::new((lease, until)),
        });
        let stopping = watch::Sender::new(Stopping::No);
        let dispatcher = Dispatcher::new(Arc::clone(&shared), stopping.subscribe());
        Ok(Self {
            dispatcher: Mutex::new(Some(tokio::spawn(dispatcher.run()))),
            helpers: Mutex::new(vec![
                tokio::spawn(heartbeat::run(Arc::clone(&shared))),
                tokio::spawn(timer::run(Arc::clone(&shared))),
                tokio::spawn(depths::run(Arc::clone(&shared))),
                tokio::spawn(actions::run(Arc::clone(&shared))),
            ]),
            shared,
            stopping,
        })
    }

    /// Takes jobs, all or none. They are on disk when this returns.
    pub async fn submit(&self, jobs: Vec<Submission>) -> Result<Vec<Submitted>, SubmitError> {
        submit(&self.shared, jobs, None).await
    }

    /// As [`Self::submit`]; sent again with the same key it takes nothing and answers as the first time.
    pub async fn submit_once(
        &self,
        once: Once,
        jobs: Vec<Submission>,
    ) -> Result<Vec<Submitted>, SubmitError> {
        submit(&self.shared, jobs, Some(once)).await
    }

    /// As [`Self::submit`], or [`Self::submit_once`] with a key, of one job; gives the job that there is now as well.
    pub async fn submit_shown(
        &self,
        once: Option<Once>,
        job: Submission,
    ) -> Result<(Submitted, Job), SubmitError> {
        submit_shown(&self.shared, job, once).await
    }

    /// What would become of jobs if they were taken, and how they would stand then. Nothing of them is kept.
    pub async fn would_submit(
        &self,
        jobs: Vec<Submission>,
    ) -> Result<Vec<(Submitted, Job)>, SubmitError> {
        would_submit(&self.shared, jobs).await
    }

    /// Takes a plugin.
    pub async fn install(
        &self,
        wasm: Vec<u8>,
        offer: impl Into<Offer>,
    ) -> Result<(Installed, Option<Descriptor>), InstallError> {
        self.shared.plugins.install(wasm, offer.into()).await
    }

    /// What would become of a plugin if it were taken: checked, and not kept. `what` is what people call it meanwhile.
    pub async fn would_install(
        &self,
        wasm: Vec<u8>,
        what: &str,
    ) -> Result<Result<CheckedPlugin, runner_store::Refusal>, InstallError> {
        self.shared.plugins.would_install(wasm, what).await
    }

    /// Takes the plugins that lie in a folder, and those that are put there from now on. What is there is looked at while
    /// the node runs jobs already, and not before the plugins of the program are there: their names are theirs.
    pub fn open_inbox(&self, folder: PathBuf) {
        let shared = Arc::clone(&self.shared);
        let inbox = Inbox::open(Arc::clone(&shared), folder);
        self.lock_helpers().push(tokio::spawn(async move {
            shared.plugins.all_came().await;
            inbox.run().await;
        }));
    }

    /// The files of the plugins folder that are not taken, and why.
    pub fn refused_files(&self) -> Vec<RefusedFile> {
        self.shared.refusals.list()
    }

    /// The attempts that run here now.
    pub fn running(&self) -> Vec<Running> {
        self.shared.live.list()
    }

    /// What the attempt of a job that this node holds has used so far, running or frozen, and which attempt it is. Its fuel
    /// is known to one interval of the accounting.
    pub fn usage_so_far(&self, job: JobId) -> Option<(u32, Usage)> {
        self.shared.live.usage(job)
    }

    /// What attempts say while they run, from now on.
    pub fn listen(&self) -> broadcast::Receiver<LiveEvent> {
        self.shared.live.listen()
    }

    /// What attempts came to and used.
    pub fn meters(&self) -> &AttemptMeters {
        &self.shared.meters.attempts
    }

    /// How long it took to instantiate plugins for attempts, in seconds.
    pub fn instantiation(&self) -> &Histogram {
        self.shared.sandbox.instantiation()
    }

    /// How many attempts are frozen in memory.
    pub fn frozen(&self) -> usize {
        self.shared.live.frozen()
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Whether the node claims jobs.
    pub(crate) fn is_stopping(&self) -> bool {
        *self.stopping.borrow() != Stopping::No
    }

    /// The store.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.shared.store
    }

    /// Stops: claims no more, lets what runs end for as long as `drain`, interrupts the rest, and closes the store.
    /// Called again meanwhile, it interrupts at once.
    pub async fn stop(&self, drain: Duration) -> Result<(), EngineError> {
        let task = self
            .dispatcher
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(mut task) = task else {
            self.stopping.send_replace(Stopping::Now);
            return Ok(());
        };
        self.stopping.send_replace(Stopping::Drain);
        let mut at_once = self.stopping.subscribe();
        tokio::select! {
            // A panic in it was reported by its hook.
            _ = &mut task => return self.leave().await,
            () = tokio::time::sleep(drain) => {}
            _ = at_once.wait_for(|stopping| *stopping == Stopping::Now) => {}
        }
        self.stopping.send_replace(Stopping::Now);
        let _ = task.await;
        self.leave().await
    }

    async fn leave(&self) -> Result<(), EngineError> {
        match self.shared.store.leave(self.shared.lease()).await {
            // Its attempts were rescued already: there is nothing to leave.
            Ok(()) | Err(StoreError::NodeGone(_)) => {}
            Err(error) => return Err(error.into()),
        }
        self.lock_helpers().iter().for_each(JoinHandle::abort);
        // Nobody starts upkeep any more.
        self.shared.maintenance.end(UPKEEP_ENDS).await;
        Ok(self.shared.store.close().await?)
    }

    pub(crate) fn lock_helpers(&self) -> std::sync::MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.helpers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // Whoever did not call `stop` wants no goodbyes: the next start takes over.
        self.lock_helpers().iter().for_each(JoinHandle::abort);
        if let Some(task) = self
            .dispatcher
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
        {
            task.abort();
        }
    }
}

impl Shared {
    fn lock_lease(&self) -> std::sync::MutexGuard<'_, (Lease, Timestamp)> {
        self.lease.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn lease(&self) -> Lease {
        self.lock_lease().0
    }

    /// When the lease runs out unless it is renewed.
    pub(crate) fn lease_ends(&self) -> Timestamp {
        self.lock_lease().1
    }

    pub(crate) fn set_lease(&self, lease: Lease, until: Timestamp) {
        *self.lock_lease() = (lease, until);
    }

    /// The cache of a processor, shared by all its jobs, for one with these limits.
    pub(crate) fn cache(&self, processor: &ProcessorName, limits: &Limits) -> Arc<dyn CacheStore> {
        let all = self.ceilings.of(processor).get(Limit::Cache);
        let most = (all, limits.get(Limit::Cache));
        Arc::new(StoreCache::new(
            Arc::clone(&self.store),
            processor.clone(),
            most,
        ))
    }
}
