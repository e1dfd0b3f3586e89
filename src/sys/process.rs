//! What this process does not do: dump its memory, or die without a word.

use std::io::Write as _;

/// Keeps secrets out of core dumps, and makes a defect end with its place and exit code 1 instead of an abort.
///
/// The panic's own message is left out: it may hold what was being worked on.
pub fn prepare_process() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        let version = env!("CARGO_PKG_VERSION");
        let _ = writeln!(
            anstream::stderr(),
            "error: this is a defect of sts-cli {version}, at {place}\n  hint: please report it with this line and the command you ran"
        );
        std::process::exit(1);
    }));
}
