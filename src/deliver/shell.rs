//! Commands that set or unset environment variables in a shell, quoted for that shell.
//!
//! Texts with secrets are made in their whole length at once: one that grows leaves parts of them in memory that are not cleared.

use super::not_literal::{self, NotLiteral, check_literal, check_text};
use super::quoting::quoted;
use super::variables::{OwnedVariable, Variable};
use crate::request::Shell;
use zeroize::Zeroizing;

/// Returns the commands that set and unset the variables `stale`, and then `values`.
///
/// Each command is on its own line and ends with `;`: a shell that evaluates them without quotes joins the lines with spaces. There are no
/// comments, because a comment would then extend over all later commands.
///
/// # Errors
/// [`NotLiteral`]: a value that `cmd` would change, or that is not UTF-8.
pub(super) fn commands(stale: &[OwnedVariable], values: &[Variable], shell: Shell) -> Result<Zeroizing<String>, NotLiteral> {
    let stale = stale.iter().map(|(name, value)| (name.as_str(), value.as_ref()));
    let changes = stale.chain(values.iter().map(|(name, value)| (*name, value.as_ref())));
    let changes = changes.map(|(name, value)| Ok((name, value.map(|value| word(shell, name, value)).transpose()?)));
    let changes: Vec<(&str, Option<Zeroizing<String>>)> = changes.collect::<Result<_, NotLiteral>>()?;
    let mut parts = Vec::with_capacity(5 * changes.len());
    for (name, value) in &changes {
        match value {
            Some(value) => parts.extend(assignment(shell, name, value)),
            None => add_removal(&mut parts, shell, name),
        }
    }
    Ok(Zeroizing::new(parts.concat()))
}

/// Returns the first variable whose value survives only a quoted evaluation or a pipe: otherwise POSIX shells split at whitespace and
/// expand patterns (ksh also braces), and fish and PowerShell join lines.
pub(super) fn needs_quotes(variables: &[Variable], shell: Shell) -> Option<&'static str> {
    let changes = |c: char| match shell {
        Shell::Sh | Shell::Bash | Shell::Zsh => c.is_whitespace() || matches!(c, '*' | '?' | '[' | '(' | '{'),
        Shell::Fish | Shell::PowerShell => matches!(c, '\r' | '\n'),
        Shell::Cmd => false, // read line by line
    };
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'*' | b'?' | b'[' | b'(' | b'{');
    let needs = |value: &str| !value.bytes().all(is_plain) && value.contains(changes); // tokens are long, and nearly always plain
    variables.iter().find(|(_, value)| value.as_ref().is_some_and(|value| needs(value))).map(|(name, _)| *name)
}

/// Returns the command that sets one variable.
///
/// # Errors
/// [`NotLiteral`]: a value that is not UTF-8, or that `cmd` would change.
pub(super) fn assign(shell: Shell, name: &str, value: &str) -> Result<Zeroizing<String>, NotLiteral> {
    let word = word(shell, name, value)?;
    Ok(Zeroizing::new(assignment(shell, name, &word).concat()))
}

/// Quotes the value of the variable `name` as one word of `shell`.
///
/// # Errors
/// [`NotLiteral`]: a value that is not UTF-8, or that `cmd` would change.
fn word(shell: Shell, name: &str, value: &str) -> Result<Zeroizing<String>, NotLiteral> {
    let checked = if shell == Shell::Cmd { check_literal(value, is_misread_by_cmd) } else { check_text(value) };
    not_literal::with_name(name, checked.map(|()| Zeroizing::new(quoted(shell, value))))
}

/// Returns the parts of the command that sets the variable `name` to `word`.
fn assignment<'a>(shell: Shell, name: &'a str, word: &'a str) -> [&'a str; 5] {
    match shell {
        Shell::Sh | Shell::Bash | Shell::Zsh => ["export ", name, "=", word, ";\n"],
        Shell::Fish => ["set -gx ", name, " ", word, ";\n"],
        Shell::PowerShell => ["$env:", name, " = ", word, ";\n"],
        Shell::Cmd => ["set \"", name, "=", word, "\"\r\n"],
    }
}

/// Adds the parts of the command that unsets the variable `name`, and succeeds even if it is not set. In fish it reports a universal
/// variable instead of erasing it.
fn add_removal<'a>(parts: &mut Vec<&'a str>, shell: Shell, name: &'a str) {
    match shell {
        Shell::Sh | Shell::Bash | Shell::Zsh => parts.extend(["unset ", name, ";\n"]),
        Shell::Fish => {
            parts.extend(["set -eg ", name, "; set -qU ", name, "; and echo 'sts-cli: ", name]);
            parts.extend([" is a universal variable and still set; erase it with set -eU ", name, "' >&2; or true;\n"]);
        }
        Shell::PowerShell => parts.extend(["Remove-Item -ErrorAction SilentlyContinue Env:", name, ";\n"]),
        Shell::Cmd => parts.extend(["set \"", name, "=\"\r\n"]),
    }
}

/// Returns the command with which the user unsets these variables.
pub(super) fn unset_command(shell: Shell, names: &[String]) -> String {
    let (prefix, separator, suffix) = match shell {
        Shell::Sh | Shell::Bash | Shell::Zsh => ("unset ", " ", ""),
        Shell::Fish => ("set -e ", " ", ""),
        Shell::PowerShell => ("Remove-Item Env:", ",Env:", ""),
        Shell::Cmd => ("set ", "=&set ", "="),
    };
    [prefix, &names.join(separator), suffix].concat()
}

/// Whether `cmd` would change a character in `set "NAME=value"`. `%` cannot be escaped for both batch files (`%%`) and the prompt.
fn is_misread_by_cmd(c: char) -> bool {
    c == '%' || c == '"' || c.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_for_the_requested_shell() {
        let value = r#"-a'b\c $HOME `id` "q" %PATH%"#;
        let cases = [
            (Shell::Sh, r#"export X='-a'\''b\c $HOME `id` "q" %PATH%';"#),
            (Shell::Fish, r#"set -gx X '-a\'b\\c $HOME `id` "q" %PATH%';"#),
            (Shell::PowerShell, r#"$env:X = '-a''b\c $HOME `id` "q" %PATH%';"#),
        ];
        for (shell, expected) in cases {
            assert_eq!(assign(shell, "X", value).unwrap_or_default().trim_end(), expected);
        }
        assert_eq!(assign(Shell::Cmd, "X", "a'b\\c $d & e^").unwrap_or_default().as_str(), "set \"X=a'b\\c $d & e^\"\r\n");
        for (value, character) in [("%PATH%", '%'), ("a\"b", '"'), ("a\nb", '\n')] {
            assert_eq!(assign(Shell::Cmd, "X", value), Err(NotLiteral { name: "X".to_owned(), character }));
        }
    }

    #[test]
    fn variables_are_unset_before_others_are_set_without_reallocation() {
        let variable = |name, value: Option<&str>| (name, value.map(|value| Zeroizing::new(value.to_owned())));
        let values = [variable("A", Some(&"it's \u{2019} \\ ".repeat(99))), variable("B", None), variable("C", Some(""))];
        let removed_names: Vec<String> = (0..40).map(|number| format!("aws_number_{number}")).collect();
        let stale: Vec<OwnedVariable> = removed_names.iter().map(|name| (name.clone(), None)).collect();
        for shell in [Shell::Sh, Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell, Shell::Cmd] {
            let commands = commands(&stale, &values, shell).unwrap();
            assert_eq!(commands.capacity(), commands.len(), "{shell:?}");
            let lines: Vec<&str> = commands.lines().collect();
            assert_eq!(lines.len(), 43, "{shell:?}");
            assert!((0..40).all(|at| lines[at].contains(&removed_names[at])), "{shell:?}");
            assert_eq!(assign(shell, "A", "plain").unwrap_or_default().lines().count(), 1);
        }
    }

    #[test]
    fn the_unset_command_is_written_for_each_shell() {
        let names = ["A", "B"].map(str::to_owned);
        for (shell, expected) in [
            (Shell::Bash, "unset A B"),
            (Shell::Fish, "set -e A B"),
            (Shell::PowerShell, "Remove-Item Env:A,Env:B"),
            (Shell::Cmd, "set A=&set B="),
        ] {
            assert_eq!(unset_command(shell, &names), expected);
        }
    }

    #[test]
    fn values_that_unquoted_evaluation_would_change_are_named() {
        let variable = |value: &str| [("X", Some(Zeroizing::new(value.to_owned())))];
        for (value, in_posix, in_fish) in
            [("a+/=-_.~:@%,b", false, false), ("a b", true, false), ("a*", true, false), ("{a,b}", true, false), ("a\nb", true, true)]
        {
            assert_eq!(needs_quotes(&variable(value), Shell::Zsh).is_some(), in_posix, "{value}");
            assert_eq!(needs_quotes(&variable(value), Shell::Fish).is_some(), in_fish, "{value}");
            assert_eq!(needs_quotes(&variable(value), Shell::PowerShell).is_some(), in_fish, "{value}");
            assert_eq!(needs_quotes(&variable(value), Shell::Cmd), None, "{value}");
        }
    }
}
