//! Process setup (core dumps, panics, standard output), this program's path, and exit codes of child processes.

use super::{Environment, Input};
use std::borrow::Cow;
use std::ffi::OsStr;
#[cfg(not(unix))]
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
#[cfg(not(unix))]
use std::sync::atomic::{AtomicI32, Ordering};

/// The maximum size of a wrapper script or program; those of Nix are smaller.
const MAX_WRAPPER_BYTES: u64 = 256 * 1024;

/// Returns an absolute path of this program for configuration files. Symbolic links are not resolved, because they survive an update that moves the
/// file.
///
/// Prefers the link or wrapper that was called, then one of the same name on `PATH`, then the executable itself.
///
/// # Errors
/// The operating system does not report the path.
pub(crate) fn this_program(environment: &Environment) -> io::Result<PathBuf> {
    let executable = std::env::current_exe()?;
    let called = PathBuf::from(std::env::args_os().next().unwrap_or_default());
    let name = format!("{}{}", env!("CARGO_PKG_NAME"), std::env::consts::EXE_SUFFIX);
    let absolute = Some(&called).filter(|called| called.components().count() > 1).and_then(|called| std::path::absolute(called).ok());
    let called_path = absolute
        .filter(|path| *path != executable && (is_link_or_wrapper_of(path, &executable) || path.is_file() && path.ends_with(&name)));
    let names = [called.file_name().unwrap_or_default(), name.as_ref()];
    let on_path = || {
        names.iter().map(|name| find_on_path(environment, name)).find(|path| path.is_absolute() && is_link_or_wrapper_of(path, &executable))
    };
    Ok(called_path.or_else(on_path).unwrap_or(executable))
}

/// Whether the file at `path` is `program`, a link to it, or a wrapper that contains its path.
fn is_link_or_wrapper_of(path: &Path, program: &Path) -> bool {
    let is_link = path.canonicalize().is_ok_and(|path| program.canonicalize().is_ok_and(|program| path == program));
    let program_bytes = program.as_os_str().as_encoded_bytes();
    is_link
        || Input::RegularFile(path)
            .bytes(MAX_WRAPPER_BYTES)
            .is_ok_and(|text| text.windows(program_bytes.len()).any(|part| part == program_bytes))
}

/// Finds `program` on `PATH` if it is a bare name; returns the name if it is not found.
#[must_use]
pub(crate) fn find_on_path(environment: &Environment, program: &OsStr) -> PathBuf {
    let is_bare_name = Path::new(program).components().count() == 1 && !Path::new(program).is_absolute();
    let folders = environment.command_folders().filter(|_| is_bare_name);
    let names = file_names(environment, program);
    let folders = folders.into_iter().flatten().filter(|folder| folder.is_absolute());
    let mut paths = folders.flat_map(|folder| names.iter().map(move |name| folder.join(name)));
    paths.find(|path| path.is_file()).unwrap_or_else(|| program.into())
}

/// Returns what to start for `program`. On Windows the file on `PATH`, with the endings of `PATHEXT`: the system itself would look for
/// `.exe` only, and `az`, `gcloud` and `npm` are scripts.
#[must_use]
#[cfg_attr(unix, expect(unused_variables, reason = "the system looks for it"))]
pub(crate) fn program_file<'a>(environment: &Environment, program: &'a OsStr) -> Cow<'a, OsStr> {
    #[cfg(unix)]
    return program.into();
    #[cfg(not(unix))]
    find_on_path(environment, program).into_os_string().into()
}

/// The names that the file of a program may have.
#[cfg(unix)]
fn file_names<'a>(_: &Environment, program: &'a OsStr) -> [&'a OsStr; 1] {
    [program]
}

/// The names that the file of a program may have: with an ending as it is, else with those of `PATHEXT`.
#[cfg(not(unix))]
fn file_names(environment: &Environment, program: &OsStr) -> Vec<OsString> {
    if Path::new(program).extension().is_some() {
        return vec![program.into()];
    }
    let endings = environment.get("PATHEXT").unwrap_or(".COM;.EXE;.BAT;.CMD").split(';').filter(|ending| ending.starts_with('.'));
    endings.map(|ending| [program, ending.as_ref()].into_iter().collect()).collect()
}

/// Disables core dumps, and installs a panic hook that prints the location and exits with code 1.
///
/// The panic message is not printed: it may contain secrets.
pub fn harden_process() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    #[cfg(unix)]
    disable_core_dumps();
    std::panic::set_hook(Box::new(|panic| {
        #[cfg(unix)]
        super::terminal_guard::restore_now();
        let location = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        let version = env!("CARGO_PKG_VERSION");
        let _ = writeln!(
            anstream::stderr(),
            "error: internal error in sts-cli {version} at {location}\n  hint: report this line and the command that you ran"
        );
        std::process::exit(1);
    }));
}

/// Sets the core size limit to 0, except on Linux, where `PR_SET_DUMPABLE` is used, which children do not inherit.
#[cfg(unix)]
fn disable_core_dumps() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    if !cfg!(target_os = "linux") {
        let Rlimit { maximum, .. } = getrlimit(Resource::Core);
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum });
    }
}

/// Closes standard output, so that its reader gets end of file while this process continues.
#[cfg(unix)]
pub(crate) fn detach_stdout() -> std::io::Result<()> {
    let null_device = std::fs::File::options().write(true).open("/dev/null")?;
    Ok(rustix::stdio::dup2_stdout(null_device)?)
}

/// Closes standard output, so that its reader gets end of file while this process continues.
#[cfg(not(unix))]
pub(crate) fn detach_stdout() -> std::io::Result<()> {
    drop(winsafe::HSTD::GetStdHandle(winsafe::co::STD_HANDLE::OUTPUT)); // the guard closes it
    Ok(())
}

/// Starts this program again with the same arguments, no input, and its output in a pipe.
///
/// # Errors
/// The process could not be started.
pub(crate) fn spawn_self() -> io::Result<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(std::env::args_os().skip(1)).stdin(Stdio::null()).stdout(Stdio::piped()).spawn()
}

/// Returns the exit code of a command; 128 + n after signal n.
#[must_use]
#[cfg(unix)]
pub fn exit_code(status: ExitStatus) -> u8 {
    use std::os::unix::process::ExitStatusExt as _;
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(1);
    u8::try_from(code).unwrap_or(1)
}

/// The exit code of a command that does not fit into a byte; 0 if each one fits.
#[cfg(not(unix))]
static WIDE_EXIT_CODE: AtomicI32 = AtomicI32::new(0);
/// Represents it until [`exit`].
#[cfg(not(unix))]
const WIDE: u8 = 1;

/// Returns the exit code of a command. Windows has codes of 32 bits: for one that does not fit into a byte, [`exit`] knows it.
#[must_use]
#[cfg(not(unix))]
pub fn exit_code(status: ExitStatus) -> u8 {
    let code = status.code().unwrap_or(1);
    u8::try_from(code).unwrap_or_else(|_| {
        WIDE_EXIT_CODE.store(code, Ordering::Relaxed);
        WIDE
    })
}

/// Ends this process with `code`, or with that of a command, if `code` represents one.
#[cfg(not(unix))]
pub fn exit(code: u8) -> ! {
    let wide = WIDE_EXIT_CODE.load(Ordering::Relaxed);
    std::process::exit(if code == WIDE && wide != 0 { wide } else { code.into() })
}
