//! Commands that put credentials into a shell's environment, or take them out, quoted for that shell.

use super::variables::{self, Variable};
use crate::credentials::Credentials;
use crate::request::{Request, Shell};
use zeroize::Zeroizing;

/// The commands that set `credentials`, one a line.
pub(super) fn set(credentials: &Credentials, request: &Request, shell: Shell) -> Zeroizing<String> {
    commands(&variables::of(credentials, request), shell)
}

/// The commands that do to these variables what is to become of them.
pub(super) fn commands(variables: &[Variable], shell: Shell) -> Zeroizing<String> {
    let command = |(name, value): &Variable| match value {
        Some(value) => assign(shell, name, value),
        None => Zeroizing::new(remove(shell, name)),
    };
    let mut commands = Zeroizing::new(String::new());
    variables.iter().for_each(|variable| commands.push_str(&command(variable)));
    commands
}

/// The commands that remove everything that [`set`] sets, and what led to an endpoint.
pub(super) fn unset(shell: Shell) -> Zeroizing<String> {
    let names = variables::NAMES.iter().chain(&variables::CONTAINER);
    Zeroizing::new(names.map(|name| remove(shell, name)).collect())
}

/// The command that sets one variable.
pub(super) fn assign(shell: Shell, name: &str, value: &str) -> Zeroizing<String> {
    Zeroizing::new(match shell {
        Shell::Sh | Shell::Bash | Shell::Zsh => format!("export {name}={}\n", posix(value)),
        Shell::Fish => format!("set -gx {name} {}\n", fish(value)),
        Shell::PowerShell => format!("$env:{name} = {}\n", power_shell(value)),
        Shell::Cmd => format!("set \"{name}={}\"\r\n", cmd(value)),
    })
}

fn remove(shell: Shell, name: &str) -> String {
    match shell {
        Shell::Sh | Shell::Bash | Shell::Zsh => format!("unset {name}\n"),
        Shell::Fish => remove_from_fish(name),
        Shell::PowerShell => format!("Remove-Item -ErrorAction SilentlyContinue Env:{name}\n"),
        Shell::Cmd => format!("set \"{name}=\"\r\n"),
    }
}

/// fish calls it a failure when there is nothing to remove. What a person set for all shells, for ever, stays theirs, and is named.
fn remove_from_fish(name: &str) -> String {
    format!(
        "set -eg {name}; set -qU {name}; and echo 'sts-cli: {name} is a universal variable and still counts: set -eU {name}' >&2; or true\n"
    )
}

/// Quotes `value` as one word of `shell`.
#[must_use]
pub fn quoted(shell: Shell, value: &str) -> String {
    match shell {
        Shell::Sh | Shell::Bash | Shell::Zsh => posix(value),
        Shell::Fish => fish(value),
        Shell::PowerShell => power_shell(value),
        Shell::Cmd => cmd(value),
    }
}

/// In single quotes everything is itself; a single quote ends them, stands escaped, and opens them again.
fn posix(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}

/// fish knows two escapes inside single quotes.
fn fish(value: &str) -> String {
    format!("'{}'", value.replace('\\', r"\\").replace('\'', r"\'"))
}

/// PowerShell doubles a single quote; it takes the typographic ones for quotes too.
fn power_shell(value: &str) -> String {
    let doubled = value.chars().fold(String::new(), |mut out, c| {
        out.push(c);
        if matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}') {
            out.push(c);
        }
        out
    });
    format!("'{doubled}'")
}

/// In quotes `cmd` still expands `%`; nothing else of what keys, tokens and addresses are made of means anything there.
fn cmd(value: &str) -> String {
    value.replace('%', "%%").replace(['"', '\r', '\n'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_for_the_shell_that_is_asked_for() {
        let value = r#"-a'b\c $HOME `id` "q" %PATH%"#;
        let cases = [
            (Shell::Sh, r#"export X='-a'\''b\c $HOME `id` "q" %PATH%'"#),
            (Shell::Fish, r#"set -gx X '-a\'b\\c $HOME `id` "q" %PATH%'"#),
            (Shell::PowerShell, r#"$env:X = '-a''b\c $HOME `id` "q" %PATH%'"#),
            (Shell::Cmd, r#"set "X=-a'b\c $HOME `id` q %%PATH%%""#),
        ];
        for (shell, expected) in cases {
            assert_eq!(assign(shell, "X", value).trim_end(), expected);
        }
    }
}
