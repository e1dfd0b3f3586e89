//! Hints for requests that failed at a proxy.

use super::Hint;
use super::hint::hint;
use crate::sys::{HttpError, HttpErrorKind, ProxyName};
use url::Url;

/// Returns the hint for a request that failed at `proxy`; `None` if the server behind it is the cause.
pub(super) fn for_proxy(error: &HttpError, proxy: &ProxyName, whose: &'static str) -> Option<Hint> {
    let variable = proxy.variable;
    let host = Url::parse(&error.url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    Some(match error.trouble {
        HttpErrorKind::ProxyUnreachable => {
            hint!("check the address in ", (variable), ", and that the proxy runs; NO_PROXY=", (host), " goes past it")
        }
        HttpErrorKind::ProxyPassword => hint!(
            "write them into ",
            (variable),
            ": http://USER:PASSWORD@HOST:PORT, with signs such as @ : / # in percent encoding (%40 %3A %2F %23)"
        ),
        HttpErrorKind::ProxyRefused => hint!(
            "ask the proxy's administrator whether it may connect to ",
            (host.clone()),
            ", and whether it finds that name; NO_PROXY=",
            (host),
            " goes past it"
        ),
        HttpErrorKind::ProxyNotTls => {
            hint!("write http:// for https:// in ", (variable), ": servers behind it are reached by TLS all the same")
        }
        HttpErrorKind::NoProxy => hint!("write ", (variable), "=http://proxy.example:3128, without quotes in it, or unset it"),
        HttpErrorKind::SocksProxy => hint!("name an HTTP proxy in ", (variable), ", or unset it"),
        HttpErrorKind::TimedOut => hint!("try again; if it stays, check the proxy in ", (variable), ", and that the ", (whose), " runs"),
        HttpErrorKind::Broken | HttpErrorKind::NotHttp => {
            hint!("look into the proxy's log, and check ", (variable), "; NO_PROXY=", (host), " goes past it")
        }
        _ => return None,
    })
}
