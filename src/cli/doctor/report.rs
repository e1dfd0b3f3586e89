//! `--report`: the findings for others, in a private file or on standard output.

use crate::advice;
use crate::cli::options as opt;
use crate::deliver;
use crate::error::{Failure, FailureKind};
use crate::request::UsageError;
use crate::request::settings::Settings;
use crate::sys::Input;
use crate::sys::files::{FileError, check_path, check_replaceable, is_special, write_private_or_into};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The largest report; a larger file is none.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// The destination of a report.
pub(super) enum Report {
    Stdout,
    File(PathBuf),
}

impl Report {
    /// Returns the destination that the flags name, if they do; `-` is standard output. Only an older report is replaced, or with `--force`
    /// any file.
    ///
    /// # Errors
    /// [`UsageError::NotAReport`], [`UsageError::RequiresOption`]; the path cannot be written.
    pub(super) fn of(typed: &Settings) -> Result<Option<Self>, Failure> {
        let is_forced = typed.is_on(&opt::REPLACE_FILE);
        match typed.path(&opt::REPORT) {
            Some(path) => Self::to(path, is_forced).map(Some),
            None if is_forced => Err(UsageError::RequiresOption(&opt::REPLACE_FILE, &opt::REPORT).into()),
            None => Ok(None),
        }
    }

    fn to(path: PathBuf, is_forced: bool) -> Result<Self, Failure> {
        if path == Path::new("-") {
            return Ok(Self::Stdout);
        }
        if !is_special(&path) {
            check_path(&path).and_then(|()| check_replaceable(&path)).map_err(not_written)?;
            if !is_forced && path.exists() && !is_report(&path) {
                return Err(UsageError::NotAReport(path, &opt::REPLACE_FILE).into());
            }
        }
        Ok(Self::File(path))
    }

    /// Writes the findings.
    ///
    /// # Errors
    /// The file or standard output cannot be written.
    pub(super) fn write(&self, findings: &Value) -> Result<(), Failure> {
        let text = format!("{findings:#}\n");
        match self {
            Self::Stdout => Ok(deliver::print_text(&text)?),
            Self::File(path) => write_private_or_into(path, text.as_bytes()).map_err(not_written),
        }
    }
}

/// Whether a file has nothing to lose: it is empty or a report.
fn is_report(path: &Path) -> bool {
    let Ok(text) = Input::RegularFile(path).text(MAX_BYTES) else { return false };
    text.is_empty() || serde_json::from_str::<Value>(&text).is_ok_and(|value| value.get("first_problem").is_some())
}

fn not_written(error: FileError) -> Failure {
    let hints = vec![advice::for_file(&error)];
    Failure::new(FailureKind::Config, error, hints)
}
