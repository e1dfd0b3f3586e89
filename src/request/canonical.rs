//! Canonical form of a request, from which cache keys are computed: every input that affects the result, in fixed order, without secrets.
//!
//! Requests and identities are destructured without `..`: a new field does not compile until it is included or excluded here.
//! `tests/all/tables/cache_keys.rs` has a row for each field.

use super::{
    AccessKeys, ClientGrants, Identity, KeySource, Ldap, Request, RoleArn, SessionName, SuppliedToken, TokenKind, TokenProvider,
    WebIdentity,
};
use crate::claims::Claims;
use crate::policy::SessionPolicy;
use crate::secret::SecretSource;
use crate::sys::{ClientCertificate, Trust};

/// The name and value of a field.
pub type KeyField = (&'static str, String);

impl Request {
    /// Returns the fields that identify a login; logins with equal fields share their tokens. Returns `None` if a secret or token is
    /// supplied with every invocation, so that nothing is cached.
    #[must_use]
    pub fn login_fields(&self) -> Option<Vec<KeyField>> {
        let mut fields = self.interactive_fields()?;
        fields.extend(self.trust_field());
        Some(fields)
    }

    /// Returns the fields that identify credentials; `claims` are those of a supplied token, which identify it. Returns `None` if
    /// credentials must not be cached.
    #[must_use]
    pub fn credentials_fields(&self, claims: Option<&Claims>) -> Option<Vec<KeyField>> {
        let mut fields = self.owner_fields(claims)?;
        fields.extend(self.trust_field());
        fields.extend(self.sts_request_fields());
        fields.retain(|(_, value)| !value.is_empty()); // so that a new optional field does not invalidate existing keys
        Some(fields)
    }

    /// Returns the fields that, beside those of the login and the credentials, decide whether an attempt fails: requests with equal fields
    /// may share a failure.
    #[must_use]
    pub fn attempt_fields(&self) -> Vec<KeyField> {
        let mut fields = self.stored_fields();
        fields.retain(|(name, _)| !matches!(*name, "profile" | "endpoint" | "region" | "dialect")); // already among the credentials' fields
        if let Identity::WebIdentity(web_identity) = &self.identity {
            fields.push(("way", format!("{:?} {:?} {:?}", web_identity.login, web_identity.redirect, web_identity.send)));
        }
        fields
    }

    /// Returns the fields that identify the owner of credentials (login and endpoint), so that a logout finds all credentials of a login;
    /// `claims` are those of a supplied token.
    #[must_use]
    pub fn owner_fields(&self, claims: Option<&Claims>) -> Option<Vec<KeyField>> {
        let mut fields = match &self.identity {
            Identity::SuppliedToken(_) => {
                let claims = claims.filter(|claims| claims.text("sub").is_some())?; // without `sub`, tokens of different subjects look the same
                vec![("identity", "given-token".to_owned()), ("claims", claims.digest())]
            }
            _ => self.interactive_fields()?,
        };
        fields.push(("endpoint", self.endpoint.address().to_owned()));
        Some(fields)
    }

    /// Returns the fields of the STS request.
    fn sts_request_fields(&self) -> [KeyField; 7] {
        let Self {
            identity,
            dialect,
            policy,
            role_arn,
            session_name,
            duration,
            region,
            endpoint: _,     // included by `owner_fields`
            s3_endpoint: _,  // does not affect the credentials
            trust: _,        // included by `trust_field`
            timeout: _,      // does not affect the result
            cache_policy: _, // does not affect the result
            delivery: _,     // does not affect the credentials
            profile: _,      // equal profiles share a login
        } = self;
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let sends_access_token = matches!(identity, Identity::WebIdentity(web_identity) if web_identity.send == TokenKind::AccessToken);
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

    /// Returns the fields of the identity if the user authenticates interactively (browser login or prompted secret).
    fn interactive_fields(&self) -> Option<Vec<KeyField>> {
        if self.identity.prompts_for_secret() || matches!(self.identity, Identity::WebIdentity(_)) { self.identity_fields() } else { None }
    }

    /// Separates entries obtained with `--insecure`: they must not be served to requests that verify certificates.
    fn trust_field(&self) -> Option<KeyField> {
        // a verified server gives the same answer whichever CA bundle or client certificate was used
        let Trust { insecure, ca_bundle: _, client: _ } = &self.trust;
        insecure.then(|| ("trust", "anyone".to_owned()))
    }

    fn identity_fields(&self) -> Option<Vec<KeyField>> {
        match &self.identity {
            Identity::WebIdentity(web_identity) => Some(web_identity_fields(web_identity)),
            Identity::Ldap(login) => self.ldap(login),
            Identity::AccessKeys(keys) => self.access_keys(keys),
            Identity::ClientGrants(client_grants) => Some(client_grants_fields(client_grants)),
            // supplied with every invocation: verified by the server each time, or identified by the token's claims
            Identity::SuppliedToken(SuppliedToken { source: _, audience: _ })
            | Identity::CustomToken(SuppliedToken { source: _, audience: _ })
            | Identity::Certificate(ClientCertificate { certificate: _, key: _ }) => None,
        }
    }

    /// Returns the fields of an LDAP login. The password is not a field; see [`Request::interactive_fields`].
    fn ldap(&self, login: &Ldap) -> Option<Vec<KeyField>> {
        let Ldap { user, password: _, password_command: _ } = login;
        Some(vec![("identity", "ldap".to_owned()), ("user", user.clone()?), ("at", self.endpoint.address().to_owned())])
    }

    /// Returns the fields of access keys whose secret is prompted for; other keys are not cached.
    fn access_keys(&self, keys: &AccessKeys) -> Option<Vec<KeyField>> {
        let AccessKeys { keys, external_id } = keys;
        match keys {
            KeySource::Given { access_key, session_token: None, secret_key: SecretSource::Prompt(_) } => Some(vec![
                ("identity", "assume-role".to_owned()),
                ("access key", access_key.clone()),
                ("external id", external_id.clone().unwrap_or_default()),
                ("at", self.endpoint.address().to_owned()),
            ]),
            KeySource::Given { access_key: _, session_token: _, secret_key: _ } | KeySource::Profile(_) => None,
        }
    }
}

fn client_grants_fields(client_grants: &ClientGrants) -> Vec<KeyField> {
    let ClientGrants {
        provider,
        client_id,
        scopes,
        audience,
        resource,
        client_secret: _, // secret; see `person_fields`
        client_auth: _,   // does not affect the token
        assertion_key: _,
    } = client_grants;
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

fn web_identity_fields(web_identity: &WebIdentity) -> Vec<KeyField> {
    let WebIdentity {
        issuer,
        client_id,
        scopes,
        auth_params,
        userinfo,
        client_secret: _, // secret; authenticates the client, not the user
        client_auth: _,
        assertion_key: _,
        redirect: _, // does not affect the tokens
        login: _,    // does not affect the tokens
        browser: _,
        send: _, // affects the STS request only; included by `grant_fields`
    } = web_identity;
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
