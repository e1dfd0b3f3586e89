//! [`IdentityData`]: the questions that the engine asks of every identity.

use super::spec::IdentitySpec;
use crate::request::{Endpoint, KeyField, KeySource, OneTimeCode, ProofSource};
use url::Url;

/// The access keys of a user, and the one-time code of the user's MFA device.
#[derive(Clone, Copy)]
pub(crate) struct UserKeys<'a> {
    /// The source of the keys.
    pub keys: &'a KeySource,
    /// The source of the code, if the user has a device.
    pub code: Option<&'a OneTimeCode>,
}

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

    /// Returns the access keys that it signs with, if it has any.
    fn user_keys(&self) -> Option<UserKeys<'_>> {
        None
    }

    /// Whether its secret is known to this process alone, so that its refusal says nothing about the attempts of others.
    fn has_private_secret(&self) -> bool {
        self.user_keys().map_or_else(|| self.proof_source().prompts(), |user| user.code.is_some() || user.keys.prompts())
    }

    /// Returns the source of the one-time code that goes with the proof.
    fn one_time_code(&self) -> Option<&OneTimeCode> {
        self.user_keys()?.code
    }

    /// Whether a user must log in; the server can be probed meanwhile.
    fn is_user_login(&self) -> bool {
        false
    }

    /// Whether to probe the server before the STS call: during a user's login, and for temporary keys, which some dialects refuse.
    fn should_probe(&self) -> bool {
        self.is_user_login() || self.user_keys().is_some_and(|user| user.keys.may_be_temporary())
    }

    /// Returns the name and the first URL of its identity provider, if it has one.
    fn provider(&self) -> Option<(&str, &Url)> {
        None
    }
}
