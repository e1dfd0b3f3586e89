//! Formats hints for the running command: an option is shown as a flag if the command accepts it, else as a key of the active profile,
//! else as a variable.

use super::invocation::{ActiveProfile, CommandSpec, Invocation};
use super::option_groups;
use super::options as opt;
use crate::advice::{Command, Hint, HintText, Obstacle, Part, Responsible};
use crate::error;
use crate::request::Origin;
use crate::request::option_spec::{OptionScope, OptionSpec, ValueKind};
use crate::session::{self, Explanation, HintAudience};
use crate::text::printable_line;

/// Encloses each option in a hint passed to another process. Text from outside never contains it: control characters are removed.
const OPTION_MARKER: char = '\u{1}';

/// Explains a session error, for the browser page or another process. The page shows every option as a flag, because it does not know the
/// user's next command.
#[must_use]
pub fn explain_error(error: &session::Error, audience: HintAudience) -> Explanation {
    let hints = error::hints_for_session(error);
    let responsible = hints.first().map(|hint| hint.who).unwrap_or_default();
    let hints = match audience {
        HintAudience::Person => format_hints(&hints),
        HintAudience::OtherProcess => hints.iter().map(to_transferable_text).collect(),
    };
    Explanation { facts: error::facts_for_session(error), hints, responsible }
}

/// Formats a hint with its options marked, so that the receiving process can format them for its own command.
fn to_transferable_text(hint: &Hint) -> String {
    let HintText::Sentence(parts) = &hint.text else { return format_hints(std::slice::from_ref(hint)).concat() };
    let words = HintFormatter { row: None, profile: None };
    let stored = |part: &Part| match part {
        Part::Option(option) => format!("{OPTION_MARKER}{}{OPTION_MARKER}", option.flag()),
        Part::Set(option, value) => format!("{OPTION_MARKER}{}={value}{OPTION_MARKER}", option.flag()),
        part => words.part(part, &mut false),
    };
    parts.iter().map(stored).collect()
}

/// Formats hints with every option as a flag.
#[must_use]
pub fn format_hints(hints: &[Hint]) -> Vec<String> {
    HintFormatter { row: None, profile: None }.format_hints(hints)
}

/// Formats hints for one command and profile.
pub(super) struct HintFormatter<'a> {
    /// The running command; `None` for one that accepts every flag.
    pub(super) row: Option<&'static CommandSpec>,
    /// The active profile, if it is known.
    pub(super) profile: Option<&'a ActiveProfile>,
}

/// How a hint names an option.
enum As<'a> {
    Flag,
    Variable,
    /// A key of the profile with this name.
    Key(&'a str),
}

impl<'a> HintFormatter<'a> {
    /// Creates the formatter for this invocation, with its profile if that is already resolved.
    pub(super) fn of(call: &Invocation<'a>) -> Self {
        Self { row: Some(call.row), profile: call.active_profile.get() }
    }

    /// Formats hints, each on one line.
    pub(super) fn format_hints(&self, hints: &[Hint]) -> Vec<String> {
        hints.iter().map(|hint| printable_line(&self.hint(hint))).collect()
    }

    /// Returns `with` and the flag, or `in` and the variable or key.
    pub(super) fn with_or_in(&self, option: &OptionSpec) -> String {
        self.phrase_with_or_in(option, &mut false)
    }

    fn hint(&self, hint: &Hint) -> String {
        match &hint.text {
            HintText::Sentence(parts) => {
                let mut is_profile_named = false;
                parts.iter().map(|part| self.part(part, &mut is_profile_named)).collect()
            }
            HintText::SetOption(option) => self.supply_instruction(option),
            HintText::LogIn(obstacle) => match self.profile {
                Some(profile) => profile_login_hint(profile, *obstacle),
                None => self.login_hint(*obstacle),
            },
            HintText::Stored(text) => {
                let mut is_profile_named = false;
                let pieces = text.split(OPTION_MARKER).enumerate();
                pieces
                    .map(
                        |(index, segment)| {
                            if index % 2 == 0 { segment.to_owned() } else { self.expand_marked_option(segment, &mut is_profile_named) }
                        },
                    )
                    .collect()
            }
        }
    }

    /// Formats a marked option, with its value if any.
    fn expand_marked_option(&self, text: &str, is_profile_named: &mut bool) -> String {
        let (flag, value) = text.split_once('=').map_or((text, None), |(flag, value)| (flag, Some(value)));
        let option = option_groups::all().find(|option| option.flag() == flag);
        match (option, value) {
            (Some(option), Some(value)) => self.set(option, value, is_profile_named),
            (Some(option), None) => self.option(option, is_profile_named),
            (None, _) => text.to_owned(),
        }
    }

    /// Formats one part of a sentence. The first profile key in the sentence also names the profile.
    fn part(&self, part: &Part, is_profile_named: &mut bool) -> String {
        match part {
            Part::Text(text) => text.clone().into_owned(),
            Part::Option(option) => self.option(option, is_profile_named),
            Part::OptionWithPreposition(option) => self.phrase_with_or_in(option, is_profile_named),
            Part::Flag(option) => option.flag(),
            Part::Key(option) => option.profile_key(),
            Part::Set(option, value) => self.set(option, value, is_profile_named),
            Part::SetAtOrigin(option, value, origin) => set_at(option, value, origin),
            Part::OriginName(origin) => origin_text(origin),
            Part::Run(Command::Help) => {
                self.row.map_or_else(|| command_text(&Command::Help), |spec| format!("sts-cli {} --help", spec.name))
            }
            Part::Run(Command::WithProfile(profile)) => command_with_profile(self.row.map_or("get", |spec| spec.name), profile),
            Part::Run(command) => command_text(command),
            Part::Ask(Responsible::ProviderAdministrator) => "ask the provider's administrator".to_owned(),
            Part::Ask(contact) => format!("ask {contact}"),
        }
    }

    /// Returns how to name `option`: as a key or variable only if the command does not accept the flag but reads the key or variable.
    fn notation_of(&self, option: &OptionSpec) -> As<'a> {
        let has_option = |row: &CommandSpec| row.options().any(|other| other == option);
        match self.profile {
            _ if option.scope == OptionScope::VariableOnly => As::Variable,
            _ if self.row.is_none_or(has_option) || !option.is_allowed_in_profiles() => As::Flag,
            Some(profile) => As::Key(&profile.name),
            None if self.row.is_some_and(|row| row.identity.is_none()) => As::Variable, // no identity yet: `login ADDRESS` prompts for one
            None => As::Flag,
        }
    }

    fn option(&self, option: &OptionSpec, is_profile_named: &mut bool) -> String {
        match self.notation_of(option) {
            As::Flag => option.shown_flag(),
            As::Variable => option.variable_to_set(),
            As::Key(profile) => format!("`{}`", option.profile_key()) + &profile_phrase(" of", profile, is_profile_named),
        }
    }

    fn phrase_with_or_in(&self, option: &OptionSpec, is_profile_named: &mut bool) -> String {
        let preposition = if matches!(self.notation_of(option), As::Flag) { "with" } else { "in" };
        format!("{preposition} {}", self.option(option, is_profile_named))
    }

    fn set(&self, option: &OptionSpec, value: &str, is_profile_named: &mut bool) -> String {
        match self.notation_of(option) {
            As::Flag => flag_set(option, value),
            As::Variable => format!("{}={}", option.variable_to_set(), quoted(value)),
            As::Key(profile) => format!("`{}`", key_set(option, value)) + &profile_phrase(" in", profile, is_profile_named),
        }
    }

    fn supply_instruction(&self, option: &OptionSpec) -> String {
        let (flag, variable) = (option.flag(), option.variable_to_set());
        match self.notation_of(option) {
            As::Flag => format!("set it with {flag} or in {variable}"),
            As::Variable => format!("set it in {variable}"),
            As::Key(profile) => {
                let command = command_text(&Command::ShowProfile(profile.to_owned()));
                format!("add `{} = \"…\"` to the profile `{profile}` (`{command}` names its file), or set {variable}", option.profile_key())
            }
        }
    }

    /// Returns how to log in without a profile, despite `obstacle`.
    fn login_hint(&self, obstacle: Obstacle) -> String {
        let flag = |option: &OptionSpec| self.option(option, &mut false);
        match obstacle {
            Obstacle::PromptsDisabled => {
                let never = self.set(&opt::LOGIN, "never", &mut false);
                let (no_input, token) = (flag(&opt::NO_INPUT), flag(&opt::TOKEN));
                format!("run it in a terminal without {no_input} and {never}, or supply a token with {token}")
            }
            Obstacle::PromptPaused => "run the same command in a terminal, which ends the pause".to_owned(),
            Obstacle::NoBrowserOrTerminal => format!(
                "run the command in a terminal, set BROWSER to a command that opens URLs, or print the URL with {}",
                flag(&opt::NO_BROWSER)
            ),
        }
    }
}

/// Returns how to log in with the active profile, despite `obstacle`.
fn profile_login_hint(ActiveProfile { name: profile, prompts_disabled_by: never }: &ActiveProfile, obstacle: Obstacle) -> String {
    let log_in = command_text(&Command::LogIn(profile.clone()));
    match (obstacle, never) {
        (Obstacle::PromptsDisabled, None | Some(Origin::Argument(_) | Origin::Flag(_) | Origin::Metadata(_))) => {
            format!("run `{log_in}` in a terminal, without {} and {}", opt::NO_INPUT.flag(), flag_set(&opt::LOGIN, "never"))
        }
        (Obstacle::PromptsDisabled, Some(Origin::Variable(name))) => login_hint_overriding(name, &log_in),
        (Obstacle::PromptsDisabled, Some(Origin::File(line))) => {
            login_hint_overriding(&format!("`{}` in {}:{}", line.key, line.path.display(), line.number), &log_in)
        }
        (Obstacle::PromptPaused, _) => format!("run `{log_in}` in a terminal, which ends the pause"),
        (Obstacle::NoBrowserOrTerminal, _) => format!("run `{log_in}` in a terminal, or where a browser can open"),
    }
}

fn login_hint_overriding(place: &str, log_in: &str) -> String {
    let [no_input, auto] = [opt::NO_INPUT.flag(), flag_set(&opt::LOGIN, "auto")];
    format!("change {place}, which disables prompts, or override it in a terminal, without {no_input}: {log_in} {auto}")
}

/// Returns the profile that a key belongs to, unless the sentence has already named it.
fn profile_phrase(preposition: &str, profile: &str, is_named: &mut bool) -> String {
    if std::mem::replace(is_named, true) { String::new() } else { format!("{preposition} the profile `{profile}`") }
}

/// Formats an option and its value as a flag.
fn flag_set(option: &OptionSpec, value: &str) -> String {
    if matches!(option.kind, ValueKind::Switch) { option.shown_flag() } else { format!("{} {}", option.shown_flag(), quoted(value)) }
}

/// Formats an option and its value as a line of a profile.
fn key_set(option: &OptionSpec, value: &str) -> String {
    let key = option.profile_key();
    match option.kind {
        ValueKind::Switch => format!("{key} = {value}"),
        _ if value.parse::<u32>().is_ok() => format!("{key} = {value}"),
        ValueKind::List('\n') => format!("{key} = [{}]", toml_text(value)),
        _ => format!("{key} = {}", toml_text(value)),
    }
}

/// Formats an option and its value in the notation of `origin`.
fn set_at(option: &OptionSpec, value: &str, origin: &Origin) -> String {
    match origin {
        Origin::Argument(name) if !matches!(option.kind, ValueKind::Switch) => format!("{name} {value}"),
        Origin::Argument(_) | Origin::Flag(_) | Origin::Metadata(_) => flag_set(option, value),
        Origin::Variable(_) => format!("{}={}", option.variable(), quoted(value)),
        Origin::File(_) => key_set(option, value),
    }
}

/// Returns the name of the flag, variable, key or argument that holds a value.
fn origin_text(origin: &Origin) -> String {
    match origin {
        Origin::Argument(name) => (*name).to_owned(),
        Origin::Flag(name) | Origin::Variable(name) => name.clone(),
        Origin::File(line) => format!("`{}`", line.key),
        Origin::Metadata(_) => origin.to_string(),
    }
}

/// Quotes a value as a TOML basic string, whose syntax JSON strings share.
fn toml_text(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

/// Quotes a value for a shell, if needed.
fn quoted(value: &str) -> String {
    let is_plain = !value.contains(|c: char| c.is_whitespace() || "\"'`$&|;<>()*?!#\\".contains(c));
    if is_plain { value.to_owned() } else { crate::sys::quote_word(value).map_or_else(|_| value.to_owned(), String::from) }
}

/// Returns the command called `name` with a profile, and with a placeholder for what else it requires.
fn command_with_profile(name: &str, profile: &str) -> String {
    match name {
        "configure" => format!("sts-cli configure TOOL {profile}"),
        "exec" => format!("sts-cli exec {profile} -- CMD"),
        name => format!("sts-cli {name} {profile}"),
    }
}

/// Returns the command line to show for `command`.
fn command_text(command: &Command) -> String {
    match command {
        Command::LogIn(place) => format!("sts-cli login {place}"),
        Command::LogInFromPublished => "sts-cli login --from https://YOUR-SERVER/prod.toml".to_owned(),
        Command::Help => "sts-cli --help".to_owned(),
        Command::WithProfile(profile) => command_with_profile("get", profile),
        Command::ListProfiles => "sts-cli profiles list".to_owned(),
        Command::ShowProfile(name) => format!("sts-cli profiles show {name}"),
        Command::RemoveProfile(name) => format!("sts-cli profiles remove {name}"),
        Command::RenameProfile(old, new) => format!("sts-cli profiles rename {old} {new}"),
        Command::PrintPolicy => {
            let allow = flag_set(&opt::ALLOW, "read:bucket/prefix");
            format!("sts-cli web-identity {allow} {}", opt::PRINT_POLICY.flag())
        }
        Command::Exec => "sts-cli exec prod -- mc ls prod/".to_owned(),
        Command::SetVariables => format!("eval \"$(sts-cli … {})\"", flag_set(&opt::OUTPUT, "env")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::commands;
    use super::*;

    fn profile() -> ActiveProfile {
        ActiveProfile { name: "prod".to_owned(), prompts_disabled_by: None }
    }

    #[test]
    fn commands_in_hints_exist_in_this_program() {
        let commands = [
            Command::LogIn("prod".to_owned()),
            Command::LogInFromPublished,
            Command::ListProfiles,
            Command::ShowProfile("prod".to_owned()),
            Command::RemoveProfile("prod".to_owned()),
            Command::RenameProfile("prod".to_owned(), "new".to_owned()),
            Command::PrintPolicy,
            Command::Exec,
        ];
        for command in commands {
            let line = command_text(&command);
            let parsed = super::super::command().try_get_matches_from(line.split(' '));
            assert!(parsed.is_ok(), "{line}: {parsed:?}");
        }
        let hint = login_hint_overriding("STS_CLI_LOGIN", &command_text(&Command::LogIn("prod".to_owned())));
        let line = hint.rsplit_once(": ").map(|(_, line)| line.split(' '));
        assert!(line.is_some_and(|words| super::super::command().try_get_matches_from(words).is_ok()), "{hint}");
    }

    #[test]
    fn hints_name_the_flag_or_else_the_profile_key_or_else_the_variable() {
        let profile = profile();
        let set = |row, profile, option: &'static OptionSpec, value: &str| {
            let hint = Hint::sentence(vec![Part::Set(option, value.to_owned().into()), " or ".into(), Part::Option(option)]);
            HintFormatter { row: commands::find(row), profile }.format_hints(&[hint]).concat()
        };
        let cases = [
            ("get", Some(&profile), &opt::TIMEOUT.spec, "10m", "--timeout 10m or --timeout"),
            ("status", Some(&profile), &opt::DURATION.spec, "8h", "`duration = \"8h\"` in the profile `prod` or `duration`"),
            ("status", None, &opt::DURATION.spec, "8h", "STS_CLI_DURATION=8h or STS_CLI_DURATION"),
            ("get", Some(&profile), &opt::TOKEN.spec, "cmd:curl …", "`token = \"cmd:curl …\"` in the profile `prod` or `token`"),
            ("web-identity", None, &opt::TOKEN.spec, "cmd:curl …", "--token 'cmd:curl …' or --token"),
            ("status", Some(&profile), &opt::ALLOW_HTTP.spec, "true", "`allow_http = true` in the profile `prod` or `allow_http`"),
            ("status", Some(&profile), &opt::FRESH.spec, "true", "--fresh or --fresh"),
            ("login", None, &opt::CLIENT_SECRET.spec, "x", "STS_CLI_CLIENT_SECRET=x or STS_CLI_CLIENT_SECRET"),
        ];
        for (row, profile, option, value, expected) in cases {
            assert_eq!(set(row, profile, option, value), expected, "{row}");
        }
    }
}
