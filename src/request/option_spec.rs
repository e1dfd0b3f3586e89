//! The definition of an option and its three names: flag `--role-arn`, variable `STS_CLI_ROLE_ARN`, profile key `role_arn`.

use std::fmt;

/// The prefix of this program's environment variables.
pub(crate) const VARIABLE_PREFIX: &str = "STS_CLI_";

/// The shape of an option's values, independent of their type.
#[derive(Clone, Copy)]
pub(crate) enum ValueKind {
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
pub(crate) enum OptionScope {
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
pub(crate) enum Heading {
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
    pub(crate) const ALL: [Self; 7] =
        [Self::IdentityProvider, Self::Login, Self::Request, Self::Tls, Self::Output, Self::Cache, Self::General];

    pub(crate) fn title(self) -> &'static str {
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

/// The rank of an option among those that `-h` lists. It lists ten: first the command's own arguments and `first_options`, then the options
/// with the lowest ranks: 10 to 19 the servers and the identity, 20 to 29 the purpose of a single command, 31 to 39 the request, the login and
/// the output, 41 to 52 files, the cache, TLS and prompts, 61 to 64 messages and time. Options of different commands can have the same rank. A
/// test in `cli/option_groups.rs` lists all ranks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prominence {
    /// In every command that has the option, with this rank.
    Common(u8),
    /// In commands that describe a login, with this rank. Other commands take the option from a profile.
    Setup(u8),
    /// In no command; only `--help` lists it.
    Rare,
}

/// The definition of an option, without the type of its value.
pub struct OptionSpec {
    /// The name in kebab case; also the flag unless `flag` is set.
    pub(crate) name: &'static str,
    /// The shape of its values.
    pub(crate) kind: ValueKind,
    /// The places that can set it.
    pub(crate) scope: OptionScope,
    /// A short description, without a final period.
    pub(crate) help: &'static str,
    /// The text that `--help` appends to the description.
    pub(crate) details: &'static str,
    /// The placeholder of its value in help; empty for a switch.
    pub(crate) value_name: &'static str,
    /// The help heading that lists it.
    pub(crate) heading: Heading,
    /// Its rank in `-h`, if that may list it.
    pub(crate) prominence: Prominence,
    /// A second, hidden flag, without dashes.
    pub(crate) alias: Option<&'static str>,
    /// The one-letter flag, without its dash.
    pub(crate) short: Option<char>,
    /// The flag without dashes, if it differs from `name`, as for two options that share a flag.
    pub(crate) flag: Option<&'static str>,
    /// Whether help leaves it out.
    pub(crate) is_hidden: bool,
    /// Another program's variable, read only if no flag, `STS_CLI_` variable or profile sets the option.
    pub(crate) fallback_variable: Option<&'static str>,
    /// The profile key, if it differs from `name` in snake case.
    pub(crate) profile_key: Option<&'static str>,
    /// Whether its value is the name of a profile, which a shell can complete.
    pub(crate) completes_profiles: bool,
    /// Whether `-` as its value means standard input, which only one option can read.
    pub(crate) reads_dash_as_stdin: bool,
    /// Whether hints repeat its value, unless that looks like a secret. They mask the values of other options: what a command line contains
    /// may be logged.
    pub(crate) has_public_value: bool,
    /// A valid value, for hints.
    pub(crate) example: Option<&'static str>,
    /// Alternatives to this option: one that is set at a higher precedence overrides this one; two in one layer are an error. Each must name
    /// the other, but for one that is only a flag, which nothing overrides.
    pub(crate) conflicts_with: &'static [&'static OptionSpec],
    /// The option that this one qualifies. If that one is set at a higher precedence, this one is ignored, because it was set for another
    /// value.
    pub(crate) qualifies: Option<&'static OptionSpec>,
    /// The option that this one completes, as a secret key does an access key. If a layer sets both, and a layer of higher precedence sets
    /// that option differently, this value is ignored: it belongs to the replaced one.
    pub(crate) completes: Option<&'static OptionSpec>,
}

/// Defines an option with its name, the value name in help (empty for a switch) and the help text.
pub(crate) const fn option(name: &'static str, value_name: &'static str, help: &'static str) -> OptionSpec {
    OptionSpec {
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
        fallback_variable: None,
        profile_key: None,
        completes_profiles: false,
        reads_dash_as_stdin: false,
        has_public_value: false,
        example: None,
        conflicts_with: &[],
        qualifies: None,
        completes: None,
    }
}

impl PartialEq for OptionSpec {
    /// Compares the names, which are unique.
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for OptionSpec {}

impl fmt::Debug for OptionSpec {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

impl OptionSpec {
    pub(crate) const fn kind(self, kind: ValueKind) -> Self {
        Self { kind, ..self }
    }

    pub(crate) const fn heading(self, heading: Heading) -> Self {
        Self { heading, ..self }
    }

    pub(crate) const fn details(self, details: &'static str) -> Self {
        Self { details, ..self }
    }

    pub(crate) const fn common(self, rank: u8) -> Self {
        Self { prominence: Prominence::Common(rank), ..self }
    }

    pub(crate) const fn setup(self, rank: u8) -> Self {
        Self { prominence: Prominence::Setup(rank), ..self }
    }

    pub(crate) const fn alias(self, alias: &'static str) -> Self {
        Self { alias: Some(alias), ..self }
    }

    pub(crate) const fn short(self, short: char) -> Self {
        Self { short: Some(short), ..self }
    }

    /// Sets a flag that differs from the name.
    pub(crate) const fn flag_named(self, flag: &'static str) -> Self {
        Self { flag: Some(flag), ..self }
    }

    pub(crate) const fn fallback_variable(self, variable: &'static str) -> Self {
        Self { fallback_variable: Some(variable), ..self }
    }

    /// Sets a profile key that differs from the name.
    pub(crate) const fn profile_key_named(self, key: &'static str) -> Self {
        Self { profile_key: Some(key), ..self }
    }

    pub(crate) const fn completing_profiles(self) -> Self {
        Self { completes_profiles: true, ..self }
    }

    pub(crate) const fn reading_dash_as_stdin(self) -> Self {
        Self { reads_dash_as_stdin: true, ..self }
    }

    pub(crate) const fn public_value(self) -> Self {
        Self { has_public_value: true, ..self }
    }

    pub(crate) const fn example(self, example: &'static str) -> Self {
        Self { example: Some(example), ..self }
    }

    pub(crate) const fn conflicts_with(self, conflicts_with: &'static [&'static OptionSpec]) -> Self {
        Self { conflicts_with, ..self }
    }

    pub(crate) const fn qualifies(self, other: &'static OptionSpec) -> Self {
        Self { qualifies: Some(other), ..self }
    }

    pub(crate) const fn completes(self, other: &'static OptionSpec) -> Self {
        Self { completes: Some(other), ..self }
    }

    pub(crate) const fn per_invocation(self) -> Self {
        Self { scope: OptionScope::PerInvocation, ..self }
    }

    pub(crate) const fn flag_only(self) -> Self {
        Self { scope: OptionScope::FlagOnly, ..self }
    }

    pub(crate) const fn variable_only(self) -> Self {
        Self { scope: OptionScope::VariableOnly, ..self }
    }

    pub(crate) const fn hidden(self) -> Self {
        Self { is_hidden: true, ..self }
    }

    /// Returns this option's variable.
    pub(crate) fn variable(&self) -> String {
        format!("{VARIABLE_PREFIX}{}", self.name.replace('-', "_").to_uppercase())
    }

    /// Returns the variable that hints name: another program's if this option reads one, because users know it already.
    pub(crate) fn variable_to_set(&self) -> String {
        self.fallback_variable.map_or_else(|| self.variable(), str::to_owned)
    }

    /// Whether this option's variable is `STS_CLI_` followed by `rest`. Compared without building [`OptionSpec::variable`]: each run does so for
    /// every option.
    pub(crate) fn is_variable(&self, rest: &str) -> bool {
        equals_respelled(self.name, rest, |c| if c == b'-' { b'_' } else { c.to_ascii_uppercase() })
    }

    /// Whether `key` is this option's profile key. Compared without building [`OptionSpec::profile_key`], as in [`OptionSpec::is_variable`].
    pub(crate) fn is_profile_key(&self, key: &str) -> bool {
        equals_respelled(self.profile_key.unwrap_or(self.name), key, |c| if c == b'-' { b'_' } else { c })
    }

    /// Whether this option can be set in a profile.
    pub(crate) fn is_allowed_in_profiles(&self) -> bool {
        self.scope == OptionScope::Everywhere
    }

    /// Returns this option's profile key.
    pub(crate) fn profile_key(&self) -> String {
        self.profile_key.map_or_else(|| self.name.replace('-', "_"), str::to_owned)
    }

    /// Returns the flag with its dashes.
    pub(crate) fn flag(&self) -> String {
        format!("--{}", self.flag.unwrap_or(self.name))
    }

    /// Returns the flag for hints: the short form if there is one.
    pub(crate) fn shown_flag(&self) -> String {
        self.short.map_or_else(|| self.flag(), |short| format!("-{short}"))
    }
}

/// Whether `text` equals `name` with each byte mapped by `respell`.
fn equals_respelled(name: &str, text: &str, respell: impl Fn(u8) -> u8) -> bool {
    name.len() == text.len() && name.bytes().map(respell).eq(text.bytes())
}
