//! HTTP client for providers and storage servers: no redirects, no compression, responses of at most 1 MiB within at most 30 seconds.

use super::environment::Environment;
use super::http_error::{HttpError, HttpErrorKind, ProxyName, RootCause, tls_error};
use super::http_log::{log_outcome, log_request};
use super::http_request::{BadAddress, empty_request};
use super::proxy::{BadProxy, Proxy, ProxyRoute, route_to};
use super::tls::{CertificateLog, PresentedChain, RefusedCertificate, TlsMaterial, Trust, TrustError};
use super::wait_limit::WaitLimit;
use super::wait_line::wait_for_response;
use crate::text::{RequestSecrets, redact_url};
use bytes::{Bytes, BytesMut};
use std::collections::HashMap;
use std::error::Error as StdError;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use url::{Host, Url};

const MAX_BYTES: usize = 1024 * 1024;
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(30);
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Servers close idle connections after about 30 seconds; ours are closed earlier.
const IDLE_TIMEOUT: Duration = Duration::from_secs(25);

/// The HTTP client with one connection pool per route, created at the first request.
#[derive(Default)]
pub struct Http {
    trust: Mutex<(Trust, TlsMaterial, String)>,
    /// The proxy variables, read at the first request so that cached results do not pay for it.
    environment: OnceLock<Environment>,
    clients: Mutex<HashMap<PoolKey, reqwest::Client>>,
    last_used: Mutex<HashMap<String, Instant>>,
    pub(super) wait_limit: WaitLimit,
    certificates: Arc<CertificateLog>,
}

impl Http {
    /// Creates a client without connections, whose requests wait no longer than `wait_limit`.
    #[must_use]
    pub fn new(wait_limit: WaitLimit) -> Self {
        Self { wait_limit, ..Self::default() }
    }

    /// Sends a request and reads the complete response, whatever its status. The response carries the `RequestSecrets` that redacts its messages.
    ///
    /// # Errors
    /// [`HttpError`] if there is no complete HTTP response of at most 1 MiB within 30 seconds, or the [`WaitLimit`].
    pub async fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Bytes>, HttpError> {
        let method = request.method().to_string();
        if let Some(BadAddress { url, why }) = request.extensions().get() {
            let source = Some(RootCause(why.clone()));
            return Err(HttpError { method, url: redact_url(url), kind: HttpErrorKind::InvalidRequest, proxy: None, source });
        }
        let url = request.uri().to_string();
        let (proxy_route, bad_proxy) = match self.route_for(&url) {
            Ok(proxy_route) => (proxy_route, None),
            Err(bad_proxy) => (ProxyRoute::Direct, Some(bad_proxy)),
        };
        let proxy = proxy_name(&proxy_route, bad_proxy).map(Box::new);
        let fail = |kind, source| HttpError { method: method.clone(), url: redact_url(&url), kind, proxy: proxy.clone(), source };
        match bad_proxy {
            Some(BadProxy::NotAnAddress(_)) => return Err(fail(HttpErrorKind::InvalidProxy, None)),
            Some(BadProxy::Socks(_)) => return Err(fail(HttpErrorKind::SocksProxy, None)),
            None => {}
        }
        let failed = |error: reqwest::Error| fail(error_kind(&error, &proxy_route), Some(RootCause::innermost(&error.without_url())));
        let secrets = RequestSecrets::of(&request);
        let limit = self.wait_limit.limited(RESPONSE_TIMEOUT);
        let _wait = wait_for_response(&url, limit);
        log_request(&request, &secrets);
        let started = Instant::now();
        let client = self
            .client_for(&url, proxy_route.clone())
            .map_err(|error| fail(HttpErrorKind::InvalidRequest, Some(RootCause::innermost(error.as_ref()))))?;
        let outcome = async {
            let mut request: reqwest::Request = request.try_into().map_err(failed)?;
            *request.timeout_mut() = Some(limit);
            let mut response = client.execute(request).await.map_err(failed)?;
            let mut body = BytesMut::new();
            while let Some(chunk) = response.chunk().await.map_err(failed)? {
                if body.len() + chunk.len() > MAX_BYTES {
                    return Err(fail(HttpErrorKind::TooLarge, None));
                }
                body.extend_from_slice(&chunk);
            }
            if response.status() == http::StatusCode::PROXY_AUTHENTICATION_REQUIRED && proxy.is_some() {
                return Err(fail(HttpErrorKind::ProxyAuthenticationRequired, None)); // for plain HTTP; a tunnel fails earlier
            }
            let mut buffered = http::Response::new(body.freeze());
            buffered.extensions_mut().insert(secrets.clone());
            *buffered.status_mut() = response.status();
            *buffered.headers_mut() = std::mem::take(response.headers_mut());
            Ok(buffered)
        }
        .await;
        log_outcome((&method, &url), &outcome, started.elapsed(), &secrets);
        test_event!(HttpAnswered { method: &method, origin: &origin(&url), result: &outcome_text(&outcome) });
        self.last_used().insert(origin(&url), Instant::now());
        outcome
    }

    /// Sends `GET url` with the header `Accept`.
    ///
    /// # Errors
    /// The errors of [`Http::send`].
    pub async fn get(&self, url: &Url, accept: &'static str) -> Result<http::Response<Bytes>, HttpError> {
        self.send(empty_request(http::Method::GET, url, accept)).await
    }

    /// Sends `HEAD /` to the origin of `url`, which opens a connection for the next request.
    ///
    /// # Errors
    /// The errors of [`Http::send`].
    pub async fn head(&self, url: &Url) -> Result<http::Response<Bytes>, HttpError> {
        let mut root = url.clone();
        root.set_path("/");
        root.set_query(None);
        self.send(empty_request(http::Method::HEAD, &root, "*/*")).await
    }

    /// Reopens the connection to the origin of `url` if it may have timed out. Failures surface at the next request.
    pub(crate) async fn keep_warm(&self, url: &Url) {
        let idle = self.last_used().get(&origin(url.as_str())).is_none_or(|last| last.elapsed() >= IDLE_TIMEOUT);
        if idle {
            let _ = self.head(url).await;
        }
    }

    /// Loads the certificates of `trust`; the client certificate is sent only to the origin of `endpoint`. Stays in effect until the next
    /// call, because a logout may contact several servers. Returns warnings.
    ///
    /// # Errors
    /// [`TrustError`], naming the file.
    pub(super) fn trust(&self, trust: &Trust, endpoint: &Url) -> Result<Vec<String>, TrustError> {
        let (mut current, endpoint) = (self.trust.lock().unwrap_or_else(PoisonError::into_inner), origin(endpoint.as_str()));
        if current.0 != *trust || trust.client.is_some() && current.2 != endpoint {
            self.clients.lock().unwrap_or_else(PoisonError::into_inner).clear();
            *current = Default::default(); // never use the certificates of another server if these cannot be read
            let (material, warnings) = TlsMaterial::read(trust)?;
            *current = (trust.clone(), material, endpoint);
            return Ok(warnings);
        }
        Ok(Vec::new())
    }

    /// Records the certificates that servers present from now on.
    pub(crate) fn record_certificates(&self) {
        self.certificates.start();
    }

    /// Returns the trusted certificates that the server of `url` presented last, if they are recorded.
    pub(crate) fn presented_chain(&self, url: &Url) -> Option<PresentedChain> {
        self.certificates.chain_of(url.host_str()?)
    }

    fn last_used(&self) -> std::sync::MutexGuard<'_, HashMap<String, Instant>> {
        self.last_used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the route to `url`. Loopback is never reached through a proxy, which would send the request off the machine.
    pub(super) fn route_for(&self, url: &str) -> Result<ProxyRoute, BadProxy> {
        match Url::parse(url) {
            Ok(url) if is_loopback(&url) => Ok(ProxyRoute::Direct),
            Ok(url) => route_to(&url, self.environment.get_or_init(Environment::of_this_process)),
            Err(_) => Ok(ProxyRoute::Direct), // such a request is rejected later
        }
    }

    fn client_for(&self, url: &str, proxy_route: ProxyRoute) -> Result<reqwest::Client, Box<dyn StdError + Send + Sync>> {
        let trust = self.trust.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, material, endpoint) = &*trust;
        let route = PoolKey { proxy_route, sends_client_certificate: material.has_client_certificate() && origin(url) == *endpoint };
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(&route) {
            return Ok(client.clone());
        }
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(material.config(route.sends_client_certificate, Arc::clone(&self.certificates))?)
            .user_agent(concat!("sts-cli/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .pool_idle_timeout(IDLE_TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT);
        let builder = match &route.proxy_route {
            ProxyRoute::Direct => builder.no_proxy(),
            ProxyRoute::SystemSettings => builder,
            ProxyRoute::Proxy(proxy) => builder.proxy(reqwest::Proxy::all(proxy.url.clone())?),
        };
        let client = builder.build()?;
        Ok(clients.entry(route).or_insert(client).clone())
    }
}

/// The key of a connection pool.
#[derive(PartialEq, Eq, Hash)]
struct PoolKey {
    proxy_route: ProxyRoute,
    /// Whether the client certificate is sent, which only the storage server may get.
    sends_client_certificate: bool,
}

/// Returns the status of a response, or the kind of error, for tests.
#[cfg(feature = "sandbox")]
fn outcome_text(outcome: &Result<http::Response<Bytes>, HttpError>) -> String {
    outcome.as_ref().map_or_else(|error| error.kind.to_string(), |response| response.status().to_string())
}

/// Whether `url` names a loopback host, so that requests never leave the machine.
#[must_use]
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost", // subdomains may be resolved remotely
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn origin(url: &str) -> String {
    Url::parse(url).map_or_else(|_| String::new(), |url| url.origin().ascii_serialization())
}

fn error_kind(error: &reqwest::Error, proxy_route: &ProxyRoute) -> HttpErrorKind {
    let proxy = if let ProxyRoute::Proxy(proxy) = proxy_route { Some(proxy) } else { None };
    match tls_error(error) {
        Some(rustls::Error::InvalidMessage(_)) if proxy.is_some_and(|proxy| proxy.url.scheme() == "https") => HttpErrorKind::ProxyNotTls,
        Some(rustls::Error::InvalidMessage(_)) => HttpErrorKind::NotTls,
        Some(other) => RefusedCertificate::find_in(other).map_or(HttpErrorKind::Tls, |it| HttpErrorKind::Certificate(it.fault)),
        None if error.is_timeout() => HttpErrorKind::TimedOut,
        None if error.is_connect() => {
            let has_tunnel = error.url().is_some_and(|url| url.scheme() == "https");
            proxy.map_or(HttpErrorKind::Unreachable, |_| proxy_error_kind(error, has_tunnel))
        }
        None if error.is_builder() => HttpErrorKind::InvalidRequest,
        None if is_not_http(error) => HttpErrorKind::NotHttp,
        None => HttpErrorKind::Broken,
    }
}

/// Whether the response is not HTTP/1.1, or arrived before the request, as the banner of another protocol does.
fn is_not_http(error: &(dyn StdError + 'static)) -> bool {
    let is_parse_error = |error: &hyper::Error| error.is_parse() || error.to_string() == "received unexpected message from connection";
    error.downcast_ref().is_some_and(is_parse_error) || error.source().is_some_and(is_not_http)
}

/// Classifies a connection error through a proxy. `has_tunnel`: an error that is not about the tunnel is the server's. The HTTP library
/// reports all of this only as text.
fn proxy_error_kind(error: &(dyn StdError + 'static), has_tunnel: bool) -> HttpErrorKind {
    let text = error.to_string();
    match (text.strip_prefix("tunnel error: "), error.source()) {
        (Some("proxy authorization required"), _) => HttpErrorKind::ProxyAuthenticationRequired,
        (Some("failed to create underlying connection"), Some(cause)) => proxy_error_kind(cause, false),
        (Some(_), _) => HttpErrorKind::ProxyRefused,
        (None, Some(cause)) => proxy_error_kind(cause, has_tunnel),
        (None, None) if has_tunnel => HttpErrorKind::Tls,
        (None, None) if text == "tls handshake eof" => HttpErrorKind::ProxyNotTls,
        (None, None) => HttpErrorKind::ProxyUnreachable,
    }
}

/// Returns the proxy of a request for messages.
pub(super) fn proxy_name(proxy_route: &ProxyRoute, bad_proxy: Option<BadProxy>) -> Option<ProxyName> {
    match (proxy_route, bad_proxy) {
        (_, Some(BadProxy::NotAnAddress(variable) | BadProxy::Socks(variable))) => Some(ProxyName { variable, address: None }),
        (ProxyRoute::Proxy(Proxy { url, variable }), None) => {
            Some(ProxyName { variable, address: Some(redact_url(url.as_str()).trim_end_matches('/').to_owned()) })
        }
        (ProxyRoute::Direct | ProxyRoute::SystemSettings, None) => None,
    }
}
