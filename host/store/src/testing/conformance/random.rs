//! Whatever is done in whatever order, what is kept is what is counted anew, and no limit is exceeded.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{
    BatchId, Ending, FailureCode, Hold, JobId, LimitKey, OnDuplicate, OnFailure, Priority,
    StateName, Unique, UniqueKey, UniqueScope, Usage,
};

use super::two::{SECOND, Two, job_of, queue};
use crate::clock::Clock;
use crate::store::Store;
use crate::types::{
    AttemptStart, Claimed, Cursor, JobChange, Lease, NewBatch, NewJob, QueueChange, Settlement,
};

/// Numbers that look like chance and are the same each time (SplitMix64, Steele et al., 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % most as u64) as usize
    }

    fn one_in(&mut self, most: usize) -> bool {
        self.below(most) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        (!from.is_empty()).then(|| from[self.below(from.len())])
    }
}

/// What the test knows of the world.
struct World<'t> {
    two: &'t Two,
    dice: Dice,
    jobs: Vec<JobId>,
    /// What each node runs, and what it froze.
    running: [Vec<Claimed>; 2],
    frozen: [Vec<Claimed>; 2],
    leases: [Lease; 2],
    batches: Vec<BatchId>,
}

/// The most that may run of the queue `small`, and of a key in it.
const MOST: usize = 3;
const MOST_OF_KEY: usize = 2;

pub async fn whatever_happens_what_is_kept_is_what_is_counted(two: &Two) {
    for seed in 0..6 {
        let changes = vec![
            QueueChange::Concurrency(Some(MOST as u32)),
            QueueChange::KeyConcurrency(Some(MOST_OF_KEY as u32)),
        ];
        two.a.change_queue(queue("small"), changes).await.unwrap();
        let leases = two.enter().await;
        let mut world = World {
            two,
            dice: Dice(seed),
            jobs: Vec::new(),
            running: [Vec::new(), Vec::new()],
            frozen: [Vec::new(), Vec::new()],
            leases: [leases.0, leases.1],
            batches: Vec::new(),
        };
        for step in 0..600 {
            world.step(seed).await;
            if step % 40 == 0 {
                two.recount().await;
                world.within_limits().await;
            }
        }
        two.recount().await;
        world.finish().await;
        two.recount().await;
    }
}

impl World<'_> {
    async fn step(&mut self, seed: u64) {
        let store = self.two.turn(self.dice.below(2)).clone();
        let node = self.dice.below(2);
        match self.dice.below(20) {
            0..=4 => self.submit(&*store).await,
            5..=7 => self.claim(node).await,
            8..=11 => self.settle(&*store, node).await,
            12 => {
                self.two.clock.advance(SECOND * self.dice.below(4) as u32);
                let _ = store.due(self.dice.below(50) + 1).await.unwrap();
            }
            13 => self.beat(node).await,
            14 => self.batch(&*store, seed).await,
            15 if self.dice.one_in(4) => self.die(node).await,
            16 if self.dice.one_in(8) => drop(store.sum_statistics(3).await.unwrap()),
            _ => self.verb(&*store).await,
        }
    }

    async fn submit(&mut self, store: &dyn Store) {
        let dice = &mut self.dice;
        let mut new = job_of(["small", "large"][dice.below(2)]);
        new.priority = Priority::try_from(dice.below(10) as i64 + 1).unwrap();
        if dice.one_in(2) {
            let key = format!("k{}", dice.below(3));
            new.limit_key = Some(LimitKey::try_from(key).unwrap());
        }
        if dice.one_in(4) {
            new.run_at = Some(self.two.clock.now().after(SECOND * dice.below(9) as u32));
        }
        if dice.one_in(6) {
            new.expires_at = Some(self.two.clock.now().after(SECOND * dice.below(30) as u32));
        }
        if dice.one_in(3) {
            new.after.extend(dice.pick(&self.jobs));
            new.on_failure = OnFailure::ALL[dice.below(3)];
        }
        if dice.one_in(4) {
            new.unique = Some(Unique {
                key: UniqueKey::try_from(format!("u{}", dice.below(4))).unwrap(),
                scope: UniqueScope::Queue,
                hold: Hold::UntilEnd,
                on_duplicate: [
                    OnDuplicate::Return,
                    OnDuplicate::Reject,
                    OnDuplicate::Replace,
                    OnDuplicate::Skip,
                ][dice.below(4)],
            });
        }
        let id = new.id;
        if let Ok(submitted) = store.submit(vec![new]).await
            && submitted[0].is_new()
        {
            self.jobs.push(id);
        }
    }

    async fn claim(&mut self, node: usize) {
        let most = self.dice.below(4) + 1;
        let store = self.two.turn(node);
        for claimed in store.claim(self.leases[node], most).await.unwrap() {
            if claimed.start == AttemptStart::Thawed {
                let place = self.frozen[node]
                    .iter()
                    .position(|frozen| frozen.fence == claimed.fence);
                self.frozen[node].remove(place.expect("this node froze it"));
            }
            self.running[node].push(claimed);
        }
    }

    async fn settle(&mut self, store: &dyn Store, node: usize) {
        if self.running[node].is_empty() {
            return;
        }
        let index = self.dice.below(self.running[node].len());
        let fence = self.running[node].swap_remove(index).fence;
        let ending = [
            Ending::Succeeded,
            Ending::Succeeded,
            Ending::Failed(FailureCode::Transient),
            Ending::Failed(FailureCode::Permanent),
            Ending::RetryAfter(SECOND * 2),
            Ending::Interrupted,
        ][self.dice.below(6)];
        let end = Settlement::ended(fence, ending, Usage::default());
        store.settle(vec![end.clone()]).await.unwrap();
        if self.dice.one_in(5) {
            store.settle(vec![end]).await.unwrap();
        }
    }

    async fn beat(&mut self, node: usize) {
        let store = self.two.turn(node).clone();
        let heard = store.heartbeat(self.leases[node], SECOND * 10).await;
        let heard = heard.unwrap();
        for fence in heard.pause {
            let Some(index) = self.running[node]
                .iter()
                .position(|running| running.fence == fence)
            else {
                continue;
            };
            let claimed = self.running[node].swap_remove(index);
            if self.dice.one_in(3) {
                let end = Settlement::ended(fence, Ending::Interrupted, Usage::default());
                store.settle(vec![end]).await.unwrap();
            } else {
                store.freeze(fence).await.unwrap();
                self.frozen[node].push(claimed);
            }
        }
        for fence in heard.stop {
            self.running[node].retain(|running| running.fence != fence);
            self.frozen[node].retain(|frozen| frozen.fence != fence);
            let end = Settlement::ended(fence, Ending::Cancelled, Usage::default());
            store.settle(vec![end]).await.unwrap();
        }
    }

    /// A node is gone, and comes again under another lease; the other one goes on.
    async fn die(&mut self, node: usize) {
        let (store, other) = (self.two.turn(node), self.two.turn(node + 1));
        if self.dice.one_in(2) {
            store.leave(self.leases[node]).await.unwrap();
        } else {
            self.two.clock.advance(SECOND * 6);
            let kept = other.heartbeat(self.leases[1 - node], SECOND * 10).await;
            kept.unwrap();
            self.two.clock.advance(SECOND * 6);
            while other.rescue(None, 3).await.unwrap().more {}
        }
        self.running[node].clear();
        self.frozen[node].clear();
        let anew = store.enter("again".to_owned(), SECOND * 10).await;
        self.leases[node] = anew.unwrap();
        // The clock went on: what the other holds is kept by a beat.
        let kept = other.heartbeat(self.leases[1 - node], SECOND * 10).await;
        kept.unwrap();
    }

    async fn batch(&mut self, store: &dyn Store, seed: u64) {
        if self.batches.len() < 5 && self.dice.one_in(2) {
            let mut bytes = [seed as u8; 16];
            bytes[15] = self.batches.len() as u8;
            let id = BatchId::from_bytes(bytes);
            let batch = NewBatch {
                id,
                title: None,
                metadata: None,
                created_by: None,
                max_parallel: Some(self.dice.below(3) as u32 + 1),
                then: self.dice.one_in(2).then(|| job_of("large")),
            };
            store.create_batch(batch).await.unwrap();
            let items: Vec<NewJob> = (0..self.dice.below(8)).map(|_| job_of("small")).collect();
            self.jobs.extend(items.iter().map(|job| job.id));
            store.add_to_batch(id, items).await.unwrap();
            store.seal_batch(id).await.unwrap();
            self.batches.push(id);
            return;
        }
        let Some(batch) = self.dice.pick(&self.batches) else {
            return;
        };
        // Each may be refused, by the state that the batch is in.
        match self.dice.below(4) {
            0 => drop(store.pause_batch(batch).await),
            1 => drop(store.resume_batch(batch).await),
            2 if self.dice.one_in(3) => drop(store.stop_batch(batch).await),
            _ => drop(store.retry_batch(batch, Cursor::default(), 2).await),
        }
    }

    async fn verb(&mut self, store: &dyn Store) {
        let Some(job) = self.dice.pick(&self.jobs) else {
            return;
        };
        // Each may be refused, by the state that the job is in.
        match self.dice.below(9) {
            0 => drop(store.cancel(job).await),
            1 | 2 => drop(store.pause(job).await),
            3 | 4 => drop(store.resume(job).await),
            5 => drop(store.retry(job).await),
            6 => drop(store.promote(job).await),
            7 => {
                let priority = Priority::try_from(self.dice.below(10) as i64 + 1).unwrap();
                let at = self
                    .two
                    .clock
                    .now()
                    .after(SECOND * self.dice.below(5) as u32);
                let changes = vec![JobChange::Priority(priority), JobChange::RunAt(Some(at))];
                drop(store.change(job, changes).await);
            }
            _ => drop(store.delete(job).await),
        }
    }

    async fn within_limits(&self) {
        let queues = self.two.b.queues().await.unwrap();
        let small = queues
            .iter()
            .find(|view| view.name == queue("small"))
            .unwrap();
        let running = small.counts.get(&StateName::Running).copied();
        assert!(running.unwrap_or(0) <= MOST as u64, "{running:?}");
        for key in self.two.a.keys(queue("small"), None, 100).await.unwrap() {
            assert!(key.running <= MOST_OF_KEY as u64, "{key:?}");
        }
    }

    /// Lets all go on, and all end: nothing is stuck.
    async fn finish(&mut self) {
        let store = self.two.a.clone();
        for batch in &self.batches {
            drop(store.resume_batch(*batch).await);
        }
        for job in &self.jobs {
            drop(store.resume(*job).await);
        }
        for round in 0.. {
            assert!(round < 2_000, "something is stuck");
            self.two.clock.advance(SECOND * 5);
            for node in 0..2 {
                self.beat(node).await;
                self.claim(node).await;
                while let Some(claimed) = self.running[node].pop() {
                    let end = Settlement::ended(claimed.fence, Ending::Succeeded, Usage::default());
                    store.settle(vec![end]).await.unwrap();
                }
            }
            while store.due(100).await.unwrap().next == Some(self.two.clock.now()) {}
            let counts = store.counts().await.unwrap();
            let open: u64 = StateName::ALL
                .into_iter()
                .filter(|state| !state.is_end())
                .map(|state| counts.of(state))
                .sum();
            if open == 0 {
                break;
            }
            if round % 50 == 49 {
                // What was paused while it was frozen, or by a wish that came late.
                for job in &self.jobs {
                    drop(store.resume(*job).await);
                }
            }
        }
    }
}
