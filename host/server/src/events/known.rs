//! What jobs are of whom something is told: remembered, since a job that runs says much.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use runner_model::JobId;
use runner_store::{Job, Store};

use super::bundle::About;
use super::hub::PORTION;

/// Of how many jobs it is remembered what they are.
const MOST: usize = 20_000;

/// What is remembered.
#[derive(Default)]
pub(super) struct Known(Mutex<HashMap<JobId, Arc<About>>>);

impl Known {
    /// What jobs are, as far as it is known; those that it is not known of are asked for.
    pub(super) async fn abouts(
        &self,
        store: &Arc<dyn Store>,
        jobs: impl Iterator<Item = JobId>,
    ) -> HashMap<JobId, Arc<About>> {
        let mut found = HashMap::new();
        let mut unknown = Vec::new();
        {
            let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            for job in jobs {
                match known.get(&job) {
                    Some(about) => drop(found.insert(job, Arc::clone(about))),
                    None if !unknown.contains(&job) => unknown.push(job),
                    None => {}
                }
            }
        }
        for portion in unknown.chunks(PORTION) {
            // Of what cannot be read nothing is known: those hear of it who hear of everything.
            let read = store.those_jobs(portion.to_vec()).await;
            let read = self.learn(&read.unwrap_or_default());
            for job in portion {
                let about = read.get(job).cloned();
                found.insert(
                    *job,
                    about.unwrap_or_else(|| Arc::new(About::of_unknown_job(*job))),
                );
            }
        }
        found
    }

    /// Remembers what jobs are, and gives it.
    pub(super) fn learn(&self, jobs: &[Job]) -> HashMap<JobId, Arc<About>> {
        let abouts = jobs
            .iter()
            .map(|job| (job.id, Arc::new(About::of_job(job))));
        let abouts: HashMap<_, _> = abouts.collect();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() + abouts.len() > MOST {
            known.clear();
        }
        known.extend(abouts.iter().map(|(job, about)| (*job, Arc::clone(about))));
        abouts
    }
}
