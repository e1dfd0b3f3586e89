//! Secrets, tokens, certificates and policies from pipes and descriptors, as shells offer them, and from places without an end.

use crate::support::outcome::Outcome;
use crate::support::sandbox_script::run_as;

/// A directory login of alice's at the TLS port, with these words of bash behind it.
fn ldap(words: &str) -> Outcome {
    let script = format!(
        "cat > \"$HOME/run\" <<'EOF'\n\"$STS_CLI\" ldap -o json --user alice --endpoint \"$SANDBOX_TLS_ENDPOINT\" {words}\nEOF\nbash \"$HOME/run\""
    );
    run_as("alice", &script)
}

const PASSWORD: &str = "--password-file \"$SANDBOX_LDAP_PASSWORD_FILE\"";
const CA: &str = "--ca-bundle \"$SANDBOX_CA\"";
const POLICY: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject"],"Resource":["arn:aws:s3:::demo/*"]}]}"#;

#[test]
fn pipes_and_file_descriptors_of_a_shell_are_read() {
    let ways = [
        format!("{CA} --password-file <(cat \"$SANDBOX_LDAP_PASSWORD_FILE\")"),
        format!("{CA} --password-file - < \"$SANDBOX_LDAP_PASSWORD_FILE\""),
        format!("{CA} --password-file /dev/stdin < \"$SANDBOX_LDAP_PASSWORD_FILE\""),
        format!("{CA} --password-file /proc/self/fd/7 7< \"$SANDBOX_LDAP_PASSWORD_FILE\""),
        format!("{PASSWORD} --ca-bundle <(cat \"$SANDBOX_CA\")"),
        format!("{PASSWORD} --ca-bundle /dev/stdin < \"$SANDBOX_CA\""),
        format!("{CA} {PASSWORD} --policy <(printf %s '{POLICY}')"),
        format!("{CA} {PASSWORD} --policy - <<< '{POLICY}'"),
        format!("{CA} {PASSWORD} --policy /dev/stdin <<< '{POLICY}'"),
    ];
    for way in ways {
        let outcome = ldap(&way);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{way}: {outcome:?}");
    }
}

#[test]
fn endless_inputs_are_rejected() {
    ldap(&format!("{CA} --password-file /dev/zero")).fails(4, "endless-secret");
    ldap(&format!("{PASSWORD} --ca-bundle /dev/zero")).fails(3, "endless-certificates");
    ldap(&format!("{CA} {PASSWORD} --policy /dev/zero")).fails(3, "endless-policy");
    let token = "\"$STS_CLI\" web-identity -o json --token file:/dev/zero";
    let keys = "AWS_SHARED_CREDENTIALS_FILE=/dev/zero \"$STS_CLI\" assume-role -o json --source-profile lab";
    run_as("alice", keys).fails(3, "endless-aws-file"); // a device is an empty file, as to the AWS CLI
    let large = keys.replace("/dev/zero", "\"$HOME/large\"");
    run_as("alice", &format!("truncate -s 17M \"$HOME/large\"; {large}")).fails(3, "large-aws-file");
    run_as("alice", token).fails(4, "endless-token");
}

#[test]
fn invalid_utf_8_is_named_by_line_without_its_content() {
    let of = |way: &str| ldap(&format!("{CA} {way}"));
    of("--password-file <(printf 'hunter2\\xff')").fails(3, "secret-that-is-no-text");
    of(&format!("{PASSWORD} --policy <(printf '{{\\n\\n\\xff')")).fails(3, "policy-that-is-no-text");
    of(r#"--password-command "printf 'hunter2\\377'""#).fails(3, "output-that-is-no-text");
    of("--password-file \"$HOME\"").fails(3, "secret-in-a-folder");
}
