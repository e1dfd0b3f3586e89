//! HTTP client for providers and storage servers: no redirects, no compression, responses of at most 1 MiB within at most 30 seconds.

use super::echo::Echo;
use super::environment::Environment;
use super::http_request::{BadAddress, empty_request};
use super::proxy::{BadProxy, Proxy, Way, way_to};
use super::tls::{CertificateFault, Material, RefusedCertificate, Trust, TrustError};
use bytes::{Bytes, BytesMut};
use std::collections::HashMap;
use std::error::Error as StdError;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use url::{Host, Url};

const MOST_BYTES: usize = 1024 * 1024;
const WHOLE_REPLY: Duration = Duration::from_secs(30);
const CONNECT: Duration = Duration::from_secs(10);
/// Servers close idle connections after about 30 seconds; ours are closed earlier.
const IDLE: Duration = Duration::from_secs(25);

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
    /// What answers speaks something else than HTTP/1.1.
    NotHttp,
    /// The connection broke before the whole answer was there.
    Broken,
    /// The request could not be built.
    Unsendable,
    /// No connection to the proxy.
    ProxyUnreachable,
    /// The proxy requires a user name and password, or rejects them (407).
    ProxyPassword,
    /// The proxy did not connect to the server.
    ProxyRefused,
    /// The proxy does not speak TLS.
    ProxyNotTls,
    /// The variable does not contain a valid proxy URL.
    NoProxy,
    /// The variable names a SOCKS proxy, which is not supported.
    SocksProxy,
}

impl HttpErrorKind {
    /// Whether the cause is local configuration, so that a retry cannot help.
    #[must_use]
    pub fn is_of_a_setting(self) -> bool {
        matches!(self, Self::NoProxy | Self::SocksProxy)
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
            Self::Unsendable => "the request is invalid",
            Self::ProxyUnreachable => "could not connect to the proxy",
            Self::ProxyPassword => "the proxy requires a user name and a password (status 407)",
            Self::ProxyRefused => "the proxy did not open a connection to the server",
            Self::ProxyNotTls => "the proxy does not speak TLS on this port",
            Self::NoProxy => "its value is not the URL of a proxy",
            Self::SocksProxy => "SOCKS proxies are not supported",
        })
    }
}

/// A request without a usable HTTP response.
#[derive(thiserror::Error)]
#[error("{method} {url}{}: {trouble}", through(proxy.as_deref()))]
pub struct HttpError {
    /// `GET`, `POST` or `HEAD`.
    pub method: String,
    /// The URL without user information and query.
    pub url: String,
    /// The kind of failure.
    pub trouble: HttpErrorKind,
    /// The proxy, if a variable names one.
    pub proxy: Option<Box<ProxyName>>,
    /// The innermost cause; the outer errors only report that a request failed.
    source: Option<Cause>,
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

fn through(proxy: Option<&ProxyName>) -> String {
    match proxy {
        None => String::new(),
        Some(ProxyName { variable, address: None }) => format!(" through the proxy of {variable}"),
        Some(ProxyName { variable, address: Some(address) }) => format!(" through the proxy {address} ({variable})"),
    }
}

/// The error message of the operating system, the TLS library or the HTTP library.
#[derive(thiserror::Error)]
#[error("{0}")]
pub(super) struct Cause(String);
debug_as_display!(Cause);

impl Cause {
    fn innermost(error: &(dyn StdError + 'static)) -> Self {
        let mut cause = error;
        while let Some(next) = cause.source() {
            cause = next;
        }
        let refused = tls_error(error).and_then(RefusedCertificate::in_error);
        Self(refused.map_or_else(|| cause.to_string(), ToString::to_string))
    }
}

/// The HTTP client with one connection pool per route, created at the first request.
#[derive(Default)]
pub struct Http {
    trust: Mutex<(Trust, Material, String)>,
    /// The proxy variables, read at the first request so that cached results do not pay for it.
    environment: OnceLock<Environment>,
    clients: Mutex<HashMap<Route, reqwest::Client>>,
    last_used: Mutex<HashMap<String, Instant>>,
    /// The response timeout, in milliseconds; 0 for the default.
    patience: AtomicU64,
}

impl Http {
    /// Creates a client without connections.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Limits the response timeout to `limit`, at most 30 seconds.
    pub fn limit_waits(&self, limit: Duration) {
        self.patience.store(limit.as_millis().try_into().unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// `wait`, or less where [`Http::limit_waits`] allows less.
    pub(crate) fn limited(&self, wait: Duration) -> Duration {
        match self.patience.load(Ordering::Relaxed) {
            0 => wait,
            limit => wait.min(Duration::from_millis(limit)),
        }
    }

    /// Sends a request and reads the complete response, whatever its status. The response carries the [`Echo`] that redacts its messages.
    ///
    /// # Errors
    /// [`HttpError`] if there is no complete HTTP response of at most 1 MiB within 30 seconds, or the limit of [`Http::limit_waits`].
    pub async fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Bytes>, HttpError> {
        let method = request.method().to_string();
        if let Some(BadAddress { url, why }) = request.extensions().get() {
            let source = Some(Cause(why.clone()));
            return Err(HttpError { method, url: shown(url), trouble: HttpErrorKind::Unsendable, proxy: None, source });
        }
        let url = request.uri().to_string();
        let (way, bad) = match self.way_to(&url) {
            Ok(way) => (way, None),
            Err(bad) => (Way::Direct, Some(bad)),
        };
        let proxy = proxy_name(&way, bad).map(Box::new);
        let fail = |trouble, source| HttpError { method: method.clone(), url: shown(&url), trouble, proxy: proxy.clone(), source };
        match bad {
            Some(BadProxy::NotAnAddress(_)) => return Err(fail(HttpErrorKind::NoProxy, None)),
            Some(BadProxy::Socks(_)) => return Err(fail(HttpErrorKind::SocksProxy, None)),
            None => {}
        }
        let started = Instant::now();
        let failed = |error: reqwest::Error| fail(trouble(&error, &way), Some(Cause::innermost(&error.without_url())));
        let echo = Echo::of(&request);
        let client =
            self.client_for(&url, way.clone()).map_err(|error| fail(HttpErrorKind::Unsendable, Some(Cause::innermost(error.as_ref()))))?;
        let answer = async {
            let mut request: reqwest::Request = request.try_into().map_err(failed)?;
            *request.timeout_mut() = Some(self.limited(WHOLE_REPLY));
            let mut response = client.execute(request).await.map_err(failed)?;
            let mut body = BytesMut::new();
            while let Some(chunk) = response.chunk().await.map_err(failed)? {
                if body.len() + chunk.len() > MOST_BYTES {
                    return Err(fail(HttpErrorKind::TooLarge, None));
                }
                body.extend_from_slice(&chunk);
            }
            if response.status() == http::StatusCode::PROXY_AUTHENTICATION_REQUIRED && proxy.is_some() {
                return Err(fail(HttpErrorKind::ProxyPassword, None)); // for plain HTTP; a tunnel fails earlier
            }
            let mut whole = http::Response::new(body.freeze());
            whole.extensions_mut().insert(echo);
            *whole.status_mut() = response.status();
            *whole.headers_mut() = std::mem::take(response.headers_mut());
            Ok(whole)
        }
        .await;
        let seen = answer.as_ref().map_or_else(|error| error.trouble.to_string(), |reply| reply.status().to_string());
        tracing::debug!(%method, host = %origin(&url), result = %seen, milliseconds = started.elapsed().as_millis(), "http");
        test_event!(HttpAnswered { method: &method, origin: &origin(&url), result: &seen });
        self.used().insert(origin(&url), Instant::now());
        answer
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
    pub async fn keep_warm(&self, url: &Url) {
        let idle = self.used().get(&origin(url.as_str())).is_none_or(|last| last.elapsed() >= IDLE);
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
            let (material, warnings) = Material::read(trust)?;
            *current = (trust.clone(), material, endpoint);
            return Ok(warnings);
        }
        Ok(Vec::new())
    }

    fn used(&self) -> std::sync::MutexGuard<'_, HashMap<String, Instant>> {
        self.last_used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the route to `url`. Loopback is never reached through a proxy, which would send the request off the machine.
    fn way_to(&self, url: &str) -> Result<Way, BadProxy> {
        match Url::parse(url) {
            Ok(url) if is_loopback(&url) => Ok(Way::Direct),
            Ok(url) => way_to(&url, self.environment.get_or_init(Environment::of_this_process)),
            Err(_) => Ok(Way::Direct), // such a request is rejected later
        }
    }

    fn client_for(&self, url: &str, way: Way) -> Result<reqwest::Client, Box<dyn StdError + Send + Sync>> {
        let trust = self.trust.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, material, endpoint) = &*trust;
        let route = Route { way, shows_certificate: material.has_client_certificate() && origin(url) == *endpoint };
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(&route) {
            return Ok(client.clone());
        }
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(material.config(route.shows_certificate)?)
            .user_agent(concat!("sts-cli/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .pool_idle_timeout(IDLE)
            .connect_timeout(CONNECT);
        let builder = match &route.way {
            Way::Direct => builder.no_proxy(),
            Way::SystemSettings => builder,
            Way::Through(proxy) => builder.proxy(reqwest::Proxy::all(proxy.url.clone())?),
        };
        let client = builder.build()?;
        Ok(clients.entry(route).or_insert(client).clone())
    }
}

/// The key of a connection pool.
#[derive(PartialEq, Eq, Hash)]
struct Route {
    way: Way,
    /// Whether the client certificate is sent, which only the storage server may get.
    shows_certificate: bool,
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

/// Returns a URL for messages, without user information, query and fragment.
#[must_use]
pub(crate) fn shown(url: &str) -> String {
    Url::parse(url).map_or_else(
        |_| "an invalid URL".to_owned(),
        |mut url| {
            let _ = url.set_username("");
            let _ = url.set_password(None);
            url.set_query(None);
            url.set_fragment(None);
            url.to_string()
        },
    )
}

fn trouble(error: &reqwest::Error, way: &Way) -> HttpErrorKind {
    let proxy = if let Way::Through(proxy) = way { Some(proxy) } else { None };
    match tls_error(error) {
        Some(rustls::Error::InvalidMessage(_)) if proxy.is_some_and(|proxy| proxy.url.scheme() == "https") => HttpErrorKind::ProxyNotTls,
        Some(rustls::Error::InvalidMessage(_)) => HttpErrorKind::NotTls,
        Some(other) => RefusedCertificate::in_error(other).map_or(HttpErrorKind::Tls, |it| HttpErrorKind::Certificate(it.fault)),
        None if error.is_timeout() => HttpErrorKind::TimedOut,
        None if error.is_connect() => {
            let has_tunnel = error.url().is_some_and(|url| url.scheme() == "https");
            proxy.map_or(HttpErrorKind::Unreachable, |_| at_proxy(error, has_tunnel))
        }
        None if error.is_builder() => HttpErrorKind::Unsendable,
        None if is_not_http(error) => HttpErrorKind::NotHttp,
        None => HttpErrorKind::Broken,
    }
}

/// Whether what came is no answer of HTTP/1.1, or came before anything was asked, as servers of other protocols greet.
fn is_not_http(error: &(dyn StdError + 'static)) -> bool {
    let is_one = |error: &hyper::Error| error.is_parse() || error.to_string() == "received unexpected message from connection";
    error.downcast_ref().is_some_and(is_one) || error.source().is_some_and(is_not_http)
}

/// Classifies a connection error through a proxy. `has_tunnel`: an error that is not about the tunnel is the server's. The HTTP library
/// reports all of this only as text.
fn at_proxy(error: &(dyn StdError + 'static), has_tunnel: bool) -> HttpErrorKind {
    let text = error.to_string();
    match (text.strip_prefix("tunnel error: "), error.source()) {
        (Some("proxy authorization required"), _) => HttpErrorKind::ProxyPassword,
        (Some("failed to create underlying connection"), Some(cause)) => at_proxy(cause, false),
        (Some(_), _) => HttpErrorKind::ProxyRefused,
        (None, Some(cause)) => at_proxy(cause, has_tunnel),
        (None, None) if has_tunnel => HttpErrorKind::Tls,
        (None, None) if text == "tls handshake eof" => HttpErrorKind::ProxyNotTls,
        (None, None) => HttpErrorKind::ProxyUnreachable,
    }
}

/// Returns the proxy of a request for messages.
fn proxy_name(way: &Way, bad: Option<BadProxy>) -> Option<ProxyName> {
    match (way, bad) {
        (_, Some(BadProxy::NotAnAddress(variable) | BadProxy::Socks(variable))) => Some(ProxyName { variable, address: None }),
        (Way::Through(Proxy { url, variable }), None) => {
            Some(ProxyName { variable, address: Some(shown(url.as_str()).trim_end_matches('/').to_owned()) })
        }
        (Way::Direct | Way::SystemSettings, None) => None,
    }
}

/// Finds the TLS error in the chain of causes, also inside I/O errors.
fn tls_error<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a rustls::Error> {
    let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    let inside = || inner.and_then(|inner| tls_error(inner));
    error.downcast_ref().or_else(inside).or_else(|| error.source().and_then(tls_error))
}
