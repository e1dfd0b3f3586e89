//! The environment variables, read once.

use super::input::trim_value;
use std::ffi::{OsStr, OsString};
use std::mem::ManuallyDrop;
use std::path::PathBuf;

/// A snapshot of the environment. A byte order mark before a value and line ends after it are removed. Variables that are not UTF-8 are
/// left out; see `Environment::non_utf8_names`.
#[derive(Clone, Default)]
pub struct Environment {
    // never dropped: the process ends with it, and freeing every value would be 1 % of a cached call
    variables: ManuallyDrop<Vec<(String, String)>>,
    non_utf8: Vec<(String, OsString)>,
}

impl Environment {
    /// Reads the variables of this process.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the snapshot that everything else reads")]
    pub(crate) fn of_this_process() -> Self {
        let variables = std::env::vars_os();
        let empty = Self { variables: ManuallyDrop::new(Vec::with_capacity(variables.size_hint().0)), ..Self::default() };
        variables.filter_map(|(name, value)| Some((name.into_string().ok()?, value))).fold(empty, Self::with)
    }

    fn with(mut self, (name, value): (String, OsString)) -> Self {
        match value.into_string() {
            Ok(mut value) => {
                let trimmed = trim_value(&value);
                if trimmed.len() < value.len() {
                    value = trimmed.to_owned();
                }
                self.variables.push((name, value));
            }
            Err(value) => self.non_utf8.push((name, value)),
        }
        self
    }

    /// Returns the names of variables whose values are not UTF-8.
    pub(crate) fn non_utf8_names(&self) -> impl Iterator<Item = &str> {
        self.non_utf8.iter().map(|(name, _)| name.as_str())
    }

    /// Whether a variable is set, for callers without a snapshot.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "a single lookup for callers without a snapshot")]
    pub(crate) fn is_set(name: &str) -> bool {
        std::env::var_os(name).is_some()
    }

    /// Returns the value of `name`; an empty one counts as unset.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.iter().find(|(key, _)| is_same_name(key, name)).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Whether `name` is set, even to an empty value.
    #[must_use]
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.variables.iter().map(|(key, _)| key.as_str()).chain(self.non_utf8_names()).any(|key| is_same_name(key, name))
    }

    /// The folders in which the system looks for commands, in their order; `None` where `PATH` is not set. It need not be UTF-8.
    #[must_use]
    pub(crate) fn command_folders(&self) -> Option<std::env::SplitPaths<'_>> {
        let non_utf8_path = || self.non_utf8.iter().find(|(name, _)| is_same_name(name, "PATH")).map(|(_, value)| value.as_os_str());
        self.get("PATH").map(OsStr::new).or_else(non_utf8_path).map(std::env::split_paths)
    }

    /// Returns the user's home folder: `HOME` (on Windows `USERPROFILE`, as the SDKs do), else from the user database. A relative path is
    /// ignored: it would depend on the working directory.
    #[must_use]
    pub fn home(&self) -> Option<PathBuf> {
        self.get(if cfg!(windows) { "USERPROFILE" } else { "HOME" })
            .map(PathBuf::from)
            .or_else(dirs::home_dir)
            .filter(|home| home.is_absolute() && home != "/dev/null")
    }

    /// Returns the names of this program's own variables that contain secrets; commands that print tokens and passwords do not need them.
    pub(crate) fn own_secret_names(&self) -> impl Iterator<Item = &str> {
        let is_location = |name: &&str| ["_FILE", "_COMMAND", "_ENDPOINT"].iter().any(|end| name.ends_with(end));
        self.secret_names().filter(move |name| name.starts_with("STS_CLI_") && !is_location(name))
    }

    /// Returns the names of all variables that probably contain secrets, by words in their names.
    pub(crate) fn secret_names(&self) -> impl Iterator<Item = &str> {
        let names = self.variables.iter().map(|(name, _)| name.as_str()).chain(self.non_utf8_names());
        names.filter(|name| is_secret_name(name))
    }

    /// Returns the names of the variables that are not empty.
    pub(crate) fn set_names(&self) -> impl Iterator<Item = &str> {
        self.with_prefix("").map(|(name, _)| name)
    }

    /// Returns the variables whose names begin with `prefix`: the rest of the name, and the value. Empty ones count as unset.
    pub(crate) fn with_prefix<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let set = self.variables.iter().filter(|(_, value)| !value.is_empty());
        set.filter_map(move |(name, value)| {
            let (start, rest) = name.split_at_checked(prefix.len())?;
            is_same_name(start, prefix).then_some((rest, value.as_str()))
        })
    }
}

/// Whether two names are those of one variable: Windows ignores case.
fn is_same_name(name: &str, other: &str) -> bool {
    if cfg!(windows) { name.eq_ignore_ascii_case(other) } else { name == other }
}

/// Whether a variable of this name probably contains a secret of this program, a cloud, a CI system or a tool (`MC_HOST_…`).
/// `XDG_ACTIVATION_TOKEN`, with which a desktop raises a window, is not secret.
fn is_secret_name(name: &str) -> bool {
    const WORDS: [&str; 10] =
        ["SECRET", "TOKEN", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "ACCESS_KEY", "PRIVATE_KEY", "API_KEY", "JWT"];
    let name = name.to_ascii_uppercase();
    let is_secret = WORDS.iter().any(|part| name.contains(part)) || name.starts_with("MC_HOST_");
    is_secret && name != "XDG_ACTIVATION_TOKEN"
}

impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(pairs: [(&str, &str); N]) -> Self {
        let variables: Vec<_> = pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { variables: ManuallyDrop::new(variables), ..Self::default() }
    }
}
