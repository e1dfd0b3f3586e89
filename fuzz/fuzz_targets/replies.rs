//! Replies of storage servers: of the STS, and to ListBuckets.

use crate::assertions::{assert_harmless, assert_harmless_error, assert_shown, choice, request, response};
use secrecy::ExposeSecret as _;
use sts_cli::fuzz_entry::read_bucket_list;
use sts_cli::sts::{Reply, read};

const ACTIONS: [&str; 4] = ["AssumeRoleWithWebIdentity", "AssumeRole", "AssumeRoleWithLDAPIdentity", "AssumeRoleWithCertificate"];

/// A granted key has no character that a shell would expand, and everything else can be shown.
pub fn sts(input: &[u8]) {
    let (action, input) = choice(input, ACTIONS.len());
    match read(ACTIONS[action], &response(input)) {
        Reply::Granted(granted) => {
            let secrets = [granted.secret_key.expose_secret(), granted.session_token.expose_secret()];
            for value in secrets.into_iter().chain([granted.access_key.as_str()]) {
                let is_plain = |byte: u8| (b'!'..=b'~').contains(&byte) && !b"\"'\\$`".contains(&byte);
                assert!(value.bytes().all(is_plain), "{value:?} is granted");
            }
            assert!(!granted.access_key.is_empty() && !granted.secret_key.expose_secret().is_empty());
            assert!(granted.expiration.as_second() <= 253_402_300_799, "after the year 9999, which no client reads");
            granted.identity.iter().for_each(|identity| assert_shown(identity));
        }
        Reply::Refused(refusal) => {
            assert_shown(&refusal.code);
            assert_shown(&refusal.message);
            refusal.request_id.iter().for_each(|id| assert_shown(id));
            assert_harmless(&refusal.to_string());
        }
        Reply::Invalid(problem) | Reply::UnsafeKeys(problem) => assert_harmless(&problem),
        Reply::Redirected { location, .. } => assert_shown(&location),
        Reply::NotSts { content_type, message, .. } => {
            assert_shown(&content_type);
            message.iter().for_each(|message| assert_shown(message));
        }
    }
}

/// Names of buckets and every refusal can be shown.
pub fn s3(input: &[u8]) {
    match read_bucket_list(&response(input).map(Into::into), &request("https://s3.example.com")) {
        Ok(names) => names.iter().for_each(|name| assert_shown(name)),
        Err(error) => assert_harmless_error(&error),
    }
}
