//! The paths of the two AWS files, and the valid names of profiles in them.

use super::placeholder::{self, AwsFile};
use crate::sys::Environment;
use crate::sys::files::is_unexpanded;
use crate::text::printable;
use std::path::PathBuf;

/// Why the AWS files of a profile cannot be located.
#[derive(thiserror::Error)]
pub enum AwsPathsError {
    /// No home directory, and no variable that names the files.
    #[error("there is no home directory for the AWS files")]
    NoHome,
    /// A variable contains an uninterpreted path, which would name a folder below the current one.
    #[error("{variable} is literally `{path}`: no shell interpreted it")]
    Unexpanded {
        /// The variable.
        variable: &'static str,
        /// Its value.
        path: String,
    },
    /// A profile name that some client would read differently, or `DEFAULT` if a profile is to be written.
    #[error(
        "`{0}` cannot be the name of an AWS profile: it must not be empty or `DEFAULT`, begin or end with a space, or contain any of []#;'\"\\ or a line end"
    )]
    BadName(String),
}
debug_as_display!(AwsPathsError);

/// The paths of the two files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AwsPaths {
    /// `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`.
    pub credentials: PathBuf,
    /// `AWS_CONFIG_FILE`, else `~/.aws/config`.
    pub config: PathBuf,
}

impl AwsPaths {
    /// Returns the files of the profile `name`: the user's own, also in the command of `exec`, whose tools get empty ones.
    ///
    /// # Errors
    /// See [`AwsPathsError`].
    pub(crate) fn of(name: &str, environment: &Environment) -> Result<Self, AwsPathsError> {
        let misleading = |c: char| c.is_control() || "[]#;'\"\\".contains(c);
        if name.is_empty() || name.trim() != name || name.contains(misleading) {
            return Err(AwsPathsError::BadName(printable(name)));
        }
        let home = environment.home();
        let in_home = |rest: &str| home.as_ref().map(|home| home.join(rest.split('/').collect::<PathBuf>())).ok_or(AwsPathsError::NoHome);
        let resolve = |file: AwsFile, default_path| match file.user_value(environment) {
            Some("~") => in_home(""),
            Some(path) => match path.strip_prefix("~/") {
                Some(rest) => in_home(rest),
                None if is_unexpanded(path) => Err(AwsPathsError::Unexpanded { variable: file.variable, path: printable(path) }),
                None => Ok(PathBuf::from(path)),
            },
            None => in_home(default_path),
        };
        let credentials = resolve(placeholder::CREDENTIALS, ".aws/credentials")?;
        Ok(Self { credentials, config: resolve(placeholder::CONFIG, ".aws/config")? })
    }
}
