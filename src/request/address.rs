//! Addresses: of the storage server, of the provider, and of the listener that the provider sends the browser back to.

use super::{OptionName, RequestError};
use crate::sys::is_loopback;
use std::net::Ipv4Addr;
use url::{Host, Url};

/// A storage server: https, or http to this machine (to others only where that was allowed).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(Url);

impl Endpoint {
    /// Takes `text` as the address of a storage server.
    ///
    /// # Errors
    /// When it is no http address, holds a password, a query or a fragment, or is plain http to another machine without `allow_http`.
    pub fn new(text: &str, allow_http: bool) -> Result<Self, RequestError> {
        const WHAT: &str = "the endpoint";
        let url = web_address(text, WHAT)?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(RequestError::Query(WHAT));
        }
        refuse_plain_http(&url, allow_http, OptionName::AllowHttp).map(|()| Self(url))
    }

    /// The address to post to.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// Whether this is the STS of AWS itself, by the host's name: machines that AWS lets have names of its domain too.
    #[must_use]
    pub fn is_aws(&self) -> bool {
        self.aws_name().is_some()
    }

    /// The region in the name of an AWS endpoint: `eu-west-1` in `sts.eu-west-1.amazonaws.com`, in `sts-fips.…`, and in that of a
    /// private endpoint, `vpce-….sts.eu-west-1.vpce.amazonaws.com`.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.aws_name()?.0.split('.').skip_while(|label| !is_sts(label)).nth(1)
    }

    /// The address of the buckets where no S3 endpoint is given: the same server, but for AWS, which keeps its STS apart.
    #[must_use]
    pub fn storage(&self, region: &str) -> String {
        self.aws_name().map_or_else(|| self.address().to_owned(), |(_, domain)| format!("https://s3.{region}.{domain}"))
    }

    /// Whether host or path are those of an STS alone, so that the buckets are likely at another address: `sts.` before a host that is
    /// not of AWS, `/sts` or `/.sts` in the path.
    #[must_use]
    pub fn is_sts_only(&self) -> bool {
        let host = self.0.host_str().unwrap_or_default();
        let mut segments = self.0.path().split('/');
        !self.is_aws() && (host.starts_with("sts.") || segments.any(|segment| matches!(segment, "sts" | ".sts")))
    }

    /// The host's name below the domain of AWS, and that domain.
    fn aws_name(&self) -> Option<(&str, &'static str)> {
        let host = self.0.host_str()?;
        let below = |domain| Some((host.strip_suffix(domain)?.strip_suffix('.')?, domain));
        let found = ["amazonaws.com.cn", "amazonaws.com"].into_iter().find_map(below);
        found.filter(|(name, _)| name.split('.').any(is_sts))
    }

    /// The address as tools take it: without the last slash.
    #[must_use]
    pub fn address(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }
}

/// Whether a label of a host's name says that this is an STS of AWS.
fn is_sts(label: &str) -> bool {
    matches!(label, "sts" | "sts-fips")
}

/// A provider, named by its issuer or by the address of its discovery document.
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
    /// Takes `text` as an issuer, or as a discovery address, whose trailing slash does not count. A query goes to the discovery address:
    /// Azure AD B2C names a policy in it.
    ///
    /// # Errors
    /// The errors of [`Endpoint::new`].
    pub fn new(text: &str, allows_http: bool) -> Result<Self, RequestError> {
        let text = text.trim();
        let url = web_address(text, "the issuer")?;
        refuse_plain_http(&url, allows_http, OptionName::AllowHttpIssuer)?;
        let plain = text.split(['?', '#']).next().unwrap_or(text);
        let found = plain.trim_end_matches('/').strip_suffix(WELL_KNOWN);
        let base = found.unwrap_or(plain).to_owned();
        let query = url.query().filter(|query| !query.is_empty()).map_or_else(String::new, |query| format!("?{query}"));
        let address = format!("{}{WELL_KNOWN}{query}", base.trim_end_matches('/'));
        let discovery = Url::parse(&address).map_err(|_| RequestError::NotAnAddress(without_password(text)))?;
        Ok(Self { name: format!("{base}{query}"), base, exact: found.is_none(), discovery, allows_http })
    }

    /// Takes `stated` as the issuer that a provider names instead of this one: its discovery document may be somewhere else.
    ///
    /// # Errors
    /// It is no address, or one that [`Issuer::admits`] refuses.
    pub fn other(&self, stated: &str) -> Result<Self, RequestError> {
        let other = Self::new(stated, self.allows_http)?;
        self.admits(&other.discovery).map(|()| other)
    }

    /// Takes `text` as a token endpoint, by the rules for providers.
    ///
    /// # Errors
    /// The errors of [`Endpoint::new`].
    pub fn token_endpoint(text: &str, allows_http: bool) -> Result<Url, RequestError> {
        let url = web_address(text, "the token endpoint")?;
        refuse_plain_http(&url, allows_http, OptionName::AllowHttpIssuer).map(|()| url)
    }

    /// Where the discovery document is: OpenID Connect Discovery 1.0, section 4.
    #[must_use]
    pub fn discovery(&self) -> &Url {
        &self.discovery
    }

    /// The issuer as it was given, or as the discovery address implies it, with the query of that address.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether `issuer`, as a provider states it, is this one: equal to the letter. A discovery address
    /// does not tell whether the issuer ends with a slash, so both spellings count then.
    #[must_use]
    pub fn is(&self, issuer: &str) -> bool {
        issuer == self.base || !self.exact && issuer.strip_suffix('/') == Some(&self.base)
    }

    /// Refuses an address that the provider names for itself: another scheme than https, but for http where the provider itself is reached
    /// so or that was allowed; and this machine or the local link, unless the provider is there.
    ///
    /// # Errors
    /// [`RequestError::NotHttp`], [`RequestError::PlainHttp`], [`RequestError::Downgrade`], [`RequestError::Nearby`].
    pub fn admits(&self, url: &Url) -> Result<(), RequestError> {
        let place = Place::of(url);
        if place != Place::Elsewhere && place != Place::of(&self.discovery) {
            return Err(RequestError::Nearby(url.origin().ascii_serialization()));
        }
        if url.scheme() == "http" && self.discovery.scheme() == "https" && !self.allows_http {
            let address = url.origin().ascii_serialization();
            return Err(RequestError::Downgrade { address, allowed_by: OptionName::AllowHttpIssuer });
        }
        refuse_plain_http(url, self.allows_http, OptionName::AllowHttpIssuer)
    }
}

/// Where the host of an address is, as far as the address tells.
#[derive(PartialEq, Eq)]
enum Place {
    /// On this machine.
    Here,
    /// On the same link, where clouds answer with a machine's secrets.
    Link,
    Elsewhere,
}

impl Place {
    fn of(url: &Url) -> Self {
        let (here, link) = match url.host() {
            Some(Host::Domain(name)) => {
                let name = name.trim_end_matches('.');
                (name == "localhost" || name.ends_with(".localhost"), false)
            }
            Some(Host::Ipv4(address)) => near(address),
            Some(Host::Ipv6(address)) => match address.to_ipv4_mapped() {
                Some(address) => near(address),
                None => (address.is_loopback() || address.is_unspecified(), address.is_unicast_link_local()),
            },
            None => (false, false),
        };
        match (here, link) {
            (true, _) => Self::Here,
            (_, true) => Self::Link,
            _ => Self::Elsewhere,
        }
    }
}

/// Whether an address is this machine's, and whether it is one of the link.
fn near(address: Ipv4Addr) -> (bool, bool) {
    (address.is_loopback() || address.octets()[0] == 0, address.is_link_local())
}

/// What surrounds an address that was copied.
const QUOTES: [char; 12] = ['"', '\'', '`', '<', '>', '“', '”', '„', '‘', '’', '\u{200b}', '\u{feff}'];
/// What divides a scheme from a host, also where it is mistyped.
const DIVIDERS: [char; 4] = [':', ';', '/', '\\'];

/// The whole address that `text` was likely meant as: without a scheme, with two of them, with one or its divider mistyped, in quotes.
/// `None` where that is none either, or may hold a password.
#[must_use]
pub fn whole_address(text: &str) -> Option<String> {
    let (mut scheme, mut rest) = ("https", unquoted(text));
    while let Some((word, after)) = scheme_of(rest) {
        (scheme, rest) = (scheme_meant(word)?, unquoted(after));
    }
    let whole = format!("{scheme}://{}", rest.trim_start_matches('/').replace('\\', "/"));
    let is_one = !whole.contains('@') && Endpoint::new(&whole, true).is_ok_and(|endpoint| !is_scheme(endpoint.0.host_str()));
    is_one.then_some(whole)
}

fn unquoted(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || QUOTES.contains(&c))
}

/// The word before a divider of two or more characters, or one that was meant as a scheme, and what follows.
fn scheme_of(text: &str) -> Option<(&str, &str)> {
    let end = text.find(DIVIDERS).filter(|end| *end > 0 && !text.starts_with('['))?;
    let (word, after) = (&text[..end], text[end..].trim_start_matches(DIVIDERS));
    let divider = text.len() - end - after.len();
    (divider > 1 || scheme_meant(word).is_some()).then_some((word, after))
}

/// The scheme that a word was meant as: some of its letters, in some order.
fn scheme_meant(word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    let is_meant =
        (3..=8).contains(&word.len()) && word.starts_with(['h', 't']) && word.contains('p') && word.bytes().all(|c| b"htps".contains(&c));
    is_meant.then_some(if word.contains('s') { "https" } else { "http" })
}

fn is_scheme(host: Option<&str>) -> bool {
    host.is_none_or(|host| scheme_meant(host).is_some())
}

fn web_address(text: &str, what: &'static str) -> Result<Url, RequestError> {
    let not_an_address = || RequestError::NotAnAddress(without_password(text));
    let url = Url::parse(text.trim()).map_err(|_| not_an_address())?;
    let rest = text.split_once("://").map_or("", |(_, rest)| rest.split(['?', '#']).next().unwrap_or_default());
    let is_host = |host: &str| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._[]:".contains(&byte));
    let is_of_a_path = text.split(['?', '#']).next().is_some_and(|address| address.contains('\\')); // which counts as a slash in browsers only
    if is_of_a_path || rest.contains("://") || !url.host_str().is_some_and(is_host) {
        return Err(not_an_address());
    }
    if !matches!(url.scheme(), "http" | "https") {
        return Err(RequestError::NotHttp(without_password(text)));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(RequestError::UserInformation(what));
    }
    Ok(url)
}

/// What was typed, without what may be a password in it.
fn without_password(text: &str) -> String {
    text.rsplit_once('@').map_or_else(|| text.to_owned(), |(_, rest)| format!("…@{rest}"))
}

fn refuse_plain_http(url: &Url, allowed: bool, allowed_by: OptionName) -> Result<(), RequestError> {
    match url.scheme() {
        "https" => Ok(()),
        "http" if allowed || is_loopback(url) => Ok(()),
        "http" => Err(RequestError::PlainHttp { address: url.origin().ascii_serialization(), allowed_by }),
        scheme => Err(RequestError::NotHttp(scheme.to_owned() + ":")),
    }
}

/// Where the loopback listener waits, and so where the provider sends the browser back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    host: String,
    path: String,
    ports: Vec<u16>,
    is_usual: bool,
}

impl Redirect {
    /// `http://127.0.0.1:<port>/oauth2/callback` with the first of `ports` that is free; with none given any free port.
    ///
    /// Never `localhost` unasked: a provider on https://localhost with HSTS makes browsers turn the way back into https.
    #[must_use]
    pub fn on(ports: Vec<u16>) -> Self {
        Self { host: "127.0.0.1".to_owned(), path: "/oauth2/callback".to_owned(), ports, is_usual: true }
    }

    /// Takes `text` as the whole redirect address, to the letter; where it names no port, one of `ports` or a free one is put in.
    ///
    /// # Errors
    /// When no listener on this machine can serve it.
    pub fn whole(text: &str, ports: Vec<u16>) -> Result<Self, RequestError> {
        let refused = || RequestError::NotLoopback(without_password(text));
        let url = Url::parse(text).map_err(|_| refused())?;
        let rest = text.strip_prefix("http://").ok_or_else(refused)?;
        let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        let host_is_ours = matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
        if !host_is_ours || text.contains(['?', '#', '@', '\\']) || url.path().trim_end_matches('/') != path.trim_end_matches('/') {
            return Err(refused());
        }
        let host = url.host_str().unwrap_or_default().to_owned();
        let stated = authority.strip_prefix(&host).ok_or_else(refused)?.strip_prefix(':').and_then(|port| port.parse().ok());
        Ok(Self { host, path: path.to_owned(), ports: stated.map_or(ports, |port| vec![port]), is_usual: false })
    }

    /// The address that suits this provider: `usual` on the same ports, unless somebody chose one.
    #[must_use]
    pub fn or_usual(&self, usual: &str) -> Self {
        let suits = self.is_usual.then(|| Self::whole(usual, self.ports.clone()).ok()).flatten();
        suits.unwrap_or_else(|| self.clone())
    }

    /// The ports to try in order; empty: any free one.
    #[must_use]
    pub fn ports(&self) -> &[u16] {
        &self.ports
    }

    /// Whether the name `localhost` was asked for, which may mean either loopback address.
    #[must_use]
    pub fn is_by_name(&self) -> bool {
        self.host == "localhost"
    }

    /// Whether only the IPv6 loopback address was asked for.
    #[must_use]
    pub fn is_ipv6(&self) -> bool {
        self.host == "[::1]"
    }

    /// `host:port`, as a browser names it in `Host`.
    #[must_use]
    pub fn authority(&self, port: u16) -> String {
        format!("{}:{port}", self.host)
    }

    /// The path that the callback comes to; never empty.
    #[must_use]
    pub fn path(&self) -> &str {
        if self.path.is_empty() { "/" } else { &self.path }
    }

    /// The address that the provider is told, with the port that the listener got.
    #[must_use]
    pub fn address(&self, port: u16) -> String {
        format!("http://{}{}", self.authority(port), self.path)
    }
}
