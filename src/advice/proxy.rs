//! Hints for requests that failed at a proxy.

use super::Hint;
use super::hint::hint;
use crate::sys::{HttpError, HttpErrorKind, ProxyName};
use url::Url;

/// Returns the hint for a request that failed at `proxy`; `None` if the server behind it is the cause.
pub(super) fn for_proxy(error: &HttpError, proxy: &ProxyName, server: &'static str) -> Option<Hint> {
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
