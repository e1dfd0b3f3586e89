//! `AssumeRoleWithLDAPIdentity`: exchanges user name and password. The session token contains no group names.

use super::reply::credentials;
use super::{mint, parameters};
use crate::sandbox::directory::{self, Refused};
use crate::sandbox::faults::Fault;
use crate::sandbox::form::Parameters;
use crate::sandbox::identities::Order;
use crate::sandbox::jwt::Claims;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::world::World;
use serde_json::Value;

/// Handles a call with `LDAPUsername` and `LDAPPassword`.
pub(super) fn answer(world: &World, form: &Parameters) -> Result<String, Refusal> {
    let (Some(user), Some(password)) = (form.get("LDAPUsername"), form.get("LDAPPassword")) else {
        return Err(Refusal::missing("LDAPUsername and LDAPPassword cannot be empty"));
    };
    let session_policy = parameters::session_policy(form)?;
    if world.faults.has(Fault::Disabled) {
        return Err(Refusal::invalid("LDAP server error: LDAP is not configured"));
    }
    let entry = directory::bind(user, password).map_err(|refused| {
        Refusal::invalid(match refused {
            Refused::Unknown => format!("LDAP server error: Unable to find user DN: User DN not found for: {user}"),
            Refused::WrongPassword(name) => {
                format!("LDAP server error: LDAP auth failed for DN {name}: LDAP Result Code 49 \"Invalid Credentials\": ")
            }
        })
    })?;
    if entry.policies.is_empty() {
        let (name, groups) = (entry.name, entry.groups.join("`,`"));
        let sentence = format!("expecting a policy to be set for user `{name}` or one of their groups: `{groups}`");
        return Err(Refusal::invalid(format!("{sentence} - rejecting this request")));
    }
    let now = world.storage_clock.now();
    let order = Order {
        name: entry.user.to_owned(),
        policies: entry.policies.iter().map(|&policy| policy.to_owned()).collect(),
        expires: parameters::end(form, now)?.unwrap_or_else(|| parameters::usual_end(now)),
        session_policy,
        revoke_type: form.get("TokenRevokeType").map(ToOwned::to_owned),
        claims: Claims::from_iter([
            ("ldapUser".to_owned(), Value::from(entry.name)),
            ("ldapActualUser".to_owned(), Value::from(entry.name)),
            ("ldapUsername".to_owned(), Value::from(entry.user)),
        ]),
    };
    Ok(credentials(&mint(world, order, now)))
}
