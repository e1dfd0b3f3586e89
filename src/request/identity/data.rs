//! [`IdentityData`]: the questions that the engine asks of every identity.

use super::spec::IdentitySpec;
use crate::request::{Endpoint, KeyField, OneTimeCode, ProofSource};
use url::Url;

/// The questions that the engine asks of every identity. Each identity's file implements it; the defaults suit most.
pub(crate) trait IdentityData {
    /// Returns its static facts.
    fn spec(&self) -> &'static IdentitySpec;

    /// Returns how it is proved.
    fn proof_source(&self) -> ProofSource<'_>;

    /// Returns the fields that identify its login at `endpoint`; `None` if every invocation proves it again, so that nothing may
    /// be cached under it. Implementations destructure `self` without `..`: a new field does not compile until it is decided.
    fn key_fields(&self, endpoint: &Endpoint) -> Option<Vec<KeyField>>;

    /// Returns the fields that, beside the key fields, decide whether a login attempt fails.
    fn attempt_fields(&self) -> Vec<KeyField> {
        Vec::new()
    }

    /// Returns the fields that a logout needs later to reach the identity provider.
    fn stored_fields(&self) -> Vec<KeyField> {
        Vec::new()
    }

    /// Whether its secret is known to this process alone, so that its refusal says nothing about the attempts of others.
    fn has_private_secret(&self) -> bool {
        self.proof_source().prompts()
    }

    /// Returns the source of the one-time code that goes with the proof.
    fn one_time_code(&self) -> Option<&OneTimeCode> {
        None
    }

    /// Whether a user must log in; the server can be probed meanwhile.
    fn is_user_login(&self) -> bool {
        false
    }

    /// Whether to probe the server before the STS call.
    fn should_probe(&self) -> bool {
        self.is_user_login()
    }

    /// Returns the name and the first URL of its identity provider, if it has one.
    fn provider(&self) -> Option<(&str, &Url)> {
        None
    }
}
