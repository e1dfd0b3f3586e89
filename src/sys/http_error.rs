//! Why a request got no complete HTTP response.

use crate::sys::tls::{CertificateFault, RefusedCertificate};
use std::error::Error as StdError;

/// The kind of failure of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpErrorKind {
    /// No connection: the name is unknown, the port closed, no route.
    Unreachable,
    /// The server's certificate is refused.
    Certificate(CertificateFault),
    /// The TLS handshake failed for another reason.
    Tls,
    /// The server does not speak TLS on this port.
    NotTls,
    /// The response was not complete within the timeout.
    TimedOut,
    /// The reply is longer than 1 MiB.
    TooLarge,
    /// The server does not speak HTTP/1.1.
    NotHttp,
    /// The connection broke before the whole answer was there.
    Broken,
    /// The request could not be built.
    InvalidRequest,
    /// No connection to the proxy.
    ProxyUnreachable,
    /// The proxy requires a user name and password, or rejects them (407).
    ProxyAuthenticationRequired,
    /// The proxy did not connect to the server.
    ProxyRefused,
    /// The proxy does not speak TLS.
    ProxyNotTls,
    /// The variable does not contain a valid proxy URL.
    InvalidProxy,
    /// The variable names a SOCKS proxy, which is not supported.
    SocksProxy,
}

impl HttpErrorKind {
    /// Whether the cause is local configuration, so that a retry cannot help.
    #[must_use]
    pub(crate) fn is_configuration_error(self) -> bool {
        matches!(self, Self::InvalidProxy | Self::SocksProxy)
    }
}

impl std::fmt::Display for HttpErrorKind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Unreachable => "could not connect",
            Self::Certificate(_) | Self::Tls => "could not establish a trusted TLS connection",
            Self::NotTls => "the server does not speak TLS on this port",
            Self::TimedOut => "timed out",
            Self::TooLarge => "the response is larger than 1 MiB",
            Self::NotHttp => "the server does not speak HTTP/1.1 on this port",
            Self::Broken => "the connection was closed before the response was complete",
            Self::InvalidRequest => "the request is invalid",
            Self::ProxyUnreachable => "could not connect to the proxy",
            Self::ProxyAuthenticationRequired => "the proxy requires a user name and a password (status 407)",
            Self::ProxyRefused => "the proxy did not open a connection to the server",
            Self::ProxyNotTls => "the proxy does not speak TLS on this port",
            Self::InvalidProxy => "its value is not the URL of a proxy",
            Self::SocksProxy => "SOCKS proxies are not supported",
        })
    }
}

/// A request without a usable HTTP response.
#[derive(thiserror::Error)]
#[error("{method} {url}{}: {kind}", via_proxy(proxy.as_deref()))]
pub struct HttpError {
    /// `GET`, `POST` or `HEAD`.
    pub method: String,
    /// The URL without user information and query.
    pub url: String,
    /// The kind of failure.
    pub kind: HttpErrorKind,
    /// The proxy, if a variable names one.
    pub proxy: Option<Box<ProxyName>>,
    /// The innermost cause; the outer errors only report that a request failed.
    pub(super) source: Option<RootCause>,
}
debug_as_display!(HttpError);

/// A proxy for messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyName {
    /// The variable that names it.
    pub variable: &'static str,
    /// Its URL without user name and password; `None` if the variable is invalid.
    pub address: Option<String>,
}

fn via_proxy(proxy: Option<&ProxyName>) -> String {
    match proxy {
        None => String::new(),
        Some(ProxyName { variable, address: None }) => format!(" through the proxy of {variable}"),
        Some(ProxyName { variable, address: Some(address) }) => format!(" through the proxy {address} ({variable})"),
    }
}

/// The error message of the operating system, the TLS library or the HTTP library.
#[derive(thiserror::Error)]
#[error("{0}")]
pub(super) struct RootCause(pub(super) String);

debug_as_display!(RootCause);

impl RootCause {
    pub(super) fn innermost(error: &(dyn StdError + 'static)) -> Self {
        let mut cause = error;
        while let Some(next) = cause.source() {
            cause = next;
        }
        let refused_certificate = tls_error(error).and_then(RefusedCertificate::find_in);
        Self(refused_certificate.map_or_else(|| cause.to_string(), ToString::to_string))
    }
}

/// Finds the TLS error in the chain of causes, also inside I/O errors.
pub(super) fn tls_error<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a rustls::Error> {
    let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    let nested = || inner.and_then(|inner| tls_error(inner));
    error.downcast_ref().or_else(nested).or_else(|| error.source().and_then(tls_error))
}
