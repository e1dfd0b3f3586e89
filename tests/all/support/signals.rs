//! Resets inherited signal dispositions: under `nohup`, or in the background of a script, children would ignore the signals that tests
//! send.

use std::sync::LazyLock;
use tokio::signal::unix::{SignalKind, signal};

/// The signals that end a program.
const ENDING: [SignalKind; 4] = [SignalKind::hangup(), SignalKind::interrupt(), SignalKind::quit(), SignalKind::terminate()];

/// Ensures that programs started from now on end at the signals that this process was started to ignore.
///
/// A child inherits an ignored signal as ignored, but a caught one with its default action (POSIX, `exec`): so they are caught here.
pub(crate) fn reset_for_children() {
    static CAUGHT: LazyLock<()> = LazyLock::new(catch_ignored);
    LazyLock::force(&CAUGHT);
}

/// Installs handlers for ignored signals. They outlive the runtime.
fn catch_ignored() {
    let own = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
    let _inside = runtime.enter();
    ignored(&own).into_iter().for_each(|kind| drop(signal(kind).unwrap()));
}

/// Returns the ignored ones of these signals, by proc(5) `/proc/PID/status`.
pub(crate) fn ignored(status: &str) -> Vec<SignalKind> {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.map_or(0, |mask| u64::from_str_radix(mask.trim(), 16).unwrap());
    ENDING.into_iter().filter(|kind| mask & (1 << (kind.as_raw_value() - 1)) != 0).collect()
}
