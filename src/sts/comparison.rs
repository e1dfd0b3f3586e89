//! Compares the proof with what the server reads in it, and the granted credentials with the request.

use super::action::action_of;
use super::{Notice, ProofKind, ServerProbe};
use crate::claims::Claims;
use crate::credentials::Credentials;
use crate::identity::Proof;
use crate::request::{Request, SessionDuration};
use crate::text::printable;
use jiff::{SignedDuration, Timestamp};

/// The largest clock skew without a warning.
const TOLERATED_SKEW: SignedDuration = SignedDuration::from_secs(60);
/// The largest ignored difference in duration, in seconds: servers round, and responses take time.
const TOLERATED_SECONDS: i64 = 5;

/// Returns notices before a proof is sent: about the clocks, and about a token without a policy claim. The server decides; its own messages
/// on these points are poor.
#[must_use]
pub(crate) fn preflight_notices(proof: &Proof, probe: &ServerProbe, request: &Request) -> Vec<Notice> {
    let mut notices: Vec<Notice> = clock_skew_notice(probe).into_iter().collect();
    if let Some(claims) = &proof.claims
        && action_of(request).reads_policy_claim
        && probe.dialect.traits().reads_policy_claim
        && request.role_arn.is_none()
        && !claims.has("policy")
    {
        notices.push(Notice::NoPolicyClaim);
    }
    notices
}

/// Returns the notice about clocks that differ; `None` if they do not, or if that is unknown.
pub(super) fn clock_skew_notice(probe: &ServerProbe) -> Option<Notice> {
    probe.clock_skew.filter(|skew| skew.abs() > TOLERATED_SKEW).map(Notice::ClockSkew)
}

/// Returns notices about granted credentials: differences from the request, an endpoint that may lack S3, and an oversized session token.
pub(super) fn notices_about(
    credentials: &Credentials,
    proof: &Proof,
    requested_duration: SessionDuration,
    request: &Request,
    probe: &ServerProbe,
) -> Vec<Notice> {
    let mut notices: Vec<Notice> = duration_difference(credentials, proof, requested_duration, probe).into_iter().collect();
    let token_facts = credentials.token_facts();
    if let Some(role) = &request.role_arn
        && token_facts.is_of_minio
        && token_facts.role_arn.as_deref() != Some(role.as_str())
    {
        let policies = token_facts.policies.iter().map(|name| printable(name)).collect();
        notices.push(Notice::RoleIgnored {
            requested: role.as_str().to_owned(),
            applied: token_facts.role_arn.as_deref().map(printable),
            policies,
        });
    }
    if request.policy.is_some() && token_facts.is_of_minio && !token_facts.has_session_policy {
        notices.push(Notice::PolicyIgnored);
    }
    if request.s3_endpoint.is_none() && request.endpoint.is_sts_only() {
        notices.push(Notice::StsOnlyEndpoint(request.s3_address()));
    }
    notices.extend(credentials.oversized_token().map(Notice::OversizedToken));
    notices
}

/// Compares the durations. The server computed the expiration with its own clock, so the clock skew is added if it is known.
fn duration_difference(credentials: &Credentials, proof: &Proof, requested: SessionDuration, probe: &ServerProbe) -> Option<Notice> {
    let requested = i64::from(requested.seconds());
    let granted = (credentials.granted.duration_until(credentials.expiration) + probe.clock_skew.unwrap_or_default()).as_secs();
    if (granted - requested).abs() <= TOLERATED_SECONDS {
        return None;
    }
    let of_token = proof.claims.as_ref().and_then(Claims::expiration).map(|time| (ProofKind::Token, time));
    let of_proof = of_token.or(proof.certificate_expiration.map(|time| (ProofKind::Certificate, time)));
    let (kind, expiration) = of_proof.unwrap_or((ProofKind::Token, Timestamp::MAX));
    Some(match (credentials.expiration.as_second() - expiration.as_second()).abs() <= TOLERATED_SECONDS && granted < requested {
        true => Notice::ExpiresWithProof { proof: kind, expiration, requested, granted },
        false => Notice::DurationDiffers { requested, granted },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Responsible;
    use crate::secret::{SecretKey, SessionToken};

    /// Returns the notice about one hour of credentials, of which 15 minutes are granted, for a certificate that expires then.
    fn notice(certificate_expiration: Timestamp) -> Option<Notice> {
        let granted = Timestamp::UNIX_EPOCH;
        let credentials = Credentials {
            access_key: String::new(),
            secret_key: SecretKey::new(String::new()),
            session_token: SessionToken::new(String::new()),
            expiration: granted + SignedDuration::from_mins(15),
            granted,
            name: None,
            identity: None,
        };
        let proof = Proof { certificate_expiration: Some(certificate_expiration), ..Proof::default() };
        duration_difference(&credentials, &proof, SessionDuration::HOUR, &ServerProbe::default())
    }

    #[test]
    fn credentials_that_expire_with_a_certificate_are_distinguished_from_a_limit_of_the_server() {
        let (requested, granted) = (3600, 900);
        let expiration = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(903);
        let with_certificate = Notice::ExpiresWithProof { proof: ProofKind::Certificate, expiration, requested, granted };
        assert_eq!(notice(expiration), Some(with_certificate.clone()));
        assert_eq!(with_certificate.responsible(), Responsible::CertificateIssuer);
        assert_eq!(notice(expiration + SignedDuration::from_hours(1)), Some(Notice::DurationDiffers { requested, granted }));
    }
}
