//! `AssumeRoleWithCertificate`: exchanges the TLS client certificate. Its CN is the policy; the credentials expire no later than it.

use super::reply::credentials;
use super::{enabled, mint, parameters};
use crate::sandbox::form::Parameters;
use crate::sandbox::identities::Order;
use crate::sandbox::jwt::Claims;
use crate::sandbox::policy::Policy;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::tls::PeerCertificates;
use crate::sandbox::world::World;
use axum::body::Bytes;
use axum::extract::ConnectInfo;
use axum::http::Request;
use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use serde_json::Value;
use x509_parser::prelude::{FromDer as _, X509Certificate, X509Name};

/// The maximum number of CA certificates.
const MOST_AUTHORITIES: usize = 10;

/// Handles a call over a connection with a client certificate.
pub(super) fn answer(world: &World, request: &Request<Bytes>, query: &Parameters) -> Result<String, Refusal> {
    enabled(world, "AssumeRoleWithCertificate")?;
    let peer = request.extensions().get::<ConnectInfo<PeerCertificates>>();
    let ConnectInfo(PeerCertificates(chain)) = peer.ok_or_else(|| Refusal::sts(400, "InsecureConnection", "No TLS connection attempt"))?;
    let (leaf, authorities) = sorted(chain)?;
    let now = world.storage_clock.now();
    let refused = |sentence| Refusal::sts(400, "InvalidClientCertificate", sentence);
    world.authority.verify_client(leaf, &authorities, now).map_err(refused)?;
    let (_, certificate) = X509Certificate::from_der(leaf).map_err(|_| refused("x509: malformed certificate".to_owned()))?;
    let name = common_name(certificate.subject()).filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| Refusal::missing("certificate subject CN cannot be empty"))?;
    let expires = parameters::end(query, now).map_err(|_| Refusal::missing("invalid token expiry"))?;
    let expires = expires.unwrap_or_else(|| parameters::usual_end(now));
    let certificate_ends = Timestamp::from_second(certificate.validity().not_after.timestamp()).unwrap_or(expires);
    if Policy::named(name).is_none() {
        let sentence = format!("specified policy {name}, not found Specified canned policy does not exist");
        return Err(Refusal::sts(500, "InternalError", sentence));
    }
    let organizations: Vec<&str> = certificate.subject().iter_organization().filter_map(|it| it.as_str().ok()).collect();
    let order = Order {
        name: format!("tls:{name}"),
        policies: vec![name.to_owned()],
        expires: expires.min(certificate_ends),
        session_policy: None,
        revoke_type: query.get("TokenRevokeType").map(ToOwned::to_owned),
        claims: Claims::from_iter([
            ("sub".to_owned(), Value::from(name)),
            ("aud".to_owned(), if organizations.is_empty() { Value::Null } else { Value::from(organizations) }),
            ("iss".to_owned(), Value::from(common_name(certificate.issuer()).unwrap_or_default())),
            ("parent".to_owned(), Value::from(format!("tls:{name}"))),
        ]),
    };
    Ok(credentials(&mint(world, order, now)))
}

/// Splits the chain into the leaf and the CA certificates.
fn sorted<'a>(chain: &'a [CertificateDer<'static>]) -> Result<(&'a CertificateDer<'static>, Vec<CertificateDer<'static>>), Refusal> {
    let is_authority = |der: &&CertificateDer| X509Certificate::from_der(der).is_ok_and(|(_, certificate)| certificate.is_ca());
    let (authorities, leaves): (Vec<_>, Vec<_>) = chain.iter().partition(is_authority);
    if authorities.len() > MOST_AUTHORITIES {
        let sentence = format!("client certificate contains more than {MOST_AUTHORITIES} intermediate CAs");
        return Err(Refusal::sts(400, "TooManyIntermediateCAs", sentence));
    }
    match leaves[..] {
        [leaf] => Ok((leaf, authorities.into_iter().cloned().collect())),
        [] => Err(Refusal::missing("No client certificate provided")),
        _ => Err(Refusal::invalid("More than one client certificate provided")),
    }
}

fn common_name<'a>(name: &'a X509Name) -> Option<&'a str> {
    name.iter_common_name().next().and_then(|it| it.as_str().ok())
}
