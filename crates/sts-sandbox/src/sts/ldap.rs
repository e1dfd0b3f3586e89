//! `AssumeRoleWithLDAPIdentity`: exchanges user name and password. The session token contains no group names.

use super::issuance::issue;
use super::parameters;
use super::reply::credentials;
use crate::directory::{self, LdapBindError};
use crate::faults::Fault;
use crate::form::Parameters;
use crate::jwt::Claims;
use crate::key_owners::CredentialsSpec;
use crate::minio_error::MinioError;
use crate::state::SandboxState;
use serde_json::Value;

/// Handles a call with `LDAPUsername` and `LDAPPassword`.
pub(super) fn handle(sandbox: &SandboxState, form: &Parameters) -> Result<String, MinioError> {
    let (Some(user), Some(password)) = (form.get("LDAPUsername"), form.get("LDAPPassword")) else {
        return Err(MinioError::missing("LDAPUsername and LDAPPassword cannot be empty"));
    };
    let session_policy = parameters::session_policy(form)?;
    if sandbox.faults.has(Fault::Disabled) {
        return Err(MinioError::invalid("LDAP server error: LDAP is not configured"));
    }
    if sandbox.faults.has(Fault::WrongLookupPassword) {
        return Err(MinioError::invalid("LDAP server error: LDAP Result Code 49 \"Invalid Credentials\": "));
    }
    let entry = directory::bind(user, password).map_err(|error| {
        MinioError::invalid(match error {
            LdapBindError::Unknown => format!("LDAP server error: Unable to find user DN: User DN not found for: {user}"),
            LdapBindError::WrongPassword(name) => {
                format!("LDAP server error: LDAP auth failed for DN {name}: LDAP Result Code 49 \"Invalid Credentials\": ")
            }
        })
    })?;
    if entry.policies.is_empty() {
        let (name, groups) = (entry.name, entry.groups.join("`,`"));
        let message = format!("expecting a policy to be set for user `{name}` or one of their groups: `{groups}`");
        return Err(MinioError::invalid(format!("{message} - rejecting this request")));
    }
    let now = sandbox.storage_clock.now();
    let spec = CredentialsSpec {
        name: entry.user.to_owned(),
        policies: entry.policies.iter().map(|&policy| policy.to_owned()).collect(),
        expires: parameters::requested_expiration(form, now)?.unwrap_or_else(|| parameters::default_expiration(now)),
        session_policy,
        revoke_type: form.get("TokenRevokeType").map(ToOwned::to_owned),
        claims: Claims::from_iter([
            ("ldapUser".to_owned(), Value::from(entry.name)),
            ("ldapActualUser".to_owned(), Value::from(entry.name)),
            ("ldapUsername".to_owned(), Value::from(entry.user)),
        ]),
    };
    Ok(credentials(&issue(sandbox, spec, now)))
}
