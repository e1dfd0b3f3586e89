//! The configuration of Terraform's S3 backend, for `terraform init -backend-config=FILE`: Terraform 1.6 or newer, and OpenTofu.

use super::super::storage_target::StorageTarget;
use super::PlaintextKeys;
use crate::credentials::Credentials;
use crate::deliver::not_literal;
use crate::deliver::not_literal::{Formatted, NotLiteral, check_literal};
use crate::request::Request;
use zeroize::Zeroizing;

/// Settings that disable features that only AWS supports; the backend would fail with other servers.
const ONLY_AWS: [&str; 6] = [
    "use_path_style",
    "skip_credentials_validation",
    "skip_metadata_api_check",
    "skip_region_validation",
    "skip_requesting_account_id",
    "skip_s3_checksum",
];

/// Returns the file, in HCL.
///
/// # Errors
/// [`NotLiteral`]: a value that is not UTF-8, or that HCL would change.
pub(super) fn backend(credentials: &Credentials, request: &Request) -> Result<Zeroizing<String>, NotLiteral> {
    let PlaintextKeys { access_key, secret_key, session_token } = PlaintextKeys::of(credentials);
    let store = StorageTarget::of(request);
    let mut file =
        Zeroizing::new(format!("# these keys expire at {}; terraform init keeps a copy in .terraform\n", credentials.expiration));
    let values = [
        ("access_key", Some(access_key)),
        ("secret_key", Some(secret_key)),
        ("token", session_token),
        ("region", Some(request.region.as_str())),
        ("custom_ca_bundle", store.ca_bundle()),
    ];
    file.push_str(&super::lines(&values, " = ", quoted)?);
    if let Some(address) = store.custom_endpoint() {
        file.push_str(&format!("endpoints = {{ s3 = {} }}\n", *not_literal::with_name("endpoints", quoted(address))?));
        ONLY_AWS.iter().for_each(|name| file.push_str(&format!("{name} = true\n")));
    }
    Ok(file)
}

/// Formats a value as an HCL string: template introducers are doubled, control characters escaped. HCL normalizes to NFC, so combining
/// characters are rejected.
fn quoted(value: &str) -> Formatted {
    check_literal(value, |c| matches!(c, '\u{300}'..='\u{36f}'))?;
    let mut quoted = Zeroizing::new("\"".to_owned());
    let mut characters = value.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '$' | '%' if characters.peek() == Some(&'{') => quoted.extend([c, c]),
            c if c.is_control() => quoted.push_str(&Zeroizing::new(format!("\\u{:04x}", u32::from(c)))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    Ok(quoted)
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn other_servers_get_an_endpoint_and_skip_checks_that_only_aws_answers() {
        let file = backend(&example::credentials(), &example::trusting("/etc/ca.pem", "https://minio.example")).unwrap_or_default();
        let expected = "# these keys expire at 2030-01-01T00:00:00Z; terraform init keeps a copy in .terraform\n\
                        access_key = \"FAKEACCESSKEY\"\nsecret_key = \"fake/secret+key=\"\ntoken = \"fake.session-token_x\"\n\
                        region = \"us-east-1\"\ncustom_ca_bundle = \"/etc/ca.pem\"\nendpoints = { s3 = \"https://minio.example\" }\n\
                        use_path_style = true\nskip_credentials_validation = true\nskip_metadata_api_check = true\n\
                        skip_region_validation = true\nskip_requesting_account_id = true\nskip_s3_checksum = true\n";
        assert_eq!(*file, expected);
        let aws = backend(&example::credentials(), &example::request("https://sts.eu-west-1.amazonaws.com")).unwrap_or_default();
        assert!(aws.ends_with("\nregion = \"eu-west-1\"\n"), "{}", *aws);
    }

    #[test]
    fn values_are_not_read_as_templates() {
        let cases = [
            ("a\"b\\c", r#""a\"b\\c""#),
            ("${path.root} %{if} $x %y $", r#""$${path.root} %%{if} $x %y $""#),
            ("$${a}", r#""$$${a}""#),
            ("a\nb", "\"a\\u000ab\""),
        ];
        for (value, expected) in cases {
            assert_eq!(quoted(value).unwrap_or_default().as_str(), expected);
        }
    }
}
