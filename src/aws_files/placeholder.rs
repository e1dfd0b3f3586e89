//! The two AWS files by their variables, and the empty files that `exec` puts in their place so that no profile overrides the credentials
//! of its command.

use crate::sys::Environment;
use std::path::Path;

/// One of the two AWS files.
pub(crate) struct AwsFile {
    /// The variable with its path.
    pub(crate) variable: &'static str,
    /// The variable that holds the user's own value of `variable` while an empty file is in its place; unset if there was none.
    pub(crate) original: &'static str,
    /// The name of the empty file. Only `exec` uses it, and is recognized by it.
    pub(crate) placeholder: &'static str,
}

/// The config file.
pub(super) const CONFIG: AwsFile =
    AwsFile { variable: "AWS_CONFIG_FILE", original: "STS_CLI_ORIGINAL_AWS_CONFIG_FILE", placeholder: "sts-cli-exec-config" };
/// The credentials file.
pub(super) const CREDENTIALS: AwsFile = AwsFile {
    variable: "AWS_SHARED_CREDENTIALS_FILE",
    original: "STS_CLI_ORIGINAL_AWS_SHARED_CREDENTIALS_FILE",
    placeholder: "sts-cli-exec-credentials",
};

impl AwsFile {
    /// Both files.
    pub(crate) const ALL: [Self; 2] = [CONFIG, CREDENTIALS];

    /// Whether the variable leads to an empty file of `exec`.
    pub(crate) fn is_replaced(&self, environment: &Environment) -> bool {
        environment.get(self.variable).is_some_and(|path| Path::new(path).file_name().is_some_and(|name| name == self.placeholder))
    }

    /// Returns the value of the variable that the user has set: inside of `exec` the one from before, unless it was set again there.
    pub(crate) fn user_value<'a>(&self, environment: &'a Environment) -> Option<&'a str> {
        environment.get(if self.is_replaced(environment) { self.original } else { self.variable })
    }
}
