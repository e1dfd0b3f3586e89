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

/// The context of a warning or a note, for programs.
#[derive(Clone, Copy, Default)]
pub(crate) struct MessageContext {
    /// The word for the one who must act; empty if nothing needs to be done.
    pub(crate) responsible: &'static str,
    /// The section of the documentation, as a path in this repository with an anchor; empty if there is none.
    pub(crate) documentation: &'static str,
}

/// Formats a warning or a note as a JSON object, without the members that are empty.
pub(super) fn labeled_message(label: &str, text: &str, context: MessageContext) -> String {
    let mut message = serde_json::json!({"type": label, "message": text});
    for (member, value) in [("responsible", context.responsible), ("documentation", context.documentation)] {
        if !value.is_empty() {
            message[member] = value.into();
        }
    }
    message.to_string()
}
