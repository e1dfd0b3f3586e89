//! A line that no AWS tool reads.

use std::path::{Path, PathBuf};

/// Why a text cannot be parsed as an AWS file.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} {fault}")]
pub struct Malformed {
    /// The line number, starting at one.
    pub line: usize,
    /// The problem with the line.
    pub fault: LineFault,
}
debug_as_display!(Malformed);

/// A malformed user file. It is never replaced.
#[derive(thiserror::Error)]
#[error("{} is not a valid AWS file: {source}", .path.display())]
pub struct MalformedFile {
    /// The file.
    pub path: PathBuf,
    /// The line, and its problem.
    pub source: Malformed,
}
debug_as_display!(MalformedFile);

impl Malformed {
    /// Adds the path of the file.
    pub(crate) fn in_file(self, path: &Path) -> MalformedFile {
        MalformedFile { path: path.to_owned(), source: self }
    }
}

/// The problem with a line.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// A setting before the first section.
    #[error("is before the first section")]
    OutsideSection,
    /// A line without `=` or `:`.
    #[error("has no `=`")]
    NoDelimiter,
    /// A line with nothing before its `=`.
    #[error("has no name before its `=`")]
    NoName,
    /// A section header without `]`.
    #[error("has a section header without `]`")]
    OpenSection,
    /// UTF-16, as written by Windows PowerShell.
    #[error("is UTF-16; AWS files must be UTF-8")]
    Utf16,
    /// A line of a nested block without `=`.
    #[error("is in a nested block, and has no `=`")]
    NoNestedSetting,
}
debug_as_display!(LineFault);
