//! Selects the proxy for a server by the environment variables of curl and Go.
//!
//! `HTTPS_PROXY` and `HTTP_PROXY` by the scheme of the URL, `ALL_PROXY` for both, each also in lower case; `NO_PROXY` lists hosts to
//! connect to directly. `HTTP_PROXY` is ignored in CGI programs, where a client could set it with the header `Proxy`. An invalid value is
//! an error; the proxy is never bypassed.

use super::environment::Environment;
use std::net::IpAddr;
use url::{Host, Url};

const HTTPS_VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const HTTP_VARIABLES: [&str; 4] = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
const NO_PROXY_VARIABLES: [&str; 2] = ["NO_PROXY", "no_proxy"];
/// The variable that is set in every CGI program.
const CGI: &str = "REQUEST_METHOD";

/// How to connect to a server.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum ProxyRoute {
    /// Directly.
    Direct,
    /// By the proxy settings of the operating system, if any.
    SystemSettings,
    /// Through a proxy.
    Proxy(Proxy),
}

/// A proxy and the variable that names it. It has no `Display`, because its URL may contain a password.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Proxy {
    pub(super) url: Url,
    pub(super) variable: &'static str,
}

impl std::fmt::Debug for Proxy {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Proxy({}, …)", self.variable)
    }
}

/// Why a variable does not name a usable proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadProxy {
    /// The value is not the URL of a proxy.
    NotAnAddress(&'static str),
    /// It names a SOCKS proxy.
    Socks(&'static str),
}

impl Proxy {
    /// Parses the value of `variable`; the default scheme is http.
    fn of(variable: &'static str, value: &str) -> Result<Self, BadProxy> {
        let url = if value.contains("://") { Url::parse(value) } else { Url::parse(&format!("http://{value}")) };
        let url = url.map_err(|_| BadProxy::NotAnAddress(variable))?;
        let is_bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        match url.scheme() {
            "http" | "https" if is_bare && has_plain_host(&url) => Ok(Self { url, variable }),
            scheme if scheme.starts_with("socks") => Err(BadProxy::Socks(variable)),
            _ => Err(BadProxy::NotAnAddress(variable)),
        }
    }
}

/// Whether `url` has a host of letters, digits, `-`, `.` and `_`, or an address, and the HTTP client can read it: a URL may hold more, such
/// as the braces of a template that was not filled in.
fn has_plain_host(url: &Url) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._[:]".contains(&byte);
    url.host_str().is_some_and(|host| host.bytes().all(is_plain)) && url.as_str().parse::<http::Uri>().is_ok()
}

/// Returns how to connect to `url` in this environment.
///
/// # Errors
/// The applicable variable does not name a usable proxy.
pub(super) fn route_to(url: &Url, environment: &Environment) -> Result<ProxyRoute, BadProxy> {
    let names = if url.scheme() == "https" { HTTPS_VARIABLES } else { HTTP_VARIABLES };
    let is_trusted = |name: &&'static str| *name != "HTTP_PROXY" || environment.get(CGI).is_none();
    for name in names.into_iter().filter(is_trusted) {
        let value = environment.get(name).map(str::trim).filter(|value| !value.is_empty());
        let is_text = !environment.non_utf8_names().any(|other| other == name);
        if value.is_some() || !is_text {
            let no_proxy = NO_PROXY_VARIABLES.into_iter().find_map(|name| environment.get(name));
            return match value {
                _ if no_proxy.is_some_and(|list| is_listed(url, list)) => Ok(ProxyRoute::Direct),
                Some(value) => Proxy::of(name, value).map(ProxyRoute::Proxy),
                None => Err(BadProxy::NotAnAddress(name)),
            };
        }
    }
    Ok(ProxyRoute::SystemSettings)
}

/// Whether `NO_PROXY` contains the host of `url`.
fn is_listed(url: &Url, list: &str) -> bool {
    let Some(host) = url.host() else { return false };
    let entries = list.split(|c: char| c == ',' || c.is_whitespace()).filter(|entry| !entry.is_empty());
    entries.into_iter().any(|entry| {
        let (name, port) = with_port(entry);
        port.is_none_or(|port| url.port_or_known_default() == Some(port)) && matches_host(name, &host)
    })
}

/// Splits an entry into the name without brackets and the port.
fn with_port(entry: &str) -> (&str, Option<u16>) {
    let host_only = (entry.trim_start_matches('[').trim_end_matches(']'), None);
    match entry.rsplit_once(':') {
        Some((name, port)) if !name.contains(':') || name.ends_with(']') => {
            port.parse().map_or(host_only, |port| (name.trim_start_matches('[').trim_end_matches(']'), Some(port)))
        }
        _ => host_only,
    }
}

/// Whether `entry` matches `host`: `*`, a domain with its subdomains, an address, or a network.
fn matches_host(entry: &str, host: &Host<&str>) -> bool {
    let address = match host {
        _ if entry == "*" => return true,
        Host::Domain(name) => {
            let name = name.trim_end_matches('.').to_lowercase();
            let domain = entry.strip_prefix('*').unwrap_or(entry).trim_matches('.').to_lowercase();
            return name
                .strip_suffix(&domain)
                .is_some_and(|subdomain| !domain.is_empty() && (subdomain.is_empty() || subdomain.ends_with('.')));
        }
        Host::Ipv4(address) => IpAddr::from(*address),
        Host::Ipv6(address) => IpAddr::from(*address),
    };
    match entry.split_once('/') {
        Some((network, length)) => match (network.parse(), length.parse()) {
            (Ok(network), Ok(length)) => has_common_prefix(address, network, length),
            _ => false,
        },
        None => entry.parse() == Ok(address),
    }
}

/// Whether two addresses of one family share a prefix of `length` bits.
fn has_common_prefix(one: IpAddr, other: IpAddr, length: u32) -> bool {
    let (one, other, width) = match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => (u128::from(one.to_bits()), u128::from(other.to_bits()), 32),
        (IpAddr::V6(one), IpAddr::V6(other)) => (one.to_bits(), other.to_bits(), 128),
        _ => return false,
    };
    length <= width && (one ^ other).checked_shr(width - length).unwrap_or_default() == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn describe_route(address: &str, environment: Environment) -> Result<String, BadProxy> {
        Ok(match route_to(&Url::parse(address).unwrap(), &environment)? {
            ProxyRoute::Direct => "direct".to_owned(),
            ProxyRoute::SystemSettings => "system".to_owned(),
            ProxyRoute::Proxy(Proxy { url, variable }) => format!("{variable} {url}"),
        })
    }

    #[test]
    fn the_proxy_variable_of_the_scheme_precedes_all_proxy() {
        let one = |name, value, address| describe_route(address, Environment::from([(name, value)])).unwrap();
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            assert_eq!(one(name, "http://p:3128", "https://a.example"), format!("{name} http://p:3128/"));
        }
        for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
            assert_eq!(one(name, "p", "http://a.example"), format!("{name} http://p/"));
        }
        assert_eq!(one("HTTP_PROXY", "p", "https://a.example"), "system");
        assert_eq!(one("HTTPS_PROXY", "p", "http://a.example"), "system");
        assert_eq!(one("HTTPS_PROXY", " ", "https://a.example"), "system");
        let cgi = Environment::from([("REQUEST_METHOD", "GET"), ("HTTP_PROXY", "p"), ("http_proxy", "q")]);
        assert_eq!(describe_route("http://a.example", cgi).unwrap(), "http_proxy http://q/");
    }

    #[test]
    fn a_proxy_variable_must_be_an_http_proxy_url() {
        let value = |value| describe_route("https://a.example", Environment::from([("HTTPS_PROXY", value)]));
        for (text, url) in [
            ("proxy:3128", "http://proxy:3128/"),
            (" http://proxy:3128\r", "http://proxy:3128/"),
            ("https://user:p%40ss@proxy", "https://user:p%40ss@proxy/"),
            ("[::1]:3128", "http://[::1]:3128/"),
            ("//proxy:3128", "http://proxy:3128/"),
        ] {
            assert_eq!(value(text).unwrap(), format!("HTTPS_PROXY {url}"));
        }
        for text in [
            "\"http://p\"",
            "'p'",
            "${PROXY}",
            "$PROXY",
            "{{proxy}}",
            "http://u:p@{proxy}:1",
            "%7Bproxy%7D",
            "`proxy`:3128",
            "p;",
            "p,q",
            "::::",
            "http://",
            "http:/p:1",
            "ftp://p",
            "http://p:99999",
            "http://u:p#ss@p:1",
            "http://p/x",
            "p:x",
            "a b",
        ] {
            assert_eq!(value(text), Err(BadProxy::NotAnAddress("HTTPS_PROXY")), "{text}");
        }
        for text in ["socks5h://p:1080", "socks5://p", "socks4a://p", "SOCKS://p"] {
            assert_eq!(value(text), Err(BadProxy::Socks("HTTPS_PROXY")), "{text}");
        }
    }

    #[test]
    fn no_proxy_is_read_as_curl_and_go_read_it() {
        let direct = |list: &str, address: &str| {
            let environment = Environment::from([("ALL_PROXY", "p"), ("NO_PROXY", list)]);
            describe_route(address, environment).unwrap() == "direct"
        };
        for (list, address) in [
            ("*", "https://a.example"),
            ("a.example", "https://a.example"),
            ("A.Example", "https://x.a.example."),
            (".example", "https://a.example"),
            ("*.example", "https://a.example"),
            ("one, a.example", "https://a.example"),
            ("one a.example\ttwo", "https://a.example"),
            ("a.example:9000", "http://a.example:9000"),
            ("a.example:443", "https://a.example"),
            ("10.0.0.0/8", "https://10.1.2.3"),
            ("10.1.2.3", "https://10.1.2.3:9000"),
            ("10.1.2.3:9000", "https://10.1.2.3:9000"),
            ("0.0.0.0/0", "https://10.1.2.3"),
            ("fd00::/8", "https://[fd12::1]"),
            ("[fd12::1]", "https://[fd12::1]"),
            ("[fd12::1]:443", "https://[fd12::1]"),
            ("fd12::1", "https://[fd12::1]"),
        ] {
            assert!(direct(list, address), "{list}: {address}");
        }
        for (list, address) in [
            ("example", "https://anexample"),
            ("a.example:9000", "https://a.example"),
            ("a.example:9000", "https://a.example:9001"),
            ("10.0.0.0/8", "https://11.1.2.3"),
            ("10.0.0.0/33", "https://10.0.0.0"),
            ("10.1.2.3", "https://10.1.2.30"),
            ("fd00::/8", "https://10.1.2.3"),
            (".", "https://a.example"),
            ("*.", "https://a.example"),
            (",", "https://a.example"),
            ("x*.example", "https://xa.example"),
        ] {
            assert!(!direct(list, address), "{list}: {address}");
        }
    }
}
