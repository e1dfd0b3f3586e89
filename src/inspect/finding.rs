//! [`Finding`]: what an input is, as plain data that text and JSON render.

use crate::request::Dialect;
use crate::text::{RequestSecrets, without_user_info};
use jiff::Timestamp;
use serde_json::Value;

/// The kind of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FindingKind {
    /// An ID token.
    IdToken,
    /// An access token of a provider.
    AccessToken,
    /// A refresh token.
    RefreshToken,
    /// A token of a Kubernetes service account.
    ServiceAccountToken,
    /// A token of a CI job.
    CiToken,
    /// The session token of temporary credentials.
    SessionToken,
    /// Any other signed JSON Web Token.
    Jwt,
    /// An encrypted token.
    EncryptedToken,
    /// A token without readable content.
    OpaqueToken,
    /// A part of a token.
    PartialToken,
    /// Access key, secret key and session token.
    Credentials,
    /// An entry of the cache, encrypted with a key in the system keyring.
    SealedEntry,
    /// A certificate.
    Certificate,
    /// A private key.
    PrivateKey,
    /// The metadata of an identity provider.
    DiscoveryDocument,
    /// The key set of an identity provider.
    KeySet,
    /// Any other JSON.
    Json,
    /// XML, such as the response of a server.
    Xml,
    /// A web page.
    WebPage,
    /// Any other text.
    Text,
    /// Not text.
    Binary,
    /// Nothing.
    Empty,
}

impl FindingKind {
    /// The word for `--json`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::IdToken => "id-token",
            Self::AccessToken => "access-token",
            Self::RefreshToken => "refresh-token",
            Self::ServiceAccountToken => "service-account-token",
            Self::CiToken => "ci-token",
            Self::SessionToken => "session-token",
            Self::Jwt => "jwt",
            Self::EncryptedToken => "encrypted-token",
            Self::OpaqueToken => "opaque-token",
            Self::PartialToken => "partial-token",
            Self::Credentials => "credentials",
            Self::SealedEntry => "sealed-entry",
            Self::Certificate => "certificate",
            Self::PrivateKey => "private-key",
            Self::DiscoveryDocument => "discovery-document",
            Self::KeySet => "key-set",
            Self::Json => "json",
            Self::Xml => "xml",
            Self::WebPage => "web-page",
            Self::Text => "text",
            Self::Binary => "binary",
            Self::Empty => "empty",
        }
    }

    /// Whether inputs of this kind are decoded.
    fn is_decoded(self) -> bool {
        let is_secret = matches!(self, Self::OpaqueToken | Self::PartialToken | Self::SealedEntry | Self::PrivateKey);
        !is_secret && !matches!(self, Self::Json | Self::Xml | Self::WebPage | Self::Text | Self::Binary | Self::Empty)
    }
}

/// A fact of a finding.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fact {
    /// The member of the JSON.
    pub name: &'static str,
    /// The label of the text.
    pub label: &'static str,
    /// The value.
    pub value: FactValue,
}

/// The value of a fact; one without content is `null` in JSON, and left out of the text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum FactValue {
    /// One text.
    Text(Option<String>),
    /// A list of names.
    List(Vec<String>),
    /// Lines to show one below the other; JSON has `value` instead.
    Lines {
        /// The lines.
        lines: Vec<String>,
        /// The value in JSON.
        value: Value,
    },
    /// A time.
    Time(Option<Timestamp>),
    /// A number of bytes; `None` if only a part was read.
    Bytes(Option<u64>),
}

/// The reaction of a server to a token or certificate, as far as it can be known without the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It may accept it: that depends on its settings.
    Depends,
    /// It refuses it.
    Refuses,
}

impl Verdict {
    /// The word for `--json`, and for the text.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Depends => "depends",
            Self::Refuses => "refuses",
        }
    }
}

/// The verdict of one server type, with reasons.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ServerVerdict {
    /// The server type.
    pub server: Dialect,
    /// The verdict.
    pub verdict: Verdict,
    /// The reasons, or the conditions.
    pub reasons: Vec<String>,
}

/// The facts of an input, and how servers would treat it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    /// The kind.
    pub kind: FindingKind,
    /// A noun phrase, such as `ID token`.
    pub title: String,
    /// The facts.
    pub facts: Vec<Fact>,
    /// The defects, in words.
    pub problems: Vec<String>,
    /// The comparisons made on this machine.
    pub verified: Vec<String>,
    /// The properties that only a server or provider can verify.
    pub not_verified: Vec<String>,
    /// The verdict of each server type.
    pub servers: Vec<ServerVerdict>,
}

impl Finding {
    /// Creates a finding without facts.
    pub(crate) fn new(kind: FindingKind, title: impl Into<String>) -> Self {
        let (problems, verified, not_verified) = (Vec::new(), Vec::new(), Vec::new());
        Self { kind, title: title.into(), facts: Vec::new(), problems, verified, not_verified, servers: Vec::new() }
    }

    /// Adds a text, which may be absent.
    pub(super) fn text(&mut self, name: &'static str, label: &'static str, value: Option<impl Into<String>>) {
        let value = value.map(|value| without_secrets(&value.into()));
        self.facts.push(Fact { name, label, value: FactValue::Text(value) });
    }

    /// Adds a list.
    pub(super) fn list(&mut self, name: &'static str, label: &'static str, values: Vec<String>) {
        let values = values.iter().map(|value| without_secrets(value)).collect();
        self.facts.push(Fact { name, label, value: FactValue::List(values) });
    }

    /// Adds lines, which are `value` in JSON.
    pub(super) fn lines(&mut self, name: &'static str, label: &'static str, lines: Vec<String>, value: Value) {
        self.facts.push(Fact { name, label, value: FactValue::Lines { lines, value } });
    }

    /// Adds a time.
    pub(super) fn time(&mut self, name: &'static str, label: &'static str, time: Option<Timestamp>) {
        self.facts.push(Fact { name, label, value: FactValue::Time(time) });
    }

    /// Adds the length in bytes.
    pub(super) fn length(&mut self, bytes: usize) {
        self.facts.push(Fact { name: "length", label: "Length", value: FactValue::Bytes(Some(bytes as u64)) });
    }

    /// Adds that only the beginning of the input was read, whose length says nothing.
    pub(super) fn cut(&mut self, problem: &str) {
        self.problems.push(problem.to_owned());
        let lengths = self.facts.iter_mut().filter(|_| !self.kind.is_decoded()).map(|fact| &mut fact.value);
        lengths.filter(|value| matches!(value, FactValue::Bytes(_))).for_each(|value| *value = FactValue::Bytes(None));
    }

    /// Whether the input was decoded: more is known than its length, which is all of a certificate or token that cannot be parsed.
    pub(crate) fn is_decoded(&self) -> bool {
        self.kind.is_decoded() && self.facts.iter().any(|fact| !matches!(fact.value, FactValue::Bytes(_)))
    }

    /// Adds a problem.
    pub(super) fn problem(mut self, problem: impl Into<String>) -> Self {
        self.problems.push(problem.into());
        self
    }
}

/// Returns a text without the user information of a URL, and without the tokens in it. Other words that look like keys may be IDs of keys.
fn without_secrets(text: &str) -> String {
    let text = without_user_info(text);
    if text.contains("eyJ") && text.contains('.') { RequestSecrets::default().redact(&text) } else { text }
}
