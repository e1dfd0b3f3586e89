//! Browsers, providers and storage servers that misbehave, and what may never be shown.

#[cfg(feature = "sandbox")]
mod addresses;
mod algorithms;
mod callback_pages;
mod callbacks;
mod client_authentication;
mod connections;
mod devices;
mod discovery;
mod endpoints;
mod foreign_text;
mod interruptions;
mod key_sets;
mod keys;
mod other_users;
mod provider_failures;
mod refreshes;
mod secrets;
#[cfg(feature = "sandbox")]
mod server_certificates;
mod token_answers;
mod token_endpoint;
mod tokens;
mod trouble;
mod userinfo;
