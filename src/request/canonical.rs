//! What makes two requests the same: every input that changes the result, listed one by one, in fixed order, and no secret.
//!
//! Requests and identities are taken apart without `..`: a new field does not compile until somebody decides here whether it counts, and
//! in `tests/all/tables/cache_keys.rs`, which has a row for each.

use super::{
    AccessKeys, ClientGrants, Identity, KeySource, Ldap, Request, RoleArn, SessionName, SuppliedToken, TokenKind, TokenProvider,
    WebIdentity,
};
use crate::claims::Claims;
use crate::policy::SessionPolicy;
use crate::secret::Source;
use crate::sys::{ClientCertificate, Trust};

/// A field's name and its value.
pub type Field = (&'static str, String);

impl Request {
    /// What makes two logins the same: the same tokens serve both. `None` if a secret or token is supplied
    /// with every call.
    #[must_use]
    pub fn login_fields(&self) -> Option<Vec<Field>> {
        let mut fields = self.person_fields()?;
        fields.extend(self.trust_field());
        Some(fields)
    }

    /// What makes two requests for credentials the same; `claims` are those of a supplied token, which then counts by what it
    /// says. `None` where nothing may be answered from the cache.
    #[must_use]
    pub fn credentials_fields(&self, claims: Option<&Claims>) -> Option<Vec<Field>> {
        let mut fields = self.owner_fields(claims)?;
        fields.extend(self.trust_field());
        fields.extend(self.grant_fields());
        fields.retain(|(_, value)| !value.is_empty()); // what was not said is not there
        Some(fields)
    }

    /// How provider and server are reached and asked, beside the login and the credentials asked for: where these fields are the same too,
    /// one attempt fails as the other does.
    #[must_use]
    pub fn attempt_fields(&self) -> Vec<Field> {
        let mut fields = self.stored_fields();
        fields.retain(|(name, _)| !matches!(*name, "profile" | "endpoint" | "region" | "dialect")); // among those of the credentials
        if let Identity::WebIdentity(person) = &self.identity {
            fields.push(("way", format!("{:?} {:?} {:?}", person.login, person.redirect, person.send)));
        }
        fields
    }

    /// The fields of the login that credentials come of, whatever else was asked for: a logout removes all of its credentials; `claims` are
    /// those of the supplied token.
    #[must_use]
    pub fn owner_fields(&self, claims: Option<&Claims>) -> Option<Vec<Field>> {
        let mut fields = match &self.identity {
            Identity::SuppliedToken(_) => {
                let claims = claims.filter(|claims| claims.text("sub").is_some())?; // a token that names nobody is like any other
                vec![("identity", "given-token".to_owned()), ("claims", claims.digest())]
            }
            _ => self.person_fields()?,
        };
        fields.push(("endpoint", self.endpoint.address().to_owned()));
        Some(fields)
    }

    /// What is asked of the STS.
    fn grant_fields(&self) -> [Field; 7] {
        let Self {
            identity,
            dialect,
            policy,
            role_arn,
            session_name,
            duration,
            region,
            endpoint: _,     // among the owner's fields
            s3_endpoint: _,  // where the credentials are used, not where they come from
            trust: _,        // see `trust_field`
            timeout: _,      // says how long to wait, not for what
            cache_policy: _, // says whether a key is used at all
            delivery: _,     // what becomes of credentials afterwards
            profile: _,      // a name for all this: two profiles that say the same share a login
        } = self;
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let sends_access_token = matches!(identity, Identity::WebIdentity(person) if person.send == TokenKind::AccessToken);
        [
            ("send", text(sends_access_token.then_some("access-token"))),
            ("region", region.clone()),
            ("dialect", dialect.map_or_else(String::new, |dialect| dialect.to_string())),
            ("role", text(role_arn.as_ref().map(RoleArn::as_str))),
            ("session name", text(session_name.as_ref().map(SessionName::as_str))),
            ("seconds", duration.map_or_else(String::new, |length| length.seconds().to_string())),
            ("policy", text(policy.as_ref().map(SessionPolicy::as_str))),
        ]
    }

    /// The identity, where it is a person's who is asked.
    fn person_fields(&self) -> Option<Vec<Field>> {
        if self.identity.prompts_for_a_secret() || matches!(self.identity, Identity::WebIdentity(_)) {
            self.identity_fields()
        } else {
            None
        }
    }

    /// What came over an unverified connection is good for those only who do not verify either.
    fn trust_field(&self) -> Option<Field> {
        // neither the bundle nor the certificate shown changes what a server that was verified says
        let Trust { insecure, ca_bundle: _, client: _ } = &self.trust;
        insecure.then(|| ("trust", "anyone".to_owned()))
    }

    fn identity_fields(&self) -> Option<Vec<Field>> {
        match &self.identity {
            Identity::WebIdentity(person) => Some(web_identity(person)),
            Identity::Ldap(login) => self.ldap(login),
            Identity::AccessKeys(keys) => self.access_keys(keys),
            Identity::ClientGrants(service) => Some(client_grants(service)),
            // who brings one of these along is asked about each time, or counts by the token's claims
            Identity::SuppliedToken(SuppliedToken { source: _, audience: _ })
            | Identity::CustomToken(SuppliedToken { source: _, audience: _ })
            | Identity::Certificate(ClientCertificate { certificate: _, key: _ }) => None,
        }
    }

    /// A password counts by being typed in, never by itself: see [`Request::person_fields`].
    fn ldap(&self, login: &Ldap) -> Option<Vec<Field>> {
        let Ldap { user, password: _, password_command: _ } = login;
        Some(vec![("identity", "ldap".to_owned()), ("user", user.clone()?), ("at", self.endpoint.address().to_owned())])
    }

    /// Keys whose secret is typed in. The secret of all others is given each time, and goes to the server each time.
    fn access_keys(&self, keys: &AccessKeys) -> Option<Vec<Field>> {
        let AccessKeys { keys, external_id } = keys;
        match keys {
            KeySource::Given { access_key, session_token: None, secret_key: Source::Prompt(_) } => Some(vec![
                ("identity", "assume-role".to_owned()),
                ("access key", access_key.clone()),
                ("external id", external_id.clone().unwrap_or_default()),
                ("at", self.endpoint.address().to_owned()),
            ]),
            KeySource::Given { access_key: _, session_token: _, secret_key: _ } | KeySource::Profile(_) => None,
        }
    }
}

fn client_grants(service: &ClientGrants) -> Vec<Field> {
    let ClientGrants {
        provider,
        client_id,
        scopes,
        audience,
        resource,
        client_secret: _,  // counts by being typed in, never by itself
        authentication: _, // how the client proves itself
        assertion_key: _,
    } = service;
    let provider = match provider {
        TokenProvider::Issuer(issuer) => issuer.name().to_owned(),
        TokenProvider::Endpoint(url) => url.to_string(),
    };
    vec![
        ("identity", "client-grants".to_owned()),
        ("provider", provider),
        ("client", client_id.clone()),
        ("scopes", sorted(scopes)),
        ("audience", audience.clone().unwrap_or_default()),
        ("resource", resource.clone().unwrap_or_default()),
    ]
}

fn web_identity(person: &WebIdentity) -> Vec<Field> {
    let WebIdentity {
        issuer,
        client_id,
        scopes,
        auth_params,
        userinfo,
        client_secret: _, // proves the client, does not choose the person
        authentication: _,
        assertion_key: _,
        redirect: _, // where the browser comes back to
        login: _,    // how the person is asked
        browser: _,
        send: _, // changes what the STS gets, not the login: see `Request::grant_fields`
    } = person;
    let mut parameters: Vec<String> = auth_params.iter().map(|(key, value)| format!("{key}={value}")).collect();
    parameters.sort();
    vec![
        ("identity", "web-identity".to_owned()),
        ("issuer", issuer.name().trim_end_matches('/').to_owned()),
        ("client", client_id.clone()),
        ("scopes", sorted(scopes)),
        ("parameters", parameters.join("\n")),
        ("userinfo", userinfo.to_string()),
    ]
}

fn sorted(scopes: &[String]) -> String {
    let mut scopes = scopes.to_vec();
    scopes.sort();
    scopes.dedup();
    scopes.join(" ")
}
