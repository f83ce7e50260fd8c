//! Builds the guests of the tests.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    texts();
    runner_plugin_build::Guests::new()
        .examples(
            "runner-test-guests",
            "tests/guests",
            &["tests/guests/examples", "tests/hostile"],
        )
        .named()
        .build_or_exit();
}

/// Takes up the guests that are written as text: what they become, the library looks after.
fn texts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../hostile");
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the guests are there")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "wat"))
        .collect();
    files.sort();
    let mut list = String::from("pub static TEXTS: &[(&str, &str)] = &[\n");
    for file in files {
        let name = file.file_stem().expect("it has an ending");
        // Writing to a String cannot fail.
        let _ = writeln!(list, "    ({name:?}, include_str!({file:?})),");
    }
    list.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it for build scripts"));
    fs::write(out.join("texts.rs"), list).expect("cargo made the folder");
}
