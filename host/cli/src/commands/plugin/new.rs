//! `runner plugin new`: writes a small, complete project to begin with.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, ValueEnum};
use runner_model::ProcessorName;
use runner_plugin_templates::{File, Language};
use serde_json::json;

use crate::error::{Exit, UserError};
use crate::terminal;

/// Write a small, complete project for a processor of your own
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  runner plugin new word-search --lang rust
  runner plugin new word-search --lang python --dir ~/src/word-search")]
pub(crate) struct NewArgs {
    /// The processor's name: lower-case letters, digits and `-`
    #[arg(value_name = "NAME")]
    name: String,

    /// The language
    #[arg(long)]
    lang: Lang,

    /// The folder to make [default: the name, here]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Lang {
    Rust,
    #[value(name = "javascript", alias = "js")]
    JavaScript,
    #[value(alias = "py")]
    Python,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Rust => Self::Rust,
            Lang::JavaScript => Self::JavaScript,
            Lang::Python => Self::Python,
        }
    }
}

pub(super) fn run(args: &NewArgs) -> anyhow::Result<ExitCode> {
    let name = ProcessorName::try_from(args.name.clone()).map_err(|error| {
        UserError::new(Exit::Usage, error).hint("a name such as word-search becomes a kind of job")
    })?;
    let folder = args
        .dir
        .clone()
        .unwrap_or_else(|| PathBuf::from(name.as_str()));
    let language = Language::from(args.lang);
    let files = language.project(&name);
    make(&folder)?;
    if let Err(error) = write(&folder, &files) {
        // Half a project is none. What cannot be removed is named by the error already.
        let _ = fs::remove_dir_all(&folder);
        return Err(error);
    }

    let plugin = language.plugin_file(&name);
    let check = format!("runner plugin check {plugin}");
    let next = [language.test_command(), language.build_command(), &check];
    if args.json {
        let paths: Vec<&str> = files.iter().map(|file| file.path).collect();
        let written = json!({
            "name": name,
            "folder": folder,
            "files": paths,
            "plugin": plugin,
            "next": next,
        });
        terminal::data(&written.to_string())?;
        return Ok(ExitCode::SUCCESS);
    }
    terminal::data(&folder.display().to_string())?;
    terminal::note("it searches a text for a word; make it yours. Next:");
    terminal::note(&format!("  cd {}", folder.display()));
    for command in next {
        terminal::note(&format!("  {command}"));
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes the folder, which must be new.
fn make(folder: &Path) -> anyhow::Result<()> {
    match fs::create_dir(folder) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let message = format!("{} is there already", folder.display());
            Err(UserError::new(Exit::Usage, message)
                .hint("a project is written into a new folder: name another with --dir")
                .into())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let message = format!("the folder for {} is not there", folder.display());
            Err(UserError::new(Exit::NotFound, message)
                .hint("make it first, or name another with --dir")
                .into())
        }
        Err(error) => Err(error).with_context(|| format!("cannot make {}", folder.display())),
    }
}

fn write(folder: &Path, files: &[File]) -> anyhow::Result<()> {
    for file in files {
        let path = folder.join(file.path);
        let write = || {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::File::create_new(&path)?.write_all(file.text.as_bytes())
        };
        write().with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}
