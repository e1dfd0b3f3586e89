//! A client with a home of its own, and the whole outcome of its logins: accepted, or refused with nothing left.

use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::server::Request;
use crate::support::stage::{ACCESS_TOKEN, CODE, DISCOVERY, Login, REFRESH_TOKEN, ScriptedServers};
use crate::support::sts;
use crate::support::tokens::{Key, TokenDraft};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The request line of a token request.
pub(super) const TOKEN: &str = "POST /token";

/// A client, its home, and the provider and storage server that it knows. A request that neither expects fails the test: for example one
/// to the userinfo endpoint, which the provider names.
pub(super) struct Client {
    pub(super) stage: ScriptedServers,
    home: TempDir,
}

impl Client {
    /// A client of a well-behaved provider, which signs with the key `one`.
    pub(super) fn new() -> Self {
        Self::with_keys([Key::named("one").public()])
    }

    /// A client of a provider that publishes these keys whenever it is asked.
    pub(super) fn with_keys(keys: impl Into<Vec<Value>>) -> Self {
        let client = Self::with_discovery(|_| {});
        client.publish(keys);
        client
    }

    /// A client of a provider with a changed discovery document and no keys yet.
    pub(super) fn with_discovery(change: impl FnOnce(&mut Value)) -> Self {
        let stage = ScriptedServers::silent();
        let origin = stage.provider.origin();
        let mut document = json!({
            "issuer": origin, "jwks_uri": format!("{origin}/keys"), "authorization_endpoint": format!("{origin}/authorize"),
            "token_endpoint": format!("{origin}/token"), "userinfo_endpoint": format!("{origin}/userinfo"),
            "scopes_supported": ["openid", "profile", "email"], "response_types_supported": ["code"], "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
        });
        change(&mut document);
        stage.provider.allow(DISCOVERY, ScriptedResponse::json(&document));
        stage.provider.allow("HEAD /", ScriptedResponse::empty(404)); // the connection to a token endpoint that is known from the cache
        Self { stage, home: tempfile::tempdir().unwrap() }
    }

    /// Publishes these keys from now on.
    pub(super) fn publish(&self, keys: impl Into<Vec<Value>>) {
        self.stage.provider.allow("GET /keys", ScriptedResponse::json(&json!({"keys": keys.into()})));
    }

    /// `web-identity` with these flags, in the client's home.
    pub(super) fn program(&self, flags: &[&str]) -> Program {
        ["XDG_STATE_HOME", "XDG_CACHE_HOME"]
            .into_iter()
            .fold(self.stage.program(flags), |program, name| program.env(name, &self.home.path().join(name).display().to_string()))
    }

    /// Begins a login.
    pub(super) fn log_in(&self, flags: &[&str]) -> Login<'_> {
        self.stage.log_in_with(self.program(flags))
    }

    /// Logs in, and accepts this ID token.
    #[track_caller]
    pub(super) fn accepts(&self, id_token: impl FnOnce(TokenDraft) -> String) {
        self.accepts_with(&[], id_token);
    }

    /// Logs in with these flags and accepts this ID token: the browser is thanked, the STS gets the token and its credentials are
    /// printed; they and the tokens are stored, so that the next run sends nothing.
    #[track_caller]
    pub(super) fn accepts_with(&self, flags: &[&str], id_token: impl FnOnce(TokenDraft) -> String) {
        let login = self.log_in(flags);
        let id_token = id_token(login.token());
        login.expects_token(&id_token);
        self.stage.storage.expect("POST /", sts::grant());
        let page = login.callback().send();
        assert_eq!(page.status, 200, "{page:?}");
        login.succeeds();
        let sent = self.stage.storage.requests_of("POST /").pop().unwrap();
        assert_eq!(field(&sent, "WebIdentityToken").as_deref(), Some(id_token.as_str()));
        for secret in [id_token.as_str(), sts::SESSION_TOKEN] {
            assert!(self.stores(secret), "not stored: {secret}");
        }
        self.is_served_from_the_cache(flags);
    }

    /// A further run prints the same credentials without a request.
    #[track_caller]
    fn is_served_from_the_cache(&self, flags: &[&str]) {
        let count = || self.stage.provider.requests().len() + self.stage.storage.requests().len();
        let before = count();
        assert_eq!(self.program(flags).run().access_key(), sts::ACCESS_KEY);
        assert_eq!(count(), before, "{:?}", self.stage.provider.requests());
    }

    /// Logs in, and refuses this ID token.
    #[track_caller]
    pub(super) fn refuses(&self, snapshot: &str, id_token: impl FnOnce(TokenDraft) -> String) {
        self.refuses_with(&[], snapshot, id_token);
    }

    /// Logs in with these flags and refuses this ID token: the browser shows a failure, the exit code is 4, standard error is the snapshot,
    /// standard output is empty, the STS is not asked, and no token is stored.
    #[track_caller]
    pub(super) fn refuses_with(&self, flags: &[&str], snapshot: &str, id_token: impl FnOnce(TokenDraft) -> String) {
        let login = self.log_in(flags);
        let id_token = id_token(login.token());
        login.expects_token(&id_token);
        let page = login.callback().send();
        assert_eq!(page.status, 403, "{page:?}");
        self.ends_refused(&login.end(), snapshot);
        assert!(!self.stores(id_token.rsplit_once('.').unwrap().0), "the ID token is stored");
    }

    /// This run ended with exit code 4 and the snapshot, without a request to the STS, and stored no secret.
    #[track_caller]
    pub(super) fn ends_refused(&self, outcome: &Outcome, snapshot: &str) {
        outcome.fails(4, snapshot);
        assert!(self.stage.storage.requests_of("POST /").is_empty(), "the STS got a token");
        for secret in [ACCESS_TOKEN, REFRESH_TOKEN, CODE] {
            assert!(!self.stores(secret), "stored: {secret}");
        }
    }

    /// Whether a file in the home of this client contains `text`.
    pub(super) fn stores(&self, text: &str) -> bool {
        files_below(self.home.path()).iter().any(|file| std::fs::read_to_string(file).unwrap_or_default().contains(text))
    }

    /// The token requests until now.
    pub(super) fn token_requests(&self) -> Vec<Request> {
        self.stage.provider.requests_of(TOKEN)
    }

    /// How often the keys were fetched.
    pub(super) fn key_fetches(&self) -> usize {
        self.stage.provider.requests_of("GET /keys").len()
    }
}

/// A field of a form.
pub(super) fn field(request: &Request, name: &str) -> Option<String> {
    let mut fields = url::form_urlencoded::parse(request.body.as_bytes());
    fields.find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
