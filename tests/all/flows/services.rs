//! Runs without a person: keys from a profile, a proxy on the way.

use crate::support::answer::Answer;
use crate::support::inside::run_as;
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::sts::ASSUME_ROLE_GRANT;

#[test]
fn a_proxy_with_a_password_is_used_for_other_machines_and_never_for_this_one() {
    let proxy = Hostile::start();
    let address = proxy.origin().replace("http://", "http://user:proxy-secret@");
    let assume = |endpoint: &str| {
        Program::sts_cli(["assume-role", "-o", "json", "-vvv", "--allow-http", "--duration", "365d", "--endpoint", endpoint])
            .env("AWS_ACCESS_KEY_ID", "carol")
            .env("AWS_SECRET_ACCESS_KEY", "fake-secret")
            .env("HTTP_PROXY", &address)
            .env("http_proxy", &address)
            .run()
    };
    proxy.expect("POST http://storage.invalid:9000/", Answer::xml(200, ASSUME_ROLE_GRANT));
    let outcome = assume("http://storage.invalid:9000");
    assert_eq!(outcome.code, 0, "{outcome:#?}");
    assert!(!outcome.stderr.contains("proxy-secret"), "{outcome:#?}");
    assert!(proxy.requests()[0].headers.to_lowercase().contains("proxy-authorization: basic "), "{:?}", proxy.requests());

    let here = Hostile::start();
    here.expect("POST /", Answer::xml(200, ASSUME_ROLE_GRANT));
    assert_eq!(assume(&here.origin()).code, 0);
    assert_eq!(proxy.requests().len(), 1, "loopback went through the proxy");
}

#[test]
fn keys_come_from_a_profile_of_the_aws_files() {
    let script = r#"mkdir "$HOME/.aws"
printf '[default]\naws_access_key_id = other\n\n[ lab ]\n# a comment\ns3 =\n  aws_access_key_id = nested\naws_access_key_id=%s\naws_secret_access_key = %s\n' \
  "$SANDBOX_ACCESS_KEY" "$SANDBOX_SECRET_KEY" > "$HOME/.aws/credentials"
"$STS_CLI" assume-role --source-profile lab -o json"#;
    let outcome = run_as("alice", script);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    assert_eq!(outcome.json()["Version"], 1);
    let missing = run_as("alice", r#""$STS_CLI" assume-role --source-profile nosuch -o json"#);
    missing.refused_saying(
        3,
        &["there is no AWS profile `nosuch` with keys in", ".aws/credentials", "hint: name another with --source-profile"],
    );
}
