//! A token for the server's identity plugin. It is sent unchanged, because only the plugin can read it.

use super::Proof;
use super::token_source::{self, SourceError};
use crate::request::CustomToken;
use crate::sys::Deps;

/// Reads the token.
///
/// # Errors
/// See [`SourceError`].
pub(super) async fn prove(CustomToken(supplied_token): &CustomToken, deps: &Deps) -> Result<Proof, SourceError> {
    let token = token_source::read(&supplied_token.source, supplied_token.audience.as_deref(), deps).await?;
    Ok(Proof { token: Some(token), ..Proof::default() })
}
