//! `AssumeRoleWithCertificate`: exchanges the TLS client certificate. Its CN is the policy; the credentials expire no later than it.

use super::issuance::{enabled, issue};
use super::parameters;
use super::reply::credentials;
use crate::form::Parameters;
use crate::jwt::Claims;
use crate::key_owners::CredentialsSpec;
use crate::minio_error::MinioError;
use crate::policy::Policy;
use crate::state::SandboxState;
use crate::tls::PeerCertificates;
use axum::body::Bytes;
use axum::extract::ConnectInfo;
use axum::http::Request;
use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use serde_json::Value;
use x509_parser::prelude::{FromDer as _, X509Certificate, X509Name};

/// The maximum number of CA certificates.
const MAX_CA_CERTIFICATES: usize = 10;

/// Handles a call over a connection with a client certificate.
pub(super) fn handle(sandbox: &SandboxState, request: &Request<Bytes>, query: &Parameters) -> Result<String, MinioError> {
    enabled(sandbox, "AssumeRoleWithCertificate")?;
    let peer = request.extensions().get::<ConnectInfo<PeerCertificates>>();
    let ConnectInfo(PeerCertificates(chain)) =
        peer.ok_or_else(|| MinioError::sts(400, "InsecureConnection", "No TLS connection attempt"))?;
    let (leaf, authorities) = sorted(chain)?;
    let now = sandbox.storage_clock.now();
    let invalid_certificate = |message| MinioError::sts(400, "InvalidClientCertificate", message);
    sandbox.client_certificates.verify_client(leaf, &authorities, now).map_err(invalid_certificate)?;
    let (_, certificate) = X509Certificate::from_der(leaf).map_err(|_| invalid_certificate("x509: malformed certificate".to_owned()))?;
    let name = common_name(certificate.subject()).filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| MinioError::missing("certificate subject CN cannot be empty"))?;
    let expires = parameters::requested_expiration(query, now).map_err(|_| MinioError::missing("invalid token expiry"))?;
    let expires = expires.unwrap_or_else(|| parameters::default_expiration(now));
    let certificate_expires = Timestamp::from_second(certificate.validity().not_after.timestamp()).unwrap_or(expires);
    if Policy::named(name).is_none() {
        let message = format!("specified policy {name}, not found Specified canned policy does not exist");
        return Err(MinioError::sts(500, "InternalError", message));
    }
    let organizations: Vec<&str> = certificate.subject().iter_organization().filter_map(|it| it.as_str().ok()).collect();
    let spec = CredentialsSpec {
        name: format!("tls:{name}"),
        policies: vec![name.to_owned()],
        expires: expires.min(certificate_expires),
        session_policy: None,
        revoke_type: query.get("TokenRevokeType").map(ToOwned::to_owned),
        claims: Claims::from_iter([
            ("sub".to_owned(), Value::from(name)),
            ("aud".to_owned(), if organizations.is_empty() { Value::Null } else { Value::from(organizations) }),
            ("iss".to_owned(), Value::from(common_name(certificate.issuer()).unwrap_or_default())),
            ("parent".to_owned(), Value::from(format!("tls:{name}"))),
        ]),
    };
    Ok(credentials(&issue(sandbox, spec, now)))
}

/// Splits the chain into the leaf and the CA certificates.
fn sorted<'a>(chain: &'a [CertificateDer<'static>]) -> Result<(&'a CertificateDer<'static>, Vec<CertificateDer<'static>>), MinioError> {
    let is_authority = |der: &&CertificateDer| X509Certificate::from_der(der).is_ok_and(|(_, certificate)| certificate.is_ca());
    let (authorities, leaves): (Vec<_>, Vec<_>) = chain.iter().partition(is_authority);
    if authorities.len() > MAX_CA_CERTIFICATES {
        let message = format!("client certificate contains more than {MAX_CA_CERTIFICATES} intermediate CAs");
        return Err(MinioError::sts(400, "TooManyIntermediateCAs", message));
    }
    match leaves[..] {
        [leaf] => Ok((leaf, authorities.into_iter().cloned().collect())),
        [] => Err(MinioError::missing("No client certificate provided")),
        _ => Err(MinioError::invalid("More than one client certificate provided")),
    }
}

fn common_name<'a>(name: &'a X509Name) -> Option<&'a str> {
    name.iter_common_name().next().and_then(|it| it.as_str().ok())
}
