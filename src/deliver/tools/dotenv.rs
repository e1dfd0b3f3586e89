//! The variables of `-o env` in a file: for `docker run --env-file`, compose, python-dotenv, and dotenv and `--env-file` of Node.
//!
//! Docker knows no quotes, the others need them where a value holds a blank, `#` or `$`. Keys, tokens and addresses never do, so they
//! stand bare and mean the same to all. Only a path may need quotes; `docker run` alone would take them for a part of it.

use crate::credentials::Credentials;
use crate::deliver::variables;
use crate::request::Request;
use zeroize::Zeroizing;

/// The file. What would win over the keys cannot be unset from here; an empty `AWS_PROFILE` would be looked for as a profile.
pub(super) fn file(credentials: &Credentials, request: &Request) -> Zeroizing<String> {
    let variables = variables::of(credentials, request);
    let pairs: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_ref().map(|value| value.as_str()))).collect();
    super::lines(&pairs, "=", quoted)
}

/// Bare where that is read alike everywhere; in single quotes nothing is expanded. The readers differ on a single quote in them, and
/// in double quotes on `\`, `$` and `"`: what holds both has no form that all read alike, and stands bare.
fn quoted(value: &str) -> Zeroizing<String> {
    let value = super::one_line(value);
    if value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=-_.:,@%[]~!".contains(&byte)) {
        return value;
    }
    if !value.contains('\'') {
        return Zeroizing::new(format!("'{}'", *value));
    }
    if value.contains(['\\', '$', '"']) { value } else { Zeroizing::new(format!("\"{}\"", *value)) }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn keys_stand_bare_and_nothing_is_set_to_nothing() {
        let file = file(&example::credentials(), &example::request("http://127.0.0.1:9000"));
        let expected = "AWS_ACCESS_KEY_ID=FAKEACCESSKEY\nAWS_SECRET_ACCESS_KEY=fake/secret+key=\nAWS_SESSION_TOKEN=fake.session-token_x\n\
                        AWS_CREDENTIAL_EXPIRATION=2030-01-01T00:00:00Z\nAWS_REGION=us-east-1\nAWS_DEFAULT_REGION=us-east-1\n\
                        AWS_ENDPOINT_URL_S3=http://127.0.0.1:9000\n";
        assert_eq!(*file, expected);
        let without_token = super::file(&example::with("A", "s", ""), &example::request("https://minio.example"));
        assert!(!without_token.contains("AWS_SESSION_TOKEN"), "{}", *without_token);
    }

    #[test]
    fn a_path_with_blanks_is_quoted_and_no_value_starts_a_second_line() {
        let cases = [
            ("/etc/ca.pem", "/etc/ca.pem"),
            ("/my certs/#1 $HOME.pem", "'/my certs/#1 $HOME.pem'"),
            ("/o'brien's/ca.pem", "\"/o'brien's/ca.pem\""),
            ("/x\nLD_PRELOAD=/evil", "/xLD_PRELOAD=/evil"),
        ];
        for (path, expected) in cases {
            let file = file(&example::credentials(), &example::trusting(path, "https://minio.example"));
            assert_eq!(file.lines().last(), Some(format!("AWS_CA_BUNDLE={expected}").as_str()));
        }
    }
}
