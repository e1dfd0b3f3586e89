//! A row of the table for STS error responses: which refusals it matches, and what it says about them.

use super::Hint;
use crate::request::Dialect;
use crate::sts::{ErrorResponse, RequestContext};

/// The fact about the request that a refusal concerns, shown as its cause: names, URLs and key IDs, and of the values of claims only audience,
/// issuer, policy names and the difference from a time.
#[derive(Clone, Copy)]
pub(super) enum Seen {
    /// No fact: the server's message states it, or none helps.
    Nothing,
    ClaimNames,
    Policies,
    Audience,
    /// Audience and role.
    AudienceAndRole,
    Issuer,
    /// Issuer and key ID.
    Key,
    /// How far the server's clock is behind the token.
    Clock,
    Role,
    Seconds,
    Address,
}

/// Whether a request names a role.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RolePresence {
    WithRole,
    WithoutRole,
}

/// A row of the table. An empty fragment matches every message, an empty code every code (compared without the suffix `Exception`),
/// an empty action every action, `None` every dialect and every status.
pub(super) struct StsRow {
    pub(super) dialect: Option<Dialect>,
    pub(super) status: Option<u16>,
    pub(super) action: &'static str,
    pub(super) code: &'static str,
    pub(super) fragment: &'static str,
    /// A claim that the token must have; empty for any token.
    pub(super) claim: &'static str,
    /// Restricts the row to tokens that sts-cli did not get by a login, because their client ID is not an option; `None` for any.
    pub(super) supplied_token: Option<RolePresence>,
    pub(super) fact: Seen,
    topic: &'static str,
    advice: fn() -> Hint,
}

pub(super) const fn row(code: &'static str, fragment: &'static str, fact: Seen, topic: &'static str, advice: fn() -> Hint) -> StsRow {
    StsRow { dialect: None, status: None, action: "", code, fragment, claim: "", supplied_token: None, fact, topic, advice }
}

impl StsRow {
    /// Restricts the row to refusals of this action.
    pub(super) const fn for_action(self, action: &'static str) -> Self {
        Self { action, ..self }
    }

    /// Restricts the row to servers of this dialect.
    pub(super) const fn for_dialect(self, dialect: Dialect) -> Self {
        Self { dialect: Some(dialect), ..self }
    }

    /// Restricts the row to refusals with this HTTP status.
    pub(super) const fn for_status(self, status: u16) -> Self {
        Self { status: Some(status), ..self }
    }

    /// Restricts the row to tokens with this claim.
    pub(super) const fn for_claim(self, claim: &'static str) -> Self {
        Self { claim, ..self }
    }

    /// Restricts the row to supplied tokens that are sent with a role, or without one.
    pub(super) const fn for_supplied_token(self, role_use: RolePresence) -> Self {
        Self { supplied_token: Some(role_use), ..self }
    }

    /// Returns the hint, with its section of the documentation.
    pub(super) fn hint(&self) -> Hint {
        (self.advice)().about(self.topic)
    }

    /// Whether the error response matches the row.
    pub(super) fn matches(&self, refusal: &ErrorResponse, request_context: &RequestContext) -> bool {
        let status_matches = self.status.is_none_or(|status| status == refusal.status);
        let dialect_matches = self.dialect.is_none_or(|dialect| dialect == request_context.dialect);
        let action_matches = self.action.is_empty() || self.action == request_context.action;
        let code_matches = self.code.is_empty() || self.code == refusal.plain_code();
        let claim_matches = self.claim.is_empty() || request_context.claim_names.iter().any(|name| name == self.claim);
        let token_matches = self
            .supplied_token
            .is_none_or(|role_use| !request_context.is_login && (role_use == RolePresence::WithRole) == request_context.role_arn.is_some());
        status_matches
            && claim_matches
            && token_matches
            && dialect_matches
            && action_matches
            && code_matches
            && refusal.message.to_lowercase().contains(self.fragment)
    }
}
