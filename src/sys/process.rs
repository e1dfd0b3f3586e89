//! What this process does not do: dump its memory, or die without a word.

use std::io::Write as _;

/// Keeps secrets out of core dumps, and makes a defect end with its place and exit code 1 instead of an abort.
///
/// The panic's own message is left out: it may hold what was being worked on.
pub fn prepare_process() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    #[cfg(unix)]
    limit_core();
    std::panic::set_hook(Box::new(|panic| {
        #[cfg(unix)]
        super::restored::restore_now();
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        let version = env!("CARGO_PKG_VERSION");
        let _ = writeln!(
            anstream::stderr(),
            "error: this is a defect of sts-cli {version}, at {place}\n  hint: please report it with this line and the command you ran"
        );
        std::process::exit(1);
    }));
}

/// No core of this process. Linux has a better way, which what is started from here does not inherit.
#[cfg(unix)]
fn limit_core() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    if !cfg!(target_os = "linux") {
        let Rlimit { maximum, .. } = getrlimit(Resource::Core);
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum });
    }
}
