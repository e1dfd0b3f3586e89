//! Long-term keys of the storage server's own user, traded for temporary ones by a signed request.

use crate::clients::{Keys, assert_list_and_write};
use crate::servers::minio::{CAROL, ENDPOINT};
use crate::program::{BINARY, Said, bare, run};
use crate::story::{Story, tell};

const STS: i32 = 5;

fn assume_role(story: &Story, name: &str, secret: &str, more: &[&str]) -> Said {
    let mut command = bare(story, BINARY);
    command.env("AWS_ACCESS_KEY_ID", name).env("AWS_SECRET_ACCESS_KEY", secret);
    run(command.args(["assume-role", "--endpoint", ENDPOINT, "--no-buckets", "-o", "json"]).args(more))
}

#[test]
fn carol_trades_her_keys_for_credentials_of_an_hour() {
    tell(|story| {
        let keys = Keys::read(&assume_role(story, CAROL.0, CAROL.1, &["--duration", "1h"]).assert_ok());
        assert!((58..=60).contains(&keys.minutes_left()), "{} minutes are left", keys.minutes_left());
        assert_list_and_write(story, &keys, "carol");
    });
}

#[test]
fn a_wrong_secret_key_is_refused_and_not_shown() {
    tell(|story| {
        let said = assume_role(story, CAROL.0, "a-wrong-secret-for-tests", &[]).assert_refused(STS);
        assert!(!said.stderr.contains("a-wrong-secret-for-tests"), "{}", said.stderr);
        said.assert_explains(&["AccessDenied", "check the secret key"]);
    });
}

#[test]
fn keys_that_the_server_does_not_know_are_refused() {
    tell(|story| {
        assume_role(story, "nobody-here", "a-wrong-secret-for-tests", &[])
            .assert_refused(STS)
            .assert_explains(&["AccessDenied", "check the access key"]);
    });
}
