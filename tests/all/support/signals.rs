//! What started programs inherit: under `nohup`, or in a script's background, they would ignore the signals that tests send them.

use std::sync::LazyLock;
use tokio::signal::unix::{SignalKind, signal};

/// The signals that a person, a terminal or a supervisor ends a program with.
const ENDING: [SignalKind; 4] = [SignalKind::hangup(), SignalKind::interrupt(), SignalKind::quit(), SignalKind::terminate()];

/// Ensures that programs started from now on end at the signals that this process was started to ignore.
///
/// A child inherits an ignored signal as ignored, but a caught one with its default action (POSIX, `exec`): so they are caught here.
pub(crate) fn reset_for_children() {
    static CAUGHT: LazyLock<()> = LazyLock::new(catch_ignored);
    LazyLock::force(&CAUGHT);
}

/// Catches those that are ignored now. The handlers outlive the runtime.
fn catch_ignored() {
    let own = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
    let _inside = runtime.enter();
    ignored(&own).into_iter().for_each(|kind| drop(signal(kind).unwrap()));
}

/// Those of the ending signals that a process ignores, by its `status` file on Linux (proc(5)); none where there is no such file.
pub(crate) fn ignored(status: &str) -> Vec<SignalKind> {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.map_or(0, |mask| u64::from_str_radix(mask.trim(), 16).unwrap());
    ENDING.into_iter().filter(|kind| mask & (1 << (kind.as_raw_value() - 1)) != 0).collect()
}
