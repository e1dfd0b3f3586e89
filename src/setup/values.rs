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
        let subject = provider.jobs.as_ref().map_or("*", |jobs| jobs.subject);
        let (base, realm) = issuer.split_once("/realms/").unwrap_or((&issuer, "<realm>"));
        let claim = known.claim.clone().unwrap_or_else(|| or(provider.claim, "policy"));
        let (rule, rule_variable) = match known.uses_role(provider) {
            true => ("role_policy=readwrite".to_owned(), "MINIO_IDENTITY_OPENID_ROLE_POLICY=readwrite".to_owned()),
            false => (format!("claim_name={claim}"), format!("MINIO_IDENTITY_OPENID_CLAIM_NAME={claim}")),
        };
        let role_arn = role_arn(known, &audience);
        let redirects = redirects(provider, known, &issuer);
        let profile = known.profile_name(provider);
        let values = [
            ("alias", mc_alias(known.profile.as_deref().unwrap_or("prod"))),
            ("name", profile.to_owned()),
            ("product", provider.name.replace('-', "_")),
            ("endpoint", endpoint(known)),
            ("provider", base.to_owned()),
            ("realm", realm.trim_end_matches('/').to_owned()),
            ("issuer_name", issuer.split_once("://").map_or(issuer.as_str(), |(_, name)| name).to_owned()),
            ("discovery", discovery),
            ("client_id", client_id),
            ("audience", audience),
            ("subject", known.subject.clone().unwrap_or_else(|| subject.to_owned())),
            ("user", known.user.clone().unwrap_or_else(|| USER.to_owned())),
            ("rule", rule),
            ("rule_variable", rule_variable),
            ("claim", claim),
            ("account", role_arn.split(':').nth(4).unwrap_or_default().to_owned()),
            ("role", role_arn.rsplit('/').next().unwrap_or_default().to_owned()),
            ("role_arn", role_arn),
            ("redirect", redirects.join("` and `")),
            ("redirects", redirects.join("\", \"")),
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
    let placeholders: [(&'static OptionSpec, bool, &str); 6] = [
        (&opt::ENDPOINT, known.endpoint.is_none(), placeholder_of(&endpoint)),
        (&opt::ISSUER, known.issuer.is_none(), placeholder_of(provider.issuer)),
        (&opt::CLIENT_ID, known.client_id.is_none(), CLIENT_ID),
        (&opt::SUBJECT, known.subject.is_none(), placeholder_of(subject)),
        (&opt::ACCOUNT, known.user.is_none(), USER),
        (&opt::ROLE_ARN, known.role_arn.is_none(), "<account ID>"),
    ];
    let is_used =
        |(_, is_missing, placeholder): &(_, bool, &str)| *is_missing && placeholder.starts_with('<') && text.contains(placeholder);
    placeholders.into_iter().filter(is_used).map(|(option, ..)| option).collect()
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
