//! The stages of a connection to a server, one by one: proxy, name resolution, TCP. Each fails as a request would fail at this stage.

use super::http::{CONNECT_TIMEOUT, Http, is_loopback, proxy_name};
use super::http_error::{HttpError, HttpErrorKind, ProxyName, RootCause};
use super::proxy::{BadProxy, Proxy, ProxyRoute};
use super::wait_line::{wait_for, wait_for_response};
use crate::text::{printable, redact_url};
use std::io;
use std::net::{IpAddr, SocketAddr};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use url::{Host, Url};

/// How a server is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// Directly, because no variable names a proxy.
    Direct,
    /// Directly, because the server is on this machine.
    Loopback,
    /// Directly, because `NO_PROXY` lists the server.
    Exempt,
    /// Through this proxy.
    Proxy(ProxyName),
}

/// The request that a connection is for, as errors name it.
#[derive(Clone, Copy)]
pub(crate) struct PlannedRequest<'a> {
    pub(crate) method: &'static str,
    pub(crate) url: &'a Url,
}

impl PlannedRequest<'_> {
    fn error(&self, kind: HttpErrorKind, proxy: Option<ProxyName>, source: Option<io::Error>) -> HttpError {
        HttpError {
            method: self.method.to_owned(),
            url: redact_url(self.url.as_str()),
            kind,
            proxy: proxy.map(Box::new),
            source: source.map(|error| RootCause::innermost(&error)),
        }
    }
}

impl Http {
    /// Returns how the server is reached.
    ///
    /// # Errors
    /// The variable does not name a usable proxy.
    pub(crate) fn route(&self, planned: PlannedRequest<'_>) -> Result<Route, HttpError> {
        match self.route_for(planned.url.as_str()) {
            Ok(ProxyRoute::Direct) if is_loopback(planned.url) => Ok(Route::Loopback),
            Ok(ProxyRoute::Direct) => Ok(Route::Exempt),
            Ok(ProxyRoute::SystemSettings) => Ok(Route::Direct),
            Ok(route @ ProxyRoute::Proxy(_)) => Ok(proxy_name(&route, None).map_or(Route::Direct, Route::Proxy)),
            Err(bad_proxy) => {
                let kind = match bad_proxy {
                    BadProxy::NotAnAddress(_) => HttpErrorKind::InvalidProxy,
                    BadProxy::Socks(_) => HttpErrorKind::SocksProxy,
                };
                Err(planned.error(kind, proxy_name(&ProxyRoute::Direct, Some(bad_proxy)), None))
            }
        }
    }

    /// Resolves the name of the server, or of the proxy in front of it, to its addresses.
    ///
    /// # Errors
    /// [`HttpErrorKind::Unreachable`], [`HttpErrorKind::ProxyUnreachable`] or [`HttpErrorKind::TimedOut`], within 10 seconds or the wait limit.
    pub(crate) async fn resolve(&self, planned: PlannedRequest<'_>) -> Result<Vec<SocketAddr>, HttpError> {
        let (first_hop, proxy) = self.first_hop(planned.url);
        let port = first_hop.port_or_known_default().unwrap_or_default();
        let name = match first_hop.host() {
            Some(Host::Ipv4(address)) => return Ok(vec![(IpAddr::from(address), port).into()]),
            Some(Host::Ipv6(address)) => return Ok(vec![(IpAddr::from(address), port).into()]),
            Some(Host::Domain(name)) => name,
            None => "",
        };
        let (unreachable, limit) = (unreachable_kind(proxy.as_ref()), self.wait_limit.limited(CONNECT_TIMEOUT));
        let _wait = wait_for(limit, || format!("the addresses of {}", printable(name)));
        match timeout(limit, lookup_host((name, port))).await {
            Ok(Ok(found)) => {
                let mut addresses: Vec<SocketAddr> = Vec::new();
                found.for_each(|address| addresses.extend((!addresses.contains(&address)).then_some(address)));
                Ok(addresses)
            }
            Ok(Err(error)) => Err(planned.error(unreachable, proxy, Some(error))),
            Err(_) => Err(planned.error(HttpErrorKind::TimedOut, proxy, None)),
        }
    }

    /// Connects to the first of `addresses` that accepts a connection, and closes it again.
    ///
    /// # Errors
    /// The errors of [`Http::resolve`]; that of the last address if all refuse.
    pub(crate) async fn connect(&self, planned: PlannedRequest<'_>, addresses: &[SocketAddr]) -> Result<SocketAddr, HttpError> {
        let (_, proxy) = self.first_hop(planned.url);
        let attempts = async {
            let mut last_error = io::Error::from(io::ErrorKind::AddrNotAvailable);
            for address in addresses {
                match TcpStream::connect(address).await {
                    Ok(_) => return Ok(*address),
                    Err(error) => last_error = error,
                }
            }
            Err(last_error)
        };
        let limit = self.wait_limit.limited(CONNECT_TIMEOUT);
        let _wait = wait_for_response(planned.url.as_str(), limit);
        match timeout(limit, attempts).await {
            Ok(Ok(address)) => Ok(address),
            Ok(Err(error)) => Err(planned.error(unreachable_kind(proxy.as_ref()), proxy, Some(error))),
            Err(_) => Err(planned.error(HttpErrorKind::TimedOut, proxy, None)),
        }
    }

    /// Returns the URL to connect to: that of the proxy, with its name, if the server is reached through one.
    fn first_hop(&self, url: &Url) -> (Url, Option<ProxyName>) {
        match self.route_for(url.as_str()) {
            Ok(route) => match &route {
                ProxyRoute::Proxy(Proxy { url: proxy, .. }) => (proxy.clone(), proxy_name(&route, None)),
                ProxyRoute::Direct | ProxyRoute::SystemSettings => (url.clone(), None),
            },
            Err(_) => (url.clone(), None),
        }
    }
}

fn unreachable_kind(proxy: Option<&ProxyName>) -> HttpErrorKind {
    if proxy.is_some() { HttpErrorKind::ProxyUnreachable } else { HttpErrorKind::Unreachable }
}
