//! Commands that put credentials into a shell's environment, or take them out, quoted for that shell.

use crate::credentials::Credentials;
use crate::request::{Request, Shell};
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

/// What would win over the keys, or mix with them. Never set by us.
const RIVALS: [&str; 3] = ["AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"];

/// What is set. Never `AWS_ENDPOINT_URL_STS`: another tool's token would travel there.
const VARIABLES: [&str; 8] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL_S3",
    "AWS_CA_BUNDLE",
];

/// The commands that set `credentials`, one a line.
#[expect(clippy::disallowed_methods, reason = "this is one of the forms that carry the keys out")]
pub(super) fn set(credentials: &Credentials, request: &Request, shell: Shell) -> Zeroizing<String> {
    let expiration = credentials.expiration.to_string();
    let storage = request.endpoint.storage(&request.region);
    let bundle = request.trust.ca_bundle.as_deref().and_then(|path| std::path::absolute(path).ok());
    let bundle = bundle.map_or_else(String::new, |path| path.display().to_string());
    let values = [
        &credentials.access_key,
        credentials.secret_key.expose_secret(),
        credentials.session_token.expose_secret(),
        &expiration,
        &request.region,
        &request.region,
        &storage,
        &bundle,
    ];
    let mut commands = Zeroizing::new(String::new());
    RIVALS.iter().for_each(|name| commands.push_str(&remove(shell, name)));
    for (name, value) in VARIABLES.iter().zip(values) {
        let command = match (value.is_empty(), *name) {
            (true, "AWS_CA_BUNDLE") => String::new(), // the caller's own stays
            (true, _) => remove(shell, name),
            (false, _) => assign(shell, name, value),
        };
        commands.push_str(&Zeroizing::new(command));
    }
    commands
}

/// The commands that remove everything that [`set`] sets.
pub(super) fn unset(shell: Shell) -> Zeroizing<String> {
    Zeroizing::new(VARIABLES.iter().map(|name| remove(shell, name)).collect())
}

fn assign(shell: Shell, name: &str, value: &str) -> String {
    match shell {
        Shell::Sh | Shell::Bash | Shell::Zsh => format!("export {name}={}\n", posix(value)),
        Shell::Fish => format!("set -gx {name} {}\n", fish(value)),
        Shell::PowerShell => format!("$env:{name} = {}\n", power_shell(value)),
        Shell::Cmd => format!("set \"{name}={}\"\r\n", cmd(value)),
    }
}

fn remove(shell: Shell, name: &str) -> String {
    match shell {
        Shell::Sh | Shell::Bash | Shell::Zsh => format!("unset {name}\n"),
        Shell::Fish => format!("set -e {name}\n"),
        Shell::PowerShell => format!("Remove-Item -ErrorAction SilentlyContinue Env:{name}\n"),
        Shell::Cmd => format!("set \"{name}=\"\r\n"),
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
