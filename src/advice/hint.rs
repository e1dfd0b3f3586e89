//! What to do next, as data: the command layer spells an option as a flag, a variable or a key of the profile in play.

use crate::request::{OptionName, Origin};
use std::borrow::Cow;

/// The next thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// A sentence, in pieces.
    Sentence(Vec<Part>),
    /// Give this option, which is required and missing.
    Give(OptionName),
    /// Log in where this does not keep anyone from it.
    LogIn(Obstacle),
    /// A hint of another process, as the command layer of that one wrote it for this one.
    Stored(String),
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Plain words, in which no option and no command of this program stands.
    Text(Cow<'static, str>),
    /// An option by its name.
    Option(OptionName),
    /// An option by its name, after `with` for a flag or `in` for a variable.
    By(OptionName),
    /// An option's flag in full, whatever the command takes.
    Flag(OptionName),
    /// An option's key in a profile.
    Key(OptionName),
    /// An option with this value.
    Set(OptionName, Cow<'static, str>),
    /// An option with this value, written as it must be where a value came from.
    SetAt(OptionName, Cow<'static, str>, Origin),
    /// The name of what holds a value: a flag, a variable or a key.
    Place(Origin),
    /// A command to run.
    Run(Command),
    /// Ask this person.
    Ask(Who),
}

/// A command of this program that a hint names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Log in with this profile, or at the storage server of this address.
    LogIn(String),
    /// List the profiles.
    ListProfiles,
    /// Show the profile of this name.
    ShowProfile(String),
    /// Print a session policy; needs neither a login nor a server.
    PrintPolicy,
    /// Run a command with credentials, as an example.
    Exec,
    /// Set the variables of the shell.
    SetVariables,
}

/// A person who can do what the user cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The administrator of the identity provider.
    ProviderAdministrator,
    /// The administrator of the storage server.
    StorageAdministrator,
    /// The authority that issues client certificates.
    CertificateIssuer,
}

/// What keeps a person from logging in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Prompting is disabled.
    PromptsDisabled,
    /// The last prompt was not answered, and there is a pause after that.
    Pause,
    /// There is neither a browser nor a terminal.
    NoBrowserNorTerminal,
}

impl From<&'static str> for Hint {
    /// A sentence of plain words.
    fn from(text: &'static str) -> Self {
        Self::Sentence(vec![Part::from(text)])
    }
}

impl From<&'static str> for Part {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Part {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<OptionName> for Part {
    fn from(option: OptionName) -> Self {
        Self::Option(option)
    }
}

impl From<Command> for Part {
    fn from(command: Command) -> Self {
        Self::Run(command)
    }
}

/// A sentence of pieces: `"words"`, `OptionName`, `[OptionName = value]`, `{Who}` is to be asked, `(any expression of a part)`.
macro_rules! hint {
    ($($part:tt),+ $(,)?) => {
        $crate::advice::Hint::Sentence(vec![$($crate::advice::hint::part!($part)),+])
    };
}

/// One piece of a sentence, as [`hint!`] takes it.
macro_rules! part {
    ($text:literal) => {
        $crate::advice::hint::Part::from($text)
    };
    ($option:ident) => {
        $crate::advice::hint::Part::Option($crate::request::OptionName::$option)
    };
    ([$option:ident = $value:expr]) => {
        $crate::advice::hint::Part::Set($crate::request::OptionName::$option, $value.into())
    };
    ({ $who:ident }) => {
        $crate::advice::hint::Part::Ask($crate::advice::hint::Who::$who)
    };
    (($part:expr)) => {
        $crate::advice::hint::Part::from($part)
    };
}

pub(super) use {hint, part};
