//! Logins with a code that is typed in on another device: RFC 8628.

use crate::support::outcome::Outcome;
use crate::support::program::Program;

/// Logs in with a device code in a sandbox with these faults, while `who` types the code in; what the invitation said is left out.
fn log_in(faults: &str, who: &str, flags: &str) -> Outcome {
    let script = format!(
        r#"umask 077; "$STS_CLI" web-identity --login device -o json {flags} > "$HOME/out" 2> "$HOME/err" & program=$!
        until shown=$(grep -s '"event":"device-code"' "$STS_CLI_TEST_EVENTS") || ! kill -0 $program; do sleep 0.05; done
        value() {{ printf %s "$shown" | sed "s/.*\"$1\":\"\([^\"]*\)\".*/\1/"; }}; address=$(value address); code=$(value code)
        [ {who} = nobody ] || "$STS_CLI" sandbox sign-in {who} "$address?user_code=$code" > "$HOME/browser" 2>&1
        wait $program; ended=$?; cat "$HOME/out"; cat "$HOME/err" >&2; exit $ended"#
    );
    let faults: Vec<&str> = faults.split_whitespace().flat_map(|fault| ["--fault", fault]).collect();
    Program::sts_cli(["sandbox"].into_iter().chain(faults).chain(["--", "sh", "-c", &script])).run().without_login_prompts()
}

#[test]
fn a_device_login_works_with_every_provider_variation() {
    for faults in ["", "verification-url", "no-complete-uri", "slow-down", "no-pkce-listed no-refresh-token"] {
        log_in(faults, "alice", "").ok_with_json();
    }
    log_in("token-unavailable", "alice", "").warns("provider-unavailable");
}

#[test]
fn a_device_login_can_send_the_access_token_and_compare_userinfo() {
    log_in("", "alice", "--send access-token --userinfo").ok_with_json();
}

#[test]
fn denial_expired_code_and_timeout_have_different_errors() {
    log_in("", "cancel", "").fails(4, "cancelled");
    log_in("device-expires=2s", "nobody", "").fails(4, "code-expired");
    log_in("", "nobody", "--timeout 1s").fails(4, "timed-out");
}

#[test]
fn a_device_login_at_a_provider_without_a_device_endpoint_fails() {
    let script = r#""$STS_CLI" web-identity --login device -o json"#;
    Program::sts_cli(["sandbox", "--fault", "no-device", "--", "sh", "-c", script]).run().fails(4, "no-device-endpoint");
}

#[test]
fn no_login_prompts_if_prompts_are_disabled() {
    for flag in ["--no-input", "--login never"] {
        let script = format!(r#""$STS_CLI" web-identity -o json {flag}"#);
        Program::sts_cli(["sandbox", "--as", "alice", "--", "sh", "-c", &script]).run().fails(4, "no-prompting");
    }
}
