//! Why a command that is there does not run: the program that is to run it. execve(2) says `ENOENT`, `EACCES` or `ELOOP` of both.

use super::Error;
use crate::sys::{Deps, found_in, printable};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// As much of a first line as Linux reads.
const MOST_BYTES: u64 = 255;
/// What is wrong with an interpreter that there is not.
pub const IS_MISSING: &str = "is not there";
/// As many scripts as Linux runs by one another.
const MOST_SCRIPTS: usize = 5;

/// The error of a `program` that is there, where `source` is the fault of what is to run it.
pub(super) fn fault(program: &OsStr, source: &io::Error, deps: &Deps) -> Option<Error> {
    let command = program.to_string_lossy().into_owned();
    let mut path = found_in(&deps.environment, program);
    let mut interpreters: Vec<String> = Vec::new();
    let (problem, has_windows_line_ends) = loop {
        let start = start(&path)?;
        let Some((interpreter, ends_with_cr)) = start.strip_prefix(b"#!").and_then(named) else {
            let lacks_loader = source.kind() == io::ErrorKind::NotFound && start.starts_with(b"\x7fELF");
            return lacks_loader.then(|| Error::NoLoader(interpreters.pop().unwrap_or(command)));
        };
        interpreters.push(printable(&interpreter) + if ends_with_cr { "\\r" } else { "" });
        path = PathBuf::from(interpreter);
        if let Some(problem) = problem(&path, ends_with_cr) {
            break (problem, ends_with_cr);
        }
        if interpreters.len() == MOST_SCRIPTS {
            break ("is one script too many: the system runs five by one another", false);
        }
    };
    interpreters.dedup(); // of one that names itself
    let chain = interpreters.join("`, a script for `");
    let interpreter = interpreters.pop()?;
    let script = interpreters.pop().unwrap_or_else(|| command.clone());
    Some(Error::NoInterpreter { command, chain, script, interpreter, problem, has_windows_line_ends })
}

/// The beginning of a regular file.
fn start(path: &Path) -> Option<Vec<u8>> {
    let mut start = Vec::new();
    File::open(path).ok().filter(|_| path.is_file())?.take(MOST_BYTES).read_to_end(&mut start).ok()?;
    Some(start)
}

/// The interpreter that a first line names, and whether a carriage return stands behind it, which counts as a part of the name.
fn named(line: &[u8]) -> Option<(String, bool)> {
    let line = String::from_utf8_lossy(line.split(|byte| *byte == b'\n').next()?).into_owned();
    let word = line.trim_start_matches([' ', '\t']).split([' ', '\t']).next().filter(|word| !word.is_empty())?;
    let name = word.trim_end_matches('\r');
    Some((name.to_owned(), name != word))
}

/// Why `path` runs nothing.
fn problem(path: &Path, ends_with_cr: bool) -> Option<&'static str> {
    match path.metadata() {
        _ if ends_with_cr => Some(IS_MISSING),
        Err(_) => Some(IS_MISSING),
        Ok(found) if found.is_dir() => Some("is a folder"),
        Ok(found) if !is_executable(&found) => Some("is not executable"),
        Ok(_) => None,
    }
}

#[cfg(unix)]
fn is_executable(found: &std::fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &std::fs::Metadata) -> bool {
    true
}
