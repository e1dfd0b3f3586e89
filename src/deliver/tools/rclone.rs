//! A remote for `rclone.conf`.

use super::{Keys, Store};
use crate::credentials::Credentials;
use crate::request::{Dialect, Request};
use zeroize::Zeroizing;

/// The remote with the keys in it, under a line that says when they end.
pub(super) fn remote(credentials: &Credentials, request: &Request) -> Zeroizing<String> {
    let Keys { access_key, secret_key, session_token } = Keys::of(credentials);
    let mut remote = Zeroizing::new(format!("# these keys end at {}\n{}", credentials.expiration, heading(request)));
    let keys = [
        ("env_auth", Some("false")),
        ("access_key_id", Some(access_key)),
        ("secret_access_key", Some(secret_key)),
        ("session_token", session_token),
    ];
    remote.push_str(&super::lines(&keys, " = ", quoted));
    remote.push_str(&place(request));
    remote
}

/// The name of the remote in brackets, after a word on what rclone has no key for.
pub(in crate::deliver) fn heading(request: &Request) -> String {
    let store = Store::of(request);
    let bundle = store.bundle().map(|path| format!("# rclone takes certificates on its command line: --ca-cert {}\n", *super::one_line(path)));
    format!("{}[{}]\ntype = s3\nprovider = {}\n", bundle.unwrap_or_default(), name(request.label()), provider(request, &store))
}

/// Where the buckets are.
pub(in crate::deliver) fn place(request: &Request) -> Zeroizing<String> {
    let store = Store::of(request);
    let path_style = store.own_address().map(|_| "true");
    let place = [("region", Some(request.region.as_str())), ("endpoint", store.own_address()), ("force_path_style", path_style)];
    super::lines(&place, " = ", quoted)
}

/// A name that rclone takes for a remote.
pub(in crate::deliver) fn name(label: &str) -> String {
    super::named(label, |c| c.is_ascii_alphanumeric() || "_-.+@".contains(c), '_').trim_start_matches('-').to_owned()
}

/// rclone's word for the kind of server. MinIO's settings suit all that are not known: path style, lists of version 2.
fn provider(request: &Request, store: &Store) -> &'static str {
    match request.dialect {
        Some(Dialect::Aws) => "AWS",
        Some(Dialect::Ceph) => "Ceph",
        Some(Dialect::SeaweedFs) => "SeaweedFS",
        Some(Dialect::Generic) => "Other",
        _ if store.is_aws() => "AWS",
        Some(Dialect::Minio | Dialect::RustFs) | None => "Minio",
    }
}

/// A value to the end of its line; in three quotes, as rclone itself writes it, where it would be read as something else.
fn quoted(value: &str) -> Zeroizing<String> {
    let value = super::one_line(value);
    if value.starts_with(['`', '"']) || value.trim() != value.as_str() {
        return Zeroizing::new(format!("\"\"\"{}\"\"\"", *value));
    }
    value
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn a_remote_says_where_and_until_when() {
        let remote = remote(&example::credentials(), &example::request("http://127.0.0.1:9000"));
        let expected = "# these keys end at 2030-01-01T00:00:00Z\n[sts-cli]\ntype = s3\nprovider = Minio\nenv_auth = false\n\
                        access_key_id = FAKEACCESSKEY\nsecret_access_key = fake/secret+key=\nsession_token = fake.session-token_x\n\
                        region = us-east-1\nendpoint = http://127.0.0.1:9000\nforce_path_style = true\n";
        assert_eq!(*remote, expected);
    }

    #[test]
    fn aws_has_no_endpoint_and_a_server_of_a_known_kind_is_named() {
        let aws = remote(&example::credentials(), &example::request("https://sts.eu-west-1.amazonaws.com"));
        assert!(aws.contains("\nprovider = AWS\n") && aws.ends_with("\nregion = eu-west-1\n"), "{}", *aws);
        let ceph = Request { dialect: Some(Dialect::Ceph), ..example::request("https://rgw.example") };
        assert!(heading(&ceph).ends_with("\nprovider = Ceph\n"));
        let bundle = remote(&example::credentials(), &example::trusting("/etc/ca.pem", "https://minio.example"));
        assert!(bundle.contains("\n# rclone takes certificates on its command line: --ca-cert /etc/ca.pem\n[sts-cli]\n"), "{}", *bundle);
    }

    #[test]
    fn a_value_is_read_to_the_letter() {
        for (value, expected) in [("-a'b\"c\\d $x %y", "-a'b\"c\\d $x %y"), ("`a`", "\"\"\"`a`\"\"\""), ("a\n[b]", "a[b]")] {
            assert_eq!(*quoted(value), expected);
        }
    }
}
