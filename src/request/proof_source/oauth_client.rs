//! How an OAuth client authenticates to its provider.

use crate::request::choice::choices;
use std::path::PathBuf;

/// The client authentication method: RFC 6749, section 2.3.1, and RFC 7523, section 2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuthMethod {
    /// `client_secret_basic`: the secret in the `Authorization` header.
    Basic,
    /// `client_secret_post`: the secret in the request body.
    Post,
    /// `private_key_jwt`: a JWT signed with the client's private key.
    PrivateKeyJwt,
}

choices! { ClientAuthMethod:
    "basic" => [ClientAuthMethod::Basic],
    "post" => [ClientAuthMethod::Post],
    "private-key-jwt" => [ClientAuthMethod::PrivateKeyJwt],
}

/// The private key of a client that authenticates with `private_key_jwt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssertionKey {
    /// The path of the key: unencrypted PEM (PKCS#8, PKCS#1 or SEC1).
    pub file: PathBuf,
    /// The key ID (`kid`) at the provider, if it requires one.
    pub kid: Option<String>,
}
