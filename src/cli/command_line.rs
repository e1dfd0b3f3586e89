//! Accepts other common forms of a command line: options before the command, `help COMMAND` and `version`.

use super::commands::{self, COMMANDS};
use super::go_flags;
use super::invocation::CommandSpec;
use super::option_argument::has_flag;
use crate::request::option_spec::{OptionSpec, ValueKind};
use std::ffi::{OsStr, OsString};

/// Moves options behind the command, and replaces `help COMMAND` and `version` by the flags; `version` with arguments stays, so that it is
/// refused. Other command lines do not change.
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
    let words = with_sample_flags(words);
    let Some((options, others)) = split_options(&words) else { return words };
    let [command, rest @ ..] = others else { return help_or_version_in(options).map_or(words.clone(), |flag| vec![flag.into()]) };
    match command.to_str() {
        Some("--") | None => words,
        Some("help") => [words_of_command(rest), vec!["--help".into()]].concat(),
        Some("version") if split_options(rest).is_some_and(|(_, arguments)| arguments.is_empty()) => {
            vec![help_or_version_in(rest).unwrap_or("--version").into()]
        }
        _ if help_or_version_in(options).is_some_and(|flag| ["--version", "-V"].contains(&flag)) => vec!["--version".into()],
        Some(name) => {
            let behind = [options, rest].concat();
            let has_subcommands = commands::find(name).is_some_and(|command| command.has_subcommands);
            let behind = if has_subcommands { normalize_words(behind) } else { behind };
            std::iter::once(command.clone()).chain(behind).collect()
        }
    }
}

/// Adds the second dash to flags of MinIO's sample programs before a command that accepts them.
fn with_sample_flags(words: Vec<OsString>) -> Vec<OsString> {
    let mut translated = words.clone();
    go_flags::add_dashes(&mut translated);
    let is_sample = matches!(split_options(&translated), Some((_, [command, ..])) if go_flags::is_sample_command(command));
    if is_sample { translated } else { words }
}

/// Returns the words that name a command, of those after `help`.
fn words_of_command(words: &[OsString]) -> Vec<OsString> {
    let words = split_options(words).map_or(words, |(_, others)| others);
    let words = words.strip_prefix(&["--".into()][..]).unwrap_or(words);
    words.iter().take_while(|word| !word.as_encoded_bytes().starts_with(b"-")).cloned().collect()
}

/// Returns the flag for help or the version among `options` with their values.
fn help_or_version_in(options: &[OsString]) -> Option<&'static str> {
    let flags = ["--help", "-h", "--version", "-V"];
    option_words(options).find_map(|word| flags.into_iter().find(|flag| word == flag))
}

/// Splits `words` at the first that is neither an option nor the value of one; `None` if an option is unknown.
pub(super) fn split_options(words: &[OsString]) -> Option<(&[OsString], &[OsString])> {
    let mut end = 0;
    while let Some(word) = words.get(end).filter(|word| is_option(word)) {
        end += if OptionWord::of(word)?.takes_next_word() { 2 } else { 1 };
    }
    Some(words.split_at(end.min(words.len())))
}

/// Returns whether `word` begins with a dash, and is neither `-` nor `--`.
fn is_option(word: &OsStr) -> bool {
    word.as_encoded_bytes().starts_with(b"-") && word != "-" && word != "--"
}

/// A word that begins with a dash: one long option, or short ones.
pub(super) struct OptionWord<'a> {
    /// The options, without those for help and version.
    pub(super) options: Vec<&'static OptionSpec>,
    /// The value of the last one, if it is in this word.
    pub(super) value: Option<&'a str>,
}

impl<'a> OptionWord<'a> {
    /// Reads the option `word`; `None` if no command has such an option.
    pub(super) fn of(word: &'a OsStr) -> Option<Self> {
        let word = word.to_str()?.strip_prefix('-')?;
        match word.strip_prefix('-') {
            Some(long) => Self::long(long),
            None => Self::short(word),
        }
    }

    fn long(word: &'a str) -> Option<Self> {
        let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
        let options = if ["help", "version"].contains(&name) { Vec::new() } else { vec![find(|option| has_flag(option, name))?] };
        Some(Self { options, value })
    }

    fn short(word: &'a str) -> Option<Self> {
        let (mut options, mut letters) = (Vec::new(), word.chars());
        while let Some(letter) = letters.next() {
            if ['h', 'V'].contains(&letter) {
                continue;
            }
            options.push(find(|option| option.short == Some(letter))?);
            if options.last().is_some_and(|option| takes_value(option)) {
                return Some(Self { options, value: Some(letters.as_str()).filter(|rest| !rest.is_empty()) });
            }
        }
        Some(Self { options, value: None })
    }

    /// Returns the option that has a value, in this word or the next one.
    pub(super) fn valued(&self) -> Option<&'static OptionSpec> {
        self.options.last().copied().filter(|option| takes_value(option))
    }

    /// Whether the next word is the value of an option.
    pub(super) fn takes_next_word(&self) -> bool {
        self.value.is_none() && self.valued().is_some()
    }
}

/// Returns the options of `words`, which are options with their values.
pub(super) fn options_of(words: &[OsString]) -> impl Iterator<Item = &'static OptionSpec> {
    option_words(words).flat_map(|word| OptionWord::of(word).map(|word| word.options).unwrap_or_default())
}

/// Returns those of `words` that are no values.
fn option_words(words: &[OsString]) -> impl Iterator<Item = &OsString> {
    let mut is_value = false;
    words.iter().filter(move |word| {
        let is_option = !is_value;
        is_value = is_option && OptionWord::of(word).is_some_and(|word| word.takes_next_word());
        is_option
    })
}

fn takes_value(option: &OptionSpec) -> bool {
    !matches!(option.kind, ValueKind::Switch | ValueKind::Count)
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
            ("help -- get", "get --help"),
            ("help --token x", "--help"),
            ("-o json -h", "-h"),
            ("-p prod --help", "--help"),
            ("-p -h -V", "-V"),
            ("-p -V get", "get -p -V"),
            ("version", "--version"),
            ("version --help", "--help"),
            ("-cid x -sts-ep=u web-identity -v", "web-identity --cid x --sts-ep=u -v"),
            ("-v version", "--version"),
            ("-v version prod", "version -v prod"),
            ("version --no-such", "version --no-such"),
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
