//! Why a command that is there is not found: the program that is to run it is missing. execve(2) says `ENOENT` for both.

use super::Error;
use crate::sys::{Deps, found_in, printable};
use std::ffi::OsStr;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// As much of a first line as Linux reads.
const MOST_BYTES: u64 = 255;

/// The error of a `program` that is there and names an interpreter which is not.
pub(super) fn missing(program: &OsStr, deps: &Deps) -> Option<Error> {
    let path = found_in(&deps.environment, program);
    let command = program.to_string_lossy().into_owned();
    let mut start = Vec::new();
    File::open(&path).ok().filter(|_| path.is_file())?.take(MOST_BYTES).read_to_end(&mut start).ok()?;
    let Some(line) = start.strip_prefix(b"#!") else { return start.starts_with(b"\x7fELF").then_some(Error::NoLoader(command)) };
    let line = String::from_utf8_lossy(line.split(|byte| *byte == b'\n').next()?);
    let words = line.trim_start_matches([' ', '\t']);
    let interpreter = words.split([' ', '\t']).next()?;
    let name = interpreter.trim_end_matches('\r');
    let has_windows_line_ends = name != interpreter;
    let is_missing = has_windows_line_ends || !Path::new(name).exists();
    let interpreter = printable(name) + if has_windows_line_ends { "\\r" } else { "" };
    is_missing.then_some(Error::NoInterpreter { command, interpreter, has_windows_line_ends })
}
