//! Profiles that an administrator publishes at a URL or in a file: read with limits, checked as the foreign documents that they are, and
//! rendered as the user's own profile.

use super::invocation::Resolved;
use super::profile_file::{self, ProfileLayer};
use super::toml_file::read_text;
use super::{options as opt, profile_names, request_builder, save};
use crate::advice;
use crate::error::Failure;
use crate::published::fetch_profile;
use crate::request::identity::IdentityType;
use crate::request::option_spec::{OptionSpec, ValueKind};
use crate::request::settings::{LayerValues, OptionValue, Settings};
use crate::request::{ConfigError, Endpoint, Issuer, Origin, PolicySource, RequestError, UsageError, names_host};
use crate::sys::{Deps, Trust, unless_stopped};
use crate::text::is_misleading;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use url::Url;

/// The settings that a published profile may contain. All others read files, variables or keys of this machine, run commands, weaken the
/// protection of connections, or belong to one machine or user; a new option is among these until it is listed here.
const PUBLISHABLE: [&OptionSpec; 23] = [
    &opt::ISSUER.spec,
    &opt::CLIENT_ID.spec,
    &opt::SCOPES.spec,
    &opt::AUTH_PARAMS.spec,
    &opt::USERINFO.spec,
    &opt::SEND.spec,
    &opt::LOGIN.spec,
    &opt::PORT.spec,
    &opt::REDIRECT_URI.spec,
    &opt::NO_BROWSER.spec,
    &opt::ENDPOINT.spec,
    &opt::S3_ENDPOINT.spec,
    &opt::ROLE_ARN.spec,
    &opt::DURATION.spec,
    &opt::SESSION_NAME.spec,
    &opt::REGION.spec,
    &opt::POLICY.spec,
    &opt::ALLOW.spec,
    &opt::DIALECT.spec,
    &opt::BUCKETS.spec,
    &opt::NO_BUCKETS.spec,
    &opt::TIMEOUT.spec,
    &opt::MIN_LIFE.spec,
];

/// The settings whose values may contain spaces and every script. All others are addresses, identifiers, words and numbers.
const FREE_TEXTS: [&OptionSpec; 4] = [&opt::SCOPES.spec, &opt::AUTH_PARAMS.spec, &opt::POLICY.spec, &opt::ALLOW.spec];

/// The maximum length of a value, in bytes: what the user confirms must be readable.
const MAX_VALUE_BYTES: usize = 2048;

/// The place where a profile is published.
#[derive(Clone)]
pub(super) enum ProfileSource {
    Url(Url),
    File(PathBuf),
}

impl ProfileSource {
    /// Parses a URL (https, or http on this machine), or the path of a file.
    ///
    /// # Errors
    /// Another URL, or one that may contain a secret, because it is stored and shown.
    pub(super) fn parse(text: &str) -> Result<Self, RequestError> {
        const EXPECTED: &str = "the URL of a published profile: https, or http on this machine, without user name, query and fragment";
        if !text.contains("://") {
            return Ok(Self::File(std::path::absolute(text).unwrap_or_else(|_| text.into())));
        }
        let endpoint = Endpoint::new(text, false).map_err(|_| RequestError::malformed(&profile_names::masked_address(text), EXPECTED))?;
        Ok(Self::Url(endpoint.url().clone()))
    }

    /// Returns the name of the document without its extension, if that is a valid profile name.
    pub(super) fn profile_name(&self) -> Option<String> {
        let path = match self {
            Self::Url(url) => Path::new(url.path()),
            Self::File(path) => path.as_path(),
        };
        path.file_stem()?.to_str().filter(|name| profile_names::is_name(name)).map(str::to_owned)
    }
}

impl std::fmt::Display for ProfileSource {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Url(url) => url.fmt(formatter),
            Self::File(path) => path.display().fmt(formatter),
        }
    }
}

/// A published profile whose settings are all acceptable.
pub(super) struct PublishedProfile {
    pub(super) source: ProfileSource,
    pub(super) identity: &'static IdentityType,
    pub(super) values: LayerValues,
}

impl PublishedProfile {
    /// Reads and checks the profile at `source`. `settings` name the certificates to trust there; no client certificate is used.
    ///
    /// # Errors
    /// The document cannot be read, is not a profile, or contains something that is not accepted.
    pub(super) fn read(source: ProfileSource, settings: &Settings, deps: &Deps) -> Result<Self, Failure> {
        let path = PathBuf::from(source.to_string());
        let text = match &source {
            ProfileSource::Url(url) => {
                deps.trust(&Trust { insecure: false, client: None, ..request_builder::trust(settings) }, url)?;
                deps.block_on(unless_stopped(None, fetch_profile(url, deps)))???
            }
            ProfileSource::File(path) => read_text(path, &deps.directories)?
                .ok_or_else(|| ConfigError::Unreadable { path: path.clone(), source: std::io::ErrorKind::NotFound.into() })?,
        };
        let layer = profile_file::parse_layer(&text, &path, deps).map_err(by_publisher)?;
        let identity = check(&layer, &path).map_err(by_publisher)?;
        Settings::of_layer(layer.values.clone()).map_err(by_publisher)?;
        Ok(Self { source, identity, values: layer.values })
    }

    /// Checks, before the user confirms it, that the login that `resolved` describes is possible.
    ///
    /// # Errors
    /// An invalid or missing setting.
    pub(super) fn check_login(&self, resolved: &Resolved, deps: &Deps) -> Result<(), Failure> {
        let is_published = |origin: &Origin| self.values.iter().any(|(_, value)| value.origin == *origin);
        match request_builder::lookup_request(resolved, deps) {
            Ok(_) => Ok(()),
            Err(error) if origin(&error).is_some_and(is_published) => Err(by_publisher(error)),
            Err(error) => Err(error.into()),
        }
    }

    /// Returns the content of the user's profile: the published settings in this program's own format, and where they come from.
    ///
    /// # Errors
    /// Conflicting settings.
    pub(super) fn file_text(&self, name: &str) -> Result<String, Failure> {
        let settings = Settings::of_layer(self.values.clone())?;
        let resolved = Resolved { settings, identity: self.identity, profile: None };
        let from = save::quoted(&self.source.to_string());
        Ok(format!(
            "# A published profile: `sts-cli profiles update {name}` replaces this file by its current version.\n\
             # For settings of your own, create a profile with: extends = \"{name}\"\n\
             from = {from}\n{}",
            save::text(&resolved)
        ))
    }
}

/// Returns the failure for a document that only its publisher can correct.
fn by_publisher(error: impl Into<UsageError>) -> Failure {
    let error = error.into();
    Failure { hints: advice::for_invalid_profile(&error), ..Failure::from(error) }
}

/// Returns the origin of the value that an error is about.
fn origin(error: &UsageError) -> Option<&Origin> {
    match error {
        UsageError::BadValue { origin, .. } | UsageError::Policy { origin, .. } | UsageError::UnreadablePolicy { origin, .. } => {
            Some(origin)
        }
        UsageError::Conflict { first, .. } => Some(first),
        _ => None,
    }
}

/// Checks that a document contains only what may be published, and returns its identity.
fn check(layer: &ProfileLayer, path: &Path) -> Result<&'static IdentityType, ConfigError> {
    let refused = |origin: &Origin, why: &'static str| {
        let (line, key) = match origin {
            Origin::File(line) => (line.number, line.key.clone()),
            other => (1, other.to_string()),
        };
        Err(ConfigError::NotPublishable { path: path.to_owned(), line, key, why })
    };
    if let Some((_, origin)) = layer.extends.as_ref().or(layer.from.as_ref()) {
        return refused(origin, "it refers to another profile");
    }
    for (option, value) in &layer.values {
        if let Some(why) = objection(option, value) {
            return refused(&value.origin, why);
        }
    }
    let Some((name, origin)) = &layer.identity else { return Err(ConfigError::NoIdentity(path.display().to_string())) };
    match IdentityType::find(name).filter(|identity| identity.login_choice.is_some()) {
        Some(identity) => Ok(identity),
        None => refused(origin, "a user cannot log in with it at a prompt"),
    }
}

/// Returns why a setting is not accepted, as a clause.
fn objection(option: &OptionSpec, value: &OptionValue) -> Option<&'static str> {
    if !PUBLISHABLE.contains(&option) {
        return Some(match option.kind {
            ValueKind::Path => "it names a file of this machine",
            _ if *option == *opt::TOKEN || *option == *opt::PASSWORD_COMMAND => "it runs a command or reads a token of this machine",
            _ if [&opt::INSECURE.spec, &opt::ALLOW_HTTP.spec, &opt::ALLOW_HTTP_ISSUER.spec].contains(&option) => {
                "it removes the protection of connections"
            }
            _ => "it belongs to one machine or user",
        });
    }
    let texts = || value.raw.iter().map(|raw| raw.to_string_lossy());
    let is_policy = *option == *opt::POLICY;
    let is_refused = |c: char| is_misleading(c) && !(is_policy && "\n\r\t".contains(c)); // JSON on several lines
    if texts().any(|text| text.chars().any(is_refused)) {
        return Some("it contains control characters");
    }
    if !FREE_TEXTS.contains(&option) && texts().any(|text| !text.trim().bytes().all(|byte| byte.is_ascii_graphic())) {
        return Some("it contains spaces or characters other than ASCII (write host names in Punycode)");
    }
    if texts().map(|text| text.len()).sum::<usize>() > MAX_VALUE_BYTES {
        return Some("it is too long to be confirmed: more than 2048 bytes");
    }
    let url = |text: &str| match option {
        _ if *option == *opt::ISSUER => Some(Issuer::new(text, false).map(|issuer| issuer.discovery().clone())),
        _ if *option == *opt::ENDPOINT || *option == *opt::S3_ENDPOINT => Some(Endpoint::new(text, false).map(|it| it.url().clone())),
        _ => None,
    };
    for (text, url) in texts().filter_map(|text| url(&text).map(|url| (text, url))) {
        match url {
            Err(_) => return Some("it is not an https URL (or http on this machine) without user name, query and fragment"),
            Ok(url) if !names_host(&text, &url) => return Some("the URL does not show the host that it leads to"),
            Ok(_) => {}
        }
    }
    let is_json = |raw: &OsString| matches!(PolicySource::from(&*raw.to_string_lossy()), PolicySource::Json(_));
    (is_policy && !value.raw.iter().all(is_json)).then_some("it names a file of this machine; only a policy itself is accepted")
}
