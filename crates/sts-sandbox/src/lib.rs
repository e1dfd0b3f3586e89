//! A sandbox for S3 credentials: an OpenID provider, an STS and an S3 server on one loopback address.
//!
//! It is for tests of programs that turn logins into temporary S3 credentials, or that use such credentials. The servers are real: they
//! speak HTTP on 127.0.0.1, check signatures, tokens, audiences, expiration and policies, and answer with the messages of MinIO. Nothing is
//! shared with the programs under test: SigV4 signatures are verified by [s3s](https://docs.rs/s3s).
//!
//! ```
//! use sts_sandbox::{Account, Event, Fault, Options, Sandbox, SharedFile, sign_in};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start(Options::new()).await?;
//!
//! // What the program under test is configured with.
//! let (endpoint, issuer, client_id) = (sandbox.endpoint(), sandbox.issuer(), sandbox.client_id());
//! assert!(endpoint.starts_with("http://127.0.0.1:") && issuer.starts_with(endpoint));
//! let (tls_endpoint, ca_bundle) = (sandbox.tls_endpoint(), sandbox.file(SharedFile::CaBundle));
//! let keys = Account::Alice.access_keys(); // for AssumeRole
//! let id_token = sandbox.id_token(Account::Alice)?; // for AssumeRoleWithWebIdentity, without a login
//!
//! // Servers misbehave as requested, and report what they have seen.
//! sandbox.faults().add(Fault::SlowDown);
//! let mut events = sandbox.events();
//!
//! // A browser for logins: give it the authorization URL that the program opens.
//! let unregistered = format!("{issuer}/authorize?client_id={client_id}");
//! assert!(sign_in(Account::Alice, &unregistered).await.is_err());
//! let event = events.next().await;
//! assert!(matches!(event, Some(Event::RequestReceived { path, .. }) if path == "/_oidc/authorize"));
//! # let _ = (tls_endpoint, ca_bundle, keys, id_token);
//! # Ok(())
//! # }
//! ```
//!
//! `tests/another_project.rs` shows whole tests: a service that logs in and lists buckets, accounts with different policies, faults that
//! come and go, and a clock that expires credentials without waiting.
//!
//! # What there is
//! - **Provider** at [`Sandbox::issuer`]: discovery, authorization code with PKCE, browsers that stay signed in, device code, refresh tokens with rotation, client
//!   credentials, userinfo, revocation, and a token endpoint like that of GitHub Actions.
//! - **STS** at [`Sandbox::endpoint`] and [`Sandbox::tls_endpoint`]: `AssumeRole` and `AssumeRoleWithWebIdentity`, `…ClientGrants`,
//!   `…LDAPIdentity`, `…Certificate` and `…CustomToken` like MinIO's, `GetCallerIdentity` like that of AWS, and MinIO's `revoke-tokens`.
//! - **S3** at the same addresses: the buckets `demo` and `logs` in a folder, for credentials of the STS and for long-term keys. Session
//!   policies are enforced; policies that it does not understand are rejected.
//! - **Metadata** at the storage address: OAuth 2.0 Protected Resource Metadata (RFC 9728), from which a client finds the provider.
//! - **Accounts**: [`Account::Alice`] may read and write, [`Account::Bob`] may read, [`Account::Eve`] has no policy.
//!
//! # What there is not
//! Secrets worth anything: keys and passwords are published constants. Do not make the ports accessible to others.

mod accounts;
mod certificates;
mod clock;
mod directory;
mod error;
mod events;
mod faults;
mod files;
mod folder;
mod form;
mod jwt;
mod key_owners;
mod keys;
mod minio;
mod minio_error;
mod options;
mod plugin;
mod policy;
mod provider;
mod random;
mod recorder;
mod request_events;
mod request_time;
mod resource_metadata;
mod revocation;
mod s3;
mod sandbox;
mod server;
mod sign_in;
mod signature;
mod state;
mod sts;
mod tls;
mod verifier;

pub use accounts::{AccessKeys, Account};
pub use clock::Clock;
pub use error::Error;
pub use events::{Event, Events};
pub use faults::{Fault, FaultError, Faults, RequestedFault};
pub use folder::SharedFile;
pub use options::Options;
pub use sandbox::Sandbox;
pub use sign_in::{SignInError, cancel_sign_in, sign_in, sign_in_and_stay};
