//! A Kubernetes Secret whose keys are the variables of `-o env`, for `kubectl apply -f -` and a pod's `envFrom`.

use crate::credentials::Credentials;
use crate::deliver::not_literal::{Formatted, NotLiteral};
use crate::deliver::variables;
use crate::request::Request;
use zeroize::Zeroizing;

/// Left out: paths on this machine do not exist in a pod.
const LOCAL: &str = "AWS_CA_BUNDLE";

/// Returns the manifest, with the expiration as an annotation.
///
/// # Errors
/// Never: YAML can represent every character.
pub(super) fn secret(credentials: &Credentials, request: &Request) -> Result<Zeroizing<String>, NotLiteral> {
    let name = name(request.label());
    let end = credentials.expiration;
    let mut manifest = Zeroizing::new(format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: \"{name}\"\n  annotations:\n    sts-cli/expiration: \"{end}\"\ntype: Opaque\nstringData:\n"
    ));
    let variables = variables::credential_variables(credentials, request);
    let pairs: Vec<_> = variables.iter().filter(|(name, _)| *name != LOCAL).collect();
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (format!("  {name}"), value.as_ref().map(|value| value.as_str()))).collect();
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    manifest.push_str(&super::lines(&pairs, ": ", quoted)?);
    Ok(manifest)
}

/// Returns a valid Kubernetes name (RFC 1123): at most 63 lower-case letters, digits and dashes, no dash at either end.
fn name(label: &str) -> String {
    let name = super::sanitize_name(&label.to_ascii_lowercase(), |c| c.is_ascii_lowercase() || c.is_ascii_digit(), '-');
    let name: String = name.trim_start_matches('-').chars().take(63).collect();
    Some(name.trim_end_matches('-')).filter(|name| !name.is_empty()).unwrap_or("sts-cli").to_owned()
}

/// Formats a value as a double-quoted YAML scalar (YAML 1.2, section 7.3.1); everything but printable ASCII is escaped.
fn quoted(value: &str) -> Formatted {
    let mut quoted = Zeroizing::new("\"".to_owned());
    for c in value.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            ' '..='~' => quoted.push(c),
            _ => quoted.push_str(&Zeroizing::new(format!("\\U{:08x}", u32::from(c)))),
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
    fn the_manifest_has_the_expiration_and_no_local_paths() {
        let manifest = secret(&example::credentials(), &example::trusting("/etc/ca.pem", "https://minio.example")).unwrap_or_default();
        let expected = r#"apiVersion: v1
kind: Secret
metadata:
  name: "sts-cli"
  annotations:
    sts-cli/expiration: "2030-01-01T00:00:00Z"
type: Opaque
stringData:
  AWS_ACCESS_KEY_ID: "FAKEACCESSKEY"
  AWS_SECRET_ACCESS_KEY: "fake/secret+key="
  AWS_SESSION_TOKEN: "fake.session-token_x"
  AWS_CREDENTIAL_EXPIRATION: "2030-01-01T00:00:00Z"
  AWS_REGION: "us-east-1"
  AWS_DEFAULT_REGION: "us-east-1"
  AWS_ENDPOINT_URL_S3: "https://minio.example"
  AWS_ENDPOINT: "https://minio.example"
  S3_ENDPOINT_URL: "https://minio.example"
"#;
        assert_eq!(*manifest, expected);
    }

    #[test]
    fn every_value_is_a_quoted_scalar() {
        let cases = [
            (r#"a"b\c"#, r#""a\"b\\c""#),
            ("yes", "\"yes\""),
            ("a: b #c", "\"a: b #c\""),
            ("ü\n\u{7f}😀", "\"\\U000000fc\\U0000000a\\U0000007f\\U0001f600\""),
        ];
        for (value, expected) in cases {
            assert_eq!(quoted(value).unwrap_or_default().as_str(), expected);
        }
    }

    #[test]
    fn names_are_valid_for_kubernetes() {
        let cases = [("prod", "prod"), ("Prod_EU.1", "prod-eu-1"), ("_x_", "x"), ("ü", "sts-cli")];
        for (label, expected) in cases {
            assert_eq!(name(label), expected);
        }
        assert_eq!(name(&format!("{}-b", "a".repeat(62))), "a".repeat(62));
    }
}
