//! Every identity on the sandbox: by the example that its own help ends with, and what each refuses.

use crate::support::program::Program;
use crate::support::sandbox_script::run_as;
use crate::support::skip;

const IDENTITIES: [&str; 6] = ["assume-role", "certificate", "client-grants", "custom-token", "ldap", "web-identity"];

/// The last example of a command's help, as a script that runs this binary.
fn example(command: &str) -> String {
    let help = Program::sts_cli([command, "--help"]).run().ok();
    let (_, example) = help.rsplit_once("Example, inside `sts-cli sandbox -- sh`:\n").unwrap();
    example.replace("sts-cli ", "\"$STS_CLI\" ").trim().to_owned()
}

#[test]
fn the_example_of_each_help_page_returns_working_credentials() {
    for identity in IDENTITIES {
        let script = format!("STS_CLI_OUTPUT=json STS_CLI_BUCKETS=1; export STS_CLI_OUTPUT STS_CLI_BUCKETS\n{}", example(identity));
        let outcome = run_as("alice", &script);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, "note: buckets: demo, logs\n"), "{identity}");
        assert_eq!(outcome.json()["Version"], 1, "{identity}");
    }
}

#[test]
fn the_text_format_names_the_user_of_each_identity() {
    let named = ["alice", "readwrite", "robot", "custom:", "alice", "alice"];
    for (identity, name) in IDENTITIES.into_iter().zip(named) {
        let said = run_as("alice", &format!("STS_CLI_OUTPUT=text; export STS_CLI_OUTPUT\n{}", example(identity))).ok();
        let line = said.lines().find(|line| line.starts_with("Identity")).unwrap_or_else(|| panic!("{identity}: {said}"));
        assert!(line.contains(name), "{identity}: {line}");
    }
}

/// The server gives a role policies of its own: those that the user's ID token names do not apply, although the session token repeats them.
#[test]
fn the_text_format_of_a_role_names_no_policy_of_the_id_token() {
    let role = r#""$STS_CLI" web-identity --client-id "$SANDBOX_WEB_ROLE_CLIENT_ID" --role-arn "$SANDBOX_WEB_ROLE_ARN" -o text"#;
    let of_role = run_as("alice", role).ok();
    assert!(of_role.contains("\nRole           arn:minio:iam:::role/") && !of_role.contains("\nPolicy "), "{of_role}");
    let of_user = run_as("alice", r#""$STS_CLI" web-identity -o text"#).ok();
    assert!(of_user.contains("\nPolicy         readwrite\n"), "{of_user}");
}

#[test]
fn a_session_policy_restricts_credentials_or_is_rejected_by_the_identity() {
    let narrowed = format!("STS_CLI_OUTPUT=text STS_CLI_ALLOW=read:demo; export STS_CLI_OUTPUT STS_CLI_ALLOW\n{}", example("ldap"));
    let outcome = run_as("alice", &narrowed);
    let stdout = outcome.warns("no-right-to-list");
    assert!(stdout.contains("Restricted by  a session policy\n"), "{stdout}");
    for identity in ["certificate", "custom-token"] {
        let script = format!("STS_CLI_OUTPUT=json STS_CLI_ALLOW=read:demo; export STS_CLI_OUTPUT STS_CLI_ALLOW\n{}", example(identity));
        run_as("alice", &script).fails(2, &format!("no-session-policy/{identity}"));
    }
}

#[test]
fn unsuitable_certificates_are_explained_before_they_are_sent() {
    let cases = [
        ("of-an-authority", r#"openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=x -days 1 -keyout k.pem -out c.pem"#),
        (
            "for-servers",
            r#"openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=x -days 1 -keyout k.pem -out c.pem -addext basicConstraints=critical,CA:FALSE -addext extendedKeyUsage=serverAuth"#,
        ),
        (
            "without-name",
            r#"openssl req -x509 -newkey rsa:2048 -nodes -subj /O=x -days 1 -keyout k.pem -out c.pem -addext basicConstraints=critical,CA:FALSE"#,
        ),
    ];
    for (name, make) in cases {
        let script = format!(
            "cd \"$HOME\" && {make} 2>/dev/null || exit 99\n\"$STS_CLI\" certificate -o json --endpoint \"$SANDBOX_TLS_ENDPOINT\" \
             --ca-bundle \"$SANDBOX_CA\" --client-cert c.pem --client-key k.pem"
        );
        let outcome = run_as("alice", &script);
        if outcome.code == 99 {
            return skip("certificates of other kinds", "no openssl on this machine to make them with");
        }
        outcome.fails(4, &format!("certificate/{name}"));
    }
}

#[test]
fn files_with_unexpected_content_are_named_with_a_fix() {
    let call = |certificate: &str, key: &str| {
        let script = format!(
            "cd \"$HOME\"; cp \"$SANDBOX_CA\" ca.pem; printf 'x' > none.pem; printf -- '-----BEGIN ENCRYPTED PRIVATE KEY-----\\nAAAA\\n' > locked.pem; printf '\\060\\202\\001\\001\\002\\001\\003' > x.p12\n\
             \"$STS_CLI\" certificate -o json --endpoint \"$SANDBOX_TLS_ENDPOINT\" --client-cert {certificate} --client-key {key}"
        );
        run_as("alice", &script)
    };
    let good = "\"$SANDBOX_CLIENT_CERT\"";
    call("none.pem", "none.pem").fails(3, "certificate-without-pem");
    call("missing.pem", "none.pem").fails(3, "certificate-nowhere");
    call(good, "none.pem").fails(3, "key-without-pem");
    call(good, "locked.pem").fails(3, "key-encrypted");
    call("x.p12", "x.p12").fails(3, "certificate-pkcs12");
    call(good, "ca.pem").fails(3, "key-file-of-certificates");
}

#[test]
fn an_untrusted_server_is_rejected_without_ca_bundle_or_insecure() {
    let call = |flags: &str| {
        let script = format!(
            "\"$STS_CLI\" ldap -o json --user alice --password-file \"$SANDBOX_LDAP_PASSWORD_FILE\" --endpoint \"$SANDBOX_TLS_ENDPOINT\" {flags}"
        );
        run_as("alice", &script)
    };
    call("").fails(6, "unknown-issuer");
    assert_eq!(call("--ca-bundle \"$SANDBOX_CA\"").code, 0);
    let insecure = call("--insecure");
    assert_eq!(insecure.code, 0);
    insecure.warns("insecure");
    let by_variable = r#"AWS_CA_BUNDLE="$SANDBOX_CA" "$STS_CLI" ldap -o json --user alice --password-file "$SANDBOX_LDAP_PASSWORD_FILE" --endpoint "$SANDBOX_TLS_ENDPOINT""#;
    assert_eq!(run_as("alice", by_variable).code, 0);
}

#[test]
fn a_wrong_password_and_an_unknown_user_have_different_errors() {
    let call = |user: &str| {
        let script = format!("printf wrong > \"$HOME/p\"; \"$STS_CLI\" ldap -o json --user {user} --password-file \"$HOME/p\"");
        run_as("alice", &script)
    };
    call("alice").fails(5, "ldap-wrong-password");
    call("nobody").fails(5, "ldap-unknown-user");
}

#[test]
fn a_failed_password_command_shows_its_stderr_but_not_its_stdout() {
    let script = r#""$STS_CLI" ldap -o json --user alice --password-command "sh -c 'echo hunter2; echo the vault is locked >&2; exit 3'""#;
    let outcome = run_as("alice", script);
    outcome.fails(4, "password-command-failed");
    assert!(!outcome.stderr.contains("hunter2"));
}

#[test]
fn an_ignored_role_causes_a_warning_at_an_unknown_server_too() {
    let script = r#""$STS_CLI" web-identity -o json --token file:"$SANDBOX_ID_TOKEN_FILE" --role-arn arn:aws:iam::123456789012:role/dummy"#;
    let outcome = run_as("alice", script);
    outcome.warns("role-ignored");
}

#[test]
fn a_full_output_device_is_an_error_and_no_internal_error() {
    if !std::path::Path::new("/dev/full").exists() {
        return skip("an output without room", "no /dev/full on this machine");
    }
    let outcome = run_as(
        "alice",
        r#"AWS_ACCESS_KEY_ID=$SANDBOX_ACCESS_KEY AWS_SECRET_ACCESS_KEY=$SANDBOX_SECRET_KEY "$STS_CLI" assume-role -o json > /dev/full"#,
    );
    outcome.fails(1, "output-full");
}

#[test]
fn unanswerable_prompts_name_the_flag_or_profile_key() {
    run_as("alice", r#""$STS_CLI" ldap -o json"#).fails(4, "no-user-name");
    run_as("alice", r#""$STS_CLI" ldap -o json --user alice"#).fails(4, "no-password");
    run_as("alice", r#""$STS_CLI" assume-role -o json --access-key alice"#).fails(4, "no-secret-key");
    let script = r#"mkdir -p "$XDG_CONFIG_HOME/sts-cli/profiles"
        printf 'identity = "ldap"\nendpoint = "%s"\n' "$STS_CLI_ENDPOINT" > "$XDG_CONFIG_HOME/sts-cli/profiles/lab.toml"
        "$STS_CLI" get lab -o json"#;
    run_as("alice", script).fails(4, "no-user-name-in-profile");
}
