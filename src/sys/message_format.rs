//! The format of errors, warnings and notes on standard error: text, or JSON for scripts.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether messages are JSON; of the whole process, as the color of messages is.
static IS_JSON: AtomicBool = AtomicBool::new(false);

/// Prints errors, warnings and notes as JSON from now on, one object on each line.
pub(crate) fn print_messages_as_json() {
    IS_JSON.store(true, Ordering::Relaxed);
}

/// Whether errors, warnings and notes are printed as JSON.
pub(crate) fn are_messages_json() -> bool {
    IS_JSON.load(Ordering::Relaxed)
}

/// Formats a warning or a note as a JSON object.
pub(super) fn labeled_message(label: &str, text: &str) -> String {
    serde_json::json!({"type": label, "message": text}).to_string()
}
