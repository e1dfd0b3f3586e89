//! The definition of an option and its three names: flag `--role-arn`, variable `STS_CLI_ROLE_ARN`, profile key `role_arn`.

use crate::request::OptionName;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, Command, ValueHint};
use clap_complete::engine::ArgValueCandidates;
use std::ffi::{OsStr, OsString};

/// The prefix of this program's environment variables.
pub(super) const PREFIX: &str = "STS_CLI_";

/// The shape of an option's values, independent of their type.
#[derive(Clone, Copy)]
pub(super) enum ValueKind {
    /// A string.
    Text,
    /// A file path.
    Path,
    /// One of these words.
    Choice(fn() -> Vec<&'static str>),
    /// A boolean flag.
    Switch,
    /// A flag whose occurrences are counted.
    Count,
    /// A repeatable string; a variable separates the items with this character.
    List(char),
}

/// The places where an option can be set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum OptionScope {
    /// By a flag, a variable or a profile.
    Everywhere,
    /// By a flag or a variable, not in a profile.
    PerInvocation,
    /// Only by a flag.
    FlagOnly,
    /// Only by a variable, because it is a secret.
    VariableOnly,
}

/// The help heading that an option is listed under, in the order of the help.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Heading {
    IdentityProvider,
    Login,
    Request,
    Tls,
    Output,
    Cache,
    General,
}

impl Heading {
    /// All headings, in the order of the help.
    pub(super) const ALL: [Self; 7] =
        [Self::IdentityProvider, Self::Login, Self::Request, Self::Tls, Self::Output, Self::Cache, Self::General];

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::IdentityProvider => "Identity provider",
            Self::Login => "Login",
            Self::Request => "Request",
            Self::Tls => "TLS",
            Self::Output => "Output",
            Self::Cache => "Cache and profiles",
            Self::General => "General",
        }
    }
}

/// Whether `-h` lists an option. It lists the ten with the lowest ranks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Prominence {
    /// In every command, with this rank.
    Common(u8),
    /// In commands that describe a login, with this rank. Other commands take the option from a profile.
    Setup(u8),
    /// In no command; only `--help` lists it.
    Rare,
}

/// The definition of an option, without the type of its value.
pub(super) struct OptionSpec {
    /// The name for layers below the command line.
    pub(super) id: OptionName,
    /// The name in kebab case; also the flag unless `flag` is set.
    pub(super) name: &'static str,
    pub(super) kind: ValueKind,
    pub(super) scope: OptionScope,
    /// A short description, without a final period.
    pub(super) help: &'static str,
    /// The text that `--help` appends to the description.
    details: &'static str,
    value_name: &'static str,
    pub(super) heading: Heading,
    pub(super) prominence: Prominence,
    alias: Option<&'static str>,
    short: Option<char>,
    /// The flag without dashes, if it differs from `name`, as for two options that share a flag.
    flag: Option<&'static str>,
    is_hidden: bool,
    /// Another program's variable, read only if no flag, `STS_CLI_` variable or profile sets the option.
    pub(super) also: Option<&'static str>,
    key: Option<&'static str>,
    /// Completes the value in a shell.
    candidates: Option<fn() -> ArgValueCandidates>,
    /// Alternatives to this option: one that is set at a higher precedence overrides this one.
    pub(super) conflicts_with: &'static [&'static OptionSpec],
    /// The option that this one qualifies. If that one is set at a higher precedence, this one is ignored, because it was set for another
    /// value.
    pub(super) qualifies: Option<&'static OptionSpec>,
}

/// Defines an option with its name, the value name in help (empty for a switch) and the help text.
pub(super) const fn option(id: OptionName, name: &'static str, value_name: &'static str, help: &'static str) -> OptionSpec {
    OptionSpec {
        id,
        name,
        kind: ValueKind::Text,
        scope: OptionScope::Everywhere,
        help,
        details: "",
        value_name,
        heading: Heading::General,
        prominence: Prominence::Rare,
        alias: None,
        short: None,
        flag: None,
        is_hidden: false,
        also: None,
        key: None,
        candidates: None,
        conflicts_with: &[],
        qualifies: None,
    }
}

impl OptionSpec {
    pub(super) const fn kind(self, kind: ValueKind) -> Self {
        Self { kind, ..self }
    }

    pub(super) const fn heading(self, heading: Heading) -> Self {
        Self { heading, ..self }
    }

    pub(super) const fn details(self, details: &'static str) -> Self {
        Self { details, ..self }
    }

    pub(super) const fn common(self, rank: u8) -> Self {
        Self { prominence: Prominence::Common(rank), ..self }
    }

    pub(super) const fn setup(self, rank: u8) -> Self {
        Self { prominence: Prominence::Setup(rank), ..self }
    }

    pub(super) const fn alias(self, alias: &'static str) -> Self {
        Self { alias: Some(alias), ..self }
    }

    pub(super) const fn short(self, short: char) -> Self {
        Self { short: Some(short), ..self }
    }

    /// Sets a flag that differs from the name.
    pub(super) const fn flag_named(self, flag: &'static str) -> Self {
        Self { flag: Some(flag), ..self }
    }

    pub(super) const fn also(self, variable: &'static str) -> Self {
        Self { also: Some(variable), ..self }
    }

    pub(super) const fn key(self, key: &'static str) -> Self {
        Self { key: Some(key), ..self }
    }

    pub(super) const fn with_candidates(self, candidates: fn() -> ArgValueCandidates) -> Self {
        Self { candidates: Some(candidates), ..self }
    }

    pub(super) const fn conflicts_with(self, conflicts_with: &'static [&'static OptionSpec]) -> Self {
        Self { conflicts_with, ..self }
    }

    pub(super) const fn belongs_to(self, other: &'static OptionSpec) -> Self {
        Self { qualifies: Some(other), ..self }
    }

    pub(super) const fn per_invocation(self) -> Self {
        Self { scope: OptionScope::PerInvocation, ..self }
    }

    pub(super) const fn flag_only(self) -> Self {
        Self { scope: OptionScope::FlagOnly, ..self }
    }

    pub(super) const fn variable_only(self) -> Self {
        Self { scope: OptionScope::VariableOnly, ..self }
    }

    pub(super) const fn hidden(self) -> Self {
        Self { is_hidden: true, ..self }
    }

    /// Returns this option's variable.
    pub(super) fn variable(&self) -> String {
        format!("{PREFIX}{}", self.name.replace('-', "_").to_uppercase())
    }

    /// Returns the variable that hints name: another program's if this option reads one, because users know it already.
    pub(super) fn variable_to_set(&self) -> String {
        self.also.map_or_else(|| self.variable(), str::to_owned)
    }

    /// Returns whether this option's variable is `STS_CLI_` followed by `rest`.
    pub(super) fn is_variable(&self, rest: &str) -> bool {
        equals_respelled(self.name, rest, |c| if c == b'-' { b'_' } else { c.to_ascii_uppercase() })
    }

    /// Returns whether `key` is this option's profile key.
    pub(super) fn is_key(&self, key: &str) -> bool {
        equals_respelled(self.key.unwrap_or(self.name), key, |c| if c == b'-' { b'_' } else { c })
    }

    /// Returns whether this option can be set in a profile.
    pub(super) fn is_allowed_in_profiles(&self) -> bool {
        self.scope == OptionScope::Everywhere
    }

    /// Returns this option's profile key.
    pub(super) fn key_name(&self) -> String {
        self.key.map_or_else(|| self.name.replace('-', "_"), str::to_owned)
    }

    /// Returns the flag with its dashes.
    pub(super) fn flag(&self) -> String {
        format!("--{}", self.flag.unwrap_or(self.name))
    }

    /// Returns the flag for hints: the short form if there is one.
    pub(super) fn shown_flag(&self) -> String {
        self.short.map_or_else(|| self.flag(), |short| format!("-{short}"))
    }

    /// Returns whether one of `arguments` may be this flag. Any short flag may be, because short flags can be grouped.
    pub(super) fn may_appear_in(&self, arguments: &[OsString]) -> bool {
        arguments.iter().map(|argument| argument.as_encoded_bytes()).any(|argument| match argument.strip_prefix(b"--") {
            Some(flag) => {
                let name = flag.split(|byte| *byte == b'=').next().unwrap_or_default();
                name == self.flag.unwrap_or(self.name).as_bytes() || self.alias.is_some_and(|alias| name == alias.as_bytes())
            }
            None => argument.starts_with(b"-") && self.short.is_some(),
        })
    }

    /// Returns the description for `--help`.
    fn long_help(&self) -> String {
        [self.help, self.details].concat()
    }

    /// Builds clap's argument; `None` for variable-only options.
    pub(super) fn arg(&self) -> Option<Arg> {
        if self.scope == OptionScope::VariableOnly {
            return None;
        }
        let arg = Arg::new(self.name)
            .long(self.flag.unwrap_or(self.name))
            .help(self.help)
            .long_help(self.long_help())
            .help_heading(self.heading.title())
            .hide(self.is_hidden);
        let arg = self.alias.into_iter().fold(arg, Arg::alias);
        let arg = self.short.into_iter().fold(arg, Arg::short);
        let arg = self.candidates.into_iter().fold(arg, |arg, offers| arg.value_hint(ValueHint::Other).add(offers()));
        let arg = if self.value_name.is_empty() { arg } else { arg.value_name(self.value_name) };
        Some(match self.kind {
            ValueKind::Text => arg.action(ArgAction::Set),
            ValueKind::Path => {
                arg.action(ArgAction::Set).value_parser(clap::value_parser!(std::ffi::OsString)).value_hint(ValueHint::FilePath)
            }
            ValueKind::Choice(choices) => arg.action(ArgAction::Set).value_parser(Choices(choices)),
            ValueKind::Switch => arg.action(ArgAction::SetTrue),
            ValueKind::Count => arg.action(ArgAction::Count),
            ValueKind::List(_) => arg.action(ArgAction::Append),
        })
    }
}

/// Parses one of a choice's values. Collects the values lazily, because most invocations do not need them.
#[derive(Clone)]
struct Choices(fn() -> Vec<&'static str>);

impl TypedValueParser for Choices {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value_name: &OsStr) -> Result<String, clap::Error> {
        let form = value_name.to_str().and_then(|value| Some(value.split_once(':')?.0));
        PossibleValuesParser::new(self.shown(form)).parse_ref(command, arg, value_name)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.shown(None)))
    }
}

impl Choices {
    /// Returns the values to list: those without a colon (`env`), or, for a `form`, only its variants (`env:zsh`).
    fn shown(&self, form: Option<&str>) -> impl Iterator<Item = PossibleValue> + use<> {
        let names = (self.0)();
        let variant_of = |name: &'static str| name.split_once(':').map(|(form, _)| form);
        let form = names.iter().find_map(|name| variant_of(name).filter(|known| form == Some(*known)));
        names.into_iter().map(move |name| PossibleValue::new(name).hide(variant_of(name) != form))
    }
}

/// Returns whether `text` equals `name` with each byte mapped by `respell`.
fn equals_respelled(name: &str, text: &str, respell: impl Fn(u8) -> u8) -> bool {
    name.len() == text.len() && name.bytes().map(respell).eq(text.bytes())
}
