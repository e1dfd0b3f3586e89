//! The keys at work: a shell takes them over, and an S3 client that knows nothing of us uses them.

use crate::support::outcome::Outcome;
use crate::support::sandbox_script::run_as;
use crate::support::{has, skip};
use std::process::Command;

/// Signs with the variables that `-o env` sets, as `curl` does since 7.75; S3 wants the payload's digest beside it.
const CURL: &str = r#"s3() { curl -s -o "$TMPDIR/answer" -w '%{http_code} ' --aws-sigv4 aws:amz:us-east-1:s3 \
  --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -H "x-amz-security-token: $AWS_SESSION_TOKEN" \
  -H "x-amz-content-sha256: UNSIGNED-PAYLOAD" "$@"; cat "$TMPDIR/answer"; rm "$TMPDIR/answer"; echo; }
eval "$("$STS_CLI" web-identity -o env)"
"#;

/// Runs the calls as `account`; `None` where this machine has no `curl` that signs.
fn with_curl(account: &str, calls: &str) -> Option<Outcome> {
    let version = Command::new("curl").arg("--version").output().map(|curl| String::from_utf8_lossy(&curl.stdout).into_owned());
    let version = version.unwrap_or_default();
    let mut numbers = version.split([' ', '.']).filter_map(|word| word.parse::<u32>().ok());
    if (numbers.next(), numbers.next()) < (Some(7), Some(87)) {
        skip("an S3 client that uses the keys", "no curl that signs, 7.87 or later, is here");
        return None;
    }
    Some(run_as(account, &format!("{CURL}{calls}")))
}

#[test]
fn alice_lists_writes_and_reads_back() {
    let calls = r#"s3 "$AWS_ENDPOINT_URL_S3/"; s3 -X PUT --data-binary hello "$AWS_ENDPOINT_URL_S3/demo/new.txt"; s3 "$AWS_ENDPOINT_URL_S3/demo/new.txt""#;
    let Some(outcome) = with_curl("alice", calls) else { return };
    let said = outcome.ok();
    assert!(said.starts_with("200 ") && said.contains("<Name>demo</Name>") && said.contains("<Name>logs</Name>"), "{said}");
    assert!(said.ends_with("200 \n200 hello\n"), "{said}");
}

#[test]
fn bob_lists_and_cannot_write() {
    let calls = r#"s3 "$AWS_ENDPOINT_URL_S3/demo/"; s3 -X PUT --data-binary hello "$AWS_ENDPOINT_URL_S3/demo/new.txt""#;
    let Some(outcome) = with_curl("bob", calls) else { return };
    let said = outcome.ok();
    assert!(said.starts_with("200 ") && said.contains("<ListBucketResult"), "{said}");
    assert!(said.contains("\n403 ") && said.contains("<Code>AccessDenied</Code>"), "{said}");
}

#[test]
fn keys_without_their_session_token_are_rejected() {
    let Some(outcome) = with_curl("alice", r#"AWS_SESSION_TOKEN=wrong; s3 "$AWS_ENDPOINT_URL_S3/""#) else { return };
    let said = outcome.ok();
    assert!(said.starts_with("403 "), "{said}");
}

#[test]
fn variables_are_set_over_existing_ones_and_unset_again() {
    let script = r#"export AWS_PROFILE=other AWS_ROLE_ARN=other AWS_DEFAULT_PROFILE=other AWS_SECURITY_TOKEN=other
export AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:9 AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true
eval "$("$STS_CLI" web-identity -o env:sh)"
echo "${AWS_PROFILE-none} ${AWS_ROLE_ARN-none} $AWS_REGION $AWS_DEFAULT_REGION"
echo "${AWS_DEFAULT_PROFILE-none} ${AWS_SECURITY_TOKEN-none} ${AWS_IGNORE_CONFIGURED_ENDPOINT_URLS-none}"
test "$AWS_ENDPOINT_URL_S3" = "$STS_CLI_ENDPOINT" && test -n "$AWS_SESSION_TOKEN" && echo set
eval "$("$STS_CLI" web-identity -o unset:sh)"
env | grep -c ^AWS_"#;
    let outcome = run_as("alice", script);
    assert_eq!((outcome.stderr.as_str(), outcome.stdout.as_str()), ("", "none none us-east-1 us-east-1\nnone none none\nset\n0\n"));
}

#[test]
fn fish_sets_the_variables_and_universal_ones_are_kept_and_named() {
    if !has("fish") {
        return skip("variables in fish", "it is not installed here");
    }
    let script = r#"cat > "$HOME/script" <<'END'
set -Ux AWS_PROFILE mine
$STS_CLI web-identity -o env:fish | source; and echo went on
echo $AWS_SESSION_TOKEN | string length | string replace -r '\d+' some
$STS_CLI web-identity -o unset:fish | source; and echo went on
echo $AWS_PROFILE
END
fish "$HOME/script"; rm -rf "$TMPDIR"/fish.*"#;
    let outcome = run_as("alice", script);
    assert_eq!(outcome.stdout, "went on\nsome\nwent on\nmine\n", "{outcome:?}");
    assert!(outcome.stderr.contains("AWS_PROFILE is a universal variable and still set"), "{outcome:?}");
}
