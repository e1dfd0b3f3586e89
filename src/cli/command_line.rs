//! Accepts other common forms of a command line: options before the command, `help COMMAND` and `version`.

use super::commands::{self, COMMANDS};
use super::invocation::CommandSpec;
use super::option_argument::has_flag;
use crate::request::option_spec::{OptionSpec, ValueKind};
use std::ffi::{OsStr, OsString};

/// Moves options behind the command, and replaces `help COMMAND` and `version` by the flags. Other command lines do not change.
pub(super) fn normalize(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let command = arguments.get(1).and_then(|name| name.to_str()).and_then(commands::find);
    if arguments.len() < 2 || command.is_some_and(|command| !command.has_subcommands) {
        return arguments; // the usual form
    }
    let words = arguments.split_off(1);
    arguments.extend(normalize_words(words));
    arguments
}

fn normalize_words(words: Vec<OsString>) -> Vec<OsString> {
    let Some((options, [command, rest @ ..])) = split_options(&words) else { return words };
    match command.to_str() {
        Some("--") | None => words,
        Some("help") => {
            let command = rest.split(|word| word == "--").next().unwrap_or_default();
            [command, options, &["--help".into()]].concat()
        }
        Some("version") => vec!["--version".into()],
        _ if options.iter().any(|option| option == "--version" || option == "-V") => vec!["--version".into()],
        Some(name) => {
            let behind = [options, rest].concat();
            let has_subcommands = commands::find(name).is_some_and(|command| command.has_subcommands);
            let behind = if has_subcommands { normalize_words(behind) } else { behind };
            std::iter::once(command.clone()).chain(behind).collect()
        }
    }
}

/// Splits `words` at the first that is neither an option nor the value of one; `None` if an option is unknown.
pub(super) fn split_options(words: &[OsString]) -> Option<(&[OsString], &[OsString])> {
    let mut end = 0;
    while let Some(word) = words.get(end).filter(|word| is_option(word)) {
        end += OptionWord::of(word)?.len();
    }
    Some(words.split_at(end.min(words.len())))
}

/// Returns whether `word` begins with a dash, and is neither `-` nor `--`.
fn is_option(word: &OsStr) -> bool {
    word.as_encoded_bytes().starts_with(b"-") && word != "-" && word != "--"
}

/// A word that begins with a dash.
pub(super) enum OptionWord<'a> {
    /// Switches only.
    Switches,
    /// An option with a value: the rest of the word, or the next word.
    Valued { option: &'static OptionSpec, value: Option<&'a str> },
}

impl<'a> OptionWord<'a> {
    /// Reads the option `word`; `None` if no command has such an option.
    pub(super) fn of(word: &'a OsStr) -> Option<Self> {
        let word = word.to_str()?.strip_prefix('-')?;
        if let Some(long) = word.strip_prefix('-') {
            let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
            return match name {
                "help" | "version" => Some(Self::Switches),
                name => find(|option| has_flag(option, name)).map(|option| Self::with(option, value)),
            };
        }
        let mut letters = word.chars();
        while let Some(letter) = letters.next() {
            if ['h', 'V'].contains(&letter) {
                continue;
            }
            let value = Some(letters.as_str()).filter(|rest| !rest.is_empty());
            if let valued @ Self::Valued { .. } = Self::with(find(|option| option.short == Some(letter))?, value) {
                return Some(valued);
            }
        }
        Some(Self::Switches)
    }

    fn with(option: &'static OptionSpec, value: Option<&'a str>) -> Self {
        match option.kind {
            ValueKind::Switch | ValueKind::Count => Self::Switches,
            _ => Self::Valued { option, value },
        }
    }

    /// Returns the number of words of the option with its value.
    pub(super) fn len(&self) -> usize {
        if matches!(self, Self::Valued { value: None, .. }) { 2 } else { 1 }
    }
}

/// Finds an option of any command.
fn find(is_wanted: impl Fn(&OptionSpec) -> bool) -> Option<&'static OptionSpec> {
    COMMANDS.iter().flat_map(CommandSpec::options).find(|option| is_wanted(option))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_and_help_before_a_command_move_behind_it() {
        let cases = [
            ("-v get prod", "get -v prod"),
            ("--profile prod get -o json", "get --profile prod -o json"),
            ("-p prod --color=never get", "get -p prod --color=never"),
            ("-vp prod -oenv get", "get -vp prod -oenv"),
            ("--no-input exec prod -- echo -v get", "exec --no-input prod -- echo -v get"),
            ("-v profiles list", "profiles list -v"),
            ("profiles -v show prod", "profiles show -v prod"),
            ("--help get", "get --help"),
            ("-h profiles show", "profiles show -h"),
            ("help", "--help"),
            ("help get", "get --help"),
            ("help profiles show", "profiles show --help"),
            ("profiles help show", "profiles show --help"),
            ("help profiles", "profiles --help"),
            ("help exec -- ls -h", "exec --help"),
            ("version", "--version"),
            ("-v version", "--version"),
            ("-q -V get", "--version"),
            ("-v prod", "prod -v"),
        ];
        for (typed, expected) in cases {
            assert_eq!(normalized(typed), expected, "{typed}");
        }
    }

    #[test]
    fn other_command_lines_do_not_change() {
        let same =
            ["", "get -v prod", "get help", "exec prod -- help", "--no-such get", "-x get", "-v", "--profile get", "-- get", "- get"];
        for typed in same.into_iter().chain(["sandbox -- help", "sandbox --as alice -- get", "profiles", "profiles --help", "--help", "-V"])
        {
            assert_eq!(normalized(typed), typed);
        }
    }

    fn normalized(typed: &str) -> String {
        let words = std::iter::once("sts-cli").chain(typed.split(' ').filter(|word| !word.is_empty()));
        let normalized = normalize(words.map(OsString::from).collect());
        normalized[1..].join(" ".as_ref()).into_string().unwrap()
    }
}
