//! Says what a release has in it that the compiler does not know of: the files of the dashboard, which may come, go and be
//! renamed. It makes none of them. A debug build reads them when it is asked.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if is_release {
        // What is not there is looked for again by cargo each time: then the folder that it would be in is looked at.
        let dist = Path::new("../dashboard/dist");
        let watched = if dist.exists() {
            "../dashboard/dist"
        } else {
            "../dashboard"
        };
        println!("cargo::rerun-if-changed={watched}");
    }
}
