//! How a command line asks for something that is no request.

use super::{OptionName, RequestError};
use crate::policy::PolicyError;
use crate::sys::PromptError;
use crate::sys::files::FileError;
use std::io;
use std::path::PathBuf;

/// What is wrong with what was asked for.
#[derive(thiserror::Error)]
pub enum UsageError {
    /// A value that is none.
    #[error("{origin}: {source}")]
    BadValue {
        /// The option.
        option: OptionName,
        /// Where it came from.
        origin: Origin,
        /// What is wrong with its value.
        source: RequestError,
    },
    /// A session policy that no server takes.
    #[error("{origin}: {source}")]
    Policy {
        /// Where it, or what names it, came from.
        origin: Origin,
        /// What is wrong with it.
        source: PolicyError,
    },
    /// A policy file that cannot be read.
    #[error("{origin}: cannot read the session policy from {place}")]
    NoPolicy {
        /// Where its name came from.
        origin: Origin,
        /// The path, or `standard input`.
        place: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// Something that must be said was not.
    #[error("{what} is missing")]
    Missing {
        /// What it is.
        what: &'static str,
        /// The option that takes it.
        option: OptionName,
    },
    /// Something that is asked for, where nobody can be asked, or nobody answers.
    #[error("{}", without_answer(source))]
    NoWayToPrompt {
        /// The option that takes it.
        option: OptionName,
        /// Why.
        source: PromptError,
    },
    /// A folder of ours, named by a path that means another one elsewhere.
    #[error("{variable}: `{}` is a relative path, which would be another folder from each working directory", path.display())]
    RelativeFolder {
        /// The environment variable that names it.
        variable: &'static str,
        /// The path.
        path: PathBuf,
    },
    /// A variable of ours that cannot be understood, and so could only be left out.
    #[error("the value of {0} is not text (UTF-8)")]
    NotText(String),
    /// Standard output is no terminal, and no form was chosen: secrets never get into a log by accident.
    #[error("standard output is not a terminal, and no output form was chosen")]
    NoForm,
    /// How a file is to be written, and none is.
    #[error("{0} says how a file is written, and none is")]
    NoFile(String),
    /// Files of a tool that asks by itself need no watching.
    #[error("there is nothing to watch: {0} asks by itself when it needs credentials")]
    NothingToWatch(&'static str),
    /// The form for GitHub Actions, elsewhere.
    #[error("-o github is for a step of a GitHub Actions job: GITHUB_ENV is not set")]
    NotInGithub,
    /// A form that asks the profile later, and a flag that the profile does not have.
    #[error("-o duckdb writes a statement that asks the profile, and the profile knows nothing of {0}")]
    AsksTheProfile(String),
    /// Two options of one command line, of one file or of the environment, of which only one could be used.
    #[error("{one} and {other} cannot be used together")]
    Conflict {
        /// Where one was set.
        one: Origin,
        /// Where the other was set.
        other: Origin,
    },
    /// Two options that both read standard input: whichever came second would find nothing.
    #[error("{one} and {other} both read standard input, which can be read only once")]
    BothReadStdin {
        /// Where one was set.
        one: Origin,
        /// Where the other was set.
        other: Origin,
    },
    /// Two different names for the profile, or for the server that is to get one.
    #[error("both `{argument}` and {flag} `{value}` were named, and only one can count")]
    TwoNames {
        /// The one without a flag.
        argument: String,
        /// The flag.
        flag: String,
        /// The one with it.
        value: String,
    },
    /// A server without a profile, whose address lacks its beginning.
    #[error("`{text}` is neither a profile nor a whole address")]
    HalfAnAddress {
        /// What was named.
        text: String,
        /// The profile that may have been meant.
        nearest: Option<String>,
    },
    /// A command that works with a profile, without one.
    #[error("no profile was named, and none is the default")]
    NoProfile {
        /// The profiles that there are.
        known: Vec<String>,
        /// Whether there is a folder for one of the user's own.
        has_folder: bool,
    },
    /// A profile, or `config.toml`.
    #[error("{0}")]
    Config(#[source] Box<ConfigError>),
}
debug_as_display!(UsageError);

impl From<ConfigError> for UsageError {
    fn from(error: ConfigError) -> Self {
        Self::Config(Box::new(error))
    }
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An argument that is no flag, by what it is.
    Argument(&'static str),
    /// The flag, as it is typed.
    Flag(String),
    /// The environment variable.
    Variable(String),
    /// A profile's file.
    File(Box<Line>),
}

/// A line of a profile's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub number: usize,
    /// The key.
    pub key: String,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Argument(name) => formatter.write_str(name),
            Self::Flag(name) | Self::Variable(name) => formatter.write_str(name),
            Self::File(line) => write!(formatter, "{}:{}: {}", line.path.display(), line.number, line.key),
        }
    }
}

/// Says why a prompt brought no answer.
fn without_answer(why: &PromptError) -> &'static str {
    if matches!(why, PromptError::NoAnswer(_)) { "nobody answered" } else { "nobody can be asked" }
}

/// The folders, in words.
fn listed(folders: &[PathBuf]) -> String {
    let shown: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
    shown.join(" or ")
}

/// Where something stands, before what is wrong with it.
fn place(origin: Option<&Origin>) -> String {
    origin.map_or_else(String::new, |origin| format!("{origin}: "))
}

/// What is wrong with the files that a person wrote for this program.
#[derive(thiserror::Error)]
pub enum ConfigError {
    /// The text is no name of a profile.
    #[error(
        "{}`{name}` is not the name of a profile: 1 to 64 letters, digits and _.@-, beginning with a letter, a digit, _ or @, and not `none`",
        place(origin.as_ref())
    )]
    NotAName {
        /// The text, fit to be shown.
        name: String,
        /// Where it stands; `None` for an argument.
        origin: Option<Origin>,
    },
    /// No file of that name.
    #[error("{}there is no profile `{name}` in {}", place(origin.as_ref()), listed(folders))]
    NoProfile {
        /// The name.
        name: String,
        /// Where it stands; `None` for an argument.
        origin: Option<Origin>,
        /// The profile that may have been meant.
        nearest: Option<String>,
        /// The profiles that there are.
        known: Vec<String>,
        /// The folders that were looked into: the person's, then the administrator's.
        folders: Box<[PathBuf]>,
    },
    /// No folder for profiles.
    #[error("there is no folder for profiles: HOME is not the absolute path of a folder")]
    NoFolder,
    /// A profile of the user's own that says something else than the one to be saved.
    #[error("there is a profile `{0}` already, and it says something else")]
    IsThere(String),
    /// A profile of the user's own, where a new one was to be made.
    #[error("there is a profile `{0}` already")]
    IsTaken(String),
    /// A profile of the administrator's, which would count below one of the user's own.
    #[error("there is a profile `{0}` already, the administrator's")]
    IsTheAdministrators(String),
    /// A profile that cannot be written.
    #[error("the profile is not saved")]
    NotWritten(#[source] FileError),
    /// A profile that cannot be taken away.
    #[error("the profile is not removed")]
    NotRemoved(#[source] FileError),
    /// Only the administrator's file is there.
    #[error("the profile `{0}` is the administrator's")]
    NotYours(String),
    /// A file that cannot be read, as text or at all.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A folder of profiles that cannot be looked into.
    #[error("cannot look into the folder {}", path.display())]
    UnreadableFolder {
        /// The folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// More than anyone writes by hand.
    #[error("{} is too large: more than 64 KiB", .0.display())]
    TooLarge(PathBuf),
    /// Not TOML.
    #[error("{}:{line}: {problem}", path.display())]
    NotToml {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        problem: String,
    },
    /// A key that no option has.
    #[error("{}:{line}: `{key}` is not known", path.display())]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The key.
        key: String,
        /// The key that may have been meant.
        nearest: Option<String>,
    },
    /// A key that is the name of a flag which belongs to one call.
    #[error("{}:{line}: `{key}` belongs to one call", path.display())]
    OfOneCall {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The key.
        key: String,
        /// The option.
        option: OptionName,
    },
    /// A key in `config.toml` that is not known there.
    #[error("{}:{line}: `{key}` is not known there", path.display())]
    NotOfConfig {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The key.
        key: String,
        /// The key that may have been meant.
        nearest: Option<String>,
    },
    /// A value of another type.
    #[error("{}:{line}: `{key}` takes {wanted}", path.display())]
    BadType {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The key.
        key: String,
        /// What it takes.
        wanted: &'static str,
    },
    /// An identity that is none.
    #[error("{}:{line}: `{name}` is not an identity", path.display())]
    UnknownIdentity {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What stands there.
        name: String,
        /// The identity that may have been meant.
        nearest: Option<String>,
        /// The identities that there are.
        known: Vec<String>,
    },
    /// A profile that does not say who logs in.
    #[error("the profile `{0}` does not say who logs in")]
    NoIdentity(String),
    /// A circle, or a chain without end.
    #[error("the profile `{name}` extends itself: {chain} → {name}")]
    ExtendsItself {
        /// The name that came again.
        name: String,
        /// The names before.
        chain: String,
    },
}
debug_as_display!(ConfigError);
