//! The code of the bundled plugins, compiled once for all tests of a program: a server that starts on a new folder would
//! compile it for seconds, in each test anew. What a test compiles itself is its own.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::UNIX_EPOCH;

/// Gives a data folder that no server had yet the code of the bundled plugins.
pub(crate) fn give(program: &Path, data: &Path) -> io::Result<()> {
    if data.join("token").exists() {
        return Ok(());
    }
    link_all(&compiled(program)?, &data.join("cache"))
}

/// The folder with the code, made by whoever needs it first.
fn compiled(program: &Path) -> io::Result<PathBuf> {
    let about = fs::metadata(program)?;
    let written = about
        .modified()?
        .duration_since(UNIX_EPOCH)
        .map_err(io::Error::other)?;
    // Beside the program, and not of another one that lay there before.
    let folder = program.with_file_name("bundled-code").join(format!(
        "{:x}-{:x}",
        written.as_nanos(),
        about.len()
    ));
    fs::create_dir_all(&folder)?;
    let lock = File::create(folder.join("lock"))?;
    lock.lock()?;
    let done = folder.join("cache");
    if !done.exists() {
        let data = folder.join("data");
        let mut server = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(&data)
            .env_remove("RUNNER_DATA_DIR")
            .env_remove("RUNNER_CONFIG")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let said = server.stderr.take().map(BufReader::new);
        // It listens before.
        let compiled = said
            .into_iter()
            .flat_map(BufReader::lines)
            .map_while(Result::ok)
            .any(|line| line.contains("the plugins that come with the program are compiled"));
        server.kill()?;
        server.wait()?;
        if !compiled {
            return Err(io::Error::other("the server ended before it had compiled"));
        }
        fs::rename(data.join("cache"), &done)?;
        fs::remove_dir_all(&data)?;
    }
    Ok(done)
}

/// The files of a folder under a second name: they are written anew, never changed.
fn link_all(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            link_all(&source, &target)?;
        } else if !target.exists() && fs::hard_link(&source, &target).is_err() {
            // The temporary folder may be on another disk.
            fs::copy(&source, &target)?;
        }
    }
    Ok(())
}
