//! What a profile is to say.

use super::super::aws_ini::{Change, New, Section};
use crate::credentials::Credentials;
use crate::request::Request;
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

/// Names the key that this program wrote, and its end. Clients ignore it; a key that it does not name is somebody else's.
pub(super) const MARK: &str = "x_sts_cli_keys";

/// The three keys of `credentials`, and our mark.
#[expect(clippy::disallowed_methods, reason = "the credentials file is one of the places that keys go to")]
pub(super) fn keys(section: &Section, credentials: &Credentials) -> Vec<Change> {
    let token = credentials.session_token.expose_secret();
    let mark = format!("{} until {}", credentials.access_key, credentials.expiration);
    vec![
        value(section, "aws_access_key_id", &credentials.access_key),
        value(section, "aws_secret_access_key", credentials.secret_key.expose_secret()),
        if token.is_empty() { gone(section, "aws_session_token") } else { value(section, "aws_session_token", token) },
        value(section, MARK, &mark),
    ]
}

/// The command, and for a store that is not AWS the way there: its address, its path style, checksums only where they must be.
pub(super) fn process(name: &str, command: &str, request: &Request) -> Vec<Change> {
    let profile = Section::Profile(name.to_owned());
    let mut changes = vec![value(&profile, "credential_process", command), value(&profile, "region", &request.region)];
    if let Some(bundle) = request.trust.ca_bundle.as_deref().and_then(|path| std::path::absolute(path).ok()) {
        changes.push(value(&profile, "ca_bundle", &bundle.display().to_string()));
    }
    let storage = request.endpoint.storage(&request.region);
    if storage == request.endpoint.address() {
        changes.extend([
            value(&profile, "services", &services(name)),
            block(&profile, "addressing_style", "path".to_owned()),
            value(&profile, "request_checksum_calculation", "when_required"),
            value(&profile, "response_checksum_validation", "when_required"),
            block(&Section::Services(services(name)), "endpoint_url", storage),
        ]);
    }
    changes
}

/// The section with the addresses for the profile `name`.
pub(super) fn services(name: &str) -> String {
    format!("{name}-sts-cli")
}

fn value(section: &Section, key: &'static str, value: &str) -> Change {
    Change { section: section.clone(), key, new: New::Value(Zeroizing::new(value.to_owned())) }
}

fn block(section: &Section, key: &'static str, value: String) -> Change {
    Change { section: section.clone(), key: "s3", new: New::Block(vec![(key, value)]) }
}

pub(super) fn gone(section: &Section, key: &'static str) -> Change {
    Change { section: section.clone(), key, new: New::Gone }
}
