//! The STS, with MinIO's actions, messages and order of checks. One module per action.

mod assume_role;
mod caller_identity;
#[cfg(test)]
mod captures;
mod certificate;
mod client_grants;
mod custom_token;
mod issuance;
mod ldap;
mod openid;
mod parameters;
mod reply;
mod role;
mod web_identity;

pub(crate) use role::{PLUGIN, WEB_IDENTITY};

use super::faults::Fault;
use super::form::Parameters;
use super::minio_error::MinioError;
use super::state::SandboxState;
use axum::body::Bytes;
use axum::http::Request;
use axum::http::header::AUTHORIZATION;
use axum::response::Response;

const VERSION: &str = "2011-06-15";

/// The form of a call, which decides the available actions.
enum CallForm {
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
    let has_parameter = |name| query.all(name).next().is_some();
    query.get("Version") == Some(VERSION)
        && match query.get("Action") {
            Some("AssumeRoleWithWebIdentity") => has_parameter("WebIdentityToken"),
            Some("AssumeRoleWithClientGrants") => has_parameter("Token"),
            Some("AssumeRoleWithLDAPIdentity") => has_parameter("LDAPUsername") && has_parameter("LDAPPassword"),
            Some("AssumeRoleWithCertificate" | "AssumeRoleWithCustomToken") => true,
            _ => false,
        }
}

/// Handles an STS call.
///
/// # Errors
/// The error response.
pub(crate) async fn handle(sandbox: &SandboxState, request: &Request<Bytes>, id: &str) -> Result<Response, MinioError> {
    let query = request.uri().query().unwrap_or_default();
    let is_signed = request.headers().get(AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"AWS4-HMAC-SHA256"));
    let call_form = match (query.is_empty(), is_signed) {
        (false, _) => CallForm::Query,
        (true, true) => CallForm::Signed,
        (true, false) => CallForm::Form,
    };
    let query = Parameters::parse(query.as_bytes());
    let form = Parameters::parse(request.body()).and(Parameters::parse(request.uri().query().unwrap_or_default().as_bytes()));
    if form.get("Version") != Some(VERSION) {
        let version = form.get("Version").unwrap_or_default();
        return Err(MinioError::missing(format!("Invalid STS API version {version}, expecting {VERSION}")));
    }
    let action = form.get("Action").unwrap_or_default();
    if sandbox.faults.occurs(Fault::Starting) {
        return Err(MinioError::sts(503, "STSIAMNotInitialized", "IAM sub-system is being initialized, please try again"));
    }
    let result = match (call_form, action) {
        (CallForm::Signed, "AssumeRole") => assume_role::handle(sandbox, request, &form).await?,
        (CallForm::Signed, "GetCallerIdentity") => caller_identity::handle(sandbox, request).await?,
        (CallForm::Form | CallForm::Query, "AssumeRoleWithWebIdentity") => web_identity::handle(sandbox, &form)?,
        (CallForm::Form | CallForm::Query, "AssumeRoleWithClientGrants") if !sandbox.faults.has(Fault::NoClientGrants) => {
            client_grants::handle(sandbox, &form)?
        }
        (CallForm::Form | CallForm::Query, "AssumeRoleWithLDAPIdentity") => ldap::handle(sandbox, &form)?,
        (CallForm::Query, "AssumeRoleWithCertificate") => certificate::handle(sandbox, request, &query)?,
        (CallForm::Query, "AssumeRoleWithCustomToken") => custom_token::handle(sandbox, &query)?,
        _ => return Err(MinioError::invalid(format!("Unsupported action {action}"))),
    };
    Ok(reply::success(action, &result, id))
}
