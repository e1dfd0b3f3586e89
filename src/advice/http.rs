//! Hints for requests that got no HTTP response: from the server, or at a proxy.

use super::hint::{Hint, Part, hint};
use super::{certificates, proxy};
use crate::sys::{HttpError, HttpErrorKind};

/// Returns the hints for a request that got no response. `server` names the server, `address` the option that holds its address.
pub(super) fn for_http_error(error: &HttpError, server: &'static str, address: impl Into<Part>) -> Vec<Hint> {
    let address = address.into();
    if let Some(proxy) = &error.proxy
        && let Some(hint) = proxy::for_proxy(error, proxy, server)
    {
        return vec![hint];
    }
    vec![match error.kind {
        HttpErrorKind::Unreachable => {
            hint!("check ", (address), ", and that the ", (server), " is running and reachable from this machine")
        }
        HttpErrorKind::Certificate(fault) => certificates::for_certificate(fault, server, address),
        HttpErrorKind::Tls => {
            hint!(
                "enable TLS 1.2 or 1.3 at the ",
                (server),
                ", with a certificate for a key of RSA, P-256, P-384 or Ed25519 (P-521 is not supported); if it requires a client certificate, set ",
                ClientCert
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
    }]
}
