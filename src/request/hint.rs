//! [`Hint`]: a hint as data. The command layer renders options as flags, variables or profile keys.

use super::option::Opt;
use super::{OptionSpec, Origin, Responsible};
use std::borrow::Cow;

/// A hint: the next step, and the one who must act on the failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The next step.
    pub text: HintText,
    /// The one who must act on the failure if this is its first hint. That is usually, but not always, the one who takes this step: users try
    /// again before they ask an administrator, whose server fails.
    pub who: Responsible,
    /// The section of `docs/troubleshooting.md` about the cause: its anchor; empty if there is none.
    pub topic: &'static str,
}

/// The next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HintText {
    /// A sentence, as a list of parts.
    Sentence(Vec<Part>),
    /// Set this required option.
    SetOption(&'static OptionSpec),
    /// Log in again under conditions in which this obstacle does not apply.
    LogIn(Obstacle),
    /// A hint of another process, already rendered by its command layer.
    Stored(String),
}

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Plain text; options and commands of sts-cli have their own variants.
    Text(Cow<'static, str>),
    /// The name of an option.
    Option(&'static OptionSpec),
    /// The name of an option after a preposition: `with --flag` or `in VARIABLE`.
    OptionWithPreposition(&'static OptionSpec),
    /// The flag of an option, even if the current command does not accept it.
    Flag(&'static OptionSpec),
    /// The profile key of an option.
    Key(&'static OptionSpec),
    /// An option with this value.
    Set(&'static OptionSpec, Cow<'static, str>),
    /// An option with this value, in the syntax of the origin: flag, variable or profile key.
    SetAtOrigin(&'static OptionSpec, Cow<'static, str>, Origin),
    /// The name of the flag, variable or key at an origin.
    OriginName(Origin),
    /// A command to run.
    Run(Command),
    /// Ask this contact. At the beginning of a sentence it is the one who must act.
    Ask(Responsible),
}

/// A command of sts-cli that a hint suggests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `sts-cli login PROFILE` or `sts-cli login ADDRESS`.
    LogIn(String),
    /// An example of `sts-cli login --from`.
    LogInFromPublished,
    /// The running command with `--help`.
    Help,
    /// The running command with this profile.
    WithProfile(String),
    /// `sts-cli profiles list`.
    ListProfiles,
    /// `sts-cli profiles show NAME`.
    ShowProfile(String),
    /// `sts-cli profiles remove NAME`.
    RemoveProfile(String),
    /// `sts-cli profiles rename OLD NEW`.
    RenameProfile(String, String),
    /// Prints an example of a session policy; requires neither a login nor a server.
    PrintPolicy,
    /// An example of `sts-cli exec`.
    Exec,
    /// An example that sets the variables of the calling shell.
    SetVariables,
}

/// The reason why there can be no interactive login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Prompting is disabled.
    PromptsDisabled,
    /// The last prompt was not answered, so that prompting is paused.
    PromptPaused,
    /// Neither a browser nor a terminal is available.
    NoBrowserOrTerminal,
}

impl Hint {
    /// Creates a sentence. The user must act on it, unless it begins with a contact.
    pub(crate) fn sentence(parts: Vec<Part>) -> Self {
        let who = match parts.first() {
            Some(Part::Ask(contact)) => *contact,
            _ => Responsible::You,
        };
        Self { text: HintText::Sentence(parts), who, topic: "" }
    }

    /// Changes who must act on the failure.
    pub(crate) fn by(self, who: Responsible) -> Self {
        Self { who, ..self }
    }

    /// Sets the section of `docs/troubleshooting.md`, by its anchor.
    pub(crate) fn about(self, topic: &'static str) -> Self {
        Self { topic, ..self }
    }
}

impl From<HintText> for Hint {
    /// Creates a hint on which the user must act.
    fn from(text: HintText) -> Self {
        Self { text, who: Responsible::You, topic: "" }
    }
}

impl From<&'static str> for Hint {
    /// Creates a sentence of plain text.
    fn from(text: &'static str) -> Self {
        Self::sentence(vec![Part::from(text)])
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

impl From<&'static OptionSpec> for Part {
    fn from(option: &'static OptionSpec) -> Self {
        Self::Option(option)
    }
}

impl<T> From<&'static Opt<T>> for Part {
    fn from(option: &'static Opt<T>) -> Self {
        Self::Option(option)
    }
}

impl From<Command> for Part {
    fn from(command: Command) -> Self {
        Self::Run(command)
    }
}

/// Creates a sentence from parts: `"text"`, `OPTION`, `[OPTION = value]` (statics of `request::options`), `{Contact}` (ask this contact), `(expression)`.
macro_rules! hint {
    ($($part:tt),+ $(,)?) => {
        $crate::request::hint::Hint::sentence(vec![$($crate::request::hint::part!($part)),+])
    };
}

/// Creates one [`Part`] from the syntax of [`hint!`].
macro_rules! part {
    ($text:literal) => {
        $crate::request::hint::Part::from($text)
    };
    ($option:ident) => {
        $crate::request::hint::Part::Option(&$crate::request::options::$option.spec)
    };
    ([$option:ident = $value:expr]) => {
        $crate::request::hint::Part::Set(&$crate::request::options::$option.spec, $value.into())
    };
    ({ $who:ident }) => {
        $crate::request::hint::Part::Ask($crate::request::Responsible::$who)
    };
    (($part:expr)) => {
        $crate::request::hint::Part::from($part)
    };
}

pub(crate) use {hint, part};
