//! [`StsAction`]: what the requests of an STS action contain, and what its servers accept, as data.

use super::SessionDuration;

/// An STS action: how its requests are sent, and what they may contain. An identity's file holds the one that takes its proof.
#[derive(Debug)]
pub(crate) struct StsAction {
    /// The value of the parameter `Action`.
    pub name: &'static str,
    /// Whether the parameters are sent in the query, without a body; otherwise in a form.
    pub uses_query: bool,
    /// The name of the parameter that holds the token, if there is one.
    pub token_parameter: &'static str,
    /// Whether requests name a role, and with it a session.
    pub role: RoleUse,
    /// Whether requests may hold a session policy. If not, the server would ignore it and grant too much.
    pub supports_policy: bool,
    /// The longest session in seconds, where it does not depend on the server's dialect.
    pub max_session_seconds: Option<u32>,
    /// The default duration of a session, where it depends neither on the user nor on the server's dialect.
    pub default_duration: Option<SessionDuration>,
    /// Whether the server may read policy names from the token's claim `policy`.
    pub reads_policy_claim: bool,
    /// Whether only MinIO supports the action.
    pub is_minio_only: bool,
    /// Whether servers refuse a proof with status 500.
    pub refuses_with_500: bool,
    /// The action that takes the same token at servers that do not know this one.
    pub fallback: Option<&'static Self>,
}

/// Whether the requests of an action name a role and a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RoleUse {
    /// If one is given; required by some dialects.
    Accepted,
    /// Always.
    Required,
    /// Never: the credentials are those of the caller itself.
    NotSupported,
}

impl StsAction {
    /// An action whose parameters are sent in a form, as most are.
    pub(crate) const FORM: Self = Self {
        name: "",
        uses_query: false,
        token_parameter: "WebIdentityToken",
        role: RoleUse::Accepted,
        supports_policy: true,
        max_session_seconds: None,
        default_duration: None,
        reads_policy_claim: false,
        is_minio_only: false,
        refuses_with_500: false,
        fallback: None,
    };

    /// An action of MinIO's whose parameters are sent in the query.
    pub(crate) const MINIO_QUERY: Self = Self {
        uses_query: true,
        token_parameter: "Token",
        supports_policy: false,
        is_minio_only: true,
        refuses_with_500: true,
        ..Self::FORM
    };
}
