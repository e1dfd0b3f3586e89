//! The AWS files, where they are and what stands in them, and line-true editing: "Shared config and credentials files", AWS SDKs and
//! Tools Reference Guide.
//!
//! Bytes in, bytes out. Lines are told apart as botocore tells them (Python's `configparser`), but for what it refuses and other
//! clients take: a byte order mark, text that is not UTF-8, a section or a key that stands there twice; then the last one counts.
//! Only the lines of a key that changes are touched. What no client understands is named with its line, and nothing is changed.

mod blanks;
mod document;
mod edit;
mod lines;
mod objection;
mod places;
mod section;
mod view;

pub use document::{Contents, Document, Found, Inherited};
pub use edit::{Change, EditError, Edited, New};
pub use objection::Objection;
pub use places::{AwsPathsError, Places};
pub use section::{FOR_ALL, Section};
pub use view::{LineView, Region};

use std::path::{Path, PathBuf};

/// Why a text is no AWS file.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} {fault}")]
pub struct Malformed {
    /// The line, counted from one.
    pub line: usize,
    /// What is wrong with it.
    pub fault: Fault,
}
debug_as_display!(Malformed);

/// A person's file that is broken: it is never replaced.
#[derive(thiserror::Error)]
#[error("{} is not a file that AWS tools read: {source}", .path.display())]
pub struct MalformedFile {
    /// The file.
    pub path: PathBuf,
    /// The line, and what is wrong with it.
    pub source: Malformed,
}
debug_as_display!(MalformedFile);

impl Malformed {
    /// Adds the path of the file.
    pub(crate) fn of(self, path: &Path) -> MalformedFile {
        MalformedFile { path: path.to_owned(), source: self }
    }
}

/// What is wrong with a line.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is not in any section.
    #[error("stands before the first section")]
    BeforeSections,
    /// No `=` and no `:`.
    #[error("has no `=`")]
    NoDelimiter,
    /// Nothing before the `=`.
    #[error("has no name before its `=`")]
    NoName,
    /// A section's name that does not end.
    #[error("opens a section without `]`")]
    OpenSection,
    /// UTF-16, as Windows PowerShell writes it.
    #[error("is text in UTF-16, and has to be UTF-8")]
    Utf16,
    /// A line of a nested block that is no setting.
    #[error("is in a nested block, and has no `=`")]
    NoNestedSetting,
}
debug_as_display!(Fault);
