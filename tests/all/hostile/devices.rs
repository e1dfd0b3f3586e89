//! Device codes of a provider that states any number.

use crate::support::answer::Answer;
use crate::support::stage::Stage;
use serde_json::json;

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
    stage.program(&["--login", "device", "--timeout", "2s"]).run().refused_saying(4, &["within 2 s"]);
}
