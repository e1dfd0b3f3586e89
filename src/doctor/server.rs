//! How a server is reached, stage by stage: proxy, name resolution, connection, TLS.

use super::diagnosis::Diagnosis;
use super::step::{Step, StepName};
use crate::error::{Failure, Responsible};
use crate::sys::{ConnectedAddress, Deps, HttpError, HttpErrorKind, PlannedRequest, PresentedChain, ProxyName, Route, TrustSource};
use std::net::SocketAddr;
use url::Url;

/// Certificates that expire sooner than this many days cause a warning.
const DAYS_BEFORE_WARNING: i64 = 14;

/// A server to reach: its steps, and how its errors are worded.
pub(super) struct ExaminedServer<'a> {
    pub(super) url: &'a Url,
    pub(super) proxy: StepName,
    pub(super) name: StepName,
    pub(super) connection: StepName,
    pub(super) tls: StepName,
    pub(super) administrator: Responsible,
    /// Turns a failed request into the failure that other commands report.
    pub(super) failure: fn(HttpError) -> Failure,
    /// The file of `--ca-bundle`, to name it.
    pub(super) ca_bundle: Option<String>,
}

impl ExaminedServer<'_> {
    fn planned_request(&self) -> PlannedRequest<'_> {
        PlannedRequest { method: "HEAD", url: self.url }
    }

    fn failed(&self, name: StepName, error: HttpError) -> Step {
        Step::failed(name, (self.failure)(error))
    }

    /// Reaches the server, and sends it the request `head`. Returns the outcome, or the earlier stage that failed.
    pub(super) async fn reach<T, F: Future<Output = Result<T, HttpError>>>(
        &self,
        diagnosis: &mut Diagnosis<'_>,
        head: F,
    ) -> Result<Result<T, HttpError>, StepName> {
        let deps = diagnosis.deps;
        let (mut addresses, mut head) = (Vec::new(), Head { request: Some(head), response: None });
        if !diagnosis.take(async { self.route_step(deps) }).await {
            return self.stop_after(self.proxy, diagnosis);
        }
        if !diagnosis.take(self.name_step(&mut addresses, deps)).await {
            return self.stop_after(self.name, diagnosis);
        }
        if !diagnosis.take(self.connection_step(&addresses, &mut head, deps)).await {
            return self.stop_after(self.connection, diagnosis);
        }
        if self.url.scheme() != "https" {
            diagnosis.skip(&[self.tls], "plain http");
        } else if !diagnosis.take(self.tls_step(&mut head, deps)).await {
            return self.stop_after(self.tls, diagnosis);
        }
        head.send().await;
        head.response.ok_or(self.tls)
    }

    /// Skips the stages after `failed`.
    fn stop_after<T>(&self, failed: StepName, diagnosis: &mut Diagnosis<'_>) -> Result<T, StepName> {
        diagnosis.obstruct(failed);
        let stages = [self.proxy, self.name, self.connection, self.tls];
        let rest: Vec<StepName> = stages.into_iter().skip_while(|stage| *stage != failed).skip(1).collect();
        diagnosis.skip(&rest, &failed.failed());
        Err(failed)
    }

    fn route_step(&self, deps: &Deps) -> Step {
        match deps.http.route(self.planned_request()) {
            Ok(Route::Direct) => Step::passed(self.proxy, "none: no variable names one"),
            Ok(Route::Loopback) => Step::passed(self.proxy, "none: the server is on this machine"),
            Ok(Route::Exempt) => Step::passed(self.proxy, "none: NO_PROXY lists the server"),
            Ok(Route::Proxy(ProxyName { variable, address })) => {
                let address = address.unwrap_or_default();
                Step::passed(self.proxy, format!("{address} ({variable})")).fact("variable", variable).fact("address", address)
            }
            Err(error) => self.failed(self.proxy, error),
        }
    }

    async fn name_step(&self, addresses: &mut Vec<SocketAddr>, deps: &Deps) -> Step {
        match deps.http.resolve(self.planned_request()).await {
            Ok(found) => {
                *addresses = found;
                let list: Vec<String> = addresses.iter().map(|address| address.ip().to_string()).collect();
                Step::passed(self.name, list.join(", ")).fact("addresses", list.join(" "))
            }
            Err(error) => self.failed(self.name, error),
        }
    }

    /// Connects to the server. Through a proxy, the request shows whether the proxy connects to the server.
    async fn connection_step<T, F: Future<Output = Result<T, HttpError>>>(
        &self,
        addresses: &[SocketAddr],
        head: &mut Head<T, F>,
        deps: &Deps,
    ) -> Step {
        let ConnectedAddress { address, failed } = match deps.http.connect(self.planned_request(), addresses).await {
            Ok(connected) => connected,
            Err(error) => return self.failed(self.connection, error),
        };
        let is_proxied = matches!(deps.http.route(self.planned_request()), Ok(Route::Proxy(_)));
        if is_proxied
            && head.send().await.is_some_and(is_proxy_failure)
            && let Some(error) = head.take_error()
        {
            return self.failed(self.connection, error);
        }
        let step = Step::passed(self.connection, address.to_string()).fact("address", address.to_string());
        if failed.is_empty() {
            return step;
        }
        let failed = failed.iter().map(SocketAddr::to_string).collect::<Vec<_>>().join(", ");
        let text = format!("no connection to {failed}, an address of the same name, which slows down or breaks some clients");
        step.fact("failed_addresses", failed).warning(text, Responsible::NetworkAdministrator)
    }

    /// Examines the handshake. A request that failed before a certificate came failed in TLS, too.
    async fn tls_step<T, F: Future<Output = Result<T, HttpError>>>(&self, head: &mut Head<T, F>, deps: &Deps) -> Step {
        let kind = head.send().await;
        match (deps.http.presented_chain(self.url), kind) {
            (Some(chain), kind) if !kind.is_some_and(is_tls_failure) => self.chain_step(&chain, deps),
            _ => match head.take_error() {
                Some(error) => self.failed(self.tls, error),
                None => Step::passed(self.tls, "established"),
            },
        }
    }

    fn chain_step(&self, chain: &PresentedChain, deps: &Deps) -> Step {
        let bundle = self.ca_bundle.as_deref().unwrap_or("--ca-bundle");
        let trusted_by = match chain.trust_source {
            TrustSource::Bundle => format!("trusted by {bundle}"),
            TrustSource::BundleItself => format!("listed in {bundle}"),
            TrustSource::System => "trusted by the operating system".to_owned(),
            TrustSource::NotVerified => "not verified (--insecure)".to_owned(),
        };
        let days = chain.expires.map(|expires| deps.clock.now().duration_until(expires).as_hours() / 24);
        let lifetime = days.map_or_else(String::new, |days| format!(", {days} days left"));
        let step = Step::passed(self.tls, format!("{}, issued by {}{lifetime}, {trusted_by}", chain.version, chain.issuer))
            .fact("version", chain.version)
            .fact("subject", &*chain.subject)
            .fact("issuer", &*chain.issuer)
            .fact("chain", chain.authorities.join(", "))
            .optional_fact("expires", chain.expires.map(|expires| expires.to_string()))
            .optional_fact("days_left", days.map(|days| days.to_string()))
            .fact("trusted_by", trusted_by);
        let step = match days {
            Some(days @ ..0) => step.warning(format!("the certificate expired {} days ago", days.abs()), self.administrator),
            Some(days) if days < DAYS_BEFORE_WARNING => step.warning(format!("the certificate expires in {days} days"), self.administrator),
            _ => step,
        };
        match chain.trust_source {
            TrustSource::NotVerified => {
                step.warning("the certificate was not verified: an attacker on the network can read the keys", Responsible::You)
            }
            _ => step,
        }
    }
}

/// A request that is sent when the first stage needs its outcome.
struct Head<T, F: Future<Output = Result<T, HttpError>>> {
    request: Option<F>,
    response: Option<Result<T, HttpError>>,
}

impl<T, F: Future<Output = Result<T, HttpError>>> Head<T, F> {
    /// Sends the request, unless it was sent before. Returns the kind of its failure.
    async fn send(&mut self) -> Option<HttpErrorKind> {
        if let Some(request) = self.request.take() {
            self.response = Some(request.await);
        }
        self.response.as_ref()?.as_ref().err().map(|error| error.kind)
    }

    /// Takes the error of the request, if it failed.
    fn take_error(&mut self) -> Option<HttpError> {
        self.response.take()?.err()
    }
}

/// Whether the request failed in the handshake.
fn is_tls_failure(kind: HttpErrorKind) -> bool {
    matches!(kind, HttpErrorKind::Certificate(_) | HttpErrorKind::Tls | HttpErrorKind::NotTls)
}

/// Whether the request failed at the proxy.
fn is_proxy_failure(kind: HttpErrorKind) -> bool {
    use HttpErrorKind::{ProxyAuthenticationRequired, ProxyNotTls, ProxyRefused, ProxyUnreachable};
    matches!(kind, ProxyUnreachable | ProxyAuthenticationRequired | ProxyRefused | ProxyNotTls)
}
