//! The metadata of a storage address: OAuth 2.0 Protected Resource Metadata (RFC 9728), with the member `sts_cli` of this program.
//!
//! MinIO itself has none, but a reverse proxy in front of any storage server can serve it. A missing document is no error; one whose values
//! are not acceptable is refused as a whole.

use super::fetch::MAX_DOCUMENT_BYTES;
use super::{Error, MetadataError};
use crate::provider_document::ProviderDocument;
use crate::request::{Endpoint, Issuer, RoleArn, names_host, parse_region};
use crate::sys::{Deps, HttpErrorKind, TimedStep, is_loopback, wait_for_response};
use crate::text::{is_misleading, printable, redact_url, redirected_to};
use bytes::Bytes;
use std::time::Duration;
use url::Url;

/// How long to look for the metadata, in all.
const METADATA_TIMEOUT: Duration = Duration::from_secs(3);
const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";
const MAX_ISSUERS: usize = 10;
const MAX_SCOPES: usize = 50;
const MAX_CHARACTERS: usize = 2048;
const TOO_LONG: &str = "it is too long to be confirmed: more than 2048 characters";

/// The published settings for logins at a storage address: unverified, and valid for this address only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StorageMetadata {
    /// The issuers that the storage server trusts; at least one.
    pub issuers: Vec<String>,
    /// The client ID of this program at these issuers.
    pub client_id: Option<String>,
    /// The role to assume.
    pub role_arn: Option<String>,
    /// The signing region.
    pub region: Option<String>,
    /// The scopes to request; empty for the default ones.
    pub scopes: Vec<String>,
    /// The URL of S3, if it differs from the storage address.
    pub s3_endpoint: Option<String>,
}

/// Fetches the metadata of `storage`; `None` if there is none, or if the connection would not be protected. Takes at most three seconds,
/// sends no secret and follows no redirect.
///
/// # Errors
/// [`Error::Metadata`]: there is metadata, but it is not acceptable.
pub(crate) async fn fetch_metadata(storage: &Endpoint, deps: &Deps) -> Result<Option<StorageMetadata>, Error> {
    if storage.url().scheme() != "https" && !is_loopback(storage.url()) {
        return Ok(None);
    }
    let search = async {
        for url in document_urls(storage.url()) {
            let found = fetch_document(&url, deps).await.and_then(|document| match document {
                Some(document) => StorageMetadata::read(&document, storage),
                None => Ok(None),
            });
            match found {
                Ok(None) => {}
                Err(MetadataError::OtherResource { .. }) if url.path() == WELL_KNOWN && storage.url().path() != "/" => {} // of the host's root
                Ok(metadata) => return Ok(metadata),
                Err(source) => return Err(Error::Metadata { storage: storage.address().to_owned(), url: url.into(), source }),
            }
        }
        Ok(None)
    };
    let _step = TimedStep::begin("metadata of the storage address");
    let _wait = wait_for_response(storage.address(), METADATA_TIMEOUT);
    tokio::time::timeout(METADATA_TIMEOUT, search).await.unwrap_or_else(|_| {
        tracing::info!("no metadata of the storage address within three seconds");
        Ok(None)
    })
}

/// Returns the addresses of the document: the well-known path before the path of `storage` (RFC 9728, section 3.1), and without that path.
fn document_urls(storage: &Url) -> Vec<Url> {
    let at = |path: &str| {
        let mut url = storage.clone();
        url.set_path(path);
        url
    };
    let mut urls = vec![at(&format!("{WELL_KNOWN}{}", storage.path().trim_end_matches('/'))), at(WELL_KNOWN)];
    urls.dedup();
    urls
}

/// Fetches a document; `None` if the server has none. The content is checked by [`StorageMetadata::read`].
async fn fetch_document(url: &Url, deps: &Deps) -> Result<Option<Bytes>, MetadataError> {
    let response = match deps.http.get(url, "application/json").await {
        Ok(response) => response,
        Err(error) if matches!(error.kind, HttpErrorKind::TooLarge) => return Err(MetadataError::TooLarge),
        Err(error) => {
            tracing::info!(%error, "no metadata of the storage address");
            return Ok(None);
        }
    };
    if let Some(location) = redirected_to(&response, None) {
        deps.terminal.note(&format!("{url} redirects to {location}, which was not followed"));
    }
    Ok((response.status() == http::StatusCode::OK).then(|| response.into_body()))
}

impl StorageMetadata {
    /// Reads the metadata of `storage`; `None` if `document` is something else, such as a web page, or names no issuer.
    ///
    /// # Errors
    /// See [`MetadataError`].
    pub fn read(document: &[u8], storage: &Endpoint) -> Result<Option<Self>, MetadataError> {
        let is_json = document.trim_ascii_start().starts_with(b"{");
        if document.len() > MAX_DOCUMENT_BYTES {
            return if is_json { Err(MetadataError::TooLarge) } else { Ok(None) };
        }
        let Ok(document) = ProviderDocument::read(document) else { return Ok(None) };
        if ["resource", "authorization_servers", "sts_cli"].iter().all(|name| document.value(name).is_none()) {
            return Ok(None);
        }
        check_resource(document.required("resource", ProviderDocument::string)?, storage)?;
        let own = own_member(&document)?;
        let metadata = Self {
            issuers: issuers(&document, storage)?,
            client_id: text(&own, "client_id", "sts_cli.client_id")?,
            role_arn: parsed(&own, "role_arn", "sts_cli.role_arn", |text| text.parse::<RoleArn>().map(drop))?,
            region: parsed(&own, "region", "sts_cli.region", |text| parse_region(text).map(drop))?,
            scopes: scopes(&document, &own)?,
            s3_endpoint: s3_endpoint(&own, storage)?,
        };
        Ok(Some(metadata).filter(|metadata| !metadata.issuers.is_empty()))
    }
}

/// Checks that the document is about `storage`: RFC 9728, section 3.3.
fn check_resource(resource: &str, storage: &Endpoint) -> Result<(), MetadataError> {
    let is_same = Endpoint::new(resource, false).is_ok_and(|resource| resource.address() == storage.address());
    let shown = || if resource.contains(['@', '?', '#']) { redact_url(resource) } else { format!("`{}`", printable(resource)) };
    if is_same { Ok(()) } else { Err(MetadataError::OtherResource { found: shown() }) }
}

/// Returns the member of this program; an empty one if there is none.
fn own_member(document: &ProviderDocument) -> Result<ProviderDocument, MetadataError> {
    let own = document.objects("sts_cli")?.into_iter().next().unwrap_or_default();
    let is_secret = |name: &str| ["secret", "password", "private"].iter().any(|word| name.to_ascii_lowercase().contains(word));
    let secret = own.members().map(|(name, _)| name).find(|name| is_secret(name)).map(|name| printable(name));
    secret.map_or(Ok(own), |name| Err(MetadataError::Secret(name)))
}

fn issuers(document: &ProviderDocument, storage: &Endpoint) -> Result<Vec<String>, MetadataError> {
    const NAME: &str = "authorization_servers";
    let stated = document.strings(NAME)?;
    if stated.len() > MAX_ISSUERS {
        return Err(MetadataError::TooMany { name: NAME, count: stated.len(), most: MAX_ISSUERS });
    }
    let mut issuers: Vec<String> = Vec::new();
    for stated in stated {
        check_text(NAME, stated)?;
        let issuer = Issuer::new(stated, false).map_err(|error| bad_value(NAME, error.to_string()))?;
        check_url(NAME, stated, issuer.discovery(), storage)?;
        if !issuers.iter().any(|known| known == stated) {
            issuers.push(stated.to_owned());
        }
    }
    Ok(issuers)
}

fn s3_endpoint(own: &ProviderDocument, storage: &Endpoint) -> Result<Option<String>, MetadataError> {
    const NAME: &str = "sts_cli.s3_endpoint";
    let Some(stated) = text(own, "s3_endpoint", NAME)? else { return Ok(None) };
    let s3_endpoint = Endpoint::new(&stated, false).map_err(|error| bad_value(NAME, error.to_string()))?;
    check_url(NAME, &stated, s3_endpoint.url(), storage)?;
    Ok(Some(stated).filter(|_| s3_endpoint.address() != storage.address()))
}

/// Checks that `storage` may name a URL: without a query, and not on this machine unless the storage server is there, too.
fn check_url(name: &'static str, stated: &str, url: &Url, storage: &Endpoint) -> Result<(), MetadataError> {
    if stated.contains(['?', '#']) {
        return Err(bad_value(name, "the URL has a query or fragment".to_owned()));
    }
    if !names_host(stated, url) {
        let host = url.host_str().unwrap_or_default();
        return Err(bad_value(name, format!("the URL does not show the host that it leads to: {host}")));
    }
    if !storage.may_name(url) {
        let host = url.host_str().unwrap_or_default();
        return Err(bad_value(name, format!("{host} is a loopback or link-local address, but the storage server is on another machine")));
    }
    Ok(())
}

/// Returns the scopes for this program, else those that the storage server requires. A login needs `openid` in any case.
fn scopes(document: &ProviderDocument, own: &ProviderDocument) -> Result<Vec<String>, MetadataError> {
    let (name, stated) = match own.strings("scopes")? {
        stated if stated.is_empty() => ("scopes_supported", document.strings("scopes_supported")?),
        stated => ("sts_cli.scopes", stated),
    };
    let mut scopes: Vec<String> = stated.into_iter().flat_map(str::split_whitespace).map(str::to_owned).collect();
    if scopes.len() > MAX_SCOPES {
        return Err(MetadataError::TooMany { name, count: scopes.len(), most: MAX_SCOPES });
    }
    let is_scope = |scope: &String| scope.len() <= 256 && scope.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"\\,".contains(&byte));
    if let Some(scope) = scopes.iter().find(|scope| !is_scope(scope)) {
        return Err(bad_value(name, format!("`{}` is not a scope", printable(scope))));
    }
    if scopes.iter().map(String::len).sum::<usize>() > MAX_CHARACTERS {
        return Err(bad_value(name, TOO_LONG.to_owned()));
    }
    if !scopes.is_empty() && !scopes.iter().any(|scope| scope == "openid") {
        scopes.insert(0, "openid".to_owned());
    }
    Ok(scopes)
}

/// Reads a string of this program's member; `name` is its name in messages.
fn text(own: &ProviderDocument, member: &str, name: &'static str) -> Result<Option<String>, MetadataError> {
    let text = own.string(member)?;
    text.map(|text| check_text(name, text).map(|()| text.to_owned())).transpose()
}

/// Reads a string, and checks it with `check`.
fn parsed<E: std::fmt::Display>(
    own: &ProviderDocument,
    member: &str,
    name: &'static str,
    check: impl Fn(&str) -> Result<(), E>,
) -> Result<Option<String>, MetadataError> {
    let text = text(own, member, name)?;
    text.map(|text| check(&text).map(|()| text).map_err(|error| bad_value(name, error.to_string()))).transpose()
}

/// Checks that a value can be shown as it is: printable ASCII, so that no host name looks like another one, and of a reasonable length.
fn check_text(name: &'static str, text: &str) -> Result<(), MetadataError> {
    let problem = if text.chars().any(is_misleading) {
        "it contains control characters"
    } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        match text.contains("://") {
            true => "it contains spaces or characters other than ASCII (write host names in Punycode)",
            false => "it contains spaces or characters other than ASCII",
        }
    } else if text.len() > MAX_CHARACTERS {
        TOO_LONG
    } else {
        return Ok(());
    };
    Err(bad_value(name, problem.to_owned()))
}

fn bad_value(name: &'static str, problem: String) -> MetadataError {
    MetadataError::BadValue { name, problem }
}
