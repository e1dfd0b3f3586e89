//! The answer as a page of facts.

use super::answer::Answer;
use crate::access::{Access, Sight};
use crate::cli::fact_page::{FactPage, first_names};
use crate::credentials::{RightsOwner, format_time};
use crate::identity::TokenStatus;
use crate::session::{Renewal, RenewalLimit};
use crate::whoami::{CredentialFacts, KeysOrigin, RenewalFacts, RenewalMeans, UserFacts, Whoami};
use jiff::Timestamp;

/// How many names of a list are shown.
const MAX_NAMES: usize = 12;

/// Returns the page.
pub(super) fn page(answer: &Answer, now: Timestamp) -> String {
    let whoami = &answer.whoami;
    let mut page = FactPage::default();
    let unknown = if whoami.needs_user_action { "not logged in" } else { "unknown user" };
    page.title(whoami.user.display_name().unwrap_or(unknown));
    user(&whoami.user, &mut page);
    place(whoami, &mut page);
    match &whoami.credentials {
        Some(facts) => credentials(facts, now, &mut page),
        None => page.row("Credentials", "none cached"),
    }
    let renewal = whoami.renewal.iter().map(|renewal| describe_renewal(renewal, whoami.credentials.is_some(), now));
    page.sentences("Renewal", &renewal.collect::<Vec<_>>());
    answer.access.iter().for_each(|access| sight(access, &mut page));
    if answer.access.as_ref().is_none_or(|access| access.sight() != Sight::Failed) {
        page.sentences("Hint", &answer.hints); // otherwise they follow the error
    }
    page.into_text()
}

fn user(user: &UserFacts, page: &mut FactPage) {
    let title = user.display_name();
    let unless_title = |value: &'_ Option<String>| value.clone().filter(|value| Some(value.as_str()) != title);
    page.optional("E-mail", unless_title(&user.email).as_deref());
    page.optional("Subject", unless_title(&user.subject).as_deref());
    page.optional("LDAP user", unless_title(&user.ldap_user).as_deref());
    page.optional("Parent user", unless_title(&user.parent).as_deref());
    page.row("Groups", &first_names(&user.groups, MAX_NAMES));
}

fn place(whoami: &Whoami, page: &mut FactPage) {
    match &whoami.origin {
        KeysOrigin::Profile(profile) => page.optional("Profile", profile.as_deref()),
        KeysOrigin::Environment => page.row("Source", "the environment (AWS_ACCESS_KEY_ID)"),
    }
    page.optional("Identity", whoami.identity);
    let client = whoami.client_id.as_ref().map(|client| format!(" (client {client})")).unwrap_or_default();
    match &whoami.provider {
        Some(provider) => page.row("Provider", &(provider.to_owned() + &client)),
        None => page.optional("Issuer", whoami.user.issuer.as_deref()),
    }
    page.row("Storage server", &whoami.endpoint);
    page.row("S3", if whoami.s3_endpoint == whoami.endpoint { "" } else { &whoami.s3_endpoint });
}

fn credentials(facts: &CredentialFacts, now: Timestamp, page: &mut FactPage) {
    page.row("Access key", &facts.access_key);
    page.optional("Rights", facts.token.rights_owner().as_ref().map(RightsOwner::describe).as_deref());
    let names = facts.token.policy_names();
    page.row("Policies", &names.join(", "));
    if !facts.dropped_policies.is_empty() {
        page.row("Not granted", &format!("{} (the token names them, the server has no such policy)", facts.dropped_policies.join(", ")));
    }
    page.rows("Session policy", &facts.token.session_policy_lines().unwrap_or_default());
    let expiration = facts.expiration.map_or_else(|| "unknown".to_owned(), |expiration| format_time(expiration, now));
    page.row(if facts.expiration.is_some_and(|expiration| expiration <= now) { "Expired" } else { "Expires" }, &expiration);
    page.sentences("Problem", &facts.defects.iter().map(ToString::to_string).collect::<Vec<_>>());
}

fn describe_renewal(renewal: &RenewalFacts, has_credentials: bool, now: Timestamp) -> String {
    let source = renewal.token.as_ref().map(TokenStatus::place).unwrap_or_default();
    let expiration = renewal.token.as_ref().and_then(|token| token.expiration).map(|expiration| format_time(expiration, now));
    match (renewal.requirement, renewal.means) {
        (Renewal::Silent, means) => {
            let limit = match renewal.limit {
                Some(RenewalLimit::Until(time, _)) => format!(", until {}", format_time(time, now)),
                Some(RenewalLimit::Unknown(reason)) => format!("; {}", reason.text(now)),
                Some(RenewalLimit::Unlimited) | None => String::new(),
            };
            let expiration = expiration.filter(|_| renewal.until().is_none()).map(|time| format!(", which expires at {time}"));
            format!("without prompting, with the {}{limit}{}", means.word(), expiration.unwrap_or_default())
        }
        (Renewal::TokenMissing, _) => format!("the token from {source} is missing"),
        (Renewal::TokenExpired, _) => format!("the token from {source} expired at {}", expiration.unwrap_or_default()),
        (Renewal::Prompt, RenewalMeans::Login) if has_credentials => "login required after that".to_owned(),
        (Renewal::Prompt, RenewalMeans::Login) => "login required".to_owned(),
        (Renewal::Prompt, means) => format!("prompts for the {}", means.word()),
    }
}

fn sight(access: &Access, page: &mut FactPage) {
    let caller = access.caller.as_ref().map(|caller| format!("yes, as {}", caller.arn));
    match access.is_accepted() {
        Some(true) => page.row("Accepted", caller.as_deref().unwrap_or("yes")),
        Some(false) => page.row("Accepted", "no"),
        None => {} // the error follows
    }
    match access.sight() {
        Sight::Buckets => page.rows("Buckets", &buckets(access)),
        Sight::Nothing => {
            page.row("Buckets", "none: the credentials are valid, but open no bucket here");
            page.rows("Checked", &checked(access));
        }
        Sight::NotListable => {
            page.row("Buckets", "unknown: the credentials are valid, but may not list buckets");
            page.rows("Checked", &checked(access));
        }
        Sight::Failed => {}
    }
}

/// Lists the checked buckets, each with the answer.
fn checked(access: &Access) -> Vec<String> {
    access.checked.iter().map(|bucket| format!("{} ({})", bucket.name, bucket.access)).collect()
}

/// Lists the checked buckets, then the others.
fn buckets(access: &Access) -> Vec<String> {
    let names = access.listed().iter();
    let unchecked = names.filter(|name| !access.checked.iter().any(|bucket| bucket.name == **name)).cloned();
    let is_cut = access.buckets.as_ref().is_ok_and(|list| !list.is_complete);
    let rest = is_cut.then(|| "… and more: the server lists them in pages, of which only the first ones were read".to_owned());
    checked(access).into_iter().chain(unchecked).chain(rest).collect()
}
