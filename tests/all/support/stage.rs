//! A scripted provider and storage server, and a login with them.

use super::answer::ScriptedResponse;
use super::browser::{CallbackRequest, Page};
use super::outcome::Outcome;
use super::program::{Program, Running};
use super::server::Hostile;
use super::sts;
use super::tokens::{CLIENT_ID, Key, TokenDraft};
use serde_json::{Value, json};
use url::Url;

pub(crate) const CODE: &str = "stage-code-that-nobody-may-ever-see";
pub(crate) const ACCESS_TOKEN: &str = "stage-access-token-that-nobody-may-ever-see";
pub(crate) const REFRESH_TOKEN: &str = "stage-refresh-token-that-nobody-may-ever-see";

pub(crate) const DISCOVERY: &str = "GET /.well-known/openid-configuration";

/// The two servers.
pub(crate) struct ScriptedServers {
    pub(crate) provider: Hostile,
    pub(crate) storage: Hostile,
}

impl ScriptedServers {
    /// A well-behaved provider with the key `one`, and a storage server that allows the probe.
    pub(crate) fn new() -> Self {
        Self::with_discovery(|_| {}).with_keys([Key::named("one").public()])
    }

    /// A well-behaved provider whose keys need not be fetched: the login ends as soon as its address is shown.
    pub(crate) fn allowing_keys() -> Self {
        let stage = Self::with_discovery(|_| {});
        stage.provider.allow("GET /keys", ScriptedResponse::json(&json!({"keys": [Key::named("one").public()]})));
        stage
    }

    /// A provider with a changed discovery document; expects no key set request.
    pub(crate) fn with_discovery(change: impl FnOnce(&mut Value)) -> Self {
        let stage = Self::silent();
        let origin = stage.provider.origin();
        let mut document = json!({
            "issuer": origin, "jwks_uri": format!("{origin}/keys"),
            "authorization_endpoint": format!("{origin}/authorize"), "token_endpoint": format!("{origin}/token"),
            "response_types_supported": ["code"], "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
        });
        change(&mut document);
        stage.provider.expect(DISCOVERY, ScriptedResponse::json(&document));
        stage
    }

    /// A provider that expects no requests, and a storage server that allows the probe.
    pub(crate) fn silent() -> Self {
        let stage = Self { provider: Hostile::start(), storage: Hostile::start() };
        stage.storage.allow("HEAD /", ScriptedResponse::empty(403));
        stage
    }

    /// Expects one fetch of these keys; call again for the next fetch.
    pub(crate) fn with_keys(self, keys: impl Into<Vec<Value>>) -> Self {
        self.provider.expect("GET /keys", ScriptedResponse::json(&json!({"keys": keys.into()})));
        self
    }

    /// `web-identity --no-browser` with both servers; flags in `more` replace the default ones.
    pub(crate) fn program(&self, more: &[&str]) -> Program {
        let more: Vec<&str> = ["--no-browser"].into_iter().chain(more.iter().copied()).collect();
        self.program_with_browser(&more)
    }

    /// `web-identity` that opens a browser itself.
    pub(crate) fn program_with_browser(&self, more: &[&str]) -> Program {
        let (issuer, endpoint) = (self.provider.origin(), self.storage.origin());
        let usual = [("-o", "json"), ("--issuer", issuer.as_str()), ("--endpoint", &endpoint), ("--client-id", CLIENT_ID)];
        let usual = usual.into_iter().filter(|(flag, _)| !more.contains(flag)).flat_map(|(flag, value)| [flag, value]);
        let names = [(issuer.clone(), "[PROVIDER]"), (endpoint.clone(), "[STORAGE]")];
        Program::sts_cli(["web-identity"].into_iter().chain(usual).chain(more.iter().copied())).with_names(names)
    }

    /// Starts it, and waits until it shows its address.
    pub(crate) fn log_in(&self) -> Login<'_> {
        self.log_in_with(self.program(&[]))
    }

    /// Starts `program` and waits for its login address.
    pub(crate) fn log_in_with(&self, program: Program) -> Login<'_> {
        Login::new(self, program.start())
    }

    /// Runs it to an end before a login prompt, with the servers' addresses named.
    pub(crate) fn run(&self, more: &[&str]) -> Outcome {
        self.named(self.program(more).run())
    }

    pub(crate) fn named(&self, outcome: Outcome) -> Outcome {
        outcome.named(&self.provider.origin(), "[PROVIDER]").named(&self.storage.origin(), "[STORAGE]")
    }
}

/// A login that waits for its callback.
pub(crate) struct Login<'a> {
    stage: &'a ScriptedServers,
    pub(crate) running: Running,
    address: Url,
}

impl<'a> Login<'a> {
    /// The login that this program shows.
    pub(crate) fn new(stage: &'a ScriptedServers, running: Running) -> Self {
        let address = running.events().wait_for("login-address")["address"].as_str().unwrap().parse().unwrap();
        Self { stage, running, address }
    }

    /// The two servers.
    pub(crate) fn stage(&self) -> &ScriptedServers {
        self.stage
    }

    /// The address that it shows.
    pub(crate) fn shown_address(&self) -> &str {
        self.address.as_str()
    }

    /// A parameter of the authorization request.
    pub(crate) fn parameter(&self, name: &str) -> String {
        let mut found = self.address.query_pairs().filter(|(known, _)| known == name);
        found.next().unwrap_or_else(|| panic!("no {name} in {}", self.address)).1.into_owned()
    }

    /// The valid callback request.
    pub(crate) fn callback(&self) -> CallbackRequest {
        CallbackRequest::to(&self.parameter("redirect_uri").parse().unwrap()).and("code", CODE).and("state", &self.parameter("state"))
    }

    /// `host:port` of the listener.
    pub(crate) fn authority(&self) -> String {
        let redirect = self.parameter("redirect_uri");
        redirect.trim_start_matches("http://").split('/').next().unwrap().to_owned()
    }

    /// An honest ID token for this login.
    pub(crate) fn token(&self) -> TokenDraft {
        TokenDraft::valid(&self.stage.provider.origin(), &self.parameter("nonce"))
    }

    /// Expects a token request, answered with this ID token.
    pub(crate) fn expects_token(&self, id_token: &str) {
        self.stage.provider.expect("POST /token", token_answer(id_token));
    }

    /// Expects a token request, answered with a valid ID token, and an STS request, answered with `answer`.
    pub(crate) fn expects_token_and_sts(&self, answer: ScriptedResponse) {
        self.expects_token(&self.token().signed());
        self.stage.storage.expect("POST /", answer);
    }

    /// Completes the login and asserts the credentials.
    pub(crate) fn completes(self) {
        self.expects_token_and_sts(sts::grant());
        let page = self.callback().send();
        assert_eq!(page.status, 200, "{page:?}");
        self.succeeds();
    }

    /// Waits for the exit; asserts the credentials of the scripted STS and empty standard error.
    pub(crate) fn succeeds(self) {
        let outcome = self.end();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
        let object = outcome.json();
        let expected = [("AccessKeyId", sts::ACCESS_KEY), ("SecretAccessKey", sts::SECRET_KEY), ("SessionToken", sts::SESSION_TOKEN)];
        for (name, value) in expected {
            assert_eq!(object[name], value, "{name}");
        }
    }

    /// Sends the valid callback; asserts the exit code and standard error by snapshot; returns the page.
    #[track_caller]
    pub(crate) fn ends_refused(self, code: i32, snapshot: &str) -> Page {
        let page = self.callback().send();
        assert_ne!(page.status, 200, "{page:?}");
        self.end().fails(code, snapshot);
        page
    }

    /// Waits for the exit; returns the outcome without login prompt and with placeholders.
    pub(crate) fn end(self) -> Outcome {
        let redirect = self.parameter("redirect_uri");
        self.stage.named(self.running.end().without_login_prompts()).named(&redirect, "[REDIRECT]")
    }
}

/// A token response with this ID token.
pub(crate) fn token_answer(id_token: &str) -> ScriptedResponse {
    ScriptedResponse::json(&json!({
        "access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 300, "refresh_token": REFRESH_TOKEN, "id_token": id_token,
    }))
}
