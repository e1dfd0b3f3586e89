//! No secret is ever shown, at `-vvv`, in success and at each stage of failure: each is first proven to have been there.

use crate::support::answer::ScriptedResponse;
use crate::support::program::Program;
use crate::support::stage::{ACCESS_TOKEN, CODE, Login, REFRESH_TOKEN, ScriptedServers, token_answer};
use crate::support::sts::{self, SECRET_KEY, SESSION_TOKEN};
use crate::support::tokens::Key;
use serde_json::json;
use url::form_urlencoded::parse;

const CLIENT_SECRET: &str = "stage-client-secret-that-nobody-may-ever-see";
const PASSWORD: &str = "stage-password-that-nobody-may-ever-see";

/// This many consecutive characters of a secret count as a leak.
const LEAK_LENGTH: usize = 16;

#[track_caller]
fn assert_not_shown(text: &str, secrets: &[(&str, &str)]) {
    for (name, secret) in secrets {
        let letters: Vec<char> = secret.chars().collect();
        assert!(letters.len() >= LEAK_LENGTH, "{name} is too short to be recognized");
        let told = letters.windows(LEAK_LENGTH).map(String::from_iter).find(|part| text.contains(part));
        assert_eq!(told, None, "the {name} is shown: {text}");
    }
}

/// A confidential client's login at `-vvv`.
fn log_in(stage: &ScriptedServers) -> Login<'_> {
    stage.log_in_with(stage.program(&["-vvv"]).env("STS_CLI_CLIENT_SECRET", CLIENT_SECRET))
}

fn stage() -> ScriptedServers {
    ScriptedServers::with_discovery(|document| document["token_endpoint_auth_methods_supported"] = json!(["client_secret_post"]))
        .with_keys([Key::named("one").public()])
}

/// Returns a field of the last form that was sent to `line`.
fn sent_field(stage: &ScriptedServers, line: &str, field: &str) -> String {
    let servers = [&stage.provider, &stage.storage];
    let request = servers.iter().flat_map(|server| server.requests_of(line)).last().unwrap();
    let found = parse(request.body.as_bytes()).find(|(name, _)| name == field);
    found.unwrap_or_else(|| panic!("no {field} in {}", request.body)).1.into_owned()
}

/// Values that the responses of token endpoint and STS may contain: both know the client secret.
struct Known {
    id_token: String,
}

type TokenAnswer = fn(&Known) -> ScriptedResponse;
type StsAnswer = fn(&Known) -> ScriptedResponse;

/// Runs a login with these responses; asserts that every secret was sent and none is shown.
fn assert_reveals_nothing(what: &str, tokens: TokenAnswer, sts: Option<StsAnswer>) {
    let stage = stage();
    let login = log_in(&stage);
    let known = Known { id_token: login.token().signed() };
    stage.provider.expect("POST /token", tokens(&known));
    if let Some(sts) = sts {
        stage.storage.expect("POST /", sts(&known));
    }
    let page = login.callback().send();
    let outcome = login.running.end();
    let verifier = sent_field(&stage, "POST /token", "code_verifier");
    assert_eq!(sent_field(&stage, "POST /token", "code"), CODE, "{what}");
    assert_eq!(sent_field(&stage, "POST /token", "client_secret"), CLIENT_SECRET, "{what}");
    if sts.is_some() {
        assert_eq!(sent_field(&stage, "POST /", "WebIdentityToken"), known.id_token, "{what}");
    }
    let secrets = [
        ("code", CODE),
        ("code verifier", verifier.as_str()),
        ("client secret", CLIENT_SECRET),
        ("ID token", known.id_token.as_str()),
        ("access token", ACCESS_TOKEN),
        ("refresh token", REFRESH_TOKEN),
        ("secret key", SECRET_KEY),
        ("session token", SESSION_TOKEN),
    ];
    assert_not_shown(&outcome.stderr, &secrets);
    assert_not_shown(&page.body, &secrets);
    assert!(outcome.stderr.contains("POST"), "{what}: nothing was logged: {}", outcome.stderr);
    let came_through = outcome.code == 0 && outcome.stdout.contains(SECRET_KEY) && outcome.stdout.contains(SESSION_TOKEN);
    assert!(came_through || outcome.stdout.is_empty(), "{what}: {outcome:#?}");
}

fn valid_tokens(known: &Known) -> ScriptedResponse {
    token_answer(&known.id_token)
}

#[test]
fn a_successful_login_shows_no_secret() {
    assert_reveals_nothing("success", valid_tokens, Some(|_| sts::grant()));
    let no_access_token: TokenAnswer = |known| ScriptedResponse::json(&json!({"refresh_token": REFRESH_TOKEN, "id_token": known.id_token}));
    assert_reveals_nothing("success without an access token", no_access_token, Some(|_| sts::grant()));
}

#[test]
fn a_failing_token_endpoint_reveals_no_secret() {
    let cases: [(&str, TokenAnswer); 6] = [
        ("a refusal that holds tokens and repeats them", |known| {
            let words = format!("{ACCESS_TOKEN} and {} were given", known.id_token);
            let tokens = json!({"error": "x", "message": words, "access_token": ACCESS_TOKEN, "refresh_token": REFRESH_TOKEN});
            ScriptedResponse::new(400, "application/json", &tokens.to_string())
        }),
        ("a page that holds the tokens", |known| {
            ScriptedResponse::new(500, "text/html", &format!("<html>{CODE} {}</html>", known.id_token))
        }),
        ("tokens that break off", |known| {
            ScriptedResponse::new(
                200,
                "application/json",
                &format!("{{\"access_token\":\"{ACCESS_TOKEN}\",\"id_token\":\"{}", known.id_token),
            )
        }),
        ("tokens of the wrong kind", |known| {
            ScriptedResponse::json(&json!({"access_token": {"is": ACCESS_TOKEN}, "id_token": [known.id_token, known.id_token]}))
        }),
        ("tokens as a text", |known| ScriptedResponse::json(&json!(known.id_token))),
        ("no ID token", |_| {
            ScriptedResponse::json(&json!({"access_token": ACCESS_TOKEN, "token_type": "Bearer", "refresh_token": REFRESH_TOKEN}))
        }),
    ];
    for (what, answer) in cases {
        assert_reveals_nothing(what, answer, None);
    }
}

#[test]
fn secrets_repeated_by_the_token_endpoint_are_not_shown() {
    assert_reveals_nothing("the code", |_| refused("invalid_grant", &format!("the code {CODE} is used")), None);
    assert_reveals_nothing("the client secret", |_| refused("invalid_client", &format!("secret \"{CLIENT_SECRET}\" is wrong")), None);
    assert_reveals_nothing("the code as an error", |_| refused(CODE, "wrong"), None);
}

fn refused(error: &str, words: &str) -> ScriptedResponse {
    ScriptedResponse::new(400, "application/json", &json!({"error": error, "error_description": words}).to_string())
}

#[test]
fn an_invalid_token_is_not_shown() {
    assert_reveals_nothing("another key", |known| token_answer(&known.id_token.replace(".ey", ".fy")), None);
    assert_reveals_nothing("five parts", |known| token_answer(&format!("{}.x.y", known.id_token)), None);
    assert_reveals_nothing("two parts", |known| token_answer(known.id_token.rsplit_once('.').unwrap().0), None);
}

#[test]
fn a_token_repeated_by_the_sts_is_not_shown() {
    assert_reveals_nothing(
        "in a refusal",
        valid_tokens,
        Some(|known| sts::refusal(400, "InvalidParameterValue", &format!("cannot parse {}", known.id_token))),
    );
    assert_reveals_nothing(
        "on a page",
        valid_tokens,
        Some(|known| ScriptedResponse::new(403, "text/plain", &format!("token={}\n", known.id_token))),
    );
}

#[test]
fn an_invalid_grant_is_not_shown() {
    let cases: [(&str, StsAnswer); 5] = [
        ("broken off", |_| ScriptedResponse::xml(200, sts::grant_document(&sts::credentials()).split_once("</Secret").unwrap().0)),
        ("not XML", |_| ScriptedResponse::new(200, "application/json", &json!({"secret": SECRET_KEY, "token": SESSION_TOKEN}).to_string())),
        ("without an end", |_| ScriptedResponse::xml(200, &sts::grant_document(&sts::credentials().replace("Expiration", "Sometime")))),
        ("of another action", |_| ScriptedResponse::xml(200, &sts::grant_document(&sts::credentials()).replace("WithWebIdentity", ""))),
        ("with a status of failure", |_| ScriptedResponse::xml(400, &sts::grant_document(&sts::credentials()))),
    ];
    for (what, answer) in cases {
        assert_reveals_nothing(what, valid_tokens, Some(answer));
    }
}

#[test]
fn a_long_term_secret_key_is_not_shown() {
    let stage = ScriptedServers::silent();
    let endpoint = stage.storage.origin();
    stage.storage.expect("POST /", sts::refusal(403, "AccessDenied", "Access denied"));
    let outcome = Program::sts_cli(["assume-role", "-o", "json", "-vvv", "--endpoint", &endpoint])
        .env("AWS_ACCESS_KEY_ID", "carol")
        .env("AWS_SECRET_ACCESS_KEY", PASSWORD)
        .run();
    let came = stage.storage.requests_of("POST /");
    assert!(came[0].headers.contains("Credential=carol/") && came[0].headers.contains("Signature="), "{came:?}");
    assert_eq!((outcome.code, outcome.stdout.as_str()), (5, ""), "{outcome:#?}");
    assert_not_shown(&outcome.stderr, &[("secret key", PASSWORD)]);
}

#[test]
fn a_password_in_a_url_is_not_shown() {
    let stage = ScriptedServers::silent();
    let addresses = ["https://user:{}@id.example/", "ftp://user:{}@id.example/", "user:{}@id.example:9000", "https://user:{}@[::x/"];
    for address in addresses.map(|address| address.replace("{}", PASSWORD)) {
        for flag in ["--endpoint", "--issuer"] {
            let outcome = stage.program(&["-vvv", flag, &address]).run();
            assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{outcome:#?}");
            assert_not_shown(&outcome.stderr, &[("password", PASSWORD)]);
        }
    }
}

#[test]
fn a_signed_url_of_the_provider_is_not_shown() {
    let stage = ScriptedServers::with_discovery(|document| {
        let address = document["jwks_uri"].as_str().unwrap().replace("http://", &format!("http://user:{PASSWORD}@"));
        document["jwks_uri"] = json!(format!("{address}?sig={CLIENT_SECRET}"));
    });
    stage.provider.expect(&format!("GET /keys?sig={CLIENT_SECRET}"), ScriptedResponse::html(500));
    let outcome = stage.log_in_with(stage.program(&["-vvv"])).running.end();
    assert_eq!((outcome.code, outcome.stdout.as_str()), (6, ""), "{outcome:#?}");
    assert_not_shown(&outcome.stderr, &[("password", PASSWORD), ("signed query", CLIENT_SECRET)]);
}
