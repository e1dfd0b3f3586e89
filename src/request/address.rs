//! URLs: the storage server's endpoint, the provider's issuer, and the redirect URI of the loopback listener.

use super::{RequestError, ServerRole};
use crate::sys::is_loopback;
use std::net::Ipv4Addr;
use url::{Host, Url};

/// The endpoint of a storage server: https, or http to loopback (to other hosts only with `--allow-http`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(Url);

impl Endpoint {
    /// Parses the endpoint of a storage server.
    ///
    /// # Errors
    /// `text` is not an http or https URL, has user information, a query or a fragment, or is plain http to another host without `allow_http`.
    pub fn new(text: &str, allow_http: bool) -> Result<Self, RequestError> {
        const WHAT: &str = "the endpoint";
        let url = parse_http_url(text, WHAT)?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(RequestError::QueryInUrl(WHAT));
        }
        check_scheme(&url, allow_http, ServerRole::Storage).map(|()| Self(url))
    }

    /// Returns the URL that STS requests are posted to.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// Whether the host name is that of an AWS STS endpoint. The domain alone does not decide: EC2 instances have names in it too.
    #[must_use]
    pub(crate) fn is_aws(&self) -> bool {
        self.aws_name().is_some()
    }

    /// Returns the region in the host name of an AWS STS endpoint: `eu-west-1` in `sts.eu-west-1.amazonaws.com`, `sts-fips.…` and
    /// `vpce-….sts.eu-west-1.vpce.amazonaws.com`.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.aws_name()?.0.split('.').skip_while(|label| !is_sts(label)).nth(1)
    }

    /// Returns the S3 address implied by this STS endpoint: the same URL, or on AWS `https://s3.REGION.DOMAIN`.
    #[must_use]
    pub fn storage(&self, region: &str) -> String {
        self.aws_name().map_or_else(|| self.address().to_owned(), |(_, domain)| format!("https://s3.{region}.{domain}"))
    }

    /// Whether the URL looks like a dedicated STS (host `sts.…` outside AWS, or `/sts` or `/.sts` in the path), so that S3 is probably at
    /// another address.
    #[must_use]
    pub fn is_sts_only(&self) -> bool {
        let host = self.0.host_str().unwrap_or_default();
        let mut segments = self.0.path().split('/');
        !self.is_aws() && (host.starts_with("sts.") || segments.any(|segment| matches!(segment, "sts" | ".sts")))
    }

    /// Whether this storage server may name `url`: a loopback or link-local address only if it has such an address itself, because a remote
    /// server must not send requests to services on this machine or its network.
    #[must_use]
    pub(crate) fn may_name(&self, url: &Url) -> bool {
        let scope = NetworkScope::of(url);
        scope == NetworkScope::Other || scope == NetworkScope::of(&self.0)
    }

    /// Splits the host name of an AWS STS endpoint into the part before the AWS domain and the domain.
    fn aws_name(&self) -> Option<(&str, &'static str)> {
        let host = self.0.host_str()?;
        let in_domain = |domain| Some((host.strip_suffix(domain)?.strip_suffix('.')?, domain));
        let found = ["amazonaws.com.cn", "amazonaws.com"].into_iter().find_map(in_domain);
        found.filter(|(name, _)| name.split('.').any(is_sts))
    }

    /// Returns the URL without a trailing slash, as tools expect it.
    #[must_use]
    pub fn address(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }
}

/// Whether a label of a host name is that of the AWS STS service.
fn is_sts(label: &str) -> bool {
    matches!(label, "sts" | "sts-fips")
}

/// An OpenID provider, given as issuer or discovery URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    base: String,
    name: String,
    exact: bool,
    discovery: Url,
    allows_http: bool,
}

const WELL_KNOWN: &str = "/.well-known/openid-configuration";

impl Issuer {
    /// Parses an issuer or a discovery URL (a trailing slash is ignored). A query stays part of the discovery URL: Azure AD B2C selects a policy
    /// with it.
    ///
    /// # Errors
    /// The errors of [`Endpoint::new`].
    pub fn new(text: &str, allows_http: bool) -> Result<Self, RequestError> {
        let text = text.trim();
        let url = parse_http_url(text, "the issuer")?;
        check_scheme(&url, allows_http, ServerRole::Provider)?;
        let without_query = text.split(['?', '#']).next().unwrap_or(text);
        let found = without_query.trim_end_matches('/').strip_suffix(WELL_KNOWN);
        let base = found.unwrap_or(without_query).to_owned();
        let query = url.query().filter(|query| !query.is_empty()).map_or_else(String::new, |query| format!("?{query}"));
        let address = format!("{}{WELL_KNOWN}{query}", base.trim_end_matches('/'));
        let discovery = Url::parse(&address).map_err(|_| RequestError::NotAnAddress(mask_user_info(text)))?;
        Ok(Self { name: format!("{base}{query}"), base, exact: found.is_none(), discovery, allows_http })
    }

    /// Parses the issuer that a provider's discovery document names instead of this one; it may have its own discovery document.
    ///
    /// # Errors
    /// `stated` is not a URL, or [`Issuer::check_url`] refuses it.
    pub(crate) fn parse_stated(&self, stated: &str) -> Result<Self, RequestError> {
        let stated_issuer = Self::new(stated, self.allows_http)?;
        self.check_url(&stated_issuer.discovery).map(|()| stated_issuer)
    }

    /// Parses a token endpoint, by the rules for provider URLs.
    ///
    /// # Errors
    /// The errors of [`Endpoint::new`].
    pub fn token_endpoint(text: &str, allows_http: bool) -> Result<Url, RequestError> {
        let url = parse_http_url(text, "the token endpoint")?;
        check_scheme(&url, allows_http, ServerRole::Provider).map(|()| url)
    }

    /// Returns the URL of the discovery document: OpenID Connect Discovery 1.0, section 4.
    #[must_use]
    pub fn discovery(&self) -> &Url {
        &self.discovery
    }

    /// Returns the issuer as given, or as implied by the discovery URL, including its query.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether `issuer`, as stated by a provider, equals this one exactly. If a discovery URL was given, a trailing slash is optional,
    /// because that URL does not reveal it.
    #[must_use]
    pub fn matches(&self, issuer: &str) -> bool {
        issuer == self.base || !self.exact && issuer.strip_suffix('/') == Some(&self.base)
    }

    /// Checks a URL named by the provider: it must use https (http only if the provider itself does or it was allowed), and must not lead
    /// to loopback or the local link unless the provider is there too.
    ///
    /// # Errors
    /// [`RequestError::NotHttp`], [`RequestError::PlainHttp`], [`RequestError::Downgrade`], [`RequestError::LocalAddress`].
    pub(crate) fn check_url(&self, url: &Url) -> Result<(), RequestError> {
        let scope = NetworkScope::of(url);
        if scope != NetworkScope::Other && scope != NetworkScope::of(&self.discovery) {
            return Err(RequestError::LocalAddress(url.origin().ascii_serialization()));
        }
        if url.scheme() == "http" && self.discovery.scheme() == "https" && !self.allows_http {
            let address = url.origin().ascii_serialization();
            return Err(RequestError::Downgrade { address });
        }
        check_scheme(url, self.allows_http, ServerRole::Provider)
    }
}

/// The network location of a URL's host, judged by the URL alone (no DNS lookup).
#[derive(PartialEq, Eq)]
enum NetworkScope {
    /// Loopback or unspecified.
    Loopback,
    /// Link-local, where cloud metadata services serve secrets.
    LinkLocal,
    /// Any other host.
    Other,
}

impl NetworkScope {
    fn of(url: &Url) -> Self {
        let (is_loopback, is_link_local) = match url.host() {
            Some(Host::Domain(name)) => {
                let name = name.trim_end_matches('.');
                (name == "localhost" || name.ends_with(".localhost"), false)
            }
            Some(Host::Ipv4(address)) => scope_of_ipv4(address),
            Some(Host::Ipv6(address)) => match address.to_ipv4_mapped() {
                Some(address) => scope_of_ipv4(address),
                None => (address.is_loopback() || address.is_unspecified(), address.is_unicast_link_local()),
            },
            None => (false, false),
        };
        match (is_loopback, is_link_local) {
            (true, _) => Self::Loopback,
            (_, true) => Self::LinkLocal,
            _ => Self::Other,
        }
    }
}

/// Returns whether an address is loopback or unspecified, and whether it is link-local.
fn scope_of_ipv4(address: Ipv4Addr) -> (bool, bool) {
    (address.is_loopback() || address.octets()[0] == 0, address.is_link_local())
}

/// Quotation marks that often surround a copied URL.
const QUOTES: [char; 12] = ['"', '\'', '`', '<', '>', '“', '”', '„', '‘', '’', '\u{200b}', '\u{feff}'];
/// Characters between scheme and host, including mistyped ones.
const SEPARATORS: [char; 4] = [':', ';', '/', '\\'];

/// Guesses the URL that a mistyped `text` means: scheme missing, doubled or misspelled, wrong separator, quotes. Returns `None` if no
/// valid endpoint results, or if it may contain a password.
#[must_use]
pub(crate) fn guess_url(text: &str) -> Option<String> {
    let (mut scheme, mut rest) = ("https", trim_quotes(text));
    while let Some((prefix, remainder)) = split_scheme(rest) {
        (scheme, rest) = (guess_scheme(prefix)?, trim_quotes(remainder));
    }
    let candidate = format!("{scheme}://{}", rest.trim_start_matches('/').replace('\\', "/"));
    let is_endpoint =
        !candidate.contains('@') && Endpoint::new(&candidate, true).is_ok_and(|endpoint| !looks_like_scheme(endpoint.0.host_str()));
    is_endpoint.then_some(candidate)
}

fn trim_quotes(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || QUOTES.contains(&c))
}

/// Splits off a scheme: a word before two or more separator characters, or before one if the word resembles `http` or `https`.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let end = text.find(SEPARATORS).filter(|end| *end > 0 && !text.starts_with('['))?;
    let (prefix, remainder) = (&text[..end], text[end..].trim_start_matches(SEPARATORS));
    let separator_length = text.len() - end - remainder.len();
    (separator_length > 1 || guess_scheme(prefix).is_some()).then_some((prefix, remainder))
}

/// Returns the scheme that a misspelled word resembles: it consists of the letters of `https` only, in any order.
fn guess_scheme(prefix: &str) -> Option<&'static str> {
    let prefix = prefix.to_ascii_lowercase();
    let is_scheme = (3..=8).contains(&prefix.len())
        && prefix.starts_with(['h', 't'])
        && prefix.contains('p')
        && prefix.bytes().all(|c| b"htps".contains(&c));
    is_scheme.then_some(if prefix.contains('s') { "https" } else { "http" })
}

fn looks_like_scheme(host: Option<&str>) -> bool {
    host.is_none_or(|host| guess_scheme(host).is_some())
}

/// Whether `text`, which was parsed as `url`, names its host as it is, and not as a number or with percent encoding.
#[must_use]
pub(crate) fn names_host(text: &str, url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let rest = text.trim().split_once("://").map_or("", |(_, rest)| rest);
    let (stated, after) = rest.split_at_checked(host.len()).unwrap_or_default();
    stated.eq_ignore_ascii_case(host) && (after.is_empty() || after.starts_with([':', '/', '?', '#']))
}

fn parse_http_url(text: &str, what: &'static str) -> Result<Url, RequestError> {
    let invalid = || RequestError::NotAnAddress(mask_user_info(text));
    let url = Url::parse(text.trim()).map_err(|_| invalid())?;
    let rest = text.trim().split_once("://").filter(|(scheme, _)| scheme.eq_ignore_ascii_case(url.scheme()));
    let has_second_scheme = |rest: &str| rest.contains("://") || url.path().contains("://"); // which is without dot segments
    let rest = rest.map_or("", |(_, rest)| rest.split(['?', '#']).next().unwrap_or_default());
    let is_plain = |host: &str| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._[]:".contains(&byte));
    let is_host = |host: &str| is_plain(host) && !host.starts_with('.') && !host.contains(".."); // a variable in it was empty
    let has_backslash = text.split(['?', '#']).next().is_some_and(|address| address.contains('\\')); // which counts as a slash in browsers only
    let has_control = text.trim().contains(char::is_control); // tabs and line ends would be left out
    if has_backslash
        || has_control
        || rest.is_empty()
        || rest.starts_with('/')
        || has_second_scheme(rest)
        || !url.host_str().is_some_and(is_host)
    {
        return Err(invalid());
    }
    if !matches!(url.scheme(), "http" | "https") {
        return Err(RequestError::NotHttp(mask_user_info(text)));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(RequestError::UserInfoInUrl(what));
    }
    Ok(url)
}

/// Masks everything before the last `@`, which may be a password.
fn mask_user_info(text: &str) -> String {
    text.rsplit_once('@').map_or_else(|| text.to_owned(), |(_, rest)| format!("…@{rest}"))
}

fn check_scheme(url: &Url, allowed: bool, server: ServerRole) -> Result<(), RequestError> {
    match url.scheme() {
        "https" => Ok(()),
        "http" if allowed || is_loopback(url) => Ok(()),
        "http" => Err(RequestError::PlainHttp { address: url.origin().ascii_serialization(), server }),
        scheme => Err(RequestError::NotHttp(scheme.to_owned() + ":")),
    }
}

/// The redirect URI of the loopback listener (RFC 8252, section 7.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectUri {
    host: String,
    path: String,
    ports: Vec<u16>,
    is_default: bool,
}

impl RedirectUri {
    /// Creates `http://127.0.0.1:<port>/oauth2/callback` with the first free port of `ports`, or any free port if `ports` is empty.
    ///
    /// The default is not `localhost`: if the provider runs on https://localhost with HSTS, browsers would rewrite the redirect to https.
    #[must_use]
    pub fn with_ports(ports: Vec<u16>) -> Self {
        Self { host: "127.0.0.1".to_owned(), path: "/oauth2/callback".to_owned(), ports, is_default: true }
    }

    /// Parses a full redirect URI, which is used literally; a missing port is filled from `ports` or with a free one.
    ///
    /// # Errors
    /// The loopback listener cannot serve it.
    pub fn parse(text: &str, ports: Vec<u16>) -> Result<Self, RequestError> {
        let not_loopback = || RequestError::NotLoopback(mask_user_info(text));
        let url = Url::parse(text).map_err(|_| not_loopback())?;
        let rest = text.strip_prefix("http://").ok_or_else(not_loopback)?;
        let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        let is_loopback_host = matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
        let is_refused = |c: char| matches!(c, '?' | '#' | '@' | '\\') || c.is_whitespace() || c.is_control();
        if !is_loopback_host || text.contains(is_refused) || url.path().trim_end_matches('/') != path.trim_end_matches('/') {
            return Err(not_loopback());
        }
        let host = url.host_str().unwrap_or_default().to_owned();
        let stated = authority.strip_prefix(&host).ok_or_else(not_loopback)?.strip_prefix(':').and_then(|port| port.parse().ok());
        Ok(Self { host, path: path.to_owned(), ports: stated.map_or(ports, |port| vec![port]), is_default: false })
    }

    /// Returns the provider's preferred redirect URI `provider_default` on the same ports, unless the user set one.
    #[must_use]
    pub(crate) fn or_provider_default(&self, provider_default: &str) -> Self {
        let redirect = self.is_default.then(|| Self::parse(provider_default, self.ports.clone()).ok()).flatten();
        redirect.unwrap_or_else(|| self.clone())
    }

    /// Returns the ports to try, in order; empty: any free port.
    #[must_use]
    pub fn ports(&self) -> &[u16] {
        &self.ports
    }

    /// Whether the host is `localhost`, which may resolve to either loopback address.
    #[must_use]
    pub(crate) fn is_localhost(&self) -> bool {
        self.host == "localhost"
    }

    /// Whether the host is `[::1]`.
    #[must_use]
    pub(crate) fn is_ipv6(&self) -> bool {
        self.host == "[::1]"
    }

    /// Returns `host:port`, as a browser sends it in the `Host` header.
    #[must_use]
    pub fn authority(&self, port: u16) -> String {
        format!("{}:{port}", self.host)
    }

    /// Returns the path of the callback; never empty.
    #[must_use]
    pub fn path(&self) -> &str {
        if self.path.is_empty() { "/" } else { &self.path }
    }

    /// Whether the user has not set a redirect URI.
    #[must_use]
    pub(crate) fn is_default(&self) -> bool {
        self.is_default
    }

    /// Returns the redirect URI without a port, as for providers that ignore it.
    #[must_use]
    pub(crate) fn without_port(&self) -> String {
        format!("http://{}{}", self.host, self.path)
    }

    /// Returns the redirect URI with the port that the listener was given.
    #[must_use]
    pub fn address(&self, port: u16) -> String {
        format!("http://{}{}", self.authority(port), self.path)
    }
}
