//! The stages of a connection to a server, one by one: proxy, name resolution, TCP. Each fails as a request would fail at this stage.

use super::http::{CONNECT_TIMEOUT, Http, is_loopback, proxy_name};
use super::http_error::{HttpError, HttpErrorKind, ProxyName, RootCause};
use super::proxy::{BadProxy, Proxy, ProxyRoute};
use super::wait_line::{wait_for, wait_for_response};
use crate::text::{printable, redact_url};
use std::io;
use std::net::{IpAddr, SocketAddr};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout};
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

/// The address that accepted a connection.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ConnectedAddress {
    pub(crate) address: SocketAddr,
    /// The addresses that were tried before.
    pub(crate) failed: Vec<SocketAddr>,
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

    /// Connects to the first of `addresses` that accepts a connection, and closes it again. Each address in turn may take an equal share of
    /// the remaining time, so that one that does not respond leaves time for the others.
    ///
    /// # Errors
    /// The errors of [`Http::resolve`]; that of the last address if none accepts.
    pub(crate) async fn connect(&self, planned: PlannedRequest<'_>, addresses: &[SocketAddr]) -> Result<ConnectedAddress, HttpError> {
        let (_, proxy) = self.first_hop(planned.url);
        let limit = self.wait_limit.limited(CONNECT_TIMEOUT);
        let _wait = wait_for_response(planned.url.as_str(), limit);
        let deadline = Instant::now() + limit;
        let mut failure = (unreachable_kind(proxy.as_ref()), Some(io::ErrorKind::AddrNotAvailable.into()));
        for (untried, address) in (1..=addresses.len()).rev().zip(addresses) {
            let share = deadline.saturating_duration_since(Instant::now()) / u32::try_from(untried).unwrap_or(u32::MAX);
            failure = match timeout(share, TcpStream::connect(address)).await {
                Ok(Ok(_)) => {
                    let failed = addresses[..addresses.len() - untried].to_vec();
                    return Ok(ConnectedAddress { address: *address, failed });
                }
                Ok(Err(error)) => (unreachable_kind(proxy.as_ref()), Some(error)),
                Err(_) => (HttpErrorKind::TimedOut, None),
            };
        }
        let (kind, source) = failure;
        Err(planned.error(kind, proxy, source))
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

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use crate::sys::WaitLimit;
    use std::net::{TcpListener, TcpStream as Connection};
    use std::time::Duration;

    /// A listener whose queue is full, so that the kernel drops further connections: they get no answer.
    fn black_hole() -> (TcpListener, SocketAddr, Vec<Connection>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        rustix::net::listen(&listener, 0).unwrap();
        let address = listener.local_addr().unwrap();
        let waiting = std::iter::repeat_with(|| Connection::connect_timeout(&address, Duration::from_millis(50))).map_while(Result::ok);
        let waiting = waiting.collect();
        (listener, address, waiting)
    }

    async fn connect(addresses: &[SocketAddr]) -> Result<ConnectedAddress, HttpErrorKind> {
        let limit = WaitLimit::default();
        limit.set(Duration::from_millis(600));
        let url = Url::parse("http://storage.example").unwrap();
        let planned = PlannedRequest { method: "HEAD", url: &url };
        Http::new(limit).connect(planned, addresses).await.map_err(|error| error.kind)
    }

    #[tokio::test]
    async fn an_address_that_does_not_respond_leaves_time_for_the_next() {
        let ((_first, first, _full), server) = (black_hole(), TcpListener::bind("127.0.0.1:0").unwrap());
        let address = server.local_addr().unwrap();
        assert_eq!(connect(&[first, address]).await, Ok(ConnectedAddress { address, failed: vec![first] }));
        assert_eq!(connect(&[first]).await, Err(HttpErrorKind::TimedOut));
        assert_eq!(connect(&[address, first]).await, Ok(ConnectedAddress { address, failed: Vec::new() }));
    }
}
