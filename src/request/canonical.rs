//! Canonical form of a request, from which cache keys are computed: every input that affects the result, in fixed order, without secrets.
//!
//! Requests are destructured here and identities in their own files, without `..`: a new field does not compile until it is included or
//! excluded.
//! `tests/all/tables/cache_keys.rs` has a row for each field.

use super::{KeyField, Request, RoleArn, SessionName, TokenKind};
use crate::claims::Claims;
use crate::policy::SessionPolicy;
use crate::sys::Trust;

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
    pub(crate) fn attempt_fields(&self) -> Vec<KeyField> {
        let mut fields = self.stored_fields();
        fields.retain(|(name, _)| !matches!(*name, "profile" | "endpoint" | "region" | "dialect")); // already among the credentials' fields
        fields.extend(self.identity.data().attempt_fields());
        fields
    }

    /// Returns the fields that identify the owner of credentials (login and endpoint), so that a logout finds all credentials of a login;
    /// `claims` are those of a supplied token.
    #[must_use]
    pub(crate) fn owner_fields(&self, claims: Option<&Claims>) -> Option<Vec<KeyField>> {
        let mut fields = if self.identity.supplied_token().is_some() {
            let claims = claims.filter(|claims| claims.text("sub").is_some())?; // without `sub`, tokens of different subjects look the same
            vec![("identity", "given-token".to_owned()), ("claims", claims.digest())]
        } else {
            self.interactive_fields()?
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
        let sends_access_token = identity.web_identity().is_some_and(|web_identity| web_identity.send == TokenKind::AccessToken);
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
        let is_interactive = self.identity.prompts_for_secret() || self.identity.web_identity().is_some();
        is_interactive.then(|| self.identity.data().key_fields(&self.endpoint)).flatten()
    }

    /// Separates entries obtained with `--insecure`: they must not be served to requests that verify certificates.
    fn trust_field(&self) -> Option<KeyField> {
        // a verified server gives the same answer whichever CA bundle or client certificate was used
        let Trust { insecure, ca_bundle: _, client: _ } = &self.trust;
        insecure.then(|| ("trust", "anyone".to_owned()))
    }
}
