//! ID tokens that do not hold, each refused by name, and strange ones that do: OpenID Connect Core 1.0, section 3.1.3.7.

use crate::support::stage::{ACCESS_TOKEN, Stage};
use crate::support::sts;
use crate::support::tokens::{Draft, Key, at_hash};
use serde_json::json;

const CORE: &str = "ask the provider's administrator: its ID tokens do not follow OpenID Connect Core 1.0, section 2";
const CLIENT: &str = "check --client-id: the provider made the token for another client";
const AGAIN: &str = "log in again; if it happens again, something on the way exchanges answers";
const CLOCK: &str = "set this machine's clock right, and if it is, ask the provider's administrator to set theirs";
const SIGNING: &str = "ask the provider's administrator to choose an RSA or EC signing key for this client";
const ROTATION: &str =
    "log in again in a minute, the provider may be changing its keys; if it stays, its administrator must look at its key set";
const ISSUER: &str = "check --issuer, and the provider's public host name";

/// What is wrong, how the token is made, the problem named, the hint given.
type Case = (fn(Draft) -> String, &'static str, &'static str);

/// Each token ends a login of its own: exit 4, its reason, nothing on standard output; the STS is never asked.
fn refused(cases: &[Case]) {
    for (make, problem, hint) in cases {
        let mut stage = Stage::new();
        if problem.starts_with("its signature") {
            stage = stage.with_keys([Key::named("one").public()]); // the provider may have exchanged its key: looked at once more
        }
        let login = stage.log_in();
        login.gives(&make(login.token()));
        let page = login.callback().send();
        assert_eq!(page.status, 403, "{problem}: {page:?}");
        let expected = format!("error: the ID token of [PROVIDER] is refused: {problem}\n  hint: {hint}\n");
        rounded(login.end()).refused(4, &expected);
    }
}

/// Times an hour from now, whatever the seconds the test took.
fn rounded(outcome: crate::support::outcome::Outcome) -> crate::support::outcome::Outcome {
    (3590..3610).fold(outcome, |outcome, seconds| outcome.named(&format!(" {seconds} s"), " 3600 s"))
}

#[test]
fn a_token_of_another_login_or_for_another_client_is_refused() {
    refused(&[
        (|token| token.with("nonce", "other").signed(), "its nonce is not that of this login: it belongs to another one", AGAIN),
        (|token| token.with("nonce", ()).signed(), "its nonce is not that of this login: it belongs to another one", AGAIN),
        (|token| token.with("aud", "other").signed(), "it is meant for other, not for sts-cli", CLIENT),
        (|token| token.with("aud", "\u{1b}[31mred\u{202e}").signed(), "it is meant for [31mred, not for sts-cli", CLIENT),
        (|token| token.with("aud", json!(["one", "two"])).signed(), "it is meant for one, two, not for sts-cli", CLIENT),
        (|token| token.with("azp", "other").signed(), "it was asked for by other (`azp`), not by sts-cli", CLIENT),
        (|token| token.with("at_hash", at_hash("other")).signed(), "its `at_hash` does not fit the access token that came with it", AGAIN),
    ]);
}

#[test]
fn a_token_of_another_issuer_is_refused_to_the_letter() {
    refused(&[
        (|token| token.with("iss", "https://other.example").signed(), "it was issued by https://other.example", ISSUER),
        (|token| token.with("iss", "https://other.example/\u{1b}[31m").signed(), "it was issued by https://other.example/ [31m", ISSUER),
    ]);
}

#[test]
fn a_token_without_a_claim_that_must_be_there_is_refused() {
    refused(&[
        (|token| token.with("iss", ()).signed(), "it has no claim `iss`", CORE),
        (|token| token.with("sub", ()).signed(), "it has no claim `sub`", CORE),
        (|token| token.with("aud", ()).signed(), "it has no claim `aud`", CORE),
        (|token| token.with("exp", ()).signed(), "it has no claim `exp`", CORE),
        (|token| token.with("iat", ()).signed(), "it has no claim `iat`", CORE),
    ]);
}

#[test]
fn a_claim_that_is_checked_must_have_its_type() {
    refused(&[
        (|token| token.with("iss", json!(["[PROVIDER]"])).signed(), "its claim `iss` is not a string", CORE),
        (|token| token.with("sub", 7).signed(), "its claim `sub` is not a string", CORE),
        (|token| token.with("aud", json!(["sts-cli", 7])).signed(), "its claim `aud` is not a string or a list of strings", CORE),
        (|token| token.with("aud", json!({"sts-cli": true})).signed(), "its claim `aud` is not a string or a list of strings", CORE),
        (|token| token.with("exp", "4102444800").signed(), "its claim `exp` is not a number of seconds", CORE),
        (|token| token.with("iat", true).signed(), "its claim `iat` is not a number of seconds", CORE),
        (|token| token.with("nbf", "0").signed(), "its claim `nbf` is not a number of seconds", CORE),
        (|token| token.with("azp", json!(["sts-cli"])).signed(), "its claim `azp` is not a string", CORE),
        (|token| token.with("nonce", 7).signed(), "its claim `nonce` is not a string", CORE),
        (|token| token.with("at_hash", 7).signed(), "its claim `at_hash` is not a string", CORE),
    ]);
}

#[test]
fn a_header_that_is_not_understood_is_refused() {
    refused(&[
        (|token| token.with_header("typ", "at+jwt").signed(), "it does not hold: its type (`typ`) is at+jwt", CORE),
        (|token| token.with_header("cty", "JWT").signed(), "it does not hold: it has a content type (`cty`), JWT", CORE),
        (
            |token| token.with_header("alg", "XS512").signed(),
            "it is signed with XS512; only signatures that a public key verifies are accepted",
            SIGNING,
        ),
        (|token| token.with_header("alg", 7).signed(), "it is not a signed JSON Web Token", CORE),
    ]);
}

#[test]
fn a_token_of_another_time_is_refused() {
    refused(&[
        (|token| token.with_time("exp", -3600).signed(), "it expired 3600 s ago by this machine's clock", CLOCK),
        (|token| token.with_time("nbf", 3600).signed(), "its `nbf` is 3600 s in the future by this machine's clock", CLOCK),
        (|token| token.with_time("iat", 3600).signed(), "its `iat` is 3600 s in the future by this machine's clock", CLOCK),
    ]);
}

#[test]
fn a_token_that_no_public_key_verifies_is_refused() {
    refused(&[
        (Draft::unsigned, "it is signed with none; only signatures that a public key verifies are accepted", SIGNING),
        (
            |token| token.signed_by_secret(b"shared"),
            "it is signed with HS256; only signatures that a public key verifies are accepted",
            SIGNING,
        ),
        (
            |token| token.signed_by_secret(Key::named("one").public()["n"].as_str().unwrap().as_bytes()),
            "it is signed with HS256; only signatures that a public key verifies are accepted",
            SIGNING,
        ),
        (|token| token.signed_by(&Key::named("two")), "its signature does not fit the provider's key", ROTATION),
        (with_anothers_claims, "its signature does not fit the provider's key", ROTATION),
    ]);
}

/// The signature of one token behind the claims of another.
fn with_anothers_claims(token: Draft) -> String {
    let honest = token.signed();
    let changed = token.with("policy", "consoleAdmin").signed();
    let (_, signature) = honest.rsplit_once('.').unwrap();
    format!("{}.{signature}", changed.rsplit_once('.').unwrap().0)
}

#[test]
fn what_is_no_signed_token_is_refused() {
    refused(&[
        (
            |token| format!("{}.a.b", token.signed()),
            "it is encrypted (five parts), and nobody gave us a key: have the provider sign only",
            "ask the provider's administrator to switch ID token encryption off for this client",
        ),
        (|_| "an-opaque-token".to_owned(), "it is not a signed JSON Web Token", CORE),
        (|_| String::new(), "it is not a signed JSON Web Token", CORE),
        (|token| token.signed().replacen('.', ".!", 1), "it is not a signed JSON Web Token", CORE),
    ]);
}

#[test]
fn a_token_whose_header_demands_what_we_do_not_know_is_refused() {
    let stage = Stage::new();
    let login = stage.log_in();
    login.gives(&login.token().with_header("crit", json!(["urn:example:unknown"])).with_header("urn:example:unknown", true).signed());
    assert_eq!(login.callback().send().status, 403);
    login.end().refused_saying(4, &["error: the ID token of [PROVIDER] is refused: "]);
}

/// Claims that are not checked, each of a type that OpenID Connect Core 1.0, section 5.1, does not give it: Auth0 sends `updated_at` so,
/// JumpCloud `email_verified`.
fn with_other_claims_of_any_type(token: Draft) -> Draft {
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
fn strange_tokens_that_hold_are_accepted() {
    let accepted: [fn(Draft) -> Draft; 10] = [
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
        let stage = Stage::new();
        let login = stage.log_in();
        login.gives(&change(login.token()).signed());
        stage.storage.expect("POST /", sts::grant());
        assert_eq!(login.callback().send().status, 200);
        login.succeeds();
    }
}
