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
    Issuer,
    /// Issuer and key ID.
    Key,
    /// How far the server's clock is behind the token.
    Clock,
    Role,
    Seconds,
    Address,
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
    /// Whether it matches only tokens that sts-cli did not get by a login, and that are sent without a role.
    pub(super) is_without_login_and_role: bool,
    pub(super) fact: Seen,
    topic: &'static str,
    advice: fn() -> Hint,
}

pub(super) const fn row(code: &'static str, fragment: &'static str, fact: Seen, topic: &'static str, advice: fn() -> Hint) -> StsRow {
    StsRow { dialect: None, status: None, action: "", code, fragment, claim: "", is_without_login_and_role: false, fact, topic, advice }
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

    /// Restricts the row to supplied tokens that are sent without a role.
    pub(super) const fn without_login_and_role(self) -> Self {
        Self { is_without_login_and_role: true, ..self }
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
        let way_matches = !self.is_without_login_and_role || !request_context.is_login && request_context.role_arn.is_none();
        status_matches
            && claim_matches
            && way_matches
            && dialect_matches
            && action_matches
            && code_matches
            && refusal.message.to_lowercase().contains(self.fragment)
    }
}
