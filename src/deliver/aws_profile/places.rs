//! Where the two AWS files are, and what a profile in them may be called.

use super::Error;
use crate::sys::Environment;
use std::path::PathBuf;

/// The two files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`.
    pub credentials: PathBuf,
    /// `AWS_CONFIG_FILE`, else `~/.aws/config`.
    pub config: PathBuf,
}

impl Places {
    /// The files that hold the profile `name`.
    ///
    /// # Errors
    /// [`Error::BadName`], [`Error::NoHome`].
    pub fn of(name: &str, environment: &Environment) -> Result<Self, Error> {
        let misleading = |c: char| c.is_control() || "[]#;'\"\\".contains(c);
        if name.is_empty() || name.trim() != name || name.contains(misleading) {
            return Err(Error::BadName(crate::sys::printable(name)));
        }
        let home = environment.home();
        let below_home = |rest: &str| home.as_ref().map(|home| home.join(rest)).ok_or(Error::NoHome);
        let place = |variable, usual| match environment.get(variable) {
            Some("~") => below_home(""),
            Some(path) => path.strip_prefix("~/").map_or_else(|| Ok(PathBuf::from(path)), below_home),
            None => below_home(usual),
        };
        let credentials = place("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials")?;
        Ok(Self { credentials, config: place("AWS_CONFIG_FILE", ".aws/config")? })
    }
}
