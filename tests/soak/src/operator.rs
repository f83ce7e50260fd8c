//! An operator: installs, swaps, rolls back and removes plugins of its own, one change after the other.

use std::collections::BTreeMap;

use runner_fixtures::Random;
use runner_testkit::Server;
use serde_json::{Value, json};

use crate::components::{Components, name_of};
use crate::expect::Then;
use crate::history::now;
use crate::model::{Change, Plugin};
use crate::plan::Plan;

/// Who changes plugins: what one of them does waits for no other's compilation unless it compiles itself.
pub(crate) const OPERATORS: u32 = 2;

/// After how many changes an operator says so: a long run shows that it goes on.
const WORD_EVERY: u64 = 250;

/// An operator.
#[derive(Debug)]
pub(crate) struct Operator<'a> {
    server: &'a Server,
    components: &'a Components,
    say: fn(&str),
    number: u32,
    random: Random,
    pub(crate) plugins: Vec<Plugin>,
    pub(crate) done: Done,
}

/// What was done, and what was answered otherwise than it should have been.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// How often each was done and refused.
    pub(crate) changes: BTreeMap<&'static str, (u64, u64)>,
    pub(crate) asked: u64,
    pub(crate) wrong: Vec<String>,
}

impl<'a> Operator<'a> {
    /// One of them, with its part of all plugins.
    pub(crate) fn new(
        server: &'a Server,
        components: &'a Components,
        plan: &Plan,
        number: u32,
    ) -> Self {
        let own = (0..plan.plugins).filter(|plugin| plugin % OPERATORS == number);
        Self {
            server,
            components,
            say: plan.say,
            number,
            random: Random::new(plan.seed.wrapping_add(u64::from(number) << 40)),
            plugins: own.map(Plugin::new).collect(),
            done: Done::default(),
        }
    }

    /// Installs a first version of each.
    pub(crate) fn begin(&mut self) {
        for at in 0..self.plugins.len() {
            self.change(at, Change::Install(1));
        }
    }

    /// Changes plugins at random until each has had so many versions.
    pub(crate) fn go_on(&mut self, versions: u32) {
        loop {
            let all = self.plugins.iter().enumerate();
            let short: Vec<usize> = all
                .filter(|(_, plugin)| plugin.newest() < versions)
                .map(|(at, _)| at)
                .collect();
            if short.is_empty() {
                return;
            }
            let at = match self.random.below(3) {
                0 => self.random.below(self.plugins.len() as u64) as usize,
                _ => *self.random.pick(&short),
            };
            let change = self.choose(at, versions);
            self.change(at, change);
        }
    }

    /// Removes all that is there.
    pub(crate) fn end(&mut self) {
        for at in 0..self.plugins.len() {
            if self.plugins[at].active.is_some() {
                self.change(at, Change::Remove);
            }
        }
    }

    fn choose(&mut self, at: usize, versions: u32) -> Change {
        let plugin = &self.plugins[at];
        let (newest, kept) = (plugin.newest(), plugin.kept());
        let any = 1 + self.random.below(u64::from(newest.max(1))) as u32;
        let next = if newest < versions { newest + 1 } else { any };
        match self.random.below(100) {
            0..=44 => Change::Install(next),
            45..=54 => Change::Install(any),
            55..=66 => Change::Activate(any),
            67..=79 => Change::Rollback,
            // Now and then one that runs or is gone: that is refused.
            80..=93 if kept.is_empty() || self.random.below(5) == 0 => Change::RemoveVersion(any),
            80..=93 => Change::RemoveVersion(*self.random.pick(&kept)),
            _ => Change::Remove,
        }
    }

    /// Does it, and sees whether the answer is what it should be.
    fn change(&mut self, at: usize, change: Change) {
        let plugin = &mut self.plugins[at];
        let expected = plugin.expects(change);
        let asked = now();
        let (status, body) = ask(self.server, self.components, plugin.number, change);
        let answered = now();
        let counts = self.done.changes.entry(change.word()).or_default();
        match expected.code {
            None => counts.0 += 1,
            Some(_) => counts.1 += 1,
        }
        self.done.asked += 1;
        if self.done.asked.is_multiple_of(WORD_EVERY) {
            let (number, asked) = (self.number + 1, self.done.asked);
            (self.say)(&format!("operator {number}: {asked} changes"));
        }
        let ran = match &expected.then {
            Then::Runs(number) => {
                let digest = self.components.component(plugin.number, *number).digest;
                body["digest"] == digest.to_string() && body["state"] == "active"
            }
            _ => true,
        };
        if !expected.is_met(status, &body) || !ran {
            let name = name_of(plugin.number);
            self.done.wrong.push(format!(
                "{name}: {change:?} was answered with {status} {body}, not as {expected:?}"
            ));
        }
        plugin.now_is(&expected.then, asked, answered);
    }
}

fn ask(server: &Server, components: &Components, plugin: u32, change: Change) -> (u16, Value) {
    let path = format!("/api/v1/plugins/{}", name_of(plugin));
    let component = |version| components.component(plugin, version);
    match change {
        Change::Install(version) => server.upload("/api/v1/plugins", &[], &component(version).wasm),
        Change::Activate(version) => {
            let digest = component(version).digest;
            server.post(&format!("{path}/activate"), &json!({"digest": digest}))
        }
        Change::Rollback => server.post(&format!("{path}/rollback"), &Value::Null),
        Change::RemoveVersion(version) => {
            let digest = component(version).digest;
            server.send("DELETE", &format!("{path}/versions/{digest}"), &Value::Null)
        }
        Change::Remove => server.send("DELETE", &path, &Value::Null),
    }
}
