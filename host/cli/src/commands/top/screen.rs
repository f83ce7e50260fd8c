//! The terminal: taken while something is drawn, and given back however that ends.

use std::io;
use std::thread;

use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{self, Event};
use tokio::sync::mpsc::UnboundedSender;

/// The whole terminal. Dropping it gives the terminal back as it was; a panic does so too, before it is told.
#[derive(Debug)]
pub(super) struct Screen(pub(super) DefaultTerminal);

impl Screen {
    pub(super) fn take() -> io::Result<Self> {
        ratatui::try_init().map(Self)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // It may be gone: then there is nobody to tell.
        let _ = ratatui::try_restore();
    }
}

/// Sends keys, and that the size changed. The thread ends with the program, or with the terminal.
pub(super) fn listen(sender: UnboundedSender<Event>) {
    thread::spawn(move || {
        while let Ok(event) = event::read() {
            if sender.send(event).is_err() {
                return;
            }
        }
    });
}
