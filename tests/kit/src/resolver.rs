//! A resolver that says what a test wants it to say.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use runner_sandbox::{Addresses, Resolver};

/// A resolver that says what a test wants it to say. Clones are the same one.
#[derive(Debug, Clone, Default)]
pub struct Lies(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    answers: HashMap<String, VecDeque<Vec<IpAddr>>>,
    asked: Vec<String>,
}

impl Lies {
    /// Adds an answer for a name. They are given in turn; the last stays.
    pub fn tell(&self, name: &str, addresses: &[&str]) {
        let parse = |address: &&str| address.parse().expect("a test writes addresses");
        let addresses = addresses.iter().map(parse).collect();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .answers
            .entry(name.to_owned())
            .or_default()
            .push_back(addresses);
    }

    /// Every name that was asked for, in order.
    pub fn asked(&self) -> Vec<String> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.asked.clone()
    }
}

impl Resolver for Lies {
    fn resolve<'a>(&'a self, name: &'a str) -> Addresses<'a> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.asked.push(name.to_owned());
        let answer = known.answers.get_mut(name).and_then(|answers| {
            if answers.len() > 1 {
                answers.pop_front()
            } else {
                answers.front().cloned()
            }
        });
        let answer = answer.ok_or_else(|| io::Error::other("there is no such name"));
        Box::pin(async move { answer })
    }
}
