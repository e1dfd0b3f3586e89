//! The STS, with MinIO's actions, messages and order of checks. One module per action.

mod assume_role;
mod caller_identity;
#[cfg(test)]
mod captures;
mod certificate;
mod client_grants;
mod custom_token;
mod ldap;
mod openid;
mod parameters;
mod reply;
mod role;
mod web_identity;

pub(crate) use role::{PLUGIN, WEB_IDENTITY};

use super::faults::Fault;
use super::form::Parameters;
use super::identities::{Identity, Order};
use super::refusal::Refusal;
use super::world::World;
use axum::body::Bytes;
use axum::http::Request;
use axum::http::header::AUTHORIZATION;
use axum::response::Response;
use jiff::Timestamp;
use std::sync::Arc;

const VERSION: &str = "2011-06-15";

/// The form of a call, which decides the available actions.
enum Way {
    /// A signed form.
    Signed,
    /// An unsigned form.
    Form,
    /// A query, with any body.
    Query,
}

/// Whether a query contains an action with version and credentials. MinIO accepts such calls, and requires them for two actions.
pub(crate) fn is_query_call(query: &str) -> bool {
    let query = Parameters::parse(query.as_bytes());
    let has = |name| query.all(name).next().is_some();
    query.get("Version") == Some(VERSION)
        && match query.get("Action") {
            Some("AssumeRoleWithWebIdentity") => has("WebIdentityToken"),
            Some("AssumeRoleWithClientGrants") => has("Token"),
            Some("AssumeRoleWithLDAPIdentity") => has("LDAPUsername") && has("LDAPPassword"),
            Some("AssumeRoleWithCertificate" | "AssumeRoleWithCustomToken") => true,
            _ => false,
        }
}

/// Handles an STS call.
///
/// # Errors
/// The error response.
pub(crate) fn answer(world: &World, request: &Request<Bytes>, id: &str) -> Result<Response, Refusal> {
    let query = request.uri().query().unwrap_or_default();
    let is_signed = request.headers().get(AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"AWS4-HMAC-SHA256"));
    let way = match (query.is_empty(), is_signed) {
        (false, _) => Way::Query,
        (true, true) => Way::Signed,
        (true, false) => Way::Form,
    };
    let query = Parameters::parse(query.as_bytes());
    let form = Parameters::parse(request.body()).and(Parameters::parse(request.uri().query().unwrap_or_default().as_bytes()));
    if form.get("Version") != Some(VERSION) {
        let given = form.get("Version").unwrap_or_default();
        return Err(Refusal::missing(format!("Invalid STS API version {given}, expecting {VERSION}")));
    }
    let action = form.get("Action").unwrap_or_default();
    if world.faults.strikes(Fault::Starting) {
        return Err(Refusal::sts(503, "STSIAMNotInitialized", "IAM sub-system is being initialized, please try again"));
    }
    let result = match (way, action) {
        (Way::Signed, "AssumeRole") => assume_role::answer(world, request, &form)?,
        (Way::Signed, "GetCallerIdentity") => caller_identity::answer(world, request)?,
        (Way::Form | Way::Query, "AssumeRoleWithWebIdentity") => web_identity::answer(world, &form)?,
        (Way::Form | Way::Query, "AssumeRoleWithClientGrants") if !world.faults.has(Fault::NoClientGrants) => {
            client_grants::answer(world, &form)?
        }
        (Way::Form | Way::Query, "AssumeRoleWithLDAPIdentity") => ldap::answer(world, &form)?,
        (Way::Query, "AssumeRoleWithCertificate") => certificate::answer(world, request, &query)?,
        (Way::Query, "AssumeRoleWithCustomToken") => custom_token::answer(world, &query)?,
        _ => return Err(Refusal::invalid(format!("Unsupported action {action}"))),
    };
    Ok(reply::success(action, &result, id))
}

/// Rejects an action that is disabled.
fn enabled(world: &World, action: &str) -> Result<(), Refusal> {
    match world.faults.has(Fault::Disabled) {
        true => Err(Refusal::sts(503, "STSNotInitialized", format!("STS API '{action}' is disabled"))),
        false => Ok(()),
    }
}

/// Issues the credentials of an action, with a lifetime that faults may shorten.
fn mint(world: &World, mut order: Order, now: Timestamp) -> Arc<Identity> {
    let longest = [Fault::ShortLife, Fault::DurationCut].into_iter().filter_map(|fault| world.faults.span(fault)).min();
    if let Some(longest) = longest {
        order.expires = order.expires.min(parameters::after(now, longest.as_secs()));
    }
    world.minted.mint(order, &world.keys.root_secret, now)
}
