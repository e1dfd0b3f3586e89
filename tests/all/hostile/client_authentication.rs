//! How a client proves itself: by a secret in the header or in the form (RFC 6749, section 2.3.1), or by its signature (RFC 7523).

use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::server::{Hostile, Request};
use crate::support::snapshot::{Table, project};
use crate::support::stage::{CODE, DISCOVERY, ScriptedServers, token_answer};
use crate::support::sts;
use crate::support::tokens::{Key, TokenDraft};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use serde_json::{Value, json};
use std::path::Path;
use url::form_urlencoded::parse;

const SECRET: &str = "fake:s%cret+1";
/// The public halves of `ec-p256-sec1.pem` and `ed25519.pem`.
const EC: &str =
    "041014fe00f5fbffdb26a6ea91a200db5744b22c266513596ff7989f4017c765a9ee5b392270c2470df3a7601d69c0fd0377f05153396c5ea5ab94c6dcb22530b0";
const ED: &str = "358f69dc790c51d9e65a9b32ce09301b9c13a6974f8f83a9492eb3465a30b987";

fn refused(status: u16, code: &str) -> ScriptedResponse {
    ScriptedResponse::new(status, "application/json", &json!({"error": code, "error_description": "no"}).to_string())
}

fn key(name: &str) -> String {
    project().join("tests/cases/keys").join(name).display().to_string()
}

fn field(request: &Request, name: &str) -> Option<String> {
    parse(request.body.as_bytes()).find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
}

fn has_header(request: &Request) -> bool {
    request.headers.to_lowercase().contains("authorization: basic ")
}

/// A provider that lists these methods for clients, or none.
fn stage(methods: &Value) -> ScriptedServers {
    let stage = ScriptedServers::with_discovery(|document| document["token_endpoint_auth_methods_supported"] = methods.clone());
    stage.with_keys([Key::named("one").public()])
}

/// A program whose state is in `folder`, with the client's secret.
fn in_folder(program: Program, folder: &Path) -> Program {
    program
        .env("STS_CLI_CLIENT_SECRET", SECRET)
        .env("XDG_STATE_HOME", folder.to_str().unwrap())
        .env("XDG_CACHE_HOME", folder.to_str().unwrap())
}

#[test]
fn a_client_registered_for_post_only_logs_in_and_its_method_is_cached() {
    for (methods, status) in
        [(json!(["client_secret_basic", "client_secret_post"]), 401), (json!(null), 400), (json!(["private_key_jwt"]), 401)]
    {
        let (stage, folder) = (stage(&methods), tempfile::tempdir().unwrap());
        let login = stage.log_in_with(in_folder(stage.program(&["-q"]), folder.path()));
        stage.provider.expect("POST /token", refused(status, "invalid_client"));
        stage.provider.expect("POST /token", token_answer(&login.token().with_time("exp", 30).signed()));
        stage.storage.expect("POST /", sts::grant());
        assert_eq!(login.callback().send().status, 200);
        assert_eq!(login.running.end().code, 0);
        let tries = stage.provider.requests_of("POST /token");
        assert_eq!(tries.iter().map(|request| field(request, "code")).collect::<Vec<_>>(), [Some(CODE.to_owned()), Some(CODE.to_owned())]);
        assert!(has_header(&tries[0]) && field(&tries[0], "client_secret").is_none(), "{tries:?}");
        assert!(!has_header(&tries[1]) && field(&tries[1], "client_secret").as_deref() == Some(SECRET), "{tries:?}");

        stage.provider.expect("POST /token", refused(400, "invalid_request"));
        in_folder(stage.program(&["--fresh", "--login", "never"]), folder.path()).run();
        let refresh = stage.provider.requests_of("POST /token").remove(2);
        assert!(!has_header(&refresh) && field(&refresh, "client_secret").is_some(), "{refresh:?}");
    }
}

#[test]
fn authentication_methods_listed_in_one_string_are_split() {
    for methods in
        [json!("client_secret_basic client_secret_post"), json!(["private_key_jwt client_secret_basic"]), json!(" client_secret_basic ")]
    {
        let (stage, folder) = (stage(&methods), tempfile::tempdir().unwrap());
        let login = stage.log_in_with(in_folder(stage.program(&[]), folder.path()));
        login.completes(); // and no warning that the method is not listed
    }
}

/// Google has another code for it.
#[test]
fn a_refused_client_without_a_secret_gets_a_hint() {
    for (code, words) in [
        ("invalid_request", "client_secret is missing."),
        ("invalid_request", "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."),
        ("unauthorized", "missing client_secret"),
    ] {
        let stage = ScriptedServers::new();
        let login = stage.log_in();
        stage.provider.expect(
            "POST /token",
            ScriptedResponse::new(400, "application/json", &json!({"error": code, "error_description": words}).to_string()),
        );
        login.callback().send();
        let outcome = login.end();
        assert!(outcome.failure(4).contains("STS_CLI_CLIENT_SECRET"), "{outcome:?}");
    }
}

/// A service at `provider`, with the client's secret and `flags`.
fn service(provider: &Hostile, folder: &Path, flags: &[&str]) -> Outcome {
    let (server, issuer) = (Hostile::start(), provider.origin());
    server.allow("POST /", sts::refusal(403, "AccessDenied", "no"));
    let endpoint = server.origin();
    let arguments = ["client-grants", "-o", "json", "--client-id", "robot", "--endpoint", &endpoint, "--issuer", &issuer];
    in_folder(Program::sts_cli(arguments.iter().chain(flags).copied()), folder).run()
}

/// A provider that lists these methods, and answers token requests so.
fn provider(methods: &Value, answers: impl IntoIterator<Item = ScriptedResponse>) -> Hostile {
    let provider = Hostile::start();
    let origin = provider.origin();
    let document = json!({"issuer": origin, "token_endpoint": format!("{origin}/token"), "token_endpoint_auth_methods_supported": methods});
    provider.allow(DISCOVERY, ScriptedResponse::json(&document));
    answers.into_iter().for_each(|answer| provider.expect("POST /token", answer));
    provider
}

#[test]
fn the_method_of_a_service_is_cached_until_its_registration_changes() {
    let token = || ScriptedResponse::json(&json!({"access_token": "e30.e30.e30"}));
    let no = || refused(401, "invalid_client");
    let (provider, folder) = (provider(&json!(null), [no(), token(), token(), no(), token(), token()]), tempfile::tempdir().unwrap());
    for _ in 0..4 {
        assert_eq!(service(&provider, folder.path(), &[]).code, 5, "the storage server refuses, so a token was there");
    }
    let headers: Vec<bool> = provider.requests_of("POST /token").iter().map(has_header).collect();
    assert_eq!(headers, [true, false, false, false, true, true]);
}

#[test]
fn the_method_of_a_service_is_cached_for_a_given_token_endpoint() {
    let token = || ScriptedResponse::json(&json!({"access_token": "e30.e30.e30"}));
    let no = || refused(401, "invalid_client");
    let (server, provider, other) = (Hostile::start(), Hostile::start(), Hostile::start());
    server.allow("POST /", sts::refusal(403, "AccessDenied", "no"));
    [no(), token(), token(), no(), token(), token()].into_iter().for_each(|answer| provider.expect("POST /token", answer));
    [token()].into_iter().for_each(|answer| other.expect("POST /token", answer));
    let (folder, endpoint) = (tempfile::tempdir().unwrap(), server.origin());
    let run = |provider: &Hostile| {
        let address = format!("{}/token", provider.origin());
        let arguments = ["client-grants", "-o", "json", "--client-id", "robot", "--endpoint", &endpoint, "--token-endpoint", &address];
        in_folder(Program::sts_cli(arguments), folder.path()).run()
    };
    for _ in 0..4 {
        assert_eq!(run(&provider).code, 5, "the storage server refuses, so a token was there");
    }
    assert_eq!(run(&other).code, 5);
    let headers = |provider: &Hostile| -> Vec<bool> { provider.requests_of("POST /token").iter().map(has_header).collect() };
    assert_eq!(headers(&provider), [true, false, false, false, true, true]);
    assert_eq!(headers(&other), [true], "another endpoint is another provider");
}

#[test]
fn a_refused_client_is_recognized_with_any_status_and_spelling() {
    let token = || ScriptedResponse::json(&json!({"access_token": "e30.e30.e30"}));
    for no in [
        refused(403, "invalid_client"),
        refused(200, "invalid_client"),
        refused(422, "invalid_client"),
        refused(401, "INVALID_CLIENT"),
        refused(400, "Invalid Client"),
        refused(200, "incorrect_client_credentials"),
        ScriptedResponse::new(200, "application/x-www-form-urlencoded", "error=incorrect_client_credentials&error_description=no"),
        ScriptedResponse::new(400, "application/json", r#"{"error":{"code":"invalid_client","message":"no"}}"#),
        ScriptedResponse::empty(401).header("WWW-Authenticate", "Basic realm=\"id\""),
        ScriptedResponse::html(401),
        ScriptedResponse::new(401, "application/json", r#"{"message":"Unauthorized"}"#),
    ] {
        let (provider, folder) = (provider(&json!(null), [no, token()]), tempfile::tempdir().unwrap());
        let outcome = service(&provider, folder.path(), &[]);
        assert_eq!(outcome.code, 5, "the storage server refuses, so a token was there: {outcome:?}");
        assert_eq!(provider.requests_of("POST /token").iter().map(has_header).collect::<Vec<_>>(), [true, false]);
    }
}

#[test]
fn another_method_is_tried_only_if_it_could_be_the_right_one() {
    let both = json!(["client_secret_post", "client_secret_basic"]);
    let mut table = Table::default();
    for (name, methods, flags, answers) in [
        ("both refused", &both, vec![], vec![refused(401, "invalid_client"), refused(401, "invalid_client")]),
        ("chosen by the user", &both, vec!["--client-auth", "basic"], vec![refused(401, "invalid_client")]),
        ("the only one that is listed", &json!(["client_secret_post"]), vec![], vec![refused(400, "invalid_client")]),
        ("another code", &both, vec![], vec![refused(401, "unauthorized_client")]),
        ("forbidden without a code", &both, vec![], vec![ScriptedResponse::empty(403)]),
        ("another code with status 200", &both, vec![], vec![refused(200, "invalid_scope")]),
        ("in trouble", &both, vec![], vec![refused(500, "invalid_client")]),
    ] {
        let (provider, folder) = (provider(methods, answers), tempfile::tempdir().unwrap());
        let outcome = service(&provider, folder.path(), &flags);
        table.ends(if name == "in trouble" { 6 } else { 4 }, name, &outcome);
    }
    table.matches("second-try");
}

#[test]
fn a_method_answered_by_a_server_error_is_not_cached() {
    let token = || ScriptedResponse::json(&json!({"access_token": "e30.e30.e30"}));
    for trouble in [ScriptedResponse::html(502), ScriptedResponse::empty(500), refused(504, "server_error"), ScriptedResponse::empty(520)] {
        let answers = [refused(401, "invalid_client"), trouble, token()];
        let (provider, folder) = (provider(&json!(null), answers), tempfile::tempdir().unwrap());
        assert_eq!(service(&provider, folder.path(), &[]).code, 6);
        assert_eq!(service(&provider, folder.path(), &[]).code, 5, "the storage server refuses, so a token was there");
        assert_eq!(provider.requests_of("POST /token").iter().map(has_header).collect::<Vec<_>>(), [true, false, true]);
    }
    let answers = [refused(401, "invalid_client"), ScriptedResponse::empty(503), refused(401, "invalid_client"), token(), token()];
    let (provider, folder) = (provider(&json!(null), answers), tempfile::tempdir().unwrap());
    for _ in 0..2 {
        assert_eq!(
            service(&provider, folder.path(), &[]).code,
            5,
            "it is asked again, with both methods, and the one is known that worked"
        );
    }
    assert_eq!(provider.requests_of("POST /token").iter().map(has_header).collect::<Vec<_>>(), [true, false, true, false, false]);
}

#[test]
fn a_method_without_a_response_counts_as_untried() {
    let (stage, folder) = (
        ScriptedServers::with_discovery(|document| {
            let address = document["token_endpoint"].as_str().unwrap().replace("/token", "/device");
            document["device_authorization_endpoint"] = json!(address);
        }),
        tempfile::tempdir().unwrap(),
    );
    let stage = stage.with_keys([Key::named("one").public()]);
    let code = json!({"device_code": "fake-device-code", "user_code": "FAKE-CODE", "verification_uri": "https://id.example/device",
        "expires_in": 900, "interval": 1});
    stage.provider.expect("POST /device", ScriptedResponse::json(&code));
    let token = TokenDraft::valid(&stage.provider.origin(), "").with("nonce", ()).with_time("exp", 30).signed();
    for poll in [refused(401, "invalid_client"), ScriptedResponse::hang_up(), refused(401, "invalid_client"), token_answer(&token)] {
        stage.provider.expect("POST /token", poll);
    }
    stage.storage.expect("POST /", sts::grant());
    let outcome = in_folder(stage.program(&["--login", "device"]), folder.path()).run();
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert_eq!(stage.provider.requests_of("POST /token").iter().map(has_header).collect::<Vec<_>>(), [true, false, true, false]);
    stage.provider.expect("POST /token", refused(400, "invalid_request"));
    in_folder(stage.program(&["--fresh", "--login", "never"]), folder.path()).run();
    let refresh = stage.provider.requests_of("POST /token").remove(4);
    assert!(!has_header(&refresh) && field(&refresh, "client_secret").is_some(), "the method that worked is cached: {refresh:?}");
}

#[test]
fn an_unlisted_authentication_method_causes_a_warning_before_the_login() {
    let stage = stage(&json!(["client_secret_basic", "tls_client_auth"]));
    let flags = ["--client-auth", "private-key-jwt", "--client-assertion-key", &key("rsa-one.pem")];
    let login = stage.log_in_with(stage.program(&flags));
    login
        .running
        .wait_for_stderr(|text| text.find("warning: ").filter(|warning| text.find("To log in").is_none_or(|login| *warning < login)));
    stage.provider.expect("POST /token", token_answer(&login.token().signed()));
    stage.storage.expect("POST /", sts::grant());
    login.callback().send();
    login.end().warns("method-not-listed");
}

/// Verifies the client assertion in a request; returns its header and claims.
fn verified_assertion(request: &Request, verify: impl Fn(&[u8], &[u8])) -> (Value, Value) {
    assert!(!has_header(request) && field(request, "client_secret").is_none(), "{request:?}");
    assert_eq!(field(request, "client_assertion_type").as_deref(), Some("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
    let statement = field(request, "client_assertion").unwrap();
    let (message, signature) = statement.rsplit_once('.').unwrap();
    let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    verify(message.as_bytes(), &decoded(signature));
    let (header, claims) = message.split_once('.').unwrap();
    let read = |part: &str| serde_json::from_slice(&decoded(part)).unwrap();
    (read(header), read(claims))
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn a_client_authenticates_with_every_key_format() {
    let rsa = |message: &[u8], signature: &[u8]| {
        let public = Key::named("one").public();
        let number = |name: &str| URL_SAFE_NO_PAD.decode(public[name].as_str().unwrap()).unwrap();
        let public = ring::rsa::PublicKeyComponents { n: number("n"), e: number("e") };
        public.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).unwrap();
    };
    let ec =
        |message: &[u8], signature: &[u8]| UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes(EC)).verify(message, signature).unwrap();
    let ed = |message: &[u8], signature: &[u8]| UnparsedPublicKey::new(&ED25519, bytes(ED)).verify(message, signature).unwrap();
    let mut seen = Vec::new();
    for (file, algorithm, verify) in [
        ("rsa-one.pem", "RS256", &rsa as &dyn Fn(&[u8], &[u8])),
        ("rsa-one-pkcs1.pem", "RS256", &rsa),
        ("ec-p256-sec1.pem", "ES256", &ec),
        ("ed25519.pem", "EdDSA", &ed),
    ] {
        let (provider, storage) = (Hostile::start(), Hostile::start());
        provider.expect("POST /token", ScriptedResponse::empty(503)); // each try has a statement of its own
        provider.expect("POST /token", ScriptedResponse::json(&json!({"access_token": "e30.e30.e30"})));
        storage.expect("POST /", sts::refusal(403, "AccessDenied", "no"));
        let (endpoint, address, key) = (storage.origin(), format!("{}/token", provider.origin()), key(file));
        let arguments = ["client-grants", "-o", "json", "--client-id", "robot", "--endpoint", &endpoint, "--token-endpoint", &address];
        let flags = ["--client-assertion-key", &key, "--client-assertion-kid", "k-1"];
        assert_eq!(Program::sts_cli(arguments.into_iter().chain(flags)).run().code, 5, "{file}");
        for request in provider.requests_of("POST /token") {
            let (header, claims) = verified_assertion(&request, verify);
            assert_eq!(header, json!({"alg": algorithm, "typ": "JWT", "kid": "k-1"}));
            assert_eq!((&claims["iss"], &claims["sub"], &claims["aud"]), (&json!("robot"), &json!("robot"), &json!(address)));
            let life = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
            assert!((30..=300).contains(&life) && (claims["iat"].as_i64().unwrap() - sts::now().as_second()).abs() < 60, "{claims}");
            seen.push(claims["jti"].as_str().unwrap().to_owned());
        }
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 8, "each statement counts once");
}

#[test]
fn the_client_key_authenticates_at_the_device_endpoint_too() {
    let stage = ScriptedServers::with_discovery(|document| {
        let address = document["token_endpoint"].as_str().unwrap().replace("/token", "/device");
        document["device_authorization_endpoint"] = json!(address);
    });
    stage.provider.expect("POST /device", refused(400, "unauthorized_client"));
    let outcome = stage.program(&["--login", "device", "--client-assertion-key", &key("ec-p256-sec1.pem")]).run();
    assert_eq!(outcome.code, 4, "{outcome:?}");
    assert!(outcome.stderr.contains("client authentication: private_key_jwt"), "{outcome:?}");
    let (header, claims) = verified_assertion(&stage.provider.requests_of("POST /device")[0], |_, _| {});
    assert_eq!((&header["kid"], &claims["aud"]), (&Value::Null, &json!(format!("{}/token", stage.provider.origin()))));
}

#[test]
fn unusable_client_authentication_is_reported_before_the_login() {
    let mut table = Table::default();
    let (rsa, none, other) = (key("rsa-one.pem"), key("none.pem"), key("ec-p521.pem"));
    for (code, flags, secret) in [
        (2, vec!["--client-auth", "private-key-jwt"], ""),
        (2, vec!["--client-auth", "post", "--client-assertion-key", &rsa], ""),
        (2, vec!["--client-secret-file", "secret", "--client-assertion-key", &rsa], ""),
        (3, vec!["--client-assertion-key", &none], ""),
        (3, vec!["--client-assertion-key", &other], ""),
    ] {
        let stage = ScriptedServers::silent();
        let outcome = stage.program(&flags).env("STS_CLI_CLIENT_SECRET", secret).run();
        let named = flags.iter().map(|flag| Path::new(flag).file_name().unwrap().to_str().unwrap()).collect::<Vec<_>>().join(" ");
        table.fails(code, &named, &outcome.named(&key(""), "[KEYS]/"));
    }
    let no_secret = ScriptedServers::with_discovery(|_| {}).run(&["--client-auth", "post"]);
    table.fails(4, "--client-auth post", &no_secret);
    table.matches("unusable");
}
