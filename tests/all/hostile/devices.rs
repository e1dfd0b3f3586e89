//! Device codes of a provider that states any number.

use crate::support::answer::Answer;
use crate::support::stage::{ACCESS_TOKEN, Stage, token_answer};
use crate::support::sts;
use crate::support::tokens::{Draft, Key};
use serde_json::json;

#[test]
fn numbers_that_come_as_text_end_no_login() {
    let stage = Stage::with_discovery(|document| {
        let address = document["token_endpoint"].as_str().unwrap().replace("/token", "/device");
        document["device_authorization_endpoint"] = json!(address);
    });
    let stage = stage.with_keys([Key::named("one").public()]);
    let answer = json!({"device_code": "fake-device-code", "user_code": "FAKE-CODE", "verification_uri": "https://id.example/device",
        "expires_in": "900", "interval": "1"});
    stage.provider.expect("POST /device", Answer::json(&answer));
    let token = Draft::honest(&stage.provider.origin(), "").with("nonce", ());
    stage.provider.expect("POST /token", token_answer(&token.signed()));
    stage.storage.expect("POST /", sts::grant());
    let outcome = stage.program(&["--login", "device"]).run();
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert_eq!(outcome.json()["AccessKeyId"], sts::ACCESS_KEY);
    assert!(!outcome.stderr.contains(ACCESS_TOKEN), "{outcome:?}");
}

#[test]
fn a_code_that_counts_for_ever_is_waited_for_no_longer_than_the_deadline() {
    let stage = Stage::with_discovery(|document| {
        let address = document["token_endpoint"].as_str().unwrap().replace("/token", "/device");
        document["device_authorization_endpoint"] = json!(address);
    });
    let answer = json!({"device_code": "fake-device-code", "user_code": "FAKE-CODE", "verification_uri": "https://id.example/device",
        "expires_in": u64::MAX, "interval": u64::MAX});
    stage.provider.expect("POST /device", Answer::json(&answer));
    stage.provider.allow("GET /keys", Answer::json(&json!({"keys": []})));
    stage.provider.allow("POST /token", Answer::new(400, "application/json", "{\"error\":\"authorization_pending\"}"));
    stage.program(&["--login", "device", "--timeout", "2s"]).run().without_invitations().fails(4, "timed-out");
}
