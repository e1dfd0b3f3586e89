//! `get-session-token`: long-term access keys that become temporary credentials without a role.

use super::access_keys::{self, KEY_OPTIONS, MFA_OPTIONS, MfaDevice};
use super::data::{IdentityData, UserKeys};
use super::spec::{BuildContext, IdentitySpec};
use crate::request::options::SESSION_NAME;
use crate::request::{Endpoint, KeyField, KeySource, ProofSource, RoleUse, Secrets, SessionDuration, StsAction, UsageError};

/// Long-term access keys for credentials with the permissions of their user.
#[derive(Clone, Debug)]
pub struct SessionTokenKeys {
    /// The source of the keys.
    pub keys: KeySource,
    /// The MFA device of the user.
    pub mfa: Option<MfaDevice>,
}

pub(super) static SPEC: IdentitySpec = IdentitySpec {
    brief: "access keys without a role",
    notes: "For servers with AWS's API, which accepts only long-term keys and grants 15m\n\
            to 36h. MinIO has no GetSessionToken: use assume-role there.",
    examples: &[
        "sts-cli get-session-token --endpoint https://sts.eu-west-1.amazonaws.com \\\n  \
             --source-profile keys --save mfa \\\n  \
             --mfa-serial arn:aws:iam::123456789012:mfa/alice",
        "eval \"$(sts-cli get-session-token --profile mfa -o env)\"",
    ],
    first_options: MFA_OPTIONS,
    options: &[KEY_OPTIONS, MFA_OPTIONS],
    excluded_options: &[&SESSION_NAME.spec],
    secret_variables: access_keys::secret_variables,
    ..IdentitySpec::new("get-session-token", "Exchange access keys for temporary ones without a role", &ACTION)
};

static ACTION: StsAction = StsAction {
    name: "GetSessionToken",
    role: RoleUse::NotSupported,
    supports_policy: false,
    max_session_seconds: Some(129_600),
    default_duration: Some(SessionDuration::HALF_DAY),
    ..StsAction::FORM
};

pub(super) fn build(context: &BuildContext<'_>) -> Result<SessionTokenKeys, UsageError> {
    Ok(SessionTokenKeys { keys: KeySource::from_settings(context)?, mfa: MfaDevice::from_settings(context.settings)? })
}

impl IdentityData for SessionTokenKeys {
    fn spec(&self) -> &'static IdentitySpec {
        &SPEC
    }

    fn proof_source(&self) -> ProofSource<'_> {
        let parameters = self.mfa.iter().flat_map(MfaDevice::parameters).collect();
        ProofSource::Secrets(Secrets { parameters, keys: Some(&self.keys), user_parameter: "" })
    }

    fn key_fields(&self, endpoint: &Endpoint) -> Option<Vec<KeyField>> {
        let Self { keys, mfa } = self;
        match mfa {
            Some(mfa) => mfa.key_fields(SPEC.name, keys, endpoint),
            None => keys.key_fields(SPEC.name, endpoint),
        }
    }

    fn user_keys(&self) -> Option<UserKeys<'_>> {
        Some(UserKeys { keys: &self.keys, code: self.mfa.as_ref().map(|mfa| &mfa.code) })
    }
}
