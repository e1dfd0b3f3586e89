//! Responses to a refresh request: what is stored, the exit code, and that `login` recovers from each.

use crate::support::answer::{GATEWAY_PAGE, Gate, ScriptedResponse};
use crate::support::program::Program;
use crate::support::snapshot::Table;
use crate::support::stage::{Login, REFRESH_TOKEN, ScriptedServers, token_answer};
use crate::support::sts;
use crate::support::tokens::{Key, TokenDraft};
use serde_json::{Value, json};
use std::path::PathBuf;

const TOKEN: &str = "POST /token";

/// A person with a profile `mine`, who has logged in; the ID token is about to expire.
struct Person {
    stage: ScriptedServers,
    home: tempfile::TempDir,
    nonce: String,
    id_token: String,
}

impl Person {
    fn logged_in() -> Self {
        Self::logged_in_with("")
    }

    /// A person who has logged in through a profile that also holds `more`.
    fn logged_in_with(more: &str) -> Self {
        let stage = ScriptedServers::silent();
        let origin = stage.provider.origin();
        let document = json!({
            "issuer": origin, "jwks_uri": format!("{origin}/keys"), "authorization_endpoint": format!("{origin}/authorize"),
            "token_endpoint": format!("{origin}/token"), "response_types_supported": ["code"],
            "userinfo_endpoint": format!("{origin}/userinfo"),
        });
        stage.provider.allow(crate::support::stage::DISCOVERY, ScriptedResponse::json(&document)); // once more for a `login`
        stage.provider.allow("GET /keys", ScriptedResponse::json(&json!({"keys": [Key::named("one").public()]})));
        let home = tempfile::tempdir().unwrap();
        let endpoint = stage.storage.origin();
        let text =
            format!("identity = \"web-identity\"\nendpoint = \"{endpoint}\"\nissuer = \"{origin}\"\nclient_id = \"sts-cli\"\n{more}");
        std::fs::create_dir_all(home.path().join("sts-cli/profiles")).unwrap();
        std::fs::write(home.path().join("sts-cli/profiles/mine.toml"), text).unwrap();
        let mut person = Self { stage, home, nonce: String::new(), id_token: String::new() };
        let login = Login::new(&person.stage, person.program(&["get", "mine", "-o", "json", "--no-browser"]).start());
        if more.contains("userinfo") {
            person.stage.provider.expect("GET /userinfo", ScriptedResponse::json(&json!({"sub": "alice-1"})));
        }
        let (nonce, id_token) = (login.parameter("nonce"), login.token().with_time("exp", 30).signed());
        login.expects_token(&id_token);
        person.stage.storage.expect("POST /", sts::grant());
        assert_eq!(login.callback().send().status, 200);
        login.succeeds();
        (person.nonce, person.id_token) = (nonce, id_token);
        person
    }

    fn program(&self, arguments: &[&str]) -> Program {
        let names = [(self.stage.storage.origin(), "[STORAGE]"), (self.stage.provider.origin(), "[PROVIDER]")];
        let program = Program::sts_cli(arguments.iter().copied()).with_names(names);
        ["XDG_CONFIG_HOME", "XDG_STATE_HOME"]
            .into_iter()
            .fold(program, |program, name| program.env(name, self.home.path().to_str().unwrap()))
    }

    /// An ID token that the provider may give at a refresh.
    fn refreshed(&self) -> TokenDraft {
        TokenDraft::valid(&self.stage.provider.origin(), &self.nonce)
    }

    /// The file with the stored login.
    fn stored(&self) -> PathBuf {
        let found: Vec<_> = std::fs::read_dir(self.home.path().join("sts-cli/tokens")).unwrap().map(|file| file.unwrap().path()).collect();
        let [stored] = &found[..] else { panic!("one login: {found:?}") };
        stored.clone()
    }

    fn refresh_token(&self) -> &'static str {
        let stored: Value = serde_json::from_slice(&std::fs::read(self.stored()).unwrap()).unwrap();
        match stored["entry"]["refresh_token"].as_str() {
            Some(REFRESH_TOKEN) => "kept",
            Some(_) => "another",
            None => "forgotten",
        }
    }

    /// Runs `login`, which prompts, and completes it.
    fn assert_login_succeeds(&self, case: &str) {
        let login = Login::new(&self.stage, self.program(&["login", "mine", "--no-browser"]).start());
        login.expects_token_and_sts(sts::grant());
        assert_eq!(login.callback().send().status, 200, "{case}");
        assert_eq!(login.end().code, 0, "{case}");
    }
}

fn json_answer(status: u16, body: &str) -> ScriptedResponse {
    ScriptedResponse::new(status, "application/json", body)
}

/// The answers, and whether each is asked for twice.
fn answers() -> Vec<(&'static str, ScriptedResponse, usize)> {
    let refused = r#"{"error":"invalid_grant","error_description":"Session not active"}"#;
    vec![
        ("400 invalid_grant", json_answer(400, refused), 1),
        ("400 unauthorized_client", json_answer(400, r#"{"error":"unauthorized_client"}"#), 1),
        ("400 a web page", ScriptedResponse::html(400), 1),
        ("401 a message", json_answer(401, r#"{"message":"no"}"#), 1),
        ("401 invalid_client", json_answer(401, r#"{"error":"invalid_client"}"#), 1),
        ("400 invalid_client_secret", json_answer(400, r#"{"error":"invalid_client_secret"}"#), 1),
        ("200 incorrect_client_credentials", json_answer(200, r#"{"error":"incorrect_client_credentials"}"#), 1),
        ("401 Apigee", json_answer(401, r#"{"fault":{"faultstring":"no","detail":{"errorcode":"oauth.v2.InvalidClient"}}}"#), 1),
        ("400 words in place of a code", json_answer(400, r#"{"message":"Invalid client"}"#), 1),
        ("401 nothing", ScriptedResponse::empty(401), 1),
        ("403 a web page", ScriptedResponse::html(403), 1),
        ("403 a text", ScriptedResponse::new(403, "text/plain", "RBAC: access denied"), 1),
        ("403 nothing", ScriptedResponse::empty(403), 1),
        ("200 invalid_grant", json_answer(200, refused), 1),
        ("200 a web page", ScriptedResponse::html(200), 1),
        ("200 no tokens", json_answer(200, "{}"), 1),
        ("200 an ID token that is a number", json_answer(200, r#"{"id_token":7,"access_token":"a"}"#), 1),
        ("302", ScriptedResponse::empty(302), 1),
        ("404 a web page", ScriptedResponse::html(404), 1),
        ("429 slow_down", json_answer(429, r#"{"error":"slow_down"}"#), 2),
        ("500 unknown_error", json_answer(500, r#"{"error":"unknown_error"}"#), 1),
        ("500 invalid_grant", json_answer(500, refused), 1),
        ("502 a web page", ScriptedResponse::html(502), 1),
        ("503 a web page", ScriptedResponse::html(503), 2),
        ("504 nothing", ScriptedResponse::empty(504), 1),
        ("a broken connection", ScriptedResponse::hang_up(), 1),
    ]
}

#[test]
fn status_and_error_code_determine_if_the_refresh_token_is_kept() {
    let mut table = Table::default();
    for (case, answer, times) in answers() {
        let person = Person::logged_in();
        (0..times).for_each(|_| person.stage.provider.expect(TOKEN, answer.clone()));
        let outcome = person.program(&["get", "mine", "-o", "json", "--fresh", "--no-input"]).run();
        let stderr = outcome.failure(outcome.code);
        table.row(&format!("{case}: exit {}, the refresh token is {}", outcome.code, person.refresh_token()), &stderr);
    }
    table.matches("answers");
}

#[test]
fn a_page_of_a_gateway_does_not_drop_the_refresh_token() {
    let bare = |status| ScriptedResponse::new(status, "text/html", GATEWAY_PAGE);
    for (status, page, title) in [400, 401, 403]
        .iter()
        .flat_map(|status| [(*status, ScriptedResponse::html(*status), ": Console"), (*status, bare(*status), "text/html")])
    {
        let person = Person::logged_in();
        person.stage.provider.expect(TOKEN, page);
        let outcome = person.program(&["get", "mine", "-o", "json", "--fresh", "--no-input"]).run();
        outcome.fails_with_fragments(4, &["contains no tokens: status", title, "sts-cli login mine"]);
        assert_eq!(person.refresh_token(), "kept", "{status}");
        person.stage.provider.expect(TOKEN, token_answer(&person.refreshed().signed()));
        person.stage.storage.expect("POST /", sts::grant());
        assert_eq!(person.program(&["get", "mine", "-o", "json", "--fresh", "--no-input"]).run().code, 0, "{status}");
    }
}

#[test]
fn no_server_error_drops_the_refresh_token() {
    for status in [501, 505, 507, 508, 511, 520, 526, 530, 561, 599] {
        let person = Person::logged_in();
        person.stage.provider.expect(TOKEN, json_answer(status, r#"{"error":"invalid_grant"}"#));
        let outcome = person.program(&["get", "mine", "-o", "json", "--fresh", "--no-input"]).run();
        assert!(!outcome.failure(6).contains("sts-cli login"), "{status}: {outcome:?}");
        assert_eq!(person.refresh_token(), "kept", "{status}");
        assert_eq!(person.stage.provider.requests_of(TOKEN).len(), 2, "{status}: one for the login, one for the refresh");
    }
}

#[test]
fn a_new_refresh_token_is_stored_even_from_an_invalid_response() {
    for (case, answer) in [
        ("an ID token that is a number", r#"{"id_token":5,"refresh_token":"the-new-one"}"#),
        ("an access token that is an object", r#"{"access_token":{"a":1},"refresh_token":"the-new-one"}"#),
        ("words", r#"{"refresh_token":"the-new-one","message":"Welcome back"}"#),
        ("an error", r#"{"refresh_token":"the-new-one","error":"invalid_scope","id_token":null}"#),
        ("nothing else", r#"{"refresh_token":" the-new-one\n"}"#),
        ("an ID token that is none", r#"{"id_token":"no-token","refresh_token":["the-new-one"],"error":""}"#),
        ("an ID token without claims", r#"{"id_token":"e30.e30.e30","refresh_token":"the-new-one"}"#),
        ("an encrypted ID token", r#"{"id_token":"e30.e30.e30.e30.e30","access_token":"a","refresh_token":"the-new-one"}"#),
        ("an ID token that is signed by nothing", r#"{"id_token":"eyJhbGciOiJub25lIn0.e30.","refresh_token":"the-new-one"}"#),
        ("a byte order mark, and an empty ID token", "\u{feff}{\"id_token\":\"\",\"refresh_token\":\"the-new-one\",\"x\":1e999}"),
    ] {
        let person = Person::logged_in();
        person.stage.provider.expect(TOKEN, json_answer(200, answer));
        let outcome = person.program(&["get", "mine", "-o", "json", "--fresh", "--no-input"]).run();
        assert_ne!(outcome.code, 0, "{case}: {outcome:?}");
        let stored = std::fs::read_to_string(person.stored()).unwrap();
        assert!(stored.contains("\"the-new-one\"") && !stored.contains(REFRESH_TOKEN), "{case}: {stored}");
    }
}

#[test]
fn a_new_refresh_token_is_stored_before_the_response_is_verified() {
    let person = Person::logged_in_with("userinfo = true\n");
    let answer = json!({"id_token": person.refreshed().signed(), "access_token": "a", "refresh_token": "the-new-one"});
    person.stage.provider.expect(TOKEN, ScriptedResponse::json(&answer));
    let gate = Gate::default();
    person.stage.provider.expect("GET /userinfo", ScriptedResponse::json(&json!({"sub": "alice-1"})).behind(&gate));
    let running = person.program(&["get", "mine", "-o", "json", "--fresh", "--no-input"]).start();
    person.stage.provider.wait_for("GET /userinfo", 2); // the first was that of the login
    running.kill();
    running.wait_for_exit();
    gate.open();
    assert_eq!(person.refresh_token(), "another");
}

#[test]
fn a_login_prompts_if_userinfo_refuses_the_refreshed_token() {
    for refused in [
        ScriptedResponse::empty(401).header("WWW-Authenticate", "Bearer error=\"invalid_token\""),
        ScriptedResponse::empty(403),
        json_answer(401, r#"{"error":"invalid_token"}"#),
        ScriptedResponse::html(403),
    ] {
        let person = Person::logged_in_with("userinfo = true\n");
        let refresh = || {
            person.stage.provider.expect(TOKEN, token_answer(&person.refreshed().signed()));
            person.stage.provider.expect("GET /userinfo", refused.clone());
        };
        refresh();
        let outcome = person.program(&["get", "mine", "-o", "json", "--fresh", "--no-input"]).run();
        outcome.fails_with_fragments(4, &["sts-cli login mine"]);
        assert_eq!(person.refresh_token(), "kept");
        refresh();
        let login = Login::new(&person.stage, person.program(&["get", "mine", "-o", "json", "--fresh", "--no-browser"]).start());
        person.stage.provider.expect("GET /userinfo", ScriptedResponse::json(&json!({"sub": "alice-1"})));
        login.expects_token_and_sts(sts::grant());
        assert_eq!(login.callback().send().status, 200);
        assert_eq!(login.end().code, 0);
    }
}

#[test]
fn a_login_prompts_after_every_failed_refresh() {
    for (case, answer, times) in answers() {
        let person = Person::logged_in();
        (0..times).for_each(|_| person.stage.provider.expect(TOKEN, answer.clone()));
        person.assert_login_succeeds(case);
    }
}

#[test]
fn userinfo_is_compared_for_a_new_access_token_with_the_old_id_token() {
    for (sub, code) in [("mallory", 4), ("alice-1", 0)] {
        let person = Person::logged_in_with("userinfo = true\n");
        person.stage.provider.expect(TOKEN, token_answer(&person.id_token));
        person.stage.provider.expect("GET /userinfo", ScriptedResponse::json(&json!({"sub": sub})));
        person.stage.storage.allow("POST /", sts::grant());
        let outcome = person.program(&["get", "mine", "-o", "json", "--fresh", "--no-input"]).run();
        assert_eq!(outcome.code, code, "{outcome:?}");
    }
}

#[test]
fn a_refreshed_id_token_must_match_the_login() {
    let mut table = Table::default();
    type Change = fn(TokenDraft) -> TokenDraft;
    let changes: [(&str, Change); 8] = [
        ("the nonce of the login", |token| token),
        ("no nonce", |token| token.with("nonce", ())),
        ("another nonce", |token| token.with("nonce", "of-another-login")),
        ("an empty nonce", |token| token.with("nonce", "")),
        ("another person", |token| token.with("sub", "mallory-1")),
        ("another client", |token| token.with("aud", "another")),
        ("no time of expiration", |token| token.with("exp", ())),
        ("of an hour ago", |token| token.with_time("iat", -7200).with_time("exp", -3600)),
    ];
    for (case, change) in changes {
        let person = Person::logged_in();
        person.stage.provider.expect(TOKEN, token_answer(&change(person.refreshed()).signed()));
        if person.stage.storage.requests_of("POST /").len() == 1 {
            person.stage.storage.allow("POST /", sts::grant());
        }
        let outcome = person.program(&["get", "mine", "-o", "json", "--fresh", "--no-input"]).run();
        table.row(&format!("{case}: exit {}, the refresh token is {}", outcome.code, person.refresh_token()), &outcome.shown().1);
    }
    table.matches("id-tokens");
}

#[test]
fn a_refresh_that_returns_the_old_id_token_is_accepted_until_it_expires() {
    let person = Person::logged_in();
    let mut answer: Value = json!({"access_token": "another-access-token", "refresh_token": REFRESH_TOKEN});
    answer["id_token"] = person.id_token.clone().into();
    person.stage.provider.expect(TOKEN, ScriptedResponse::json(&answer));
    person.stage.storage.expect("POST /", sts::grant());
    person.program(&["get", "mine", "-o", "json", "--fresh", "--no-input"]).run().ok_with_json();
    let clock = person.home.path().join("clock");
    std::fs::write(&clock, sts::now().saturating_add(jiff::SignedDuration::from_mins(2)).unwrap().to_string()).unwrap();
    person.stage.provider.expect(TOKEN, ScriptedResponse::json(&answer));
    let later = |arguments: &[&str]| person.program(arguments).env("STS_CLI_TEST_CLOCK", clock.to_str().unwrap()).run();
    later(&["get", "mine", "-o", "json", "--fresh", "--no-input"]).fails(4, "old-token-expired");
    later(&["get", "mine", "-o", "json", "--fresh", "--no-input"]).fails(4, "old-token-expired"); // and no refresh is spent again
    let status = later(&["status", "mine"]);
    assert!(
        status.stdout.ends_with("  the provider issues no new ID token on refresh; --send access-token may avoid logins\n"),
        "{status:?}"
    );
    assert_eq!(later(&["status", "mine", "--json"]).json()[0]["refresh_lacks_id_token"], true);
}

#[test]
fn a_login_recovers_from_any_stored_state() {
    let entry = |person: &Person, change: &dyn Fn(&mut Value)| {
        let mut stored: Value = serde_json::from_slice(&std::fs::read(person.stored()).unwrap()).unwrap();
        change(&mut stored);
        std::fs::write(person.stored(), stored.to_string()).unwrap();
    };
    let person = Person::logged_in();
    std::fs::write(person.stored(), "{\"version\":1,\"exp").unwrap();
    person.assert_login_succeeds("torn");
    std::fs::write(person.stored(), "[]").unwrap();
    person.assert_login_succeeds("foreign");
    entry(&person, &|stored| stored["entry"]["id_token"] = json!("no token"));
    person.stage.provider.expect(TOKEN, json_answer(400, r#"{"error":"invalid_grant"}"#));
    person.assert_login_succeeds("an ID token that is none");
    entry(&person, &|stored| stored["entry"]["refresh_token"] = json!(""));
    person.stage.provider.expect(TOKEN, json_answer(400, r#"{"error":"invalid_request"}"#));
    person.assert_login_succeeds("an empty refresh token");
    entry(&person, &|stored| stored["entry"]["unanswered"] = json!(sts::now().to_string()));
    entry(&person, &|stored| stored["entry"]["refresh_token"] = json!(null));
    person.assert_login_succeeds("a prompt that nobody answered a moment ago");
}

#[test]
fn a_login_prompts_if_the_storage_server_refuses_the_refreshed_token() {
    let person = Person::logged_in();
    person.stage.provider.expect(TOKEN, token_answer(&person.refreshed().with("nonce", ()).signed()));
    person.stage.storage.expect("POST /", sts::refusal(403, "AccessDenied", "no policy"));
    person.assert_login_succeeds("in the same run");
    person.stage.provider.expect(TOKEN, token_answer(&person.refreshed().with("nonce", ()).signed()));
    person.stage.storage.expect("POST /", sts::refusal(403, "AccessDenied", "no policy"));
    person.program(&["login", "mine", "--no-input"]).run().fails_with_fragments(5, &["AccessDenied"]);
    person.assert_login_succeeds("in the next run, without another refresh");
}
