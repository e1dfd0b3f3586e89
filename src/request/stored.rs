//! The record of a request stored beside its login, so that `logout` can revoke it without the profile or flags it was made with.
//!
//! The record contains no secrets: client secrets and keys are stored as file paths only.

use super::{
    CachePolicy, Choice as _, CustomToken, Delivery, Dialect, Endpoint, Identity, KeyField, Ldap, PASSWORD_PROMPT, Request, SecretSource,
    SuppliedToken, TokenSource, UserType, WebIdentity, stored_path,
};
use crate::sys::{ClientCertificate, Trust};
use std::path::{Path, PathBuf};
use std::time::Duration;

impl Request {
    /// Returns the identity, the endpoints and the connection settings as fields; empty fields are omitted.
    #[must_use]
    pub(crate) fn stored_fields(&self) -> Vec<KeyField> {
        let path = |path: Option<&Path>| stored_path(path);
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let Trust { insecure, ca_bundle, client } = &self.trust;
        let mut fields = vec![
            ("profile", text(self.profile.as_deref())),
            ("identity", stored_name(&self.identity).to_owned()),
            ("endpoint", self.endpoint.address().to_owned()),
            ("s3_endpoint", text(self.s3_endpoint.as_ref().map(Endpoint::address))),
        ];
        fields.extend(self.identity.data().stored_fields());
        fields.extend([
            ("region", self.region.clone()),
            ("dialect", self.dialect.map_or_else(String::new, |dialect| dialect.to_string())),
            ("insecure", text(insecure.then_some("true"))),
            ("ca_bundle", path(ca_bundle.as_deref())),
            ("client_cert", path(client.as_ref().map(|client| client.certificate.as_path()))),
            ("client_key", path(client.as_ref().map(|client| client.key.as_path()))),
        ]);
        fields.retain(|(_, value)| !value.is_empty());
        fields
    }

    /// Reconstructs a request from stored fields, for a logout only: it lacks what only a login requires. Returns `None` if a required
    /// field is missing or invalid.
    #[must_use]
    pub(crate) fn from_stored_fields<'a>(
        field: impl Fn(&str) -> Option<&'a str>,
        cache_policy: CachePolicy,
        timeout: Duration,
    ) -> Option<Self> {
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

/// Returns an identity of the type `user_type`, for a logout, which reads only the type.
fn placeholder(user_type: UserType) -> Identity {
    match user_type {
        UserType::OpenId => Identity::SuppliedToken(SuppliedToken { source: TokenSource::Stdin, audience: None }),
        UserType::Ldap => Identity::Ldap(Ldap { user: None, password: SecretSource::Prompt(&PASSWORD_PROMPT), password_command: None }),
        UserType::BuiltIn => Identity::CustomToken(CustomToken(SuppliedToken { source: TokenSource::Stdin, audience: None })),
    }
}

/// Returns the stored name of the identity.
fn stored_name(identity: &Identity) -> &'static str {
    match identity.web_identity() {
        Some(_) => WebIdentity::STORED_NAME,
        None => identity.data().spec().user_type.stored_name(),
    }
}

/// Reconstructs an identity of the stored type.
fn identity<'a>(field: &impl Fn(&str) -> Option<&'a str>) -> Option<Identity> {
    match field("identity")? {
        WebIdentity::STORED_NAME => Some(Identity::WebIdentity(Box::new(WebIdentity::from_stored_fields(field)?))),
        name => UserType::ALL.into_iter().find(|user_type| user_type.stored_name() == name).map(placeholder),
    }
}
