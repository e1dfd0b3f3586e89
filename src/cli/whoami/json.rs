//! The answer as one line of JSON.

use super::answer::Answer;
use crate::access::{Access, BucketAccess};
use crate::credentials::RightsOwner;
use crate::session::Renewal;
use crate::whoami::{CredentialFacts, KeysOrigin, RenewalFacts};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Returns the line.
pub(super) fn line(answer: &Answer, now: Timestamp) -> String {
    let whoami = &answer.whoami;
    let (source, profile) = match &whoami.origin {
        KeysOrigin::Profile(profile) => ("profile", profile.as_deref()),
        KeysOrigin::Environment => ("environment", None),
    };
    let object = json!({
        "source": source,
        "profile": profile,
        "identity": whoami.identity,
        "name": whoami.user.name,
        "email": whoami.user.email,
        "subject": whoami.user.subject,
        "issuer": whoami.user.issuer,
        "ldap_user": whoami.user.ldap_user,
        "parent": whoami.user.parent,
        "groups": whoami.user.groups,
        "provider": whoami.provider,
        "client_id": whoami.client_id,
        "endpoint": whoami.endpoint,
        "s3_endpoint": whoami.s3_endpoint,
        "credentials": whoami.credentials.as_ref().map(|facts| credentials(facts, now)),
        "renewal": whoami.renewal.as_ref().map(renewal),
        "login_required": whoami.needs_user_action,
        "online": answer.access.as_ref().map(online),
        "hints": answer.hints,
    });
    object.to_string() + "\n"
}

fn credentials(facts: &CredentialFacts, now: Timestamp) -> Value {
    json!({
        "access_key": facts.access_key,
        "rights": facts.token.rights_owner().as_ref().map(RightsOwner::word),
        "role_arn": facts.token.role_arn,
        "policies": facts.token.policy_names(),
        "dropped_policies": facts.dropped_policies,
        "restricted": facts.token.has_session_policy,
        "session_policy": facts.token.session_policy,
        "expiration": facts.expiration.map(|expiration| expiration.to_string()),
        "expires_in": facts.expiration.map(|expiration| now.duration_until(expiration).as_secs()),
        "fresh": facts.is_fresh,
        "problems": facts.defects.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

fn renewal(renewal: &RenewalFacts) -> Value {
    json!({
        "renews_silently": renewal.requirement == Renewal::Silent,
        "means": renewal.means.word(),
        "until": renewal.until().map(|until| until.to_string()),
        "token": renewal.token.as_ref().map(|token| json!({
            "source": token.source,
            "variable": token.ci_variable,
            "present": token.is_present,
            "expiration": token.expiration.map(|expiration| expiration.to_string()),
        })),
    })
}

fn online(access: &Access) -> Value {
    let region = |access: &BucketAccess| match access {
        BucketAccess::OtherRegion(region) => region.clone(),
        _ => None,
    };
    let checked = access.checked.iter();
    let checked = checked.map(|bucket| json!({"name": bucket.name, "access": bucket.access.word(), "region": region(&bucket.access)}));
    json!({
        "accepted": access.is_accepted(),
        "caller": access.caller.as_ref().map(|caller| caller.arn.clone()),
        "account": access.caller.as_ref().and_then(|caller| caller.account.clone()),
        "user_id": access.caller.as_ref().and_then(|caller| caller.user_id.clone()),
        "sees": access.sight().word(),
        "buckets": access.buckets.as_ref().ok().map(|list| &list.names),
        "buckets_complete": access.buckets.as_ref().ok().map(|list| list.is_complete),
        "checked": checked.collect::<Value>(),
        "problem": access.buckets.as_ref().err().map(ToString::to_string),
    })
}
