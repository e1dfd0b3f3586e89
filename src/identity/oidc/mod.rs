//! OpenID Connect: the provider's endpoints and documents, token verification, and the callback listener.

mod algorithm;
mod auth_code;
mod authorization_response;
mod callback_handler;
mod client;
mod client_assertion;
pub(super) mod client_credentials;
mod client_request;
mod client_secret;
mod device;
mod device_response;
mod discovery;
mod error;
mod error_response;
mod fetched_document;
#[cfg(fuzzing)]
pub mod fuzz_entry;
mod id_token;
mod id_token_error;
mod key_set;
mod loopback;
mod nonce;
mod pages;
mod quirks;
mod registered_claims;
pub(super) mod revocation;
mod signed_token;
mod start_address;
mod token_endpoint;
mod token_response;
pub(super) mod userinfo;

pub(super) use auth_code::{AuthorizationRequest, RedeemedCode};
pub(super) use callback_handler::CallbackEvent;
pub(super) use client::{ClientAuthentication, RegisteredClient};
pub(super) use client_assertion::AssertionSigner;
pub use client_request::{ClientRequest, ProviderEndpoint};
pub(super) use device::DeviceLogin;
pub(crate) use device::VERIFICATION_ADDRESS;
pub(crate) use discovery::DISCOVERY_DOCUMENT;
pub use discovery::Documents;
pub(super) use discovery::Provider;
pub use error::ProviderError;
pub use fetched_document::FetchedDocument;
pub(super) use id_token::IdTokenVerifier;
pub(super) use key_set::KeySet;
pub(super) use loopback::{CallbackServer, Listener};
pub(super) use nonce::Nonce;
pub(super) use quirks::{of as quirks_of, requests_offline_access};
pub(super) use token_endpoint::RefreshResponse;
pub(super) use token_response::TokenResponse;

pub(crate) use authorization_response::AuthorizationResponse;
pub use authorization_response::CallbackProblem;
pub use callback_handler::PendingCallback;
pub use id_token_error::IdTokenError;
pub use loopback::BindError;
