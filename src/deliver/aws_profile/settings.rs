//! The settings of a profile that this program writes.

use super::super::storage_target::StorageTarget;
use crate::aws_files::{Change, KeyEdit, Section};
use crate::credentials::Credentials;
use crate::request::Request;
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

/// Marker setting: the access key that this program wrote, its expiration, and the companion settings. Clients ignore it. Settings that it
/// does not list belong to the user.
pub(super) const MARKER_KEY: &str = "x_sts_cli_keys";
/// Path-style addressing, for storage servers other than AWS.
pub(super) const PATH_STYLE: (&str, &str) = ("addressing_style", "path");
/// Settings that this program only ever writes with one value; another value was set by the user.
pub(super) const FIXED_VALUE_KEYS: [&str; 3] = ["s3.addressing_style", CHECKSUMS[0], CHECKSUMS[1]];
const CHECKSUMS: [&str; 2] = ["request_checksum_calculation", "response_checksum_validation"];
pub(super) const WHEN_REQUIRED: &str = "when_required";
/// Companion settings of the keys, with which tools reach the storage server.
pub(super) const COMPANION_KEYS: [&str; 3] = ["region", "ca_bundle", "endpoint_url"];

/// Returns the changes for access key, secret key, session token, the marker, and the endpoint of a server other than AWS: without it,
/// clients would send the keys to AWS.
#[expect(clippy::disallowed_methods, reason = "the credentials file contains the keys")]
pub(super) fn keys(section: &Section, credentials: &Credentials, request: &Request) -> Vec<Change> {
    let token = credentials.session_token.expose_secret();
    let store = StorageTarget::of(request);
    let companion_changes: Vec<Change> =
        region_and_ca(section, request).chain(store.custom_endpoint().map(|address| value(section, "endpoint_url", address))).collect();
    let marker_entries: String = companion_changes.iter().filter_map(|change| Some(marker_entry(change.key, change.value()?))).collect();
    let marker = format!("{} until {} with{marker_entries}", credentials.access_key, credentials.expiration);
    let mut changes = vec![
        value(section, "aws_access_key_id", &credentials.access_key),
        value(section, "aws_secret_access_key", credentials.secret_key.expose_secret()),
        if token.is_empty() { remove(section, "aws_session_token") } else { value(section, "aws_session_token", token) },
        value(section, MARKER_KEY, &marker),
    ];
    changes.extend(companion_changes);
    changes
}

/// Returns the part of the marker that lists one companion setting.
pub(super) fn marker_entry(key: &str, value: &str) -> String {
    format!(" {key} {value}")
}

/// Returns the changes for `credential_process`, and for a server other than AWS: its endpoint, path-style addressing, checksums only when
/// required.
pub(super) fn process(name: &str, command: &str, request: &Request) -> Vec<Change> {
    let profile = Section::Profile(name.to_owned());
    let mut changes = vec![value(&profile, "credential_process", command)];
    changes.extend(region_and_ca(&profile, request));
    if let Some(address) = StorageTarget::of(request).custom_endpoint() {
        changes.extend([
            value(&profile, "services", &services_section(name)),
            block(&profile, PATH_STYLE.0, PATH_STYLE.1.to_owned()),
            value(&profile, CHECKSUMS[0], WHEN_REQUIRED),
            value(&profile, CHECKSUMS[1], WHEN_REQUIRED),
            block(&Section::Services(services_section(name)), "endpoint_url", address.to_owned()),
        ]);
    }
    changes
}

/// Returns the settings that [`process`] may have written for another storage server: the change that removes each, and the value that identifies it as
/// ours, if any.
pub(super) fn settings_of_other_server(name: &str) -> [(Change, Option<String>); 6] {
    let profile = Section::Profile(name.to_owned());
    let removal = |section: &Section, key| Change { section: section.clone(), key: "s3", edit: KeyEdit::RemoveNested(key) };
    let checksum = |key| (remove(&profile, key), Some(WHEN_REQUIRED.to_owned()));
    [
        (remove(&profile, "ca_bundle"), None),
        (remove(&profile, "services"), Some(services_section(name))),
        (removal(&profile, PATH_STYLE.0), Some(PATH_STYLE.1.to_owned())),
        checksum(CHECKSUMS[0]),
        checksum(CHECKSUMS[1]),
        (removal(&Section::Services(services_section(name)), "endpoint_url"), None),
    ]
}

/// Returns the changes for region and CA bundle.
fn region_and_ca(section: &Section, request: &Request) -> impl Iterator<Item = Change> {
    let bundle = StorageTarget::of(request).ca_bundle().map(|path| value(section, "ca_bundle", path));
    [value(section, "region", &request.region)].into_iter().chain(bundle)
}

/// Returns the name of the `services` section for the profile `name`.
pub(in crate::deliver) fn services_section(name: &str) -> String {
    format!("{name}-sts-cli")
}

fn value(section: &Section, key: &'static str, value: &str) -> Change {
    Change { section: section.clone(), key, edit: KeyEdit::Set(Zeroizing::new(value.to_owned())) }
}

fn block(section: &Section, key: &'static str, value: String) -> Change {
    Change { section: section.clone(), key: "s3", edit: KeyEdit::SetNested(vec![(key, value)]) }
}

/// Returns the change that removes a key; `block.key` addresses a key in a nested block.
pub(super) fn remove(section: &Section, path: &'static str) -> Change {
    let (key, new) = path.split_once('.').map_or((path, KeyEdit::Remove), |(block, key)| (block, KeyEdit::RemoveNested(key)));
    Change { section: section.clone(), key, edit: new }
}

/// Returns the change that removes a key, or the whole block of `block.key`, from sections whose headers spell the name differently.
pub(super) fn remove_other_spellings(section: &Section, path: &'static str) -> Change {
    let key = path.split_once('.').map_or(path, |(block, _)| block);
    Change { section: section.clone(), key, edit: KeyEdit::RemoveOtherSpellings }
}
