//! [`Sandbox`]: starts and stops the servers, and hands out their addresses, accounts, files, faults and events.

use super::accounts::{AccessKeys, Account};
use super::error::Error;
use super::events::Events;
use super::faults::{Fault, Faults};
use super::files::write_private;
use super::folder::{self, Folder, SharedFile};
use super::options::Options;
use super::provider::{CLIENT_ID, ROLE_CLIENT_ID};
use super::server::{Listeners, Servers, port, with_date_and_events};
use super::state::SandboxState;
use super::tls::TlsListener;
use super::{key_owners, minio, provider, sts};
use std::path::PathBuf;
use std::sync::Arc;
use std::{fmt, io};

/// The lifetime of ID tokens that are issued without a login, in seconds.
const ID_TOKEN_LIFETIME: i64 = 3600;

/// A running sandbox. It stops when it is dropped.
pub struct Sandbox {
    endpoint: String,
    tls_endpoint: String,
    state: Arc<SandboxState>,
    servers: Servers,
    folder: Folder,
}

impl Sandbox {
    /// Binds the ports, loads or creates the keys (0.2 s), and starts serving.
    ///
    /// # Errors
    /// The port is in use, or the data folder cannot be used.
    pub async fn start(options: Options) -> Result<Self, Error> {
        let listeners = Listeners::bind(&options).await?;
        let provider_port = port(listeners.provider.as_ref().unwrap_or(&listeners.storage))?;
        let folder = Folder::open(options.data.clone())?;
        let (path, now) = (folder.path().to_owned(), options.clock.now());
        let prepared = tokio::task::spawn_blocking(move || folder::prepare(&path, now)).await;
        let (keys, certificates) = prepared.map_err(|error| Error::Listen(io::Error::other(error)))??;
        let state = Arc::new(SandboxState::new(&options, provider_port, keys, &certificates)?);
        let endpoint = format!("http://127.0.0.1:{}", port(&listeners.storage)?);
        let tls_endpoint = format!("https://127.0.0.1:{}", port(&listeners.tls)?);
        let tls = TlsListener::new(listeners.tls, &certificates).map_err(Error::Listen)?;

        let storage_pages = with_date_and_events(minio::router(&state, &folder.buckets())?, &state.storage_clock, &state);
        let provider_pages = with_date_and_events(provider::router(&state), &state.provider_clock, &state);
        let mut servers = Servers::default();
        servers.serve_tls(tls, storage_pages.clone());
        match listeners.provider {
            Some(provider_listener) => {
                servers.serve(provider_listener, provider_pages);
                servers.serve(listeners.storage, storage_pages);
            }
            None => servers.serve(listeners.storage, provider_pages.merge(storage_pages)),
        }
        let sandbox = Self { endpoint, tls_endpoint, state, servers, folder };
        write_private(&sandbox.file(SharedFile::IdToken), &sandbox.id_token(Account::Alice)?)?;
        Ok(sandbox)
    }

    /// Returns the address of STS and S3: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Returns the address of STS and S3 over TLS: `https://127.0.0.1:PORT`. Clients must trust [`SharedFile::CaBundle`].
    #[must_use]
    pub fn tls_endpoint(&self) -> &str {
        &self.tls_endpoint
    }

    /// Returns the issuer URL to configure in clients: `http://127.0.0.1:PORT/_oidc`.
    #[must_use]
    pub fn issuer(&self) -> String {
        if self.state.faults.has(Fault::WrongIssuer) { self.state.provider.clone() } else { self.state.issuer() }
    }

    /// Returns the id of the public client for browser and device logins. Its redirect URI is `/oauth2/callback` on loopback, with any
    /// port.
    #[must_use]
    pub fn client_id(&self) -> &'static str {
        CLIENT_ID
    }

    /// Returns the id of the public client whose tokens require [`Sandbox::web_identity_role_arn`].
    #[must_use]
    pub fn role_client_id(&self) -> &'static str {
        ROLE_CLIENT_ID
    }

    /// Returns the id and the secret of the confidential client for the grant `client_credentials`.
    #[must_use]
    pub fn service_client(&self) -> (&'static str, &'static str) {
        provider::SERVICE_CLIENT
    }

    /// Returns the role ARN for tokens of [`Sandbox::role_client_id`].
    #[must_use]
    pub fn web_identity_role_arn(&self) -> &'static str {
        sts::WEB_IDENTITY.arn
    }

    /// Returns the role ARN of the identity plugin, for `AssumeRoleWithCustomToken`.
    #[must_use]
    pub fn plugin_role_arn(&self) -> &'static str {
        sts::PLUGIN.arn
    }

    /// Returns the long-term keys of alice's service account, which may not assume roles.
    #[must_use]
    pub fn service_account_keys(&self) -> AccessKeys {
        key_owners::SERVICE_KEYS
    }

    /// Returns the token request URL of a CI job, as in `ACTIONS_ID_TOKEN_REQUEST_URL` of GitHub Actions.
    #[must_use]
    pub fn actions_token_url(&self) -> String {
        provider::actions_address(&self.state)
    }

    /// Returns the request token of a CI job, as in `ACTIONS_ID_TOKEN_REQUEST_TOKEN` of GitHub Actions.
    #[must_use]
    pub fn actions_token(&self) -> &str {
        &self.state.actions_token
    }

    /// Returns the path of a file with a secret, token or certificate for programs under test.
    #[must_use]
    pub fn file(&self, file: SharedFile) -> PathBuf {
        self.folder.file(file)
    }

    /// Issues an ID token for the account without a login, valid for an hour.
    ///
    /// # Errors
    /// The signing key cannot sign.
    pub fn id_token(&self, account: Account) -> Result<String, Error> {
        provider::issue_id_token(&self.state, account, ID_TOKEN_LIFETIME).map_err(Error::Listen)
    }

    /// Returns the faults, which can be changed while the sandbox runs.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.state.faults
    }

    /// Subscribes to the events from now on.
    #[must_use]
    pub fn events(&self) -> Events {
        self.state.events.subscribe()
    }

    /// Stops serving, waits until the ports are free, and removes the folder if it is a temporary one.
    pub async fn stop(mut self) {
        self.servers.stop().await;
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = formatter.debug_struct("Sandbox");
        fields.field("endpoint", &self.endpoint).field("tls_endpoint", &self.tls_endpoint).field("issuer", &self.issuer());
        fields.finish_non_exhaustive()
    }
}
