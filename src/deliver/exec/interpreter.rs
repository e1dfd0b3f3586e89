//! The file of a command: what the system does with it, looked at before keys get into its environment. execve(2) reports neither a missing
//! script from a missing interpreter, nor a text from a program of another machine; execvp(3) of glibc gives both of these to `sh`.

use super::Error;
use crate::sys::{Deps, Environment};
use crate::text::printable;
use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// The number of bytes that Linux reads of a `#!` line.
const MAX_BYTES: u64 = 255;
/// Describes a missing interpreter.
pub(crate) const DOES_NOT_EXIST: &str = "does not exist";
/// The fault of options that end with a carriage return.
const TAKES_NO_CR: &str = "does not accept an option that ends with a carriage return";
/// The fault of several words after `env`, which the system passes on as one.
const IS_ONE_NAME: &str = "is a single name to env: only `env -S` splits words";
/// The fault of a file that the system refuses to run.
const IS_FOREIGN: &str = "is not a program for this system and processor";
/// The fault of an interpreter without execute permission.
pub(crate) const IS_NOT_EXECUTABLE: &str = "is not executable";
/// The maximum depth of nested interpreters on Linux.
const MAX_SCRIPTS: usize = 5;
/// The first bytes of executables that need not contain a NUL after them: ELF, and the four kinds of Mach-O.
const MAGIC: [&[u8]; 5] = [b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa"];
/// Interpreters that take a carriage return after their options.
const TAKE_CR: [&str; 2] = ["perl", "ruby"];
/// The folders that the system searches for commands if `PATH` is not set.
const USUAL_FOLDERS: &str = "/bin:/usr/bin";

/// The file of a command, or that of the program which runs it.
pub(super) struct CommandFile {
    command: String,
    /// The programs that first lines name, in order, printable.
    interpreters: Vec<String>,
    /// The fault of the last interpreter, and whether a carriage return causes it.
    fault: Option<(&'static str, bool)>,
    /// Whether env(1) looks for one of them: what that finds, this process does not run itself.
    is_by_env: bool,
    /// The file that runs in the end.
    path: PathBuf,
    start: Vec<u8>,
}

impl CommandFile {
    /// Looks at the file of `program`, and at those that its first line leads to.
    pub(super) fn of(program: &OsStr, deps: &Deps) -> Self {
        let path = find_program(&deps.environment, program).unwrap_or_default();
        let command = program.to_string_lossy().into_owned();
        let mut file = Self { command, interpreters: Vec::new(), fault: None, is_by_env: false, start: read_start(&path), path };
        while let Some(line) = FirstLine::of(&file.start, &deps.environment).filter(|_| file.fault.is_none()) {
            file.is_by_env |= line.is_by_env;
            file.interpreters.push(line.display_name);
            (file.fault, file.start, file.path) = (line.fault, read_start(&line.path), line.path);
            if file.interpreters.len() == MAX_SCRIPTS && file.fault.is_none() {
                let is_script = file.start.starts_with(b"#!") && !file.is_by_env; // by way of env there is no such limit
                file.fault = is_script.then_some(("exceeds the limit of five nested scripts", false));
                break;
            }
        }
        file
    }

    /// The path of the file itself.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is a text without an interpreter: a script for `sh`, as it is where a shell starts it.
    pub(super) fn is_script_for_sh(&self) -> bool {
        self.interpreters.is_empty() && !is_binary(&self.start)
    }

    /// Whether the system may refuse to run what would be given to `sh` then: a program of another machine, or a broken one.
    #[cfg(unix)]
    pub(super) fn may_be_foreign(&self) -> bool {
        !self.is_by_env && !self.is_script_for_sh() && !is_native(&self.start, &self.path)
    }

    /// Returns what keeps it from running.
    ///
    /// # Errors
    /// [`Error::NoInterpreter`].
    pub(super) fn check(&self) -> Result<(), Error> {
        let fault = self.fault.filter(|_| cfg!(unix)); // elsewhere the system reads no first line
        fault.map_or(Ok(()), |(problem, has_windows_line_ends)| Err(self.no_interpreter(problem, has_windows_line_ends)))
    }

    /// Checks that the file exists and may be run. Only of use on Unix: elsewhere the system completes its name.
    ///
    /// # Errors
    /// [`Error::NotFound`] or [`Error::NotRun`].
    pub(super) fn check_executable(&self) -> Result<(), Error> {
        match self.path.metadata() {
            _ if cfg!(not(unix)) => Ok(()),
            Ok(found) if found.is_file() && is_executable(&found) => Ok(()),
            Ok(_) => Err(self.fault(io::ErrorKind::PermissionDenied.into())),
            Err(source) => Err(self.fault(source)),
        }
    }

    /// Returns why it did not run, given the error of the system.
    pub(super) fn fault(&self, source: io::Error) -> Error {
        let command = self.command.clone();
        match source.kind() {
            _ if is_unknown_format(&source) && self.interpreters.is_empty() => Error::Foreign(command),
            _ if is_unknown_format(&source) => self.no_interpreter(IS_FOREIGN, false),
            io::ErrorKind::NotFound if self.start.starts_with(MAGIC[0]) => {
                Error::NoLoader(self.interpreters.last().cloned().unwrap_or(command))
            }
            io::ErrorKind::NotFound => Error::NotFound(command),
            _ => Error::NotRun { command, source },
        }
    }

    fn no_interpreter(&self, problem: &'static str, has_windows_line_ends: bool) -> Error {
        let mut interpreters = self.interpreters.clone();
        interpreters.dedup(); // an interpreter that names itself
        let chain = interpreters.join("`, a script for `");
        let interpreter = interpreters.pop().unwrap_or_default();
        let (command, script) = (self.command.clone(), interpreters.pop().unwrap_or_else(|| self.command.clone()));
        Error::NoInterpreter { command, chain, script, interpreter, problem, has_windows_line_ends }
    }
}

/// The interpreter in a first line that begins with `#!`.
struct FirstLine {
    display_name: String,
    path: PathBuf,
    is_by_env: bool,
    fault: Option<(&'static str, bool)>,
}

impl FirstLine {
    fn of(start: &[u8], environment: &Environment) -> Option<Self> {
        let line = String::from_utf8_lossy(start.strip_prefix(b"#!")?.split(|byte| *byte == b'\n').next()?).into_owned();
        let line = line.trim_matches([' ', '\t']);
        let (interpreter, arguments) = line.split_once([' ', '\t']).unwrap_or((line, ""));
        let env_program = program_of_env(interpreter, arguments.trim_start_matches([' ', '\t']));
        let name = env_program.unwrap_or(interpreter);
        let path = env_program.map_or_else(|| Some(interpreter.into()), |name| find_program(environment, name.as_ref()));
        let own = Path::new(interpreter).file_name().and_then(OsStr::to_str).unwrap_or_default();
        let problem = match path.as_deref().map(Path::metadata) {
            None | Some(Err(_)) if env_program.is_some_and(|name| name.contains(' ')) => Some(IS_ONE_NAME),
            None | Some(Err(_)) => Some(DOES_NOT_EXIST),
            _ if arguments.ends_with('\r') && !TAKE_CR.iter().any(|name| own.starts_with(name)) => Some(TAKES_NO_CR),
            Some(Ok(found)) if found.is_dir() => Some("is a folder"),
            Some(Ok(found)) if !is_executable(&found) => Some(IS_NOT_EXECUTABLE),
            Some(Ok(_)) => None,
        };
        let has_windows_line_ends = name.ends_with('\r') || problem == Some(TAKES_NO_CR);
        let display_name = printable(name.trim_end_matches('\r')) + if name.ends_with('\r') { "\\r" } else { "" };
        let path = path.unwrap_or_default();
        (!interpreter.is_empty()).then(|| Self {
            display_name,
            path,
            is_by_env: env_program.is_some(),
            fault: problem.map(|it| (it, has_windows_line_ends)),
        })
    }
}

/// The program that env(1) looks up, where these words after it leave no doubt: no other options and settings, no quotes. Linux passes
/// the words on as one.
fn program_of_env<'a>(interpreter: &str, arguments: &'a str) -> Option<&'a str> {
    let split = arguments.strip_prefix("-S").or_else(|| arguments.strip_prefix("--split-string="));
    let arguments = split.unwrap_or(arguments).trim_start_matches([' ', '\t']);
    let first =
        if cfg!(target_os = "linux") && split.is_none() { arguments } else { arguments.split([' ', '\t']).next().unwrap_or_default() };
    let is_plain = !first.is_empty() && !first.starts_with('-') && !first.contains(['=', '"', '\'', '\\', '$']);
    (is_plain && Path::new(interpreter).file_name() == Some("env".as_ref())).then_some(first)
}

/// The file that the system runs for a command: on `PATH`, the first that is executable.
fn find_program(environment: &Environment, program: &OsStr) -> Option<PathBuf> {
    if Path::new(program).components().count() != 1 || program.to_string_lossy().contains('/') {
        return Some(program.into());
    }
    let folders = environment.command_folders().unwrap_or_else(|| std::env::split_paths(USUAL_FOLDERS));
    folders.map(|folder| folder.join(program)).find(|path| path.metadata().is_ok_and(|file| file.is_file() && is_executable(&file)))
}

/// The beginning of a regular file; of any other, nothing.
fn read_start(path: &Path) -> Vec<u8> {
    let mut start = Vec::new();
    let file = path.is_file().then(|| File::open(path));
    let _ = file.and_then(Result::ok).map(|file| file.take(MAX_BYTES).read_to_end(&mut start));
    start
}

/// Whether it is no text, as shells decide it: a magic number, or NUL in the first line.
fn is_binary(start: &[u8]) -> bool {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    MAGIC.iter().any(|magic_number| start.starts_with(magic_number)) || line.contains(&0)
}

/// Whether it is a program that this system runs without an interpreter: on macOS a Mach-O file, elsewhere an ELF file that is whole, of the class, byte
/// order and processor of this program's own ("ELF-64 Object File Format"). Programs for emulators are not. A file without read permission counts
/// as one, and so does every file where the own one cannot be read.
#[cfg(unix)]
fn is_native(file: &[u8], path: &Path) -> bool {
    if cfg!(target_os = "macos") {
        return MAGIC[1..].iter().any(|magic_number| file.starts_with(magic_number));
    }
    let own = read_start(Path::new("/proc/self/exe"));
    let length = path.metadata().map_or(0, |file| file.len());
    own.is_empty() || file.is_empty() && length > 0 || is_like(file, length, &own)
}

/// Whether the header of an ELF file of `length` bytes is one of a program like `own`.
#[cfg(unix)]
fn is_like(file: &[u8], length: u64, own: &[u8]) -> bool {
    let is_same = |from: usize, to: usize| file.get(from..to).is_some_and(|part| own.get(from..to) == Some(part));
    let number = |from: usize, to: usize| {
        let mut bytes = file.get(from..to).unwrap_or_default().to_vec();
        if own.get(5) == Some(&2) {
            bytes.reverse(); // the most significant byte came first
        }
        bytes.iter().rev().fold(0_u64, |value, byte| value << 8 | u64::from(*byte))
    };
    let (offset, sizes) = if own.get(4) == Some(&2) { (number(32, 40), 54) } else { (number(28, 32), 42) };
    let (size, count) = (number(sizes, sizes + 2), number(sizes + 2, sizes + 4));
    is_same(0, 6)
        && matches!(number(16, 18), 2 | 3)
        && is_same(18, 20)
        && is_same(sizes, sizes + 2)
        && count > 0
        && offset.saturating_add(count * size) <= length
}

/// Whether the system reported that it does not support this kind of program.
#[cfg(unix)]
pub(super) fn is_unknown_format(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::NOEXEC.raw_os_error())
}

/// Whether the system reported that it does not support this kind of program.
#[cfg(not(unix))]
pub(super) fn is_unknown_format(_: &io::Error) -> bool {
    false
}

#[cfg(unix)]
fn is_executable(found: &Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &Metadata) -> bool {
    true
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    /// The header of an ELF file of this class and byte order, for this processor, with one table of `count` entries behind it.
    fn header(class: u8, order: u8, machine: u16, count: u16) -> Vec<u8> {
        let (length, table, size, sizes) = if class == 2 { (64, 32, 56, 54) } else { (52, 28, 32, 42) };
        let mut file = vec![0; length];
        file[..6].copy_from_slice(&[0x7f, b'E', b'L', b'F', class, order]);
        let mut put = |at: usize, number: u16| {
            let bytes = if order == 2 { number.to_be_bytes() } else { number.to_le_bytes() };
            file[at..at + 2].copy_from_slice(&bytes);
        };
        for (at, number) in [(16, 2), (18, machine), (sizes, size), (sizes + 2, count)] {
            put(at, number);
        }
        put(if order == 2 { sizes - if class == 2 { 16 } else { 12 } } else { table }, u16::try_from(length).unwrap());
        file
    }

    #[test]
    fn programs_for_this_machine_are_recognized_on_every_architecture() {
        for (class, order, machine) in [(2, 1, 62), (2, 1, 183), (2, 1, 258), (1, 1, 40), (2, 2, 22), (1, 2, 8)] {
            let own = header(class, order, machine, 9);
            let of = |file: &[u8], length: u64| is_like(file, length, &own);
            let (other_class, other_order) = (header(3 - class, order, machine, 1), header(class, 3 - order, machine, 1));
            assert!(of(&header(class, order, machine, 4), 1000), "{machine}");
            assert!(!of(&header(class, order, machine, 4), 150), "{machine}: the table is cut off");
            assert!(!of(&header(class, order, machine, 0), 1000), "{machine}: nothing to load");
            assert!(!of(&header(class, order, machine + 1, 1), 1000), "{machine}: another processor");
            assert!(!of(&other_class, 1000) && !of(&other_order, 1000), "{machine}");
            assert!(!of(&own[..30], 1000) && !of(b"MZ\0", 1000) && !of(b"", 0), "{machine}");
        }
    }
}
