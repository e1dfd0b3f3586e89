//! Browsers, providers and storage servers that misbehave, and what may never be shown.

#[cfg(feature = "sandbox")]
mod addresses;
mod algorithms;
mod callback_pages;
mod callbacks;
#[cfg(feature = "sandbox")]
mod certificate_constraints;
mod client_authentication;
mod connections;
mod ctrl_c;
mod cut_connections;
mod devices;
mod discovery;
mod endpoints;
mod foreign_text;
mod key_sets;
mod keys;
mod listeners;
mod login_requests;
mod other_users;
mod provider_failures;
mod provider_retries;
mod refreshes;
mod secrets;
#[cfg(feature = "sandbox")]
mod server_certificates;
mod storage_metadata;
mod system_calls;
mod token_answers;
mod token_endpoint;
mod tokens;
mod userinfo;
