//! Ctrl-C and SIGTERM, from the first file that is made to the last that is put in its place: while a guest runs they
//! end the guest, else they end the program, and in both cases nothing half done is left behind.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use anyhow::Context;
use runner_sandbox::Control;
use tokio::signal::unix::{SignalKind, signal};

/// What is to be done when a signal comes.
#[derive(Debug, Clone)]
pub(crate) struct Interrupts(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    leftovers: Vec<PathBuf>,
    guest: Option<Control>,
}

impl Interrupts {
    /// Listens from now on, until the program ends.
    pub(crate) fn listen() -> anyhow::Result<Self> {
        let cannot = "cannot listen for signals";
        let this = Self(Arc::default());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build()
            .context(cannot)?;
        let (mut interrupt, mut terminate) = {
            let _inside = runtime.enter();
            let listen = |kind| signal(kind).context(cannot);
            (
                listen(SignalKind::interrupt())?,
                listen(SignalKind::terminate())?,
            )
        };
        let heard = this.clone();
        thread::spawn(move || {
            runtime.block_on(async {
                loop {
                    let kind = tokio::select! {
                        _ = interrupt.recv() => SignalKind::interrupt(),
                        _ = terminate.recv() => SignalKind::terminate(),
                    };
                    heard.act(kind);
                }
            })
        });
        Ok(this)
    }

    /// Removes this file or folder if a signal ends the program.
    pub(crate) fn remove(&self, path: PathBuf) {
        self.lock().leftovers.push(path);
    }

    /// The next signal ends this guest and not the program.
    pub(crate) fn end_guest(&self, guest: Control) {
        self.lock().guest = Some(guest);
    }

    /// The guest has ended: from here on a signal ends the program.
    pub(crate) fn guest_ended(&self) {
        self.lock().guest = None;
    }

    fn act(&self, kind: SignalKind) {
        // Held to the end, so that nothing new is left while the rest is removed.
        let mut state = self.lock();
        if let Some(guest) = state.guest.take() {
            return guest.cancel();
        }
        for path in &state.leftovers {
            // What is in its place by now is not there any more.
            let _ = match path.is_dir() {
                true => fs::remove_dir_all(path),
                false => fs::remove_file(path),
            };
        }
        // As a shell says of what a signal ended.
        std::process::exit(128 + kind.as_raw_value());
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
