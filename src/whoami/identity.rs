//! The user behind credentials: from the ID token, else from the session token, else from what the server reported.

use crate::claims::Claims;
use crate::credentials::{Credentials, TokenFacts};
use crate::request::{ParameterSource, ProofSource, Request, Secrets};
use crate::sys::CertificateFacts;

/// The user behind credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct UserFacts {
    /// The display name.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The subject (`sub`), or the identity that the server reported.
    pub subject: Option<String>,
    /// The issuer that vouches for the subject.
    pub issuer: Option<String>,
    /// The distinguished name in the LDAP directory.
    pub ldap_user: Option<String>,
    /// The user of the server that owns the keys.
    pub parent: Option<String>,
    /// The groups that the token lists.
    pub groups: Vec<String>,
}

impl UserFacts {
    /// Joins what the claims of the identity's token, the session token and the grant reveal; the first of them that has a fact decides.
    pub(super) fn new(claims: Option<&Claims>, token: &TokenFacts, credentials: Option<&Credentials>) -> Self {
        let identity = claims.map(TokenFacts::of_claims).unwrap_or_default();
        let granted = |fact: fn(&Credentials) -> Option<String>| credentials.and_then(fact);
        let TokenFacts { name, email, subject, issuer, groups, ldap_user, parent, .. } = token.clone();
        Self {
            name: identity.name.or(name).or_else(|| granted(|credentials| credentials.name.clone())),
            email: identity.email.or(email),
            subject: identity.subject.or(subject).or_else(|| granted(|credentials| credentials.identity.clone())),
            issuer: identity.issuer.or(issuer),
            ldap_user,
            parent,
            groups: if identity.groups.is_empty() { groups } else { identity.groups },
        }
    }

    /// Adds the user that `request` names, if no other name is known: that of the directory, a certificate's, or an access key.
    pub(super) fn or_configured(self, request: &Request) -> Self {
        let configured = || match request.identity.proof_source() {
            ProofSource::Certificate(certificate) => CertificateFacts::read(certificate).ok()?.common_name,
            ProofSource::Secrets(Secrets { parameters, user_parameter, .. }) if !user_parameter.is_empty() => {
                parameters.iter().find_map(|(name, source)| match source {
                    ParameterSource::Text(user) if *name == user_parameter => Some((*user).to_owned()),
                    _ => None,
                })
            }
            _ => request.identity.access_key().map(str::to_owned),
        };
        Self { name: self.name.clone().or_else(|| self.display_name().is_none().then(configured).flatten()), ..self }
    }

    /// Returns the best name to show; `None` if nothing is known.
    pub(crate) fn display_name(&self) -> Option<&str> {
        [&self.name, &self.email, &self.ldap_user, &self.subject, &self.parent].into_iter().find_map(Option::as_deref)
    }
}
