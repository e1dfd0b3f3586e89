//! A profile for the shared credentials file: "Shared config and credentials files", AWS SDKs and Tools Reference Guide.
//!
//! The format has neither quotes nor escapes: a value extends to the end of its line.

use super::super::storage_target::StorageTarget;
use super::PlaintextKeys;
use crate::credentials::Credentials;
use crate::deliver::not_literal::{Formatted, NotLiteral};
use crate::request::Request;
use zeroize::Zeroizing;

/// Returns the section, preceded by a comment with the expiration.
///
/// # Errors
/// [`NotLiteral`]: a value that some SDK would truncate.
pub(super) fn section(credentials: &Credentials, request: &Request) -> Result<Zeroizing<String>, NotLiteral> {
    let PlaintextKeys { access_key, secret_key, session_token } = PlaintextKeys::of(credentials);
    let store = StorageTarget::of(request);
    let mut section = Zeroizing::new(format!("# these keys expire at {}\n[{}]\n", credentials.expiration, name(request.label())));
    let values = [
        ("aws_access_key_id", Some(access_key)),
        ("aws_secret_access_key", Some(secret_key)),
        ("aws_session_token", session_token),
        ("region", Some(request.region.as_str())),
        ("endpoint_url", store.custom_endpoint()),
        ("ca_bundle", store.ca_bundle()),
    ];
    section.push_str(&super::lines(&values, " = ", quoted)?);
    Ok(section)
}

/// Checks a value. All readers trim it; the SDKs for Go and JavaScript treat ` #` and ` ;` as the beginning of a comment, and the SDKs for
/// Go drop quotes around it.
fn quoted(value: &str) -> Formatted {
    let mut last = ' ';
    let misread_character = value.chars().find(|c| std::mem::replace(&mut last, *c).is_whitespace() && matches!(c, '#' | ';' | '"' | '\''));
    let misread_character = misread_character
        .or_else(|| value.chars().last().filter(|c| c.is_whitespace()))
        .or_else(|| value.chars().next().filter(|c| c.is_whitespace()));
    misread_character.map_or_else(|| super::unquoted(value, |_| false), Err)
}

/// Returns a section name without brackets and whitespace.
fn name(label: &str) -> String {
    super::sanitize_name(label, |c| c.is_ascii_alphanumeric() || "_-.+@/:%".contains(c), '_')
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn a_section_has_keys_region_endpoint_and_expiration() {
        let section = section(&example::credentials(), &example::of_profile("prod", "https://minio.example:9000")).unwrap_or_default();
        let expected = "# these keys expire at 2030-01-01T00:00:00Z\n[prod]\naws_access_key_id = FAKEACCESSKEY\n\
                        aws_secret_access_key = fake/secret+key=\naws_session_token = fake.session-token_x\nregion = us-east-1\n\
                        endpoint_url = https://minio.example:9000\n";
        assert_eq!(*section, expected);
    }

    #[test]
    fn values_cannot_start_a_section_and_aws_has_no_endpoint() {
        let request = Request { profile: Some("a]\n[b".to_owned()), ..example::request("https://sts.eu-west-1.amazonaws.com") };
        let refused = section(&example::with("A", "s\n[default]\ncredential_process = /evil", ""), &request);
        assert_eq!(refused, Err(NotLiteral { name: "aws_secret_access_key".to_owned(), character: '\n' }));
        let section = section(&example::with("A", "s", ""), &request).unwrap_or_default();
        let expected = "# these keys expire at 2030-01-01T00:00:00Z\n[a___b]\naws_access_key_id = A\n\
                        aws_secret_access_key = s\nregion = eu-west-1\n";
        assert_eq!(*section, expected);
    }

    #[test]
    fn values_that_an_sdk_would_truncate_are_rejected() {
        let cases = [
            ("a b#c;d", None),
            ("/my certs/#1.pem", None),
            ("/my certs #1", Some('#')),
            ("a ;b", Some(';')),
            ("a ", Some(' ')),
            (" a", Some(' ')),
            ("'a'", Some('\'')),
        ];
        for (value, refused) in cases {
            assert_eq!(quoted(value).err(), refused, "{value}");
        }
    }
}
