//! Userinfo that is another person's, or none: OpenID Connect Core 1.0, section 5.3.2.

use crate::support::answer::Answer;
use crate::support::stage::Stage;
use crate::support::tokens::Key;
use serde_json::json;

/// The login with `--userinfo` that gets this answer from the userinfo endpoint ends with this code and text.
fn ends(answer: Answer, code: i32, said: &str) {
    let stage = Stage::with_discovery(|document| {
        let address = format!("{}/userinfo", document["issuer"].as_str().unwrap());
        document["userinfo_endpoint"] = json!(address);
    });
    let stage = stage.with_keys([Key::named("one").public()]);
    stage.provider.expect("GET /userinfo", answer);
    let login = stage.log_in_with(stage.program(&["--userinfo"]));
    login.gives(&login.token().signed());
    assert_eq!(login.callback().send().status, 403);
    login.end().refused_saying(code, &[said]);
}

#[test]
fn userinfo_must_be_that_of_the_same_person() {
    ends(
        Answer::json(&json!({"sub": "mallory\u{1b}[2J"})),
        4,
        "error: the provider's userinfo is that of mallory [2J, but the ID token speaks of ",
    );
    ends(Answer::json(&json!({"name": "Alice"})), 6, "error: the userinfo at [PROVIDER]/userinfo is not usable: it names nobody (`sub`)\n");
    ends(Answer::empty(401), 6, "error: the userinfo at [PROVIDER]/userinfo is not usable: the answer is status 401\n");
    ends(Answer::html(200), 6, "not usable: it names nobody (`sub`)\n");
}
