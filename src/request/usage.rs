//! [`UsageError`] and [`ConfigError`]: what is wrong with a command line, a variable or a profile; and [`Origin`] of a value.

use super::{OptionSpec, RequestError, SetupError};
use crate::policy::PolicyError;
use crate::sys::PromptError;
use crate::sys::files::FileError;
use std::io;
use std::path::PathBuf;

/// An error in the command line, the environment or a profile.
#[derive(thiserror::Error)]
pub enum UsageError {
    /// An invalid value.
    #[error("{origin}: {source}")]
    BadValue {
        /// The option.
        option: &'static OptionSpec,
        /// The origin of the value.
        origin: Origin,
        /// The problem with its value.
        source: RequestError,
    },
    /// An invalid session policy.
    #[error("{origin}: {source}")]
    Policy {
        /// The origin of the policy, or of the option that names its file.
        origin: Origin,
        /// Why it is invalid.
        source: PolicyError,
    },
    /// A policy file that cannot be read.
    #[error("{origin}: could not read the session policy from {place}")]
    UnreadablePolicy {
        /// The origin of its path.
        origin: Origin,
        /// The path, or `standard input`.
        place: String,
        /// The error of the operating system.
        source: io::Error,
    },
    /// A required option is not set.
    #[error("{what} is missing")]
    Missing {
        /// The thing that the option provides, as a noun.
        what: &'static str,
        /// The option that sets it.
        option: &'static OptionSpec,
    },
    /// A prompt is required, but prompting is not possible or was not answered.
    #[error("{}", describe_prompt_failure(source))]
    PromptUnavailable {
        /// The option that sets it.
        option: &'static OptionSpec,
        /// The complete command that needs no prompt.
        command: String,
        /// Why the prompt failed.
        source: PromptError,
    },
    /// Published settings must be confirmed, but prompting is not possible or was not answered.
    #[error("could not use {what}: a confirmation is required, and {}", describe_prompt_failure(source))]
    Unconfirmed {
        /// The published document, as a noun.
        what: String,
        /// The alternatives that need no confirmation, each as a sentence that begins with a verb.
        alternatives: Vec<String>,
        /// Why the prompt failed.
        source: PromptError,
    },
    /// `STS_CLI_STATE_DIR` or `STS_CLI_SYSTEM_DIR` is a relative path.
    #[error("{variable}: `{}` is a relative path; an absolute path is required", path.display())]
    RelativePath {
        /// The environment variable.
        variable: &'static str,
        /// The path.
        path: PathBuf,
    },
    /// An `STS_CLI_…` variable is not UTF-8; ignoring it silently could change the meaning of the command.
    #[error("the value of {0} is not valid UTF-8")]
    NotText(String),
    /// An `STS_CLI_…` variable that is not known, but resembles one that is.
    #[error("unknown variable {name}")]
    UnknownVariable {
        /// Its name.
        name: String,
        /// The name of the variable that it resembles.
        nearest: String,
    },
    /// Standard output is not a terminal and no output format is set; credentials must not reach a log by accident.
    #[error("standard output is not a terminal, and no output format is set")]
    NoFormat,
    /// An option for writing files without an option that names a file.
    #[error("{0} has no effect: no option that writes a file is set")]
    WriteOptionWithoutFile(String),
    /// `--watch` with a tool that fetches credentials itself.
    #[error("--watch has no effect: {0} fetches credentials itself")]
    WatchNotNeeded(&'static str),
    /// `--switch` with an identity that does not log in at a provider.
    #[error("--switch has no effect: with {0}, no user logs in at an identity provider")]
    SwitchWithoutLogin(&'static str),
    /// `-o github` outside GitHub Actions.
    #[error("-o github works only in a GitHub Actions job: GITHUB_ENV is not set")]
    NotInGithub,
    /// An output format that refers to the AWS profile, together with a flag that the profile does not contain.
    #[error("-o duckdb refers to the AWS profile, which does not contain {0}")]
    NotInAwsProfile(String),
    /// Two mutually exclusive options in one command line, one file or the environment.
    #[error("{first} and {second} cannot be used together")]
    Conflict {
        /// The origin of the first.
        first: Origin,
        /// The origin of the second.
        second: Origin,
    },
    /// Two options read standard input; the second would find it empty.
    #[error("{first} and {second} both read standard input, which can be read only once")]
    BothReadStdin {
        /// The origin of the first.
        first: Origin,
        /// The origin of the second.
        second: Origin,
    },
    /// A profile or server is given both as argument and as flag.
    #[error("`{argument}` and {flag} `{value}` cannot be used together")]
    ProfileGivenTwice {
        /// The positional argument.
        argument: String,
        /// The flag.
        flag: String,
        /// The value of the flag.
        value: String,
    },
    /// An argument that is neither the name of a profile nor a URL.
    #[error("`{text}` is neither a profile nor a complete URL")]
    IncompleteUrl {
        /// The argument.
        text: String,
        /// The most similar profile name.
        nearest: Option<String>,
    },
    /// A flag that the identity of the examined login does not have. Holds both, and the option that selects an identity with the flag.
    #[error("{} has no effect: the login is one of {}", .0.flag(), .1)]
    OtherIdentity(&'static OptionSpec, &'static str, (&'static OptionSpec, &'static str)),
    /// A file that a report would replace, although it is none. Holds its path, and the option that replaces it nevertheless.
    #[error("could not write the report: {} exists and is not a report", .0.display())]
    NotAReport(PathBuf, &'static OptionSpec),
    /// An option that has no effect without another one. Holds both.
    #[error("{} has no effect: {} is not set", .0.flag(), .1.flag())]
    RequiresOption(&'static OptionSpec, &'static OptionSpec),
    /// The command requires a profile, none is given, and no default is set.
    #[error("no profile given, and no default profile is set")]
    NoProfile {
        /// The existing profiles.
        known: Vec<String>,
        /// Whether the user's profile folder is known (`HOME` is usable).
        has_folder: bool,
    },
    /// `setup` without a provider.
    #[error("no provider given")]
    NoProvider {
        /// The known providers.
        known: Vec<String>,
    },
    /// A combination for which `setup` has no steps.
    #[error("{0}")]
    Setup(SetupError),
    /// An error in a profile or in `config.toml`.
    #[error("{0}")]
    Config(#[source] Box<ConfigError>),
}
debug_as_display!(UsageError);

impl From<ConfigError> for UsageError {
    fn from(error: ConfigError) -> Self {
        Self::Config(Box::new(error))
    }
}

/// The origin of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A positional argument, by its description.
    Argument(&'static str),
    /// A flag, as spelled on the command line.
    Flag(String),
    /// An environment variable.
    Variable(String),
    /// A line of a profile.
    File(Box<ProfileLine>),
    /// The published metadata of this storage address.
    Metadata(String),
}

/// A line of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileLine {
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
            Self::Metadata(storage) => write!(formatter, "metadata of {storage}"),
        }
    }
}

/// Describes why a prompt was not answered.
fn describe_prompt_failure(error: &PromptError) -> &'static str {
    if matches!(error, PromptError::Unanswered(_)) { "the prompt was not answered" } else { "prompting is not possible" }
}

/// Joins folder paths with "or".
fn join_paths(folders: &[PathBuf]) -> String {
    let paths: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
    paths.join(" or ")
}

/// Formats an origin as the prefix of an error.
fn origin_prefix(origin: Option<&Origin>) -> String {
    origin.map_or_else(String::new, |origin| format!("{origin}: "))
}

/// An error in a profile or in `config.toml`.
#[derive(thiserror::Error)]
pub enum ConfigError {
    /// Not a valid profile name.
    #[error(
        "{}`{name}` is not a valid profile name: use 1 to 64 letters, digits or _.@-, starting with a letter, digit, _ or @, but not `none`",
        origin_prefix(origin.as_ref())
    )]
    InvalidName {
        /// The name, with control characters replaced.
        name: String,
        /// The origin of the name; `None` for a positional argument.
        origin: Option<Origin>,
    },
    /// The profile does not exist.
    #[error("{}there is no profile `{name}` in {}", origin_prefix(origin.as_ref()), join_paths(folders))]
    NoProfile {
        /// The name.
        name: String,
        /// The origin of the name; `None` for a positional argument.
        origin: Option<Origin>,
        /// The most similar profile name.
        nearest: Option<String>,
        /// The existing profiles.
        known: Vec<String>,
        /// The searched folders: the user's, then the administrator's.
        folders: Box<[PathBuf]>,
    },
    /// The folder of profiles is unknown, because `HOME` is unusable.
    #[error("could not locate the profiles: HOME is not the absolute path of a folder")]
    NoFolder,
    /// `--save` with the name of an existing profile with different contents.
    #[error("profile `{0}` already exists with different settings")]
    ProfileDiffers(String),
    /// `login ADDRESS --save` with the name of an existing profile.
    #[error("profile `{0}` already exists")]
    ProfileExists(String),
    /// `--save` with the name of an administrator's profile, which the new profile would shadow.
    #[error("profile `{0}` already exists in the administrator's folder")]
    AdministratorProfileExists(String),
    /// The profile could not be written.
    #[error("could not save the profile")]
    NotWritten(#[source] FileError),
    /// The profile could not be removed.
    #[error("could not remove the profile")]
    NotRemoved(#[source] FileError),
    /// The profile to be removed exists only in the administrator's folder.
    #[error("profile `{0}` belongs to the administrator")]
    AdministratorProfile(String),
    /// The file cannot be read, or is not UTF-8.
    #[error("could not read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The folder of profiles cannot be listed.
    #[error("could not list the folder {}", path.display())]
    UnreadableFolder {
        /// The folder.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The file exceeds 64 KiB.
    #[error("{} is too large: more than 64 KiB", .0.display())]
    TooLarge(PathBuf),
    /// The file is not valid TOML.
    #[error("{}:{line}: {problem}", path.display())]
    NotToml {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The message of the TOML parser.
        problem: String,
    },
    /// An unknown key.
    #[error("{}:{line}: unknown key `{key}`", path.display())]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The key.
        key: String,
        /// The most similar known key.
        nearest: Option<String>,
    },
    /// The key of a per-invocation flag, which profiles cannot set.
    #[error("{}:{line}: `{key}` cannot be set in a profile", path.display())]
    PerInvocationKey {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The key.
        key: String,
        /// The option.
        option: &'static OptionSpec,
    },
    /// A key or value that is not accepted in a published profile.
    #[error("{}:{line}: `{key}` is not accepted in a published profile: {why}", path.display())]
    NotPublishable {
        /// The file or URL.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The key.
        key: String,
        /// Why, as a clause.
        why: &'static str,
    },
    /// The profile to be updated is not a published one.
    #[error("profile `{0}` does not come from a published profile")]
    NotPublished(String),
    /// An unknown key in `config.toml`.
    #[error("{}:{line}: unknown key `{key}` in config.toml", path.display())]
    UnknownConfigKey {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The key.
        key: String,
        /// The most similar known key.
        nearest: Option<String>,
    },
    /// A value of the wrong type.
    #[error("{}:{line}: `{key}` must be {expected}", path.display())]
    BadType {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The key.
        key: String,
        /// The expected type, as a noun phrase.
        expected: &'static str,
    },
    /// An unknown identity.
    #[error("{}:{line}: unknown identity `{name}`", path.display())]
    UnknownIdentity {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The value of `identity`.
        name: String,
        /// The most similar identity.
        nearest: Option<String>,
        /// The known identities.
        known: Vec<String>,
    },
    /// The profile has no `identity`, nor do the profiles it extends.
    #[error("profile `{0}` does not set `identity`")]
    NoIdentity(String),
    /// A cycle of `extends`.
    #[error("profile `{name}` extends itself: {chain} → {name}")]
    ExtendsCycle {
        /// The repeated name.
        name: String,
        /// The chain of names that leads to it.
        chain: String,
    },
}
debug_as_display!(ConfigError);
