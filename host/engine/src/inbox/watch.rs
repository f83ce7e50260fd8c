//! What happens in the folder, as signs. The system wakes us; nothing here looks by itself.

use std::ffi::OsStr;
use std::path::Path;

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::mpsc;

use super::settle::Sign;

/// What was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// Something happened to a file that may be a plugin.
    File(String, Sign),
    /// More happened than can be told.
    Much,
    /// The folder is not where it was.
    FolderGone,
}

/// Watches the folder for as long as this is held. Whatever happens from now on is sent.
pub(super) fn watch(
    folder: &Path,
    sender: mpsc::UnboundedSender<Heard>,
) -> notify::Result<RecommendedWatcher> {
    let own = folder.to_owned();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let heard = match event {
            Ok(event) => heard(&own, &event),
            Err(_) => Some(Heard::Much),
        };
        if let Some(heard) = heard {
            // Nobody listens any more when the node stops.
            let _ = sender.send(heard);
        }
    })?;
    watcher.watch(folder, RecursiveMode::NonRecursive)?;
    Ok(watcher)
}

/// The name of a file that may be a plugin: it ends in `.wasm`, and is not hidden. What editors and copying programs
/// name otherwise until it is whole is none of ours.
pub(super) fn plugin_name(name: &OsStr) -> Option<String> {
    let text = name.to_str()?;
    let (stem, ending) = text.rsplit_once('.')?;
    let is_hidden = stem.is_empty() || stem.starts_with('.');
    (!is_hidden && ending.eq_ignore_ascii_case("wasm")).then(|| text.to_owned())
}

fn heard(folder: &Path, event: &Event) -> Option<Heard> {
    if event.need_rescan() {
        return Some(Heard::Much);
    }
    let path = event.paths.first()?;
    if path == folder {
        let is_gone = matches!(
            event.kind,
            EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))
        );
        return is_gone.then_some(Heard::FolderGone);
    }
    let sign = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Sign::Closed,
        // Of a rename inside the folder both halves have been told by themselves.
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => {
            return None;
        }
        EventKind::Modify(ModifyKind::Name(RenameMode::To)) => Sign::Closed,
        EventKind::Modify(ModifyKind::Data(_)) => Sign::Written,
        _ => Sign::Touched,
    };
    Some(Heard::File(plugin_name(path.file_name()?)?, sign))
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, DataChange, Flag, MetadataKind, RemoveKind};

    use super::*;

    fn of(kind: EventKind, path: &str) -> Option<Heard> {
        heard(
            Path::new("/data/plugins"),
            &Event::new(kind).add_path(path.into()),
        )
    }

    #[test]
    fn only_files_that_may_be_plugins_are_heard_of() {
        let names = [
            "echo.wasm",
            "Echo.WASM",
            "a b.v2.wasm",
            ".echo.wasm",
            ".wasm",
            "echo.wasm.part",
            "echo.wasm~",
            "echo.wasm.tmp",
            "README.txt",
            "wasm",
        ];
        let taken: Vec<_> = names
            .iter()
            .filter_map(|name| plugin_name(OsStr::new(name)))
            .collect();
        assert_eq!(taken, ["echo.wasm", "Echo.WASM", "a b.v2.wasm"]);
    }

    #[test]
    fn events_become_signs_and_our_own_reading_none() {
        let sign = |kind| match of(kind, "/data/plugins/a.wasm") {
            Some(Heard::File(name, sign)) if name == "a.wasm" => Some(sign),
            None => None,
            other => panic!("{other:?}"),
        };
        let access = |kind| sign(EventKind::Access(kind));
        let modify = |kind| sign(EventKind::Modify(kind));
        assert_eq!(access(AccessKind::Open(AccessMode::Any)), None);
        assert_eq!(access(AccessKind::Close(AccessMode::Read)), None);
        assert_eq!(
            access(AccessKind::Close(AccessMode::Write)),
            Some(Sign::Closed)
        );
        assert_eq!(
            modify(ModifyKind::Data(DataChange::Any)),
            Some(Sign::Written)
        );
        assert_eq!(modify(ModifyKind::Name(RenameMode::To)), Some(Sign::Closed));
        assert_eq!(
            modify(ModifyKind::Name(RenameMode::From)),
            Some(Sign::Touched)
        );
        assert_eq!(modify(ModifyKind::Name(RenameMode::Both)), None);
        assert_eq!(
            modify(ModifyKind::Metadata(MetadataKind::Any)),
            Some(Sign::Touched)
        );
        assert_eq!(
            sign(EventKind::Create(CreateKind::File)),
            Some(Sign::Touched)
        );
        assert_eq!(
            sign(EventKind::Remove(RemoveKind::File)),
            Some(Sign::Touched)
        );
    }

    #[test]
    fn a_folder_that_goes_and_a_queue_that_runs_over_are_heard_of() {
        let gone = of(EventKind::Remove(RemoveKind::Folder), "/data/plugins");
        assert_eq!(gone, Some(Heard::FolderGone));
        let much = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(heard(Path::new("/data/plugins"), &much), Some(Heard::Much));
    }
}
