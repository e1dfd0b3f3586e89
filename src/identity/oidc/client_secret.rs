//! A client secret, and the method by which it is sent: in the `Authorization` header or in the form (RFC 6749, section 2.3.1).
//!
//! Many clients are registered for only one of the methods, and a discovery document lists what the provider supports, not what was
//! registered. So a client with a choice may change the method once, when it has been refused: see [`super::client`].

use super::Documents;
use crate::request::ClientAuthMethod;
use crate::secret::ClientSecret;
use std::cell::Cell;

/// A method to send a client secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SecretMethod {
    /// In the `Authorization` header, with the scheme `Basic`.
    Basic,
    /// In the form.
    Post,
}

impl SecretMethod {
    /// The name of the method in discovery documents: OpenID Connect Core 1.0, section 9.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Basic => "client_secret_basic",
            Self::Post => "client_secret_post",
        }
    }

    /// The method that the user has chosen, if it is one for secrets.
    pub(super) fn chosen(method: Option<ClientAuthMethod>) -> Option<Self> {
        match method? {
            ClientAuthMethod::Basic => Some(Self::Basic),
            ClientAuthMethod::Post => Some(Self::Post),
            ClientAuthMethod::PrivateKeyJwt => None,
        }
    }

    /// The other one of the two methods.
    fn other(self) -> Self {
        match self {
            Self::Basic => Self::Post,
            Self::Post => Self::Basic,
        }
    }
}

/// The methods that a client may use for its secret.
#[derive(Clone, Copy)]
pub(super) enum SecretMethods {
    /// This method only.
    Only(SecretMethod),
    /// Both, this one first.
    Both(SecretMethod),
}

impl SecretMethods {
    /// Both methods, first the one that worked for the client `id` before.
    pub(super) fn both(id: &str, documents: &Documents) -> Self {
        Self::Both(if documents.sends_in_form(id) { SecretMethod::Post } else { SecretMethod::Basic })
    }

    /// The methods that a provider lists; both, as for [`SecretMethods::both`], if it lists both or neither.
    pub(super) fn listed(methods: &[&str], id: &str, documents: &Documents) -> Self {
        let is_listed = |method: SecretMethod| methods.contains(&method.name());
        match (is_listed(SecretMethod::Basic), is_listed(SecretMethod::Post)) {
            (true, false) => Self::Only(SecretMethod::Basic),
            (false, true) => Self::Only(SecretMethod::Post),
            (true, true) | (false, false) => Self::both(id, documents),
        }
    }
}

/// A client secret with the method in use, and the state of the other method.
pub(super) struct SharedSecret {
    /// The value, to be sent.
    pub(super) secret: ClientSecret,
    method: Cell<SecretMethod>,
    other_method: Cell<OtherMethod>,
}

/// The state of the method that is not in use.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OtherMethod {
    /// The user or the provider rules the other method out.
    Excluded,
    /// The other method has not been tried yet.
    Untried,
    /// The other method was tried first, and both methods were refused.
    Refused,
    /// The other method was tried first and refused; the method in use works.
    Replaced,
}

impl SharedSecret {
    /// Creates the secret of a client that has not sent it yet.
    pub(super) fn new(secret: ClientSecret, methods: SecretMethods) -> Self {
        let (method, other_method) = match methods {
            SecretMethods::Only(method) => (method, OtherMethod::Excluded),
            SecretMethods::Both(first) => (first, OtherMethod::Untried),
        };
        Self { secret, method: Cell::new(method), other_method: Cell::new(other_method) }
    }

    /// The method in use.
    pub(super) fn method(&self) -> SecretMethod {
        self.method.get()
    }

    /// The methods tried, for messages: the one in use, or both, in their order, if both were refused.
    pub(super) fn tried_methods(&self) -> &'static str {
        match (self.method.get(), self.other_method.get()) {
            (SecretMethod::Post, OtherMethod::Refused) => "client_secret_basic, then client_secret_post",
            (SecretMethod::Basic, OtherMethod::Refused) => "client_secret_post, then client_secret_basic",
            (method, _) => method.name(),
        }
    }

    /// Whether the other method may still be tried.
    pub(super) fn may_switch(&self) -> bool {
        self.other_method.get() == OtherMethod::Untried
    }

    /// Changes to the other method, or back.
    pub(super) fn switch(&self) {
        self.method.set(self.method.get().other());
    }

    /// Records whether the client was refused with the method in use too, after a [`SharedSecret::switch`].
    pub(super) fn record_switch(&self, is_refused: bool) {
        self.other_method.set(if is_refused { OtherMethod::Refused } else { OtherMethod::Replaced });
    }

    /// The method that was found out to work in place of the one tried first; `None` if none was.
    pub(super) fn learned_method(&self) -> Option<SecretMethod> {
        (self.other_method.get() == OtherMethod::Replaced).then(|| self.method.get())
    }
}
