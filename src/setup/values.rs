//! The values of the tokens in templates.

use super::known_values::KnownValues;
use super::provider::ProviderGuide;
use crate::deliver::configure::mc_alias;
use crate::identity::usual_redirect;
use crate::request::options as opt;
use crate::request::{Dialect, OptionSpec, RedirectUri, RoleArn};

/// The port to register where the provider compares it.
pub(super) const PORT: u16 = 8000;

const CLIENT_ID: &str = "<client ID>";
const USER: &str = "<user name>";
const STORAGE: &str = "https://<storage host>";
const AWS_STS: &str = "https://sts.<region>.amazonaws.com";
const ROLE: &str = "reader";
const REALM: &str = "<realm>";
const NAMESPACE: &str = "<namespace>";
const SERVICE_ACCOUNT: &str = "<account>";

/// The values of tokens, by name.
pub(super) struct Values(Vec<(&'static str, String)>);

impl Values {
    #[cfg(test)]
    pub(super) fn of(values: Vec<(&'static str, String)>) -> Self {
        Self(values)
    }

    /// Returns the values for `provider`: those that are known, and placeholders.
    pub(super) fn new(provider: &ProviderGuide, known: &KnownValues) -> Self {
        let issuer = issuer(provider, known);
        let discovery = known.issuer.as_ref().map_or_else(|| with_discovery(&issuer), |issuer| issuer.discovery().to_string());
        let client_id = known.client_id.clone().unwrap_or_else(|| or(provider.client_id, CLIENT_ID));
        let audience = match &provider.jobs {
            Some(_) => known.audience.clone().unwrap_or_else(|| "minio".to_owned()),
            None => client_id.clone(),
        };
        let usual_subject = provider.jobs.as_ref().map_or("*", |jobs| jobs.subject);
        let subject = known.subject.clone().unwrap_or_else(|| usual_subject.to_owned());
        let (namespace, service_account) = service_account(&subject);
        let issuer_name = issuer.split_once("://").map_or(issuer.as_str(), |(_, name)| name).to_owned();
        let restricts_subject = provider.jobs.is_some() || known.subject.is_some();
        let (base, realm) = issuer.split_once("/realms/").unwrap_or((&issuer, REALM));
        let claim = known.claim.clone().unwrap_or_else(|| or(provider.claim, "policy"));
        let (rule, rule_variable) = match known.uses_role(provider) {
            true => ("role_policy=readwrite".to_owned(), "MINIO_IDENTITY_OPENID_ROLE_POLICY=readwrite".to_owned()),
            false => (format!("claim_name={claim}"), format!("MINIO_IDENTITY_OPENID_CLAIM_NAME={claim}")),
        };
        let role_arn = role_arn(known, &audience);
        let redirects = redirects(provider, known, &issuer);
        let port = known.redirect.ports().first().copied().unwrap_or(PORT);
        let profile = known.profile_name(provider);
        let values = [
            ("alias", mc_alias(known.profile.as_deref().unwrap_or("prod"))),
            ("name", profile.to_owned()),
            ("provider_name", provider.name.replace('-', "_")),
            ("endpoint", endpoint(known)),
            ("provider_url", base.to_owned()),
            ("realm", realm.trim_end_matches('/').to_owned()),
            ("subject_condition", if restricts_subject { subject_condition(&issuer_name, &subject) } else { String::new() }),
            ("issuer_name", issuer_name),
            ("discovery", discovery),
            ("client_id", client_id),
            ("audience", audience),
            ("subject", subject),
            ("namespace", namespace),
            ("service_account", service_account),
            ("user", known.user.clone().unwrap_or_else(|| USER.to_owned())),
            ("rule", rule),
            ("rule_variable", rule_variable),
            ("claim", claim),
            ("account", role_arn.split(':').nth(4).unwrap_or_default().to_owned()),
            ("role", role_arn.rsplit('/').next().unwrap_or_default().to_owned()),
            ("role_arn", role_arn),
            ("redirect", redirects.join("` and `")),
            ("redirects", redirects.join("\", \"")),
            ("redirect_with_port", redirect(provider, known, &issuer).address(port)),
            ("port", port.to_string()),
            ("redirect_uri", explicit_redirect(provider, known, &issuer)),
            ("issuer", issuer),
        ];
        Self(values.into())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn set(&mut self, name: &'static str, value: String) {
        self.0.push((name, value));
    }
}

/// Returns the options whose values `text` has placeholders for.
pub(super) fn missing(provider: &ProviderGuide, known: &KnownValues, text: &str) -> Vec<&'static OptionSpec> {
    let subject = provider.jobs.as_ref().map_or("*", |jobs| jobs.subject);
    let endpoint = endpoint(known);
    let placeholders: [(&'static OptionSpec, bool, &str); 9] = [
        (&opt::ENDPOINT, known.endpoint.is_none(), placeholder_of(&endpoint)),
        (&opt::ISSUER, known.issuer.is_none(), placeholder_of(provider.issuer)),
        (&opt::ISSUER, true, REALM),
        (&opt::CLIENT_ID, known.client_id.is_none(), CLIENT_ID),
        (&opt::SUBJECT, known.subject.is_none(), placeholder_of(subject)),
        (&opt::SUBJECT, true, NAMESPACE), // also of a subject that is not that of one service account
        (&opt::SUBJECT, true, SERVICE_ACCOUNT),
        (&opt::ACCOUNT, known.user.is_none(), USER),
        (&opt::ROLE_ARN, known.role_arn.is_none(), "<account ID>"),
    ];
    let is_used =
        |(_, is_missing, placeholder): &(_, bool, &str)| *is_missing && placeholder.starts_with('<') && text.contains(placeholder);
    let mut missing: Vec<&'static OptionSpec> = placeholders.into_iter().filter(is_used).map(|(option, ..)| option).collect();
    missing.dedup();
    missing
}

/// Returns the options whose values are not in `text`, and why.
pub(super) fn unused(provider: &ProviderGuide, known: &KnownValues, text: &str) -> Vec<(&'static OptionSpec, &'static str)> {
    const NO_PLACE: &str = "these steps need no such value";
    let values: [(&'static OptionSpec, &Option<String>, &str); 5] = [
        (&opt::CLIENT_ID, &known.client_id, NO_PLACE),
        (&opt::CLAIM, &known.claim, "users get their policies by a role here"),
        (&opt::ROLE_ARN, &known.role_arn, "users get their policies by the claim here, and logins must request no role"),
        (&opt::AUDIENCE, &known.audience, NO_PLACE),
        (&opt::ACCOUNT, &known.user, NO_PLACE),
    ];
    let is_unused = |(option, value, _): &(&'static OptionSpec, &Option<String>, &str)| match value {
        Some(_) if **option == *opt::CLAIM => known.uses_role(provider),
        Some(_) if **option == *opt::ROLE_ARN => !known.uses_role(provider),
        value => value.as_ref().is_some_and(|value| !text.contains(value.as_str())),
    };
    values.into_iter().filter(is_unused).map(|(option, _, reason)| (option, reason)).collect()
}

/// Returns namespace and name of the service account in the subject of a pod; a placeholder for what is not the name of exactly one.
fn service_account(subject: &str) -> (String, String) {
    let account = subject.strip_prefix("system:serviceaccount:").unwrap_or_default();
    let (namespace, name) = account.split_once(':').unwrap_or((account, ""));
    let is_name = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.');
    let or = |text: &str, placeholder: &str| if is_name(text) { text } else { placeholder }.to_owned();
    (or(namespace, NAMESPACE), or(name, SERVICE_ACCOUNT))
}

/// Returns the further condition of a trust policy that compares the subject, as JSON.
fn subject_condition(issuer_name: &str, subject: &str) -> String {
    let [key, value] = [format!("{issuer_name}:sub"), subject.to_owned()].map(serde_json::Value::from);
    format!(",\n        \"StringLike\": {{ {key}: {value} }}")
}

/// Returns the first placeholder in a value.
fn placeholder_of(value: &str) -> &str {
    let rest = value.find('<').map_or("", |start| &value[start..]);
    rest.find('>').map_or("", |end| &rest[..=end])
}

fn or(value: &str, default: &str) -> String {
    if value.is_empty() { default } else { value }.to_owned()
}

/// Returns the issuer. Where issuers end with a slash, it does, too: providers compare it exactly.
fn issuer(provider: &ProviderGuide, known: &KnownValues) -> String {
    let issuer = known.issuer.as_ref().map_or(provider.issuer, |issuer| issuer.name());
    let lacks_slash = provider.issuer.ends_with('/') && !issuer.ends_with('/');
    issuer.to_owned() + if lacks_slash { "/" } else { "" }
}

fn with_discovery(issuer: &str) -> String {
    format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'))
}

fn endpoint(known: &KnownValues) -> String {
    match (&known.endpoint, known.server()) {
        (Some(endpoint), _) => endpoint.address().to_owned(),
        (None, Dialect::Aws) => AWS_STS.to_owned(),
        (None, _) => STORAGE.to_owned(),
    }
}

/// Returns the ARN of the role for users. MinIO computes it from the client ID.
fn role_arn(known: &KnownValues, client_id: &str) -> String {
    match (&known.role_arn, known.server()) {
        (Some(arn), _) => arn.clone(),
        (None, Dialect::Minio) if client_id == CLIENT_ID => "<role ARN>".to_owned(),
        (None, Dialect::Minio) => RoleArn::of_minio(client_id),
        (None, Dialect::SeaweedFs) => "arn:aws:iam::role/web".to_owned(),
        (None, Dialect::Ceph) => format!("arn:aws:iam:::role/{ROLE}"),
        (None, _) => format!("arn:aws:iam::<account ID>:role/{ROLE}"),
    }
}

/// Returns the redirect URI of a login. Unless the user set one, it is what the registration of this provider allows.
fn redirect(provider: &ProviderGuide, known: &KnownValues, issuer: &str) -> RedirectUri {
    let usual = if provider.redirect.is_empty() { usual_redirect(issuer).unwrap_or_default() } else { provider.redirect };
    known.redirect.or_provider_default(usual)
}

/// Returns the redirect URIs to register: one for each port where the provider compares it, else one without a port.
fn redirects(provider: &ProviderGuide, known: &KnownValues, issuer: &str) -> Vec<String> {
    let redirect = redirect(provider, known, issuer);
    match redirect.ports() {
        [] if provider.compares_port => vec![redirect.address(PORT)],
        ports if provider.compares_port => ports.iter().map(|port| redirect.address(*port)).collect(),
        _ => vec![redirect.without_port()],
    }
}

/// Returns the redirect URI that users must set; empty if sts-cli uses it anyway.
fn explicit_redirect(provider: &ProviderGuide, known: &KnownValues, issuer: &str) -> String {
    let automatic = known.redirect.or_provider_default(usual_redirect(issuer).unwrap_or_default()).without_port();
    let registered = redirect(provider, known, issuer).without_port();
    if known.redirect.is_default() && registered == automatic { String::new() } else { registered }
}
