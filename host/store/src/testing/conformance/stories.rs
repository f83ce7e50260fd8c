//! Long stories, told step by step, and after each step all that is there as text.
#![allow(missing_docs, reason = "their names say it")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use runner_model::{
    BatchId, CronRule, FailureCode, JobId, Misfire, OnFailure, Overlap, ScheduleName, StateName,
};

use super::two::{SECOND, Two, failure, job, settle, stand_at, success, utc};
use crate::clock::Clock;
use crate::types::{
    About, Claimed, Fire, Job, JobFilter, Lease, NewBatch, NewJob, NewSchedule, Reason,
};

/// A story, and the names of those in it.
struct Story<'a> {
    two: &'a Two,
    lease: Lease,
    batches: Vec<BatchId>,
    running: BTreeMap<String, Claimed>,
    text: String,
}

impl<'a> Story<'a> {
    async fn new(two: &'a Two) -> Self {
        // Long enough for the days that a story takes.
        let lease = two.a.enter("a".to_owned(), SECOND * 10_000_000).await;
        Self {
            two,
            lease: lease.unwrap(),
            batches: Vec::new(),
            running: BTreeMap::new(),
            text: String::new(),
        }
    }

    /// Claims so many on the node.
    async fn claim(&mut self, most: usize) {
        for claimed in self.two.a.claim(self.lease, most).await.unwrap() {
            let job = self.two.b.job(claimed.fence.job).await.unwrap();
            self.running.insert(name(&job), claimed);
        }
    }

    async fn succeed(&mut self, job: &str) {
        let fence = self.running.remove(job).unwrap().fence;
        settle(&self.two.a, success(fence)).await;
    }

    async fn fail(&mut self, job: &str, code: FailureCode) {
        let fence = self.running.remove(job).unwrap().fence;
        settle(&self.two.a, failure(fence, code)).await;
    }

    /// Writes down all that is there.
    async fn step(&mut self, what: &str) {
        let now = utc(self.two.clock.now());
        writeln!(self.text, "{what} ({now})").unwrap();
        let filter = JobFilter::default();
        let page = self.two.b.jobs(filter, None, 100).await.unwrap();
        let mut rows: BTreeMap<StateName, Vec<String>> = BTreeMap::new();
        for job in page.items.iter().rev() {
            let row = self.row(job).await;
            rows.entry(job.state.name()).or_default().push(row);
        }
        for (state, jobs) in &rows {
            writeln!(self.text, "  {state:<9} {}", jobs.join(", ")).unwrap();
        }
        for id in &self.batches {
            let batch = self.two.a.batch(*id).await.unwrap();
            writeln!(
                self.text,
                "  batch: {}, {} in all: {} pending, {} running, {} completed, {} failed, {} skipped, {} cancelled",
                batch.state.as_str(),
                batch.total,
                batch.pending,
                batch.running,
                batch.completed,
                batch.failed,
                batch.skipped,
                batch.cancelled,
            )
            .unwrap();
        }
        for schedule in self.two.b.schedules().await.unwrap() {
            let moment = |at| Option::map_or(at, "never".to_owned(), utc);
            let next = match schedule.is_paused {
                true => "paused".to_owned(),
                false => format!("next {}", moment(schedule.next_at)),
            };
            let last = moment(schedule.last_at);
            writeln!(self.text, "  {}: last {last}, {next}", schedule.name).unwrap();
        }
        self.two.recount().await;
    }

    /// A job: its name, which attempt, why it failed, why it does not run.
    async fn row(&self, job: &Job) -> String {
        let mut row = name(job);
        if job.attempt > 1 {
            write!(row, " #{}", job.attempt).unwrap();
        }
        if let Some(error) = &job.error {
            write!(row, " ({})", error.code).unwrap();
        }
        let explained = self.two.a.explain(job.id).await.unwrap();
        let reasons: Vec<&str> = explained.reasons.iter().map(Reason::code).collect();
        if !reasons.is_empty() {
            write!(row, " [{}]", reasons.join(" ")).unwrap();
        }
        row
    }
}

fn name(job: &Job) -> String {
    job.about.title.clone().unwrap()
}

fn titled(title: &str) -> NewJob {
    let about = About {
        title: Some(title.to_owned()),
        ..About::default()
    };
    NewJob { about, ..job() }
}

fn after(title: &str, jobs: &[JobId], on_failure: OnFailure) -> NewJob {
    NewJob {
        after: jobs.to_vec(),
        on_failure,
        ..titled(title)
    }
}

pub async fn a_batch_from_its_first_item_to_the_job_at_its_end(two: &Two) {
    let mut story = Story::new(two).await;
    let id = BatchId::from_bytes([1; 16]);
    let new = NewBatch {
        id,
        title: None,
        metadata: None,
        created_by: None,
        max_parallel: Some(2),
        then: Some(titled("report")),
    };
    two.a.create_batch(new).await.unwrap();
    story.batches.push(id);
    let some = ["one", "two", "three"].map(titled).into();
    two.b.add_to_batch(id, some).await.unwrap();
    story.step("three items are in, and more to come").await;
    let rest = ["four", "five"].map(titled).into();
    two.a.add_to_batch(id, rest).await.unwrap();
    two.b.seal_batch(id).await.unwrap();
    story.claim(10).await;
    story.step("all are in, and as many run as may").await;
    story.fail("one", FailureCode::Permanent).await;
    story.step("one failed").await;
    two.b.pause_batch(id).await.unwrap();
    story.claim(10).await;
    story.succeed("two").await;
    story.step("paused, and what ran went on").await;
    two.a.resume_batch(id).await.unwrap();
    story.claim(10).await;
    story.step("resumed").await;
    story.succeed("three").await;
    story.claim(10).await;
    story.succeed("four").await;
    story.succeed("five").await;
    story.step("all have ended").await;
    two.b
        .retry_batch(id, Default::default(), 100)
        .await
        .unwrap();
    story.claim(10).await;
    story.step("the one that failed runs again").await;
    for name in story.running.keys().cloned().collect::<Vec<_>>() {
        story.succeed(&name).await;
    }
    story.step("the end").await;
    insta::assert_snapshot!(story.text, @r"
    three items are in, and more to come (2023-11-14T22:13:20Z)
      blocked   report [batch_end], three [held_back]
      pending   one, two [turn]
      batch: running, 3 in all: 3 pending, 0 running, 0 completed, 0 failed, 0 skipped, 0 cancelled
    all are in, and as many run as may (2023-11-14T22:13:20Z)
      blocked   report [batch_end], three [held_back], four [held_back], five [held_back]
      running   one, two
      batch: running, 5 in all: 3 pending, 2 running, 0 completed, 0 failed, 0 skipped, 0 cancelled
    one failed (2023-11-14T22:13:20Z)
      blocked   report [batch_end], four [held_back], five [held_back]
      pending   three
      running   two
      failed    one (permanent)
      batch: running, 5 in all: 3 pending, 1 running, 0 completed, 1 failed, 0 skipped, 0 cancelled
    paused, and what ran went on (2023-11-14T22:13:20Z)
      blocked   report [batch_end], four [held_back], five [held_back]
      paused    three [paused]
      completed two
      failed    one (permanent)
      batch: paused, 5 in all: 3 pending, 0 running, 1 completed, 1 failed, 0 skipped, 0 cancelled
    resumed (2023-11-14T22:13:20Z)
      blocked   report [batch_end], five [held_back]
      running   three, four
      completed two
      failed    one (permanent)
      batch: running, 5 in all: 1 pending, 2 running, 1 completed, 1 failed, 0 skipped, 0 cancelled
    all have ended (2023-11-14T22:13:20Z)
      pending   report
      completed two, three, four, five
      failed    one (permanent)
      batch: done, 5 in all: 0 pending, 0 running, 4 completed, 1 failed, 0 skipped, 0 cancelled
    the one that failed runs again (2023-11-14T22:13:20Z)
      running   report, one #2
      completed two, three, four, five
      batch: running, 5 in all: 0 pending, 1 running, 4 completed, 0 failed, 0 skipped, 0 cancelled
    the end (2023-11-14T22:13:20Z)
      completed report, one #2, two, three, four, five
      batch: done, 5 in all: 0 pending, 0 running, 5 completed, 0 failed, 0 skipped, 0 cancelled
    ");
}

pub async fn a_tree_of_jobs_in_which_one_fails(two: &Two) {
    let mut story = Story::new(two).await;
    let root = two.submit(titled("fetch")).await;
    let left = two.submit(after("clean", &[root], OnFailure::Fail)).await;
    let right = two.submit(after("check", &[root], OnFailure::Fail)).await;
    let both = [left, right];
    let report = two.submit(after("report", &both, OnFailure::Fail)).await;
    two.submit(after("send", &[report], OnFailure::Skip)).await;
    two.submit(after("tidy up", &[report], OnFailure::Run))
        .await;
    story.step("submitted").await;
    story.claim(10).await;
    story.succeed("fetch").await;
    story.step("the root is done").await;
    story.claim(10).await;
    story.succeed("clean").await;
    story.step("one branch is done").await;
    story.fail("check", FailureCode::Permanent).await;
    story.step("the other failed").await;
    two.a.due(100).await.unwrap();
    story.step("what follows from it").await;
    two.b.retry(right).await.unwrap();
    story.claim(10).await;
    story.step("somebody mended it: it runs again").await;
    story.succeed("check").await;
    two.b.retry(report).await.unwrap();
    story.step("what had waited for it is retried").await;
    story.claim(10).await;
    for name in story.running.keys().cloned().collect::<Vec<_>>() {
        story.succeed(&name).await;
    }
    story.step("the end").await;
    insta::assert_snapshot!(story.text, @r"
    submitted (2023-11-14T22:13:20Z)
      blocked   clean [dependencies], check [dependencies], report [dependencies], send [dependencies], tidy up [dependencies]
      pending   fetch
    the root is done (2023-11-14T22:13:20Z)
      blocked   report [dependencies], send [dependencies], tidy up [dependencies]
      pending   clean, check [turn]
      completed fetch
    one branch is done (2023-11-14T22:13:20Z)
      blocked   report [dependencies], send [dependencies], tidy up [dependencies]
      running   check
      completed fetch, clean
    the other failed (2023-11-14T22:13:20Z)
      pending   tidy up
      completed fetch, clean
      failed    check (permanent), report (dependency_failed)
      cancelled send (skipped)
    what follows from it (2023-11-14T22:13:20Z)
      pending   tidy up
      completed fetch, clean
      failed    check (permanent), report (dependency_failed)
      cancelled send (skipped)
    somebody mended it: it runs again (2023-11-14T22:13:20Z)
      running   check #2, tidy up
      completed fetch, clean
      failed    report (dependency_failed)
      cancelled send (skipped)
    what had waited for it is retried (2023-11-14T22:13:20Z)
      pending   report
      running   tidy up
      completed fetch, clean, check #2
      cancelled send (skipped)
    the end (2023-11-14T22:13:20Z)
      completed fetch, clean, check #2, report, tidy up
      cancelled send (skipped)
    ");
}

pub async fn a_job_that_fails_until_it_may_no_more(two: &Two) {
    let mut story = Story::new(two).await;
    two.submit(titled("import")).await;
    story.claim(1).await;
    story.step("it runs").await;
    for round in ["once", "twice"] {
        story.fail("import", FailureCode::Transient).await;
        two.a.due(100).await.unwrap();
        story.claim(1).await;
        story.step(&format!("it failed {round}, and waits")).await;
        // The backoff and its jitter are a minute at the most here.
        two.clock.advance(SECOND * 60);
        two.b.due(100).await.unwrap();
        story.claim(1).await;
        story.step("it runs again").await;
    }
    story.fail("import", FailureCode::TimedOut).await;
    story.step("that was the last").await;
    insta::assert_snapshot!(story.text, @r"
    it runs (2023-11-14T22:13:20Z)
      running   import
    it failed once, and waits (2023-11-14T22:13:20Z)
      retrying  import (transient) [backing_off]
    it runs again (2023-11-14T22:14:20Z)
      running   import #2 (transient)
    it failed twice, and waits (2023-11-14T22:14:20Z)
      retrying  import #2 (transient) [backing_off]
    it runs again (2023-11-14T22:15:20Z)
      running   import #3 (transient)
    that was the last (2023-11-14T22:15:20Z)
      failed    import #3 (timed_out)
    ");
}

pub async fn a_schedule_over_both_changes_of_the_clock(two: &Two) {
    stand_at(two, "2026-03-27T12:00:00Z");
    let mut story = Story::new(two).await;
    for (name, rule, misfire) in [
        ("at-half-past-two", "30 2 * * *", Misfire::Once),
        ("twice-a-day", "0 0,12 * * *", Misfire::All),
    ] {
        let schedule = NewSchedule {
            name: ScheduleName::try_from(name.to_owned()).unwrap(),
            rule: CronRule::parse(rule, "Europe/Vienna").unwrap(),
            misfire,
            overlap: Overlap::Allow,
            target: "{}".to_owned(),
            created_by: None,
        };
        two.a.put_schedule(schedule).await.unwrap();
    }
    story
        .step("put in winter time, which is one hour ahead of UTC")
        .await;
    for (what, until) in [
        ("a common night", "2026-03-28T12:00:00Z"),
        ("the night without a half past two", "2026-03-29T12:00:00Z"),
        ("the first night of summer time", "2026-03-30T12:00:00Z"),
        ("nobody was there for two days", "2026-04-01T12:00:00Z"),
    ] {
        fire_until(&mut story, what, until).await;
    }
    for schedule in two.b.schedules().await.unwrap() {
        two.a.pause_schedule(schedule.name).await.unwrap();
    }
    story.step("paused for the summer").await;
    stand_at(two, "2026-10-24T12:00:00Z");
    for schedule in two.b.schedules().await.unwrap() {
        two.a.resume_schedule(schedule.name).await.unwrap();
    }
    for (what, until) in [
        ("the night with two half past two", "2026-10-25T12:00:00Z"),
        ("the first night of winter time", "2026-10-26T12:00:00Z"),
    ] {
        fire_until(&mut story, what, until).await;
    }
    insta::assert_snapshot!(story.text, @r"
    put in winter time, which is one hour ahead of UTC (2026-03-27T12:00:00Z)
      at-half-past-two: last never, next 2026-03-28T01:30:00Z
      twice-a-day: last never, next 2026-03-27T23:00:00Z
    a common night (2026-03-28T12:00:00Z)
      running   twice-a-day of 2026-03-27T23:00:00Z, at-half-past-two of 2026-03-28T01:30:00Z, twice-a-day of 2026-03-28T11:00:00Z
      at-half-past-two: last 2026-03-28T01:30:00Z, next 2026-03-29T01:00:00Z
      twice-a-day: last 2026-03-28T11:00:00Z, next 2026-03-28T23:00:00Z
    the night without a half past two (2026-03-29T12:00:00Z)
      running   twice-a-day of 2026-03-28T23:00:00Z, at-half-past-two of 2026-03-29T01:00:00Z, twice-a-day of 2026-03-29T10:00:00Z
      at-half-past-two: last 2026-03-29T01:00:00Z, next 2026-03-30T00:30:00Z
      twice-a-day: last 2026-03-29T10:00:00Z, next 2026-03-29T22:00:00Z
    the first night of summer time (2026-03-30T12:00:00Z)
      running   twice-a-day of 2026-03-29T22:00:00Z, at-half-past-two of 2026-03-30T00:30:00Z, twice-a-day of 2026-03-30T10:00:00Z
      at-half-past-two: last 2026-03-30T00:30:00Z, next 2026-03-31T00:30:00Z
      twice-a-day: last 2026-03-30T10:00:00Z, next 2026-03-30T22:00:00Z
    nobody was there for two days (2026-04-01T12:00:00Z)
      running   twice-a-day of 2026-03-30T22:00:00Z, twice-a-day of 2026-03-31T10:00:00Z, twice-a-day of 2026-03-31T22:00:00Z, twice-a-day of 2026-04-01T10:00:00Z, at-half-past-two of 2026-04-01T00:30:00Z
      at-half-past-two: last 2026-04-01T00:30:00Z, next 2026-04-02T00:30:00Z
      twice-a-day: last 2026-04-01T10:00:00Z, next 2026-04-01T22:00:00Z
    paused for the summer (2026-04-01T12:00:00Z)
      at-half-past-two: last 2026-04-01T00:30:00Z, paused
      twice-a-day: last 2026-04-01T10:00:00Z, paused
    the night with two half past two (2026-10-25T12:00:00Z)
      running   twice-a-day of 2026-10-24T22:00:00Z, at-half-past-two of 2026-10-25T00:30:00Z, twice-a-day of 2026-10-25T11:00:00Z
      at-half-past-two: last 2026-10-25T00:30:00Z, next 2026-10-26T01:30:00Z
      twice-a-day: last 2026-10-25T11:00:00Z, next 2026-10-25T23:00:00Z
    the first night of winter time (2026-10-26T12:00:00Z)
      running   twice-a-day of 2026-10-25T23:00:00Z, at-half-past-two of 2026-10-26T01:30:00Z, twice-a-day of 2026-10-26T11:00:00Z
      at-half-past-two: last 2026-10-26T01:30:00Z, next 2026-10-27T01:30:00Z
      twice-a-day: last 2026-10-26T11:00:00Z, next 2026-10-26T23:00:00Z
    ");
}

/// Fires what is due at each quarter of an hour, or only at the end when nobody was there; the jobs end at once.
async fn fire_until(story: &mut Story<'_>, what: &str, until: &str) {
    let two = story.two;
    let mut turn = 0;
    if what.contains("nobody") {
        stand_at(two, until);
    }
    loop {
        for due in two.turn(turn).due_firings(10).await.unwrap().firings {
            let started = titled(&format!("{} of {}", due.schedule, utc(due.due_at)));
            let fire = Fire::Job(Box::new(started));
            let fired = two.turn(turn + 1).fire(due.schedule, due.due_at, fire);
            fired.await.unwrap();
        }
        if utc(two.clock.now()).as_str() >= until {
            break;
        }
        two.clock.advance(SECOND * 900);
        turn += 1;
    }
    story.claim(100).await;
    story.step(what).await;
    for name in story.running.keys().cloned().collect::<Vec<_>>() {
        let job = story.running[&name].fence.job;
        story.succeed(&name).await;
        two.b.delete(job).await.unwrap();
    }
}
