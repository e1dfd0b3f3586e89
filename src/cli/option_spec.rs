//! One option in its three spellings: the flag `--role-arn`, the variable `STS_CLI_ROLE_ARN`, the key `role_arn` of a profile.

use crate::request::OptionName;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, Command, ValueHint};
use clap_complete::engine::ArgValueCandidates;
use std::ffi::{OsStr, OsString};

/// How the variables of this program begin.
pub(super) const PREFIX: &str = "STS_CLI_";

/// The shape of an option's values, independent of their type.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// One text.
    Text,
    /// The path of a file.
    Path,
    /// One of these words.
    Choice(fn() -> Vec<&'static str>),
    /// Given or not given.
    Switch,
    /// Given any number of times.
    Count,
    /// Any number of texts; in a variable they are divided by this character.
    List(char),
}

/// Where an option may be given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum OptionScope {
    /// As a flag, in a variable, in a profile.
    Everywhere,
    /// As a flag or in a variable: it belongs to one call.
    PerInvocation,
    /// As a flag.
    FlagOnly,
    /// In a variable: a secret.
    VariableOnly,
}

/// The group of options that the help shows an option in.
#[derive(Clone, Copy)]
pub(super) enum Heading {
    General,
    Provider,
    Token,
    Browser,
    Service,
    Person,
    Keys,
    Request,
    Trust,
    Output,
    Cache,
    Renewal,
    Endpoint,
    Logout,
    Status,
}

impl Heading {
    fn text(self) -> &'static str {
        match self {
            Self::General => "General",
            Self::Provider => "Identity provider",
            Self::Token => "A token you already have",
            Self::Browser => "Browser",
            Self::Service => "Service",
            Self::Person => "Who logs in",
            Self::Keys => "Long-term keys",
            Self::Request => "What to ask for",
            Self::Trust => "Whom to trust",
            Self::Output => "What comes out",
            Self::Cache => "What is kept",
            Self::Renewal => "How long it works",
            Self::Endpoint => "The endpoint",
            Self::Logout => "What is ended",
            Self::Status => "What is told",
        }
    }
}

/// What is known of an option besides the type of its value.
pub(super) struct OptionSpec {
    /// What it is called below the command layer.
    pub(super) id: OptionName,
    /// The flag, without its dashes.
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) scope: OptionScope,
    pub(super) help: &'static str,
    value: &'static str,
    heading: Heading,
    alias: Option<&'static str>,
    short: Option<char>,
    /// The flag where it is another than the name: one word, two meanings.
    flag: Option<&'static str>,
    is_hidden: bool,
    /// Another program's variable, read only if no flag, `STS_CLI_` variable or profile sets the option.
    pub(super) also: Option<&'static str>,
    key: Option<&'static str>,
    /// What a shell offers for it.
    offers: Option<fn() -> ArgValueCandidates>,
    /// Options that mean the same in another way: one that is given at a place of higher precedence overrides this one.
    pub(super) conflicts_with: &'static [&'static OptionSpec],
    /// The option that this one completes. Where that one is set at a place of higher precedence, this one does not count: it was said of
    /// another value.
    pub(super) belongs_to: Option<&'static OptionSpec>,
}

/// A row of the table: an option, its flag, what the help calls its value (nothing for a switch), and the help.
pub(super) const fn row(id: OptionName, name: &'static str, value: &'static str, help: &'static str) -> OptionSpec {
    OptionSpec {
        id,
        name,
        kind: Kind::Text,
        scope: OptionScope::Everywhere,
        help,
        value,
        heading: Heading::General,
        alias: None,
        short: None,
        flag: None,
        is_hidden: false,
        also: None,
        key: None,
        offers: None,
        conflicts_with: &[],
        belongs_to: None,
    }
}

impl OptionSpec {
    pub(super) const fn of(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    pub(super) const fn under(self, heading: Heading) -> Self {
        Self { heading, ..self }
    }

    pub(super) const fn alias(self, alias: &'static str) -> Self {
        Self { alias: Some(alias), ..self }
    }

    pub(super) const fn short(self, short: char) -> Self {
        Self { short: Some(short), ..self }
    }

    /// Its flag where that is another than its name.
    pub(super) const fn flag_named(self, flag: &'static str) -> Self {
        Self { flag: Some(flag), ..self }
    }

    pub(super) const fn also(self, variable: &'static str) -> Self {
        Self { also: Some(variable), ..self }
    }

    pub(super) const fn key(self, key: &'static str) -> Self {
        Self { key: Some(key), ..self }
    }

    pub(super) const fn offering(self, offers: fn() -> ArgValueCandidates) -> Self {
        Self { offers: Some(offers), ..self }
    }

    pub(super) const fn conflicts_with(self, conflicts_with: &'static [&'static OptionSpec]) -> Self {
        Self { conflicts_with, ..self }
    }

    pub(super) const fn belongs_to(self, other: &'static OptionSpec) -> Self {
        Self { belongs_to: Some(other), ..self }
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

    /// The variable of this option.
    pub(super) fn variable(&self) -> String {
        format!("{PREFIX}{}", self.name.replace('-', "_").to_uppercase())
    }

    /// The variable that a hint names for it: another program's where there is one, which needs no explanation.
    pub(super) fn variable_to_set(&self) -> String {
        self.also.map_or_else(|| self.variable(), str::to_owned)
    }

    /// Whether `rest` is what follows `STS_CLI_` in the variable of this option.
    pub(super) fn is_variable(&self, rest: &str) -> bool {
        same(self.name, rest, |c| if c == b'-' { b'_' } else { c.to_ascii_uppercase() })
    }

    /// Whether `key` is the key of this option in a profile.
    pub(super) fn is_key(&self, key: &str) -> bool {
        same(self.key.unwrap_or(self.name), key, |c| if c == b'-' { b'_' } else { c })
    }

    /// Whether this option may stand in a profile.
    pub(super) fn is_for_profiles(&self) -> bool {
        self.scope == OptionScope::Everywhere
    }

    /// The key of this option in a profile.
    pub(super) fn key_name(&self) -> String {
        self.key.map_or_else(|| self.name.replace('-', "_"), str::to_owned)
    }

    /// The flag as it is typed.
    pub(super) fn flag(&self) -> String {
        format!("--{}", self.flag.unwrap_or(self.name))
    }

    /// The flag as hints show it: in its short form, where it has one.
    pub(super) fn shown_flag(&self) -> String {
        self.short.map_or_else(|| self.flag(), |short| format!("-{short}"))
    }

    /// Whether one of `arguments` may be this flag; a short one may stand in a group.
    pub(super) fn may_be_in(&self, arguments: &[OsString]) -> bool {
        arguments.iter().map(|argument| argument.as_encoded_bytes()).any(|argument| match argument.strip_prefix(b"--") {
            Some(flag) => {
                let name = flag.split(|byte| *byte == b'=').next().unwrap_or_default();
                name == self.flag.unwrap_or(self.name).as_bytes() || self.alias.is_some_and(|alias| name == alias.as_bytes())
            }
            None => argument.starts_with(b"-") && self.short.is_some(),
        })
    }

    /// The flag for clap; nothing for what only stands in a variable.
    pub(super) fn arg(&self) -> Option<Arg> {
        if self.scope == OptionScope::VariableOnly {
            return None;
        }
        let arg =
            Arg::new(self.name).long(self.flag.unwrap_or(self.name)).help(self.help).help_heading(self.heading.text()).hide(self.is_hidden);
        let arg = self.alias.into_iter().fold(arg, Arg::alias);
        let arg = self.short.into_iter().fold(arg, Arg::short);
        let arg = self.offers.into_iter().fold(arg, |arg, offers| arg.value_hint(ValueHint::Other).add(offers()));
        let arg = if self.value.is_empty() { arg } else { arg.value_name(self.value) };
        Some(match self.kind {
            Kind::Text => arg.action(ArgAction::Set),
            Kind::Path => arg.action(ArgAction::Set).value_parser(clap::value_parser!(std::ffi::OsString)).value_hint(ValueHint::FilePath),
            Kind::Choice(choices) => arg.action(ArgAction::Set).value_parser(Choices(choices)),
            Kind::Switch => arg.action(ArgAction::SetTrue),
            Kind::Count => arg.action(ArgAction::Count),
            Kind::List(_) => arg.action(ArgAction::Append),
        })
    }
}

/// Takes one of the values of a choice. They are named only when that choice is made, or help is shown.
#[derive(Clone)]
struct Choices(fn() -> Vec<&'static str>);

impl TypedValueParser for Choices {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        let form = value.to_str().and_then(|value| Some(value.split_once(':')?.0));
        PossibleValuesParser::new(self.shown(form)).parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.shown(None)))
    }
}

impl Choices {
    /// Returns the values as help lists them: without the variants behind a colon, of which there are many, or only those of `form`.
    fn shown(&self, form: Option<&str>) -> impl Iterator<Item = PossibleValue> + use<> {
        let names = (self.0)();
        let variant_of = |name: &'static str| name.split_once(':').map(|(form, _)| form);
        let form = names.iter().find_map(|name| variant_of(name).filter(|known| form == Some(*known)));
        names.into_iter().map(move |name| PossibleValue::new(name).hide(variant_of(name) != form))
    }
}

/// Whether `text` is `name` in another spelling.
fn same(name: &str, text: &str, spelt: impl Fn(u8) -> u8) -> bool {
    name.len() == text.len() && name.bytes().map(spelt).eq(text.bytes())
}
