//! Examines one login step by step, and reports each step as data: what was found, who must act, and how long it took.
//!
//! ```text
//! storage server ─► provider ─► clocks ─► discovery, keys, redirect URI ─► login ─► claims, exchange, grant ─► S3 ─► this machine
//! ```
//!
//! Each step calls what other commands call, so that it fails as they do, with the same causes and hints. What a failure makes pointless is
//! skipped.

mod claims;
mod clients;
mod clock;
mod diagnosis;
mod login;
mod problem;
mod provider;
mod redaction;
mod server;
mod step;

pub(crate) use diagnosis::{Diagnosis, first_failure, first_problem};
pub(crate) use step::{Step, StepName, StepOutcome};

use crate::cache;
use crate::error::Responsible;
use crate::identity::{self, DISCOVERY_DOCUMENT, ProviderError};
use crate::request::{Dialect, Issuer, ProofSource, Request, TokenProvider};
use crate::session::{Renewal, Session};
use crate::sts::{self, ServerProbe};
use crate::sys::empty_request;
use problem::Problem;
use server::ExaminedServer;

/// The steps that require the configuration.
const AFTER_CONFIGURATION: [StepName; 18] = [
    StepName::StorageProxy,
    StepName::StorageName,
    StepName::StorageConnection,
    StepName::StorageTls,
    StepName::StorageServer,
    StepName::ProviderProxy,
    StepName::ProviderName,
    StepName::ProviderConnection,
    StepName::ProviderTls,
    StepName::Clock,
    StepName::Discovery,
    StepName::Keys,
    StepName::RedirectUri,
    StepName::Login,
    StepName::Claims,
    StepName::Sts,
    StepName::Grant,
    StepName::S3,
];
const OF_PROVIDER: [StepName; 7] = [
    StepName::ProviderProxy,
    StepName::ProviderName,
    StepName::ProviderConnection,
    StepName::ProviderTls,
    StepName::Discovery,
    StepName::Keys,
    StepName::RedirectUri,
];

impl Diagnosis<'_> {
    /// Examines the login of `session`, then this machine. With `may_prompt`, a login may prompt.
    pub(crate) async fn examine(&mut self, session: &Session, request: &Request, may_prompt: bool) {
        self.deps.wait_limit.set(request.timeout);
        self.deps.http.record_certificates();
        let probe = self.examine_storage(request).await;
        let dialect = probe.map_or(Dialect::Generic, |probe| probe.dialect());
        self.examine_provider(session, request, dialect, probe).await;
        login::examine(session, request, may_prompt, self).await;
        self.examine_machine(request.cache_policy.enabled).await;
    }

    /// Examines this machine alone, because the configuration failed.
    pub(crate) async fn examine_without_configuration(&mut self) {
        self.skip(&AFTER_CONFIGURATION, &StepName::Configuration.failed());
        self.examine_machine(true).await;
    }

    async fn examine_storage(&mut self, request: &Request) -> Option<ServerProbe> {
        let server = ExaminedServer {
            url: request.endpoint.url(),
            proxy: StepName::StorageProxy,
            name: StepName::StorageName,
            connection: StepName::StorageConnection,
            tls: StepName::StorageTls,
            administrator: Responsible::StorageAdministrator,
            failure: |error| sts::Error::NoResponse(error).into(),
            ca_bundle: request.trust.ca_bundle.as_ref().map(|path| path.display().to_string()),
        };
        let response = match server.reach(self, sts::probe(request, self.deps)).await {
            Ok(response) => response,
            Err(stage) => {
                self.skip(&[StepName::StorageServer], &stage.failed());
                return None;
            }
        };
        let (deps, mut found) = (self.deps, None);
        let is_sts = self
            .take(async {
                match response {
                    Err(error) => Step::failed(StepName::StorageServer, sts::Error::NoResponse(error)),
                    Ok(probe) => match sts::recognize(request, deps).await {
                        Ok(server) => {
                            let probe = probe.with_learned(&server, request);
                            found = Some(probe);
                            server_step(probe, request)
                        }
                        Err(error) => Step::failed(StepName::StorageServer, error),
                    },
                }
            })
            .await;
        if !is_sts {
            self.obstruct(StepName::StorageServer);
        }
        found
    }

    async fn examine_provider(&mut self, session: &Session, request: &Request, dialect: Dialect, probe: Option<ServerProbe>) {
        let storage_skew = probe.and_then(|probe| probe.clock_skew());
        let Some((_, url)) = request.identity.data().provider() else {
            self.skip(&OF_PROVIDER[..4], "this identity has no provider");
            self.take(async { clock::step(storage_skew, None) }).await;
            return self.skip(&OF_PROVIDER[4..], "this identity has no provider");
        };
        let server = ExaminedServer {
            url,
            proxy: StepName::ProviderProxy,
            name: StepName::ProviderName,
            connection: StepName::ProviderConnection,
            tls: StepName::ProviderTls,
            administrator: Responsible::ProviderAdministrator,
            failure: |source| identity::Error::from(ProviderError::NoResponse { what: DISCOVERY_DOCUMENT, source }).into(),
            ca_bundle: request.trust.ca_bundle.as_ref().map(|path| path.display().to_string()),
        };
        let head = empty_request(http::Method::HEAD, url, "application/json");
        let response = server.reach(self, self.deps.http.send(head)).await;
        let provider_skew = response.as_ref().ok().and_then(|response| self.deps.clock.skew(response.as_ref().ok()?.headers()));
        self.take(async { clock::step(storage_skew, provider_skew) }).await;
        match (response, issuer_of(request)) {
            (Ok(Ok(_)), Some(issuer)) => {
                let renews_silently = session.status().renewal == Renewal::Silent;
                provider::examine(issuer, request.identity.web_identity(), dialect, renews_silently, self).await;
            }
            (Ok(Ok(_)), None) => self.skip(&OF_PROVIDER[4..], "the token endpoint is set, so that nothing is discovered"),
            (Ok(Err(error)), _) => {
                self.take(async { Step::failed(StepName::Discovery, (server.failure)(error)) }).await;
                self.obstruct(StepName::Discovery);
                self.skip(&OF_PROVIDER[5..], &StepName::Discovery.failed());
            }
            (Err(stage), _) => self.skip(&OF_PROVIDER[4..], &stage.failed()),
        }
    }

    /// Examines what does not depend on servers.
    async fn examine_machine(&mut self, is_cache_enabled: bool) {
        let deps = self.deps;
        if is_cache_enabled {
            self.take(async { cache_step(cache::private_folders(&deps.directories).map_err(cache::CacheWriteError::from)) }).await;
        } else {
            self.skip(&[StepName::Cache], "--no-cache");
        }
        self.take(clients::step(deps)).await;
    }
}

fn server_step(probe: ServerProbe, request: &Request) -> Step {
    let dialect = probe.dialect();
    let summary = if dialect == Dialect::Generic { "an STS of unknown type".to_owned() } else { format!("an STS of type {dialect}") };
    Step::passed(StepName::StorageServer, summary)
        .fact("dialect", dialect.to_string())
        .fact("endpoint", request.endpoint.address())
        .fact("s3_address", request.s3_address())
}

/// Returns the issuer whose discovery document the identity uses.
fn issuer_of(request: &Request) -> Option<&Issuer> {
    match request.identity.proof_source() {
        ProofSource::Login(web_identity) => Some(&web_identity.issuer),
        ProofSource::ClientCredentials(client_grants) => match &client_grants.provider {
            TokenProvider::Issuer(issuer) => Some(issuer),
            TokenProvider::Endpoint(_) => None,
        },
        _ => None,
    }
}

fn cache_step(folders: Result<std::path::PathBuf, cache::CacheWriteError>) -> Step {
    match folders {
        Ok(folder) => {
            Step::passed(StepName::Cache, format!("{} is private", folder.display())).fact("folder", folder.display().to_string())
        }
        Err(error) => Step::warned(StepName::Cache, Problem::Cache(error.to_string()).with_hints(Vec::new())),
    }
}
