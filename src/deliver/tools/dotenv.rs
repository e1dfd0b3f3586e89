//! The variables of `-o env` in a file: for `docker run --env-file`, compose, python-dotenv, dotenv and `--env-file` of Node, and
//! `set -a; . FILE` of a shell.
//!
//! `docker run` does not support quotes; the other readers need them around values with whitespace or `#`. Keys, tokens and URLs contain
//! neither and are written unquoted. Only a path may need quotes, which `docker run` would take literally. Values that a reader would
//! expand, execute or truncate inside quotes are rejected.

use crate::credentials::Credentials;
use crate::deliver::not_literal::{Formatted, NotLiteral, check_literal};
use crate::deliver::variables;
use crate::request::Request;
use zeroize::Zeroizing;

/// Returns the file. It cannot unset variables that override the keys: an empty `AWS_PROFILE` would be looked up as a profile.
///
/// # Errors
/// [`NotLiteral`]: a value that some reader would not take literally.
pub(super) fn file(credentials: &Credentials, request: &Request) -> Result<Zeroizing<String>, NotLiteral> {
    let variables = variables::credential_variables(credentials, request);
    let pairs: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_ref().map(|value| value.as_str()))).collect();
    super::lines(&pairs, "=", quoted)
}

/// Formats a value: unquoted if possible, else in single quotes, else (if it contains a single quote) in double quotes.
///
/// Rejects `$`, which python-dotenv expands in any quotes, and line breaks. In single quotes some readers treat a backslash before another
/// one, a quote or the end as an escape; in double quotes shells expand more.
fn quoted(value: &str) -> Formatted {
    check_literal(value, |c| c == '$' || c.is_control())?;
    if value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=-_.:,@%".contains(&byte)) {
        return Ok(Zeroizing::new(value.to_owned()));
    }
    if !value.contains('\'') {
        let is_an_escape = value.contains("\\\\") || value.ends_with('\\');
        return if is_an_escape { Err('\\') } else { Ok(Zeroizing::new(format!("'{value}'"))) };
    }
    check_literal(value, |c| matches!(c, '\\' | '"' | '`' | '!'))?;
    Ok(Zeroizing::new(format!("\"{value}\"")))
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn keys_are_unquoted_and_empty_variables_are_omitted() {
        let file = file(&example::credentials(), &example::request("http://127.0.0.1:9000")).unwrap_or_default();
        let expected = "AWS_ACCESS_KEY_ID=FAKEACCESSKEY\nAWS_SECRET_ACCESS_KEY=fake/secret+key=\nAWS_SESSION_TOKEN=fake.session-token_x\n\
                        AWS_CREDENTIAL_EXPIRATION=2030-01-01T00:00:00Z\nAWS_REGION=us-east-1\nAWS_DEFAULT_REGION=us-east-1\n\
                        AWS_ENDPOINT_URL_S3=http://127.0.0.1:9000\nAWS_ENDPOINT=http://127.0.0.1:9000\n\
                        S3_ENDPOINT_URL=http://127.0.0.1:9000\nAWS_ALLOW_HTTP=true\n";
        assert_eq!(*file, expected);
        let without_token = super::file(&example::with("A", "s", ""), &example::request("https://minio.example")).unwrap_or_default();
        assert!(!without_token.contains("AWS_SESSION_TOKEN"), "{}", *without_token);
    }

    #[test]
    fn values_are_quoted_if_needed_and_rejected_if_a_reader_would_change_them() {
        let cases = [
            ("/etc/ca.pem", Ok("/etc/ca.pem")),
            ("/my certs/#1 ~\"`.pem", Ok("'/my certs/#1 ~\"`.pem'")),
            ("/a:~/ca.pem", Ok("'/a:~/ca.pem'")),
            ("C:\\certs\\ca.pem", Ok("'C:\\certs\\ca.pem'")),
            ("/o'brien's/ca.pem", Ok("\"/o'brien's/ca.pem\"")),
            ("/x\nLD_PRELOAD=/evil", Err('\n')),
            ("/${HOME}.pem", Err('$')),
            ("C:\\\\server", Err('\\')),
            ("certs\\", Err('\\')),
            ("/o'brien/`id`", Err('`')),
            ("/o'brien/\"", Err('"')),
            ("/o'brien\\", Err('\\')),
        ];
        for (value, expected) in cases {
            assert_eq!(quoted(value).as_ref().map(|value| value.as_str()).map_err(|c| *c), expected, "{value}");
        }
    }
}
