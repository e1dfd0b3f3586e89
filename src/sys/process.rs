//! What this process does not do: dump its memory, die without a word, or keep a reader of its output waiting; and how others ended.

use super::Environment;
use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

/// The absolute path of this program, for others to call it by: the one on `PATH`, which an update leaves where it is, before the file itself.
///
/// # Errors
/// When the operating system does not tell.
pub fn this_program(environment: &Environment) -> io::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let name = format!("{}{}", env!("CARGO_PKG_NAME"), std::env::consts::EXE_SUFFIX);
    let is_this = |path: &PathBuf| path.is_absolute() && path.canonicalize().ok() == own.canonicalize().ok();
    Ok(Some(found_in(environment, name.as_ref())).filter(is_this).unwrap_or(own))
}

/// The path of `program`, which is looked for in the folders of `PATH` if it is a name alone; the name, where none of them has it.
#[must_use]
pub fn found_in(environment: &Environment, program: &OsStr) -> PathBuf {
    let is_a_name = Path::new(program).components().count() == 1 && !Path::new(program).is_absolute();
    let folders = environment.get("PATH").filter(|_| is_a_name).map(std::env::split_paths);
    let mut paths = folders.into_iter().flatten().filter(|folder| folder.is_absolute()).map(|folder| folder.join(program));
    paths.find(|path| path.is_file()).unwrap_or_else(|| program.into())
}

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
        super::terminal_guard::restore_now();
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

/// Lets go of standard output: whoever reads it comes to its end, though this process goes on.
#[cfg(unix)]
pub fn let_go_of_output() -> std::io::Result<()> {
    let nowhere = std::fs::File::options().write(true).open("/dev/null")?;
    Ok(rustix::stdio::dup2_stdout(nowhere)?)
}

/// Does nothing, for it cannot be done on this system.
#[cfg(not(unix))]
pub fn let_go_of_output() -> std::io::Result<()> {
    Ok(())
}

/// The exit code of a command, 128 + n after signal n.
#[must_use]
#[cfg(unix)]
pub fn exit_code(status: ExitStatus) -> u8 {
    use std::os::unix::process::ExitStatusExt as _;
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(1);
    u8::try_from(code).unwrap_or(1)
}

/// The exit code of a command; one that does not fit is 1.
#[must_use]
#[cfg(not(unix))]
pub fn exit_code(status: ExitStatus) -> u8 {
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}
