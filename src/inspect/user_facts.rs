//! The facts that findings for tokens and for credentials share: the user, and the rights.

use super::finding::Finding;
use crate::credentials::{RightsOwner, TokenFacts};
use serde_json::Value;

/// Adds the user of a token.
pub(super) fn add_user(finding: &mut Finding, facts: &TokenFacts) {
    finding.text("name", "Name", facts.name.clone());
    finding.text("email", "E-mail", facts.email.clone());
    finding.text("subject", "Subject", facts.subject.clone());
    finding.list("groups", "Groups", facts.groups.clone());
}

/// Adds the rights: their owner, policies and session policy. For tokens of providers, only the policies that they name.
pub(super) fn add_rights(finding: &mut Finding, facts: &TokenFacts, is_session_token: bool) {
    if is_session_token {
        finding.text("rights", "Rights", facts.rights_owner().as_ref().map(RightsOwner::describe));
        finding.text("role_arn", "Role", facts.role_arn.clone());
        finding.text("parent", "Parent user", facts.parent.clone());
        finding.text("ldap_user", "LDAP user", facts.ldap_user.clone());
    }
    finding.list("policies", "Policies", if is_session_token { facts.policy_names() } else { facts.policies.clone() });
    if is_session_token {
        let lines = facts.session_policy_lines().unwrap_or_default();
        finding.lines("session_policy", "Session policy", lines, facts.session_policy.clone().unwrap_or(Value::Null));
    }
}
