//! What makes two requests the same: every input that changes the result, listed one by one, in fixed order, and no secret.

use super::{Identity, Request, TokenKind, TokenProvider, WebIdentity};
use crate::claims::Claims;
use crate::secret::Source;

/// A field's name and its value.
pub type Field = (&'static str, String);

impl Request {
    /// What makes two logins the same: the same tokens serve both. `None` for who brings a secret or a token along: it counts each time.
    #[must_use]
    pub fn login_fields(&self) -> Option<Vec<Field>> {
        let mut fields = self.person_fields()?;
        fields.extend(self.trust_field());
        Some(fields)
    }

    /// What makes two requests for credentials the same; `claims` are those of a token that was brought along, which then counts by
    /// what it says. `None` where nothing may be answered from what was kept.
    #[must_use]
    pub fn credentials_fields(&self, claims: Option<&Claims>) -> Option<Vec<Field>> {
        let mut fields = self.owner_fields(claims)?;
        fields.extend(self.trust_field());
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let sends_access_token = matches!(&self.identity, Identity::WebIdentity(person) if person.send == TokenKind::AccessToken);
        fields.extend([
            ("send", text(sends_access_token.then_some("access-token"))),
            ("region", self.region.clone()),
            ("dialect", self.dialect.map_or_else(String::new, |dialect| dialect.to_string())),
            ("role", text(self.role_arn.as_ref().map(super::RoleArn::as_str))),
            ("session name", text(self.session_name.as_ref().map(super::SessionName::as_str))),
            ("seconds", self.duration.map_or_else(String::new, |length| length.seconds().to_string())),
            ("policy", text(self.policy.as_ref().map(crate::policy::SessionPolicy::as_str))),
        ]);
        fields.retain(|(_, value)| !value.is_empty()); // what was not said is not there
        Some(fields)
    }

    /// Whose credentials they are at which server, whatever else was asked for: what ends a login ends them all; `claims` as before.
    #[must_use]
    pub fn owner_fields(&self, claims: Option<&Claims>) -> Option<Vec<Field>> {
        let mut fields = match &self.identity {
            Identity::GivenToken(_) => {
                let claims = claims.filter(|claims| claims.text("sub").is_some())?; // a token that names nobody is like any other
                vec![("identity", "given-token".to_owned()), ("claims", claims.digest())]
            }
            _ => self.person_fields()?,
        };
        fields.push(("endpoint", self.endpoint.address().to_owned()));
        Some(fields)
    }

    /// The identity, where it is a person's who is asked.
    fn person_fields(&self) -> Option<Vec<Field>> {
        if self.identity.asks_for_a_secret() || matches!(self.identity, Identity::WebIdentity(_)) { self.identity_fields() } else { None }
    }

    /// What came over an unverified connection is good for those only who do not verify either.
    fn trust_field(&self) -> Option<Field> {
        self.trust.insecure.then(|| ("trust", "anyone".to_owned()))
    }

    fn identity_fields(&self) -> Option<Vec<Field>> {
        match &self.identity {
            Identity::WebIdentity(person) => Some(web_identity(person)),
            Identity::Ldap(login) => {
                Some(vec![("identity", "ldap".to_owned()), ("user", login.user.clone()?), ("at", self.endpoint.address().to_owned())])
            }
            Identity::AccessKeys(who) => match &who.keys {
                super::KeySource::Given { access_key, session_token: None, secret_key: Source::Prompt(_) } => Some(vec![
                    ("identity", "assume-role".to_owned()),
                    ("access key", access_key.clone()),
                    ("external id", who.external_id.clone().unwrap_or_default()),
                    ("at", self.endpoint.address().to_owned()),
                ]),
                _ => None,
            },
            Identity::ClientGrants(service) => {
                let provider = match &service.provider {
                    TokenProvider::Issuer(issuer) => issuer.name().to_owned(),
                    TokenProvider::Endpoint(url) => url.to_string(),
                };
                Some(vec![
                    ("identity", "client-grants".to_owned()),
                    ("provider", provider),
                    ("client", service.client_id.clone()),
                    ("scopes", sorted(&service.scopes)),
                    ("audience", service.audience.clone().unwrap_or_default()),
                    ("resource", service.resource.clone().unwrap_or_default()),
                ])
            }
            Identity::GivenToken(_) | Identity::Certificate(_) | Identity::CustomToken(_) => None,
        }
    }
}

fn web_identity(person: &WebIdentity) -> Vec<Field> {
    let mut parameters: Vec<String> = person.auth_params.iter().map(|(key, value)| format!("{key}={value}")).collect();
    parameters.sort_unstable();
    vec![
        ("identity", "web-identity".to_owned()),
        ("issuer", person.issuer.name().trim_end_matches('/').to_owned()),
        ("client", person.client_id.clone()),
        ("scopes", sorted(&person.scopes)),
        ("parameters", parameters.join("\n")),
        ("userinfo", person.userinfo.to_string()),
    ]
}

fn sorted(scopes: &[String]) -> String {
    let mut scopes = scopes.to_vec();
    scopes.sort_unstable();
    scopes.dedup();
    scopes.join(" ")
}
