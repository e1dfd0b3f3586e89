//! `web-identity --token`: the subject of a token that the caller supplies.

use super::data::IdentityData;
use super::spec::IdentitySpec;
use super::web_identity;
use crate::request::options::{AUDIENCE, CLIENT_ID, TOKEN};
use crate::request::settings::{Settings, missing};
use crate::request::{Endpoint, KeyField, ProofSource, SuppliedToken, UsageError};

/// Builds the identity of `--token`. The token is for this client unless another audience is given.
pub(super) fn build(settings: &Settings) -> Result<SuppliedToken, UsageError> {
    from_settings(settings, settings.text(&AUDIENCE).or(settings.text(&CLIENT_ID)))
}

/// Returns the token that `--token` names.
pub(super) fn from_settings(settings: &Settings, audience: Option<&str>) -> Result<SuppliedToken, UsageError> {
    let source = settings.value(&TOKEN)?.ok_or_else(|| missing(&TOKEN, "the source of the token"))?;
    Ok(SuppliedToken { source, audience: audience.map(str::to_owned) })
}

impl IdentityData for SuppliedToken {
    fn spec(&self) -> &'static IdentitySpec {
        &web_identity::SPEC
    }

    fn proof_source(&self) -> ProofSource<'_> {
        ProofSource::SuppliedToken(self)
    }

    fn key_fields(&self, _: &Endpoint) -> Option<Vec<KeyField>> {
        let Self { source: _, audience: _ } = self; // identified by the token's claims
        None
    }
}
