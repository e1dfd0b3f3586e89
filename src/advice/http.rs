//! Hints for requests that got no HTTP response: from the server, because of its certificate, or at a proxy.

use super::topics;
use crate::request::Responsible;
use crate::request::hint::{Hint, Part, hint};
use crate::sys::{CertificateFault, HttpError, HttpErrorKind, ProxyName};
use url::Url;

/// A kind of server that requests are sent to: its name in messages, and its administrator.
#[derive(Clone, Copy)]
pub(super) struct Server {
    name: &'static str,
    pub(super) administrator: Responsible,
}

pub(super) const STORAGE_SERVER: Server = Server { name: "storage server", administrator: Responsible::StorageAdministrator };
pub(super) const IDENTITY_PROVIDER: Server = Server { name: "identity provider", administrator: Responsible::ProviderAdministrator };
pub(super) const TOKEN_ENDPOINT: Server = Server { name: "token endpoint", administrator: Responsible::ProviderAdministrator };
/// The token service of a CI system.
pub(super) const TOKEN_SERVICE: Server = Server { name: "CI system's token service", administrator: Responsible::ProviderAdministrator };
/// The server from which an administrator publishes profiles.
pub(super) const PUBLISHER: Server = Server { name: "server", administrator: Responsible::StorageAdministrator };

/// Returns the hints for a request that got no response from `server`; `address` is the option that holds its address.
pub(super) fn for_http_error(error: &HttpError, server: Server, address: impl Into<Part>) -> Vec<Hint> {
    let Server { name, administrator } = server;
    let from_proxy = error.proxy.as_ref().and_then(|proxy| for_proxy(error, proxy, name));
    let hint = from_proxy.unwrap_or_else(|| without_proxy(error.kind, name, address.into()));
    vec![hint.by(responsible(error.kind, administrator)).about(topic(error.kind))]
}

/// Returns who must act on a request that got no response from a server with this administrator.
fn responsible(kind: HttpErrorKind, administrator: Responsible) -> Responsible {
    use CertificateFault as Fault;
    match kind {
        HttpErrorKind::TimedOut | HttpErrorKind::ProxyRefused => Responsible::NetworkAdministrator,
        HttpErrorKind::Certificate(Fault::SelfSigned | Fault::UnknownIssuer | Fault::OtherName | Fault::IssuerNotValid) => Responsible::You,
        HttpErrorKind::Certificate(_) | HttpErrorKind::Tls => administrator,
        _ => Responsible::You,
    }
}

/// Returns the section of the documentation about requests that got no response.
fn topic(kind: HttpErrorKind) -> &'static str {
    use CertificateFault as Fault;
    use HttpErrorKind as Kind;
    match kind {
        Kind::Unreachable | Kind::InvalidRequest => topics::SERVER_UNREACHABLE,
        Kind::TimedOut | Kind::TooLarge | Kind::NotHttp | Kind::Broken => topics::NO_RESPONSE,
        Kind::NotTls => topics::HTTP_OR_HTTPS,
        Kind::Tls => topics::TLS_FAILED,
        Kind::Certificate(Fault::SelfSigned | Fault::UnknownIssuer) => topics::NOT_TRUSTED,
        Kind::Certificate(Fault::Expired | Fault::NotYetValid | Fault::IssuerNotValid) => topics::EXPIRED_CERTIFICATE,
        Kind::Certificate(Fault::OtherName | Fault::NoName) => topics::OTHER_NAME,
        Kind::Certificate(_) => topics::UNUSABLE_CERTIFICATE,
        _ => topics::PROXY,
    }
}

/// Returns the hint for a request that no proxy prevented.
fn without_proxy(kind: HttpErrorKind, server: &'static str, address: Part) -> Hint {
    match kind {
        HttpErrorKind::Unreachable => {
            hint!("check ", (address), ", and that the ", (server), " is running and reachable from this machine")
        }
        HttpErrorKind::Certificate(fault) => for_certificate(fault, server, address),
        HttpErrorKind::Tls => {
            hint!(
                "enable TLS 1.2 or 1.3 at the ",
                (server),
                ", with a certificate for a key of RSA, P-256, P-384 or Ed25519 (P-521 is not supported); if it requires a client certificate, set ",
                CLIENT_CERT
            )
        }
        HttpErrorKind::NotTls => {
            hint!("use the https port of the ", (server), ", or http:// in ", (address), ": it uses plain http on this port")
        }
        HttpErrorKind::TimedOut => {
            hint!("check ", (address), ", and any firewall or proxy in between, then try again: the ", (server), " took too long")
        }
        HttpErrorKind::TooLarge => hint!("check ", (address), ": the response does not come from the ", (server)),
        HttpErrorKind::NotHttp => {
            hint!("check the scheme and port in ", (address), ": the response does not come from the ", (server), ", or is not HTTP/1.1")
        }
        HttpErrorKind::Broken => {
            hint!("check the scheme and port in ", (address), ", and the log of the ", (server), ", which closed the connection")
        }
        HttpErrorKind::InvalidRequest
        | HttpErrorKind::ProxyUnreachable
        | HttpErrorKind::ProxyAuthenticationRequired
        | HttpErrorKind::ProxyRefused
        | HttpErrorKind::ProxyNotTls
        | HttpErrorKind::InvalidProxy
        | HttpErrorKind::SocksProxy => hint!("check ", (address)),
    }
}

/// Returns the hint for a certificate fault. `server` names the server, `address` the option that holds its address.
fn for_certificate(fault: CertificateFault, server: &'static str, address: Part) -> Hint {
    match fault {
        CertificateFault::Expired => hint!("have the ", (server), "'s certificate renewed; check this machine's clock first"),
        CertificateFault::NotYetValid => {
            hint!(
                "correct this machine's clock; if it is right, have the ",
                (server),
                "'s certificate reissued with a validity that has begun"
            )
        }
        CertificateFault::OtherName => {
            hint!("use one of those names in ", (address), ", or have the certificate issued for the name in use")
        }
        CertificateFault::NoName => {
            hint!("have the ", (server), "'s certificate issued with the host as subject alternative name (SAN)")
        }
        CertificateFault::NotForServers => {
            hint!("have the ", (server), "'s certificate issued with the extended key usage serverAuth")
        }
        CertificateFault::SelfSigned => hint!("trust the ", (server), "'s certificate itself with ", CA_BUNDLE),
        CertificateFault::UnknownIssuer => hint!("trust the CA that issued the ", (server), "'s certificate with ", CA_BUNDLE),
        CertificateFault::IssuerNotCa => hint!(
            "have that certificate issued with basicConstraints CA:TRUE and, if it has a key usage, keyCertSign; or trust the ",
            (server),
            "'s own certificate with ",
            CA_BUNDLE
        ),
        CertificateFault::IssuerNotForServers => hint!(
            "have that certificate issued with the extended key usage serverAuth, or without any; or trust the ",
            (server),
            "'s own certificate with ",
            CA_BUNDLE
        ),
        CertificateFault::UnusableKey => {
            hint!("have that certificate issued for a key of RSA (2048 bits or more), P-256, P-384 or Ed25519")
        }
        CertificateFault::IssuerNotValid => hint!("trust a CA certificate that is currently valid with ", CA_BUNDLE),
        CertificateFault::IssuerLimited => hint!("have the ", (server), "'s certificate issued by a CA whose constraints permit it"),
        CertificateFault::MarkedAsCa => hint!(
            "trust this certificate itself with ",
            CA_BUNDLE,
            " (it is then trusted for this server only), or have one issued that is not a CA certificate"
        ),
        CertificateFault::Other => hint!("ask the administrator of the ", (server), " to replace its certificate"),
    }
}

/// Returns the hint for a request that failed at `proxy`; `None` if the server behind it is the cause.
fn for_proxy(error: &HttpError, proxy: &ProxyName, server: &'static str) -> Option<Hint> {
    let variable = proxy.variable;
    let host = Url::parse(&error.url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    Some(match error.kind {
        HttpErrorKind::ProxyUnreachable => {
            hint!("check the address in ", (variable), ", and that the proxy is running; NO_PROXY=", (host), " bypasses it")
        }
        HttpErrorKind::ProxyAuthenticationRequired => hint!(
            "add the user name and password to ",
            (variable),
            ": http://USER:PASSWORD@HOST:PORT, with @ : / # percent-encoded (%40 %3A %2F %23)"
        ),
        HttpErrorKind::ProxyRefused => hint!(
            "ask the proxy's administrator whether it may connect to ",
            (host.clone()),
            ", and whether it resolves that name; NO_PROXY=",
            (host),
            " bypasses it"
        ),
        HttpErrorKind::ProxyNotTls => {
            hint!("use http:// instead of https:// in ", (variable), ": connections through it still use TLS")
        }
        HttpErrorKind::InvalidProxy => hint!("set ", (variable), "=http://proxy.example:3128, without quotes, or unset it"),
        HttpErrorKind::SocksProxy => hint!("set ", (variable), " to an HTTP proxy, or unset it"),
        HttpErrorKind::TimedOut => {
            hint!("try again; if it persists, check the proxy in ", (variable), ", and that the ", (server), " is running")
        }
        HttpErrorKind::Broken | HttpErrorKind::NotHttp => {
            hint!("check ", (variable), " and the proxy's log; NO_PROXY=", (host), " bypasses it")
        }
        _ => return None,
    })
}
