//! The record of a request stored beside its login, so that `logout` can revoke it without the profile or flags it was made with.
//!
//! The record contains no secrets: client secrets and keys are stored as file paths only.

use super::{
    AccessKeys, AssertionKey, BrowserUse, CachePolicy, Choice as _, ClientAuthMethod, Delivery, Dialect, Endpoint, Identity, Issuer,
    KeyField, KeySource, Ldap, LoginMethod, RedirectUri, Request, SuppliedToken, TokenKind, TokenSource, WebIdentity,
};
use crate::secret::{SecretKind, SecretSource};
use crate::sys::{ClientCertificate, Trust};
use std::path::{Path, PathBuf};
use std::time::Duration;

impl Request {
    /// Returns the identity, the endpoints and the connection settings as fields; empty fields are omitted.
    #[must_use]
    pub fn stored_fields(&self) -> Vec<KeyField> {
        let path = |path: Option<&Path>| path.and_then(persistent_path).unwrap_or_default();
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let web_identity = match &self.identity {
            Identity::WebIdentity(web_identity) => Some(web_identity),
            _ => None,
        };
        let secret_file = web_identity.and_then(|web_identity| match &web_identity.client_secret {
            Some(SecretSource::File(file)) => Some(file.as_path()),
            _ => None,
        });
        let key = web_identity.and_then(|web_identity| web_identity.assertion_key.as_ref());
        let Trust { insecure, ca_bundle, client } = &self.trust;
        let mut fields = vec![
            ("profile", text(self.profile.as_deref())),
            ("identity", identity_name(&self.identity).to_owned()),
            ("endpoint", self.endpoint.address().to_owned()),
            ("s3_endpoint", text(self.s3_endpoint.as_ref().map(Endpoint::address))),
            ("issuer", text(web_identity.map(|web_identity| web_identity.issuer.name()))),
            ("client_id", text(web_identity.map(|web_identity| web_identity.client_id.as_str()))),
            ("client_secret_file", path(secret_file)),
            ("client_auth", text(web_identity.and_then(|web_identity| web_identity.client_auth).map(ClientAuthMethod::word))),
            ("client_assertion_key", path(key.map(|key| key.file.as_path()))),
            ("client_assertion_kid", text(key.and_then(|key| key.kid.as_deref()))),
            ("region", self.region.clone()),
            ("dialect", self.dialect.map_or_else(String::new, |dialect| dialect.to_string())),
            ("insecure", text(insecure.then_some("true"))),
            ("ca_bundle", path(ca_bundle.as_deref())),
            ("client_cert", path(client.as_ref().map(|client| client.certificate.as_path()))),
            ("client_key", path(client.as_ref().map(|client| client.key.as_path()))),
        ];
        fields.retain(|(_, value)| !value.is_empty());
        fields
    }

    /// Reconstructs a request from stored fields, for a logout only: it lacks what only a login requires. Returns `None` if a required
    /// field is missing or invalid.
    #[must_use]
    pub fn from_stored_fields<'a>(field: impl Fn(&str) -> Option<&'a str>, cache_policy: CachePolicy, timeout: Duration) -> Option<Self> {
        let path = |name: &str| field(name).map(PathBuf::from);
        let client = path("client_cert").zip(path("client_key")).map(|(certificate, key)| ClientCertificate { certificate, key });
        Some(Self {
            identity: identity(&field)?,
            endpoint: Endpoint::new(field("endpoint")?, true).ok()?,
            s3_endpoint: field("s3_endpoint").map(|address| Endpoint::new(address, true)).transpose().ok()?,
            dialect: field("dialect").and_then(Dialect::from_word),
            policy: None,
            role_arn: None,
            session_name: None,
            duration: None,
            trust: Trust { ca_bundle: path("ca_bundle"), insecure: field("insecure").is_some(), client },
            region: field("region").unwrap_or("us-east-1").to_owned(),
            timeout,
            cache_policy,
            delivery: Delivery::default(),
            profile: field("profile").map(str::to_owned),
        })
    }
}

/// Makes `path` absolute. Returns `None` for files that exist only during this run (standard input, a pipe), and for paths that are not
/// UTF-8.
fn persistent_path(path: &Path) -> Option<String> {
    let is_file = !["/dev", "/proc"].iter().any(|folder| path.starts_with(folder)) && path.is_file();
    is_file.then(|| std::path::absolute(path).ok()?.into_os_string().into_string().ok()).flatten()
}

/// Returns the stored name of the identity, which is not always the name in profiles.
fn identity_name(identity: &Identity) -> &'static str {
    match identity {
        Identity::WebIdentity(_) => "web-identity",
        Identity::SuppliedToken(_) | Identity::ClientGrants(_) => "token",
        Identity::Ldap(_) => "ldap",
        Identity::AccessKeys(_) | Identity::Certificate(_) | Identity::CustomToken(_) => "assume-role",
    }
}

/// Reconstructs an identity of the stored type. All but `web-identity` are placeholders: a logout reads only their variant.
fn identity<'a>(field: &impl Fn(&str) -> Option<&'a str>) -> Option<Identity> {
    Some(match field("identity")? {
        "web-identity" => Identity::WebIdentity(Box::new(WebIdentity {
            issuer: Issuer::new(field("issuer")?, true).ok()?,
            client_id: field("client_id")?.to_owned(),
            client_secret: field("client_secret_file").map(|file| SecretSource::File(file.into())),
            client_auth: field("client_auth").and_then(ClientAuthMethod::from_word),
            assertion_key: field("client_assertion_key")
                .map(|file| AssertionKey { file: file.into(), kid: field("client_assertion_kid").map(str::to_owned) }),
            scopes: Vec::new(),
            auth_params: Vec::new(),
            redirect: RedirectUri::with_ports(Vec::new()),
            login: LoginMethod::Never,
            browser: BrowserUse::ShowAddress,
            send: TokenKind::IdToken,
            userinfo: false,
        })),
        "token" => Identity::SuppliedToken(SuppliedToken { source: TokenSource::Stdin, audience: None }),
        "ldap" => Identity::Ldap(Ldap { user: None, password: SecretSource::Prompt(SecretKind::Password), password_command: None }),
        "assume-role" => Identity::AccessKeys(AccessKeys { keys: KeySource::Profile(String::new()), external_id: None }),
        _ => return None,
    })
}
