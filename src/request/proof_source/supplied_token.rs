//! Tokens that the caller supplies.

use crate::request::TokenSource;

/// A token supplied by the caller.
#[derive(Clone, Debug)]
pub struct SuppliedToken {
    /// The source of the token, read again before every STS call.
    pub source: TokenSource,
    /// The audience (`aud`) to request from sources that issue tokens.
    pub audience: Option<String>,
}

/// A token for the server's identity plugin, which alone can read it.
#[derive(Clone, Debug)]
pub struct CustomToken(pub SuppliedToken);
