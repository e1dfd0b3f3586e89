//! Reads lines that the user types or pastes into the console of Windows while the program also waits for something else.

use super::prompt::read_answer;
use std::fs::File;
use tokio::sync::oneshot;

/// The lines of the console, read by a thread, because the console has no non-blocking mode.
pub struct ConsoleLines(File);

impl ConsoleLines {
    /// Whether an abandoned read leaves what is typed later. Here it cannot be withdrawn, and takes the next line, even if that is for another
    /// program.
    pub(crate) const LEAVES_LATER_INPUT: bool = false;

    /// Starts reading the console whose output is `terminal`.
    pub(super) fn of(terminal: File) -> Option<Self> {
        Some(Self(terminal))
    }

    /// Waits for the next line, without its line end. Never returns if the console is gone.
    pub async fn next(&mut self) -> String {
        let (sender, receiver) = oneshot::channel();
        if let Ok(terminal) = self.0.try_clone() {
            std::thread::spawn(move || sender.send(read_answer(terminal)));
            test_event!(PasteAwaited);
        }
        match receiver.await {
            Ok(Ok(Some(line))) => line.trim_end().to_owned(),
            _ => std::future::pending().await,
        }
    }
}
