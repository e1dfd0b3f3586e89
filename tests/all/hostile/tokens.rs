//! ID tokens that do not hold, each refused by name, and strange ones that do: OpenID Connect Core 1.0, section 3.1.3.7.

use crate::support::answer::ScriptedResponse;
use crate::support::snapshot::Table;
use crate::support::stage::{ACCESS_TOKEN, ScriptedServers, token_answer};
use crate::support::sts;
use crate::support::tokens::{Key, TokenDraft, at_hash};
use serde_json::json;

/// How a token is made, and the same as text.
type Case = (fn(TokenDraft) -> String, &'static str);

/// Tokens made from an honest draft, each with its own source as text.
macro_rules! tokens {
    ($($draft:pat => $token:expr,)*) => {
        &[$((|$draft| $token, stringify!($token))),*]
    };
}

/// Each token ends a login of its own: exit 4, its reason as a row of the snapshot, nothing on standard output; the STS is never asked.
#[track_caller]
fn refused(cases: &[Case], snapshot: &str) {
    let mut table = Table::default();
    for (make, text) in cases {
        let stage = ScriptedServers::new();
        stage.provider.allow("GET /keys", ScriptedResponse::json(&json!({"keys": [Key::named("one").public()]})));
        let login = stage.log_in();
        login.expects_token(&make(login.token()));
        let page = login.callback().send();
        assert_eq!(page.status, 403, "{text}: {page:?}");
        let outcome = rounded(login.end());
        let fetched = stage.provider.requests_of("GET /keys").len();
        table.row(&format!("{text}; keys fetched: {fetched}"), &outcome.failure(4));
    }
    table.matches(snapshot);
}

/// Times an hour from now, whatever the seconds the test took.
fn rounded(outcome: crate::support::outcome::Outcome) -> crate::support::outcome::Outcome {
    (3590..3610).fold(outcome, |outcome, seconds| outcome.named(&format!(" {seconds} s"), " 3600 s"))
}

#[test]
fn a_token_of_another_login_or_client_is_rejected() {
    refused(
        tokens![
            token => token.with("nonce", "other").signed(),
            token => token.with("nonce", ()).signed(),
            token => token.with("aud", "other").signed(),
            token => token.with("aud", "\u{1b}[31mred\u{202e}").signed(),
            token => token.with("aud", json!(["one", "two"])).signed(),
            token => token.with("azp", "other").signed(),
            token => token.with("at_hash", at_hash("other")).signed(),
        ],
        "another-login-or-client",
    );
}

#[test]
fn a_token_of_any_other_issuer_is_rejected() {
    refused(
        tokens![
            token => token.with("iss", "https://other.example").signed(),
            token => token.with("iss", "https://other.example/\u{1b}[31m").signed(),
        ],
        "another-issuer",
    );
}

#[test]
fn a_token_without_a_required_claim_is_rejected() {
    refused(
        tokens![
            token => token.with("iss", ()).signed(),
            token => token.with("sub", ()).signed(),
            token => token.with("aud", ()).signed(),
            token => token.with("exp", ()).signed(),
            token => token.with("iat", ()).signed(),
        ],
        "claim-missing",
    );
}

#[test]
fn checked_claims_must_have_the_right_type() {
    refused(
        tokens![
            token => token.with("iss", json!(["[PROVIDER]", "https://other.example"])).signed(),
            token => token.with("sub", 7).signed(),
            token => token.with("aud", json!([7, true])).signed(),
            token => token.with("aud", json!({"sts-cli": true})).signed(),
            token => token.with("exp", "4102444800").signed(),
            token => token.with("iat", true).signed(),
            token => token.with("nbf", "0").signed(),
            token => token.with("azp", json!({"sts-cli": true})).signed(),
            token => token.with("nonce", 7).signed(),
            token => token.with("at_hash", 7).signed(),
        ],
        "claim-type",
    );
}

#[test]
fn an_unknown_token_header_is_rejected() {
    refused(
        tokens![
            token => token.with_header("typ", "at+jwt").signed(),
            token => token.with_header("alg", "XS512").signed(),
            token => token.with_header("alg", 7).signed(),
        ],
        "header",
    );
}

#[test]
fn expired_and_future_tokens_are_rejected() {
    refused(
        tokens![
            token => token.with_time("exp", -3600).signed(),
            token => token.with_time("nbf", 3600).signed(),
            token => token.with_time("iat", 3600).signed(),
        ],
        "another-time",
    );
}

#[test]
fn a_token_that_no_public_key_verifies_is_rejected() {
    refused(
        tokens![
            token => token.unsigned(),
            token => token.signed_by_secret(b"shared"),
            token => token.signed_by_secret(Key::named("one").public()["n"].as_str().unwrap().as_bytes()),
            token => token.signed_by(&Key::named("two")),
            token => with_claims_of_another_token(token),
        ],
        "no-public-key",
    );
}

/// The signature of one token behind the claims of another.
fn with_claims_of_another_token(token: TokenDraft) -> String {
    let honest = token.signed();
    let changed = token.with("policy", "consoleAdmin").signed();
    let (_, signature) = honest.rsplit_once('.').unwrap();
    format!("{}.{signature}", changed.rsplit_once('.').unwrap().0)
}

#[test]
fn text_that_is_not_a_signed_token_is_rejected() {
    refused(
        tokens![
            token => format!("{}.a.b", token.signed()),
            _ => "an-opaque-token".to_owned(),
            _ => String::new(),
            token => token.signed().replacen('.', ".!", 1),
        ],
        "no-signed-token",
    );
}

#[test]
fn an_unknown_critical_header_is_rejected() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    login.expects_token(
        &login.token().with_header("crit", json!(["urn:example:unknown"])).with_header("urn:example:unknown", true).signed(),
    );
    assert_eq!(login.callback().send().status, 403);
    login.end().fails(4, "unknown-critical-header");
}

/// Claims that are not checked, each of a type that OpenID Connect Core 1.0, section 5.1, does not give it: Auth0 sends `updated_at` so,
/// JumpCloud `email_verified`.
fn with_other_claims_of_any_type(token: TokenDraft) -> TokenDraft {
    let claims = [
        ("updated_at", json!({"seconds": 1})),
        ("email_verified", json!("true")),
        ("phone_number_verified", json!(1)),
        ("address", json!("Main Street 1")),
        ("groups", json!(7)),
        ("amr", json!("pwd")),
        ("acr", json!(1)),
        ("auth_time", json!("2025-12-23T10:59:07.841Z")),
        ("name", json!(["Alice", "Liddell"])),
        ("preferred_username", json!(["alice"])),
        ("email", json!(false)),
        ("locale", json!({"language": "en"})),
        ("picture", json!(7)),
        ("c_hash", json!(7)),
        ("jti", json!(12_345)),
        ("policy", json!({"name": "readwrite"})),
        ("name#de", json!(7)),
    ];
    claims.into_iter().fold(token, |token, (name, value)| token.with(name, value))
}

#[test]
fn unusual_but_valid_tokens_are_accepted() {
    let accepted: [fn(TokenDraft) -> TokenDraft; 10] = [
        |token| token.with_header("kid", ()),
        |token| token.with_header("typ", ()),
        |token| token.with("aud", json!(["account", "sts-cli", "minio"])),
        |token| token.with("azp", "sts-cli"),
        |token| token.with("at_hash", at_hash(ACCESS_TOKEN)),
        |token| token.with_time("iat", 30).with_time("nbf", 30),
        |token| token.with_header("typ", "application/JWT"),
        |token| token.with("iat", 1_700_000_000.5).with("exp", 253_402_300_799_i64).with("nbf", 0.5),
        |token| token.with("exp", u64::MAX),
        with_other_claims_of_any_type,
    ];
    for change in accepted {
        let stage = ScriptedServers::new();
        let login = stage.log_in();
        login.expects_token(&change(login.token()).signed());
        stage.storage.expect("POST /", sts::grant());
        assert_eq!(login.callback().send().status, 200);
        login.succeeds();
    }
}

#[test]
fn unused_claims_can_have_unrepresentable_values() {
    let deep = format!("\"deep\":{}{}", "[".repeat(300), "]".repeat(300));
    for members in ["\"n\":1e400", "\"n\":-1E999,\"m\":{\"a\":1e400}", "\"s\":\"\\ud800\"", "\"\\udc00\":[\"\\ud800\"]", &deep] {
        let stage = ScriptedServers::new();
        let login = stage.log_in();
        login.expects_token(&login.token().signed_with_members(members));
        stage.storage.expect("POST /", sts::grant());
        assert_eq!(login.callback().send().status, 200, "{members}");
        login.succeeds();
    }
}

#[test]
fn a_claim_can_be_a_list_of_one_and_empty_claims_count_as_missing() {
    for (claim, value) in [
        ("sub", json!(["alice-1"])),
        ("aud", json!([null, "sts-cli"])),
        ("aud", json!(["sts-cli", 7])),
        ("azp", json!(["sts-cli"])),
        ("azp", json!("")),
        ("at_hash", json!("")),
        ("at_hash", json!([at_hash(ACCESS_TOKEN)])),
        ("nbf", json!([])),
    ] {
        let stage = ScriptedServers::new();
        let login = stage.log_in();
        login.expects_token(&login.token().with(claim, value.clone()).signed());
        stage.storage.expect("POST /", sts::grant());
        assert_eq!(login.callback().send().status, 200, "{claim}: {value}");
        login.succeeds();
    }
}

#[test]
fn an_empty_required_claim_counts_as_missing() {
    refused(
        tokens![
            token => token.with("aud", json!([])).signed(),
            token => token.with("aud", "").signed(),
            token => token.with("sub", json!([""])).signed(),
            token => token.with("exp", json!({})).signed(),
            token => token.with("nonce", "").signed(),
        ],
        "claim-empty",
    );
}

#[test]
fn a_refreshed_token_of_another_user_is_rejected() {
    let home = tempfile::tempdir().unwrap();
    let at_home = |stage: &ScriptedServers| {
        let folders = [("XDG_STATE_HOME", "state"), ("XDG_CACHE_HOME", "cache")];
        let below = |folder| home.path().join(folder).display().to_string();
        folders.into_iter().fold(stage.program(&["--fresh"]), |program, (name, folder)| program.env(name, &below(folder)))
    };
    let stage = ScriptedServers::new();
    let login = stage.log_in_with(at_home(&stage));
    login.expects_token(&login.token().with_time("exp", 30).signed()); // so little that the next run refreshes it
    stage.storage.expect("POST /", sts::grant());
    let of_another = login.token().with("nonce", ()).with("sub", "mallory-1").signed();
    assert_eq!(login.callback().send().status, 200);
    login.succeeds();
    stage.provider.expect("POST /token", token_answer(&of_another));
    at_home(&stage).run().fails_with_fragments(4, &["its subject is not the user who logged in", "hint: "]);
}
