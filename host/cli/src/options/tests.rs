//! The command line as people see it: all of it in one place, so that a change of it is seen.

use clap::{Command, CommandFactory as _};

use super::Options;

/// How wide it is written.
const WIDTH: usize = 100;

/// The commands that print no document, and why.
const WITHOUT_JSON: [&str; 7] = [
    // These are documents themselves.
    "runner config default",
    "runner config schema",
    "runner completions",
    "runner man",
    // These go on until somebody ends them.
    "runner serve",
    "runner top",
    // Whatever stands behind the name is refused, since it might be the value.
    "runner secret set",
];

fn built() -> Command {
    let mut options = Options::command().term_width(WIDTH).max_term_width(WIDTH);
    options.build();
    options
}

/// All commands that people may call, from the top.
fn walk(command: &Command, visit: &mut dyn FnMut(&Command)) {
    visit(command);
    let inner = command.get_subcommands();
    for inner in inner.filter(|inner| !inner.is_hide_set() && inner.get_name() != "help") {
        walk(inner, visit);
    }
}

fn full_name(command: &Command) -> String {
    command
        .get_bin_name()
        .unwrap_or(command.get_name())
        .to_owned()
}

#[test]
fn the_reference_of_all_commands() {
    let mut reference = String::new();
    walk(&built(), &mut |command| {
        let name = full_name(command);
        let help = command
            .clone()
            .term_width(WIDTH)
            .render_long_help()
            .to_string();
        reference.push_str(&format!("## {name}\n\n{}\n\n", help.trim_end()));
    });
    // Help may have spaces at the ends of lines.
    let lines: Vec<&str> = reference.lines().map(str::trim_end).collect();
    insta::assert_snapshot!("reference", lines.join("\n"));
}

#[test]
fn every_command_that_says_something_says_it_as_json_too() {
    let mut without = Vec::new();
    walk(&built(), &mut |command| {
        let has_json = command
            .get_arguments()
            .any(|arg| arg.get_long() == Some("json"));
        let is_leaf = command
            .get_subcommands()
            .all(|inner| inner.get_name() == "help");
        if is_leaf && !has_json {
            without.push(full_name(command));
        }
    });
    without.retain(|name| !WITHOUT_JSON.contains(&name.as_str()));
    assert_eq!(without, Vec::<String>::new());
}

#[test]
fn the_command_line_holds_together() {
    Options::command().debug_assert();
}

#[test]
fn scripts_that_complete_commands_know_them_all() {
    for shell in [
        clap_complete::Shell::Bash,
        clap_complete::Shell::Zsh,
        clap_complete::Shell::Fish,
    ] {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Options::command(), "runner", &mut script);
        let script = String::from_utf8(script).unwrap();
        for word in ["submit", "backup", "restore", "doctor", "--profile"] {
            let word = match shell {
                // It names flags without their dashes.
                clap_complete::Shell::Fish => word.trim_start_matches('-'),
                _ => word,
            };
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}
