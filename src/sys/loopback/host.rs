//! Checks the `Host` of requests to a loopback listener: RFC 9110, section 7.2.
//!
//! A web page can resolve its own host name to 127.0.0.1 (DNS rebinding) and then read responses of a local listener. The name in `Host`
//! reveals that. The port does not matter, and some clients (the AWS Common Runtime) leave it out, so it is not compared.

use http::Request;
use http::header::HOST;

/// Whether a request is addressed to loopback: exactly one `Host`, which names loopback, and a request target that names loopback if it has
/// an authority. `listens_on_ipv6`: `[::1]` is accepted too.
pub(super) fn is_addressed_to_loopback<B>(request: &Request<B>, listens_on_ipv6: bool) -> bool {
    let is_loopback = |authority: &str| is_loopback_authority(authority, listens_on_ipv6);
    let mut hosts = request.headers().get_all(HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    host.is_some_and(is_loopback) && hosts.next().is_none() && request.uri().authority().is_none_or(|target| is_loopback(target.as_str()))
}

/// Whether `host[:port]` names loopback, with any port, in any case, with or without a trailing dot.
fn is_loopback_authority(authority: &str, listens_on_ipv6: bool) -> bool {
    let host = without_port(authority);
    if host.eq_ignore_ascii_case("[::1]") {
        return listens_on_ipv6;
    }
    let name = host.strip_suffix('.').unwrap_or(host);
    name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost")
}

/// Strips a valid port from `host[:port]`; an invalid one stays, so that the result matches no known host.
fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_and_port_of_loopback_is_accepted() {
        for name in ["127.0.0.1", "localhost", "LocalHost", "LOCALHOST", "localhost.", "127.0.0.1."] {
            for port in ["", ":", ":1", ":80", ":18200", ":65535"] {
                assert!(is_loopback_authority(&format!("{name}{port}"), false), "{name}{port}");
            }
        }
    }

    #[test]
    fn the_ipv6_loopback_address_is_accepted_if_listened_on() {
        for host in ["[::1]", "[::1]:18200"] {
            assert!(is_loopback_authority(host, true), "{host}");
            assert!(!is_loopback_authority(host, false), "{host}");
        }
        for host in ["::1", "[::1", "[::1]x", "[::2]", "[::1]."] {
            assert!(!is_loopback_authority(host, true), "{host}");
        }
    }

    #[test]
    fn foreign_host_names_are_rejected_with_any_port() {
        let other_hosts = [
            "",
            ".",
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "evil.localhost",
            "localhost..",
            "127.0.0.2",
            "127.1",
            "0.0.0.0",
            "2130706433",
            "user@127.0.0.1",
            "127.0.0.1@evil.example",
            "127.0.0.1:x",
            "127.0.0.1 ",
            "127.0.0.1,evil.example",
            "lоcalhost", // the first `o` is Cyrillic
        ];
        for host in other_hosts {
            for port in ["", ":18200"] {
                assert!(!is_loopback_authority(&format!("{host}{port}"), true), "{host}{port}");
            }
        }
    }

    #[test]
    fn exactly_one_host_header_is_required_and_must_match_the_target() {
        let is_loopback = |target: &str, hosts: &[&str]| {
            let request = hosts.iter().fold(Request::builder().uri(target), |request, host| request.header(HOST, *host));
            is_addressed_to_loopback(&request.body(()).unwrap(), false)
        };
        assert!(is_loopback("/", &["127.0.0.1"]));
        assert!(is_loopback("http://localhost:9/", &["127.0.0.1:18200"]));
        assert!(!is_loopback("/", &[]));
        assert!(!is_loopback("/", &["127.0.0.1", "evil.example"]));
        assert!(!is_loopback("/", &["127.0.0.1", "127.0.0.1"]));
        assert!(!is_loopback("http://evil.example/", &["127.0.0.1"]));
        assert!(!is_loopback("http://user@127.0.0.1/", &["127.0.0.1"]));
    }
}
