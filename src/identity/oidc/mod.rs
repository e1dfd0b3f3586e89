//! OpenID Connect: the provider's endpoints and documents, token verification, and the callback listener.

mod algorithm;
mod auth_code;
mod authorization_response;
mod client;
mod client_assertion;
pub(super) mod client_credentials;
mod device;
mod device_response;
mod discovery;
mod error;
mod error_response;
mod grant;
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

pub(super) use auth_code::AuthorizationRequest;
pub(super) use client::{ClientProof, RegisteredClient};
pub(super) use client_assertion::ClientAssertion;
pub(super) use device::DeviceLogin;
pub use device::VERIFICATION_ADDRESS;
pub(super) use discovery::Provider;
pub use discovery::{DISCOVERY_DOCUMENT, Documents};
pub use error::ProviderError;
pub use grant::{Grant, ProviderEndpoint};
pub(super) use id_token::IdTokenVerifier;
pub(super) use key_set::KeySet;
pub(super) use loopback::{Callback, CallbackEvent, Listener};
pub(super) use nonce::Nonce;
pub(super) use quirks::requests_offline_access;
pub(super) use token_response::TokenResponse;

pub use authorization_response::{AuthorizationResponse, RejectedCallback};
pub use id_token_error::IdTokenError;
pub use loopback::{Bind, CallbackPage};
