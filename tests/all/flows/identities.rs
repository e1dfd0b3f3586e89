//! Every identity on the sandbox: by the example that its own help ends with, and what each refuses.

use crate::support::inside::run_as;
use crate::support::program::Program;
use crate::support::skip;

const IDENTITIES: [&str; 6] = ["assume-role", "certificate", "client-grants", "custom-token", "ldap", "web-identity"];

/// The last example of a command's help, as a script that runs this binary.
fn example(command: &str) -> String {
    let help = Program::sts_cli([command, "--help"]).run().ok();
    let (_, example) = help.rsplit_once("Example, inside `sts-cli sandbox -- sh`:\n").unwrap();
    example.replace("sts-cli ", "\"$STS_CLI\" ").trim().to_owned()
}

#[test]
fn the_example_at_the_end_of_each_help_brings_working_credentials() {
    for identity in IDENTITIES {
        let script = format!("STS_CLI_OUTPUT=json STS_CLI_BUCKETS=1; export STS_CLI_OUTPUT STS_CLI_BUCKETS\n{}", example(identity));
        let outcome = run_as("alice", &script);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, "note: buckets: demo, logs\n"), "{identity}");
        assert_eq!(outcome.json()["Version"], 1, "{identity}");
    }
}

#[test]
fn the_text_form_names_who_logged_in_by_each_identity() {
    let named = ["alice", "readwrite", "robot", "custom:", "alice", "alice"];
    for (identity, name) in IDENTITIES.into_iter().zip(named) {
        let said = run_as("alice", &format!("STS_CLI_OUTPUT=text; export STS_CLI_OUTPUT\n{}", example(identity))).ok();
        let line = said.lines().find(|line| line.starts_with("Identity")).unwrap_or_else(|| panic!("{identity}: {said}"));
        assert!(line.contains(name), "{identity}: {line}");
    }
}

#[test]
fn a_session_policy_narrows_the_credentials_of_an_identity_that_takes_one_and_is_refused_by_the_others() {
    let narrowed = format!("STS_CLI_OUTPUT=text STS_CLI_ALLOW=read:demo; export STS_CLI_OUTPUT STS_CLI_ALLOW\n{}", example("ldap"));
    let outcome = run_as("alice", &narrowed);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, "warning: the credentials are valid but may not list buckets\n"));
    assert!(outcome.stdout.contains("Narrowed by    a session policy\n"), "{}", outcome.stdout);
    for identity in ["certificate", "custom-token"] {
        let script = format!("STS_CLI_OUTPUT=json STS_CLI_ALLOW=read:demo; export STS_CLI_OUTPUT STS_CLI_ALLOW\n{}", example(identity));
        run_as("alice", &script).refused_saying(2, &["takes no session policy", "hint: leave --policy and --allow out"]);
    }
}

#[test]
fn a_certificate_is_explained_before_it_is_sent() {
    let cases = [
        (
            r#"openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=x -days 1 -keyout k.pem -out c.pem"#,
            "the first certificate of the file is a CA's",
        ),
        (
            r#"openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=x -days 1 -keyout k.pem -out c.pem -addext basicConstraints=critical,CA:FALSE -addext extendedKeyUsage=serverAuth"#,
            "its extended key usage lacks clientAuth",
        ),
        (
            r#"openssl req -x509 -newkey rsa:2048 -nodes -subj /O=x -days 1 -keyout k.pem -out c.pem -addext basicConstraints=critical,CA:FALSE"#,
            "has no common name (CN)",
        ),
    ];
    for (make, problem) in cases {
        let script = format!(
            "cd \"$HOME\" && {make} 2>/dev/null || exit 99\n\"$STS_CLI\" certificate -o json --endpoint \"$SANDBOX_TLS_ENDPOINT\" \
             --ca-bundle \"$SANDBOX_CA\" --client-cert c.pem --client-key k.pem"
        );
        let outcome = run_as("alice", &script);
        if outcome.code == 99 {
            return skip("certificates of other kinds", "no openssl on this machine to make them with");
        }
        outcome.refused_saying(4, &[problem, "hint: "]);
    }
}

#[test]
fn files_that_hold_something_else_are_named_with_the_way_to_mend_them() {
    let call = |certificate: &str, key: &str| {
        let script = format!(
            "cd \"$HOME\"; printf 'x' > none.pem; printf -- '-----BEGIN ENCRYPTED PRIVATE KEY-----\\nAAAA\\n' > locked.pem; printf '\\060\\202\\001\\001' > x.p12\n\
             \"$STS_CLI\" certificate -o json --endpoint \"$SANDBOX_TLS_ENDPOINT\" --client-cert {certificate} --client-key {key}"
        );
        run_as("alice", &script)
    };
    let good = "\"$SANDBOX_CLIENT_CERT\"";
    call("none.pem", "none.pem").refused_saying(3, &["holds no certificate in PEM"]);
    call("missing.pem", "none.pem").refused_saying(3, &["cannot read missing.pem"]);
    call(good, "none.pem").refused_saying(3, &["holds no private key in PEM"]);
    call(good, "locked.pem").refused_saying(3, &["is encrypted", "openssl pkey -in 'locked.pem'"]);
    call("x.p12", "x.p12").refused_saying(3, &["is no PEM file", "openssl pkcs12 -in 'x.p12'"]);
    call(good, "\"$SANDBOX_CA\"").refused_saying(3, &["holds no private key in PEM"]);
}

#[test]
fn a_server_that_nobody_vouches_for_is_refused_unless_the_bundle_or_the_caller_does() {
    let call = |flags: &str| {
        let script = format!(
            "\"$STS_CLI\" ldap -o json --user alice --password-file \"$SANDBOX_LDAP_PASSWORD_FILE\" --endpoint \"$SANDBOX_TLS_ENDPOINT\" {flags}"
        );
        run_as("alice", &script)
    };
    call("").refused_saying(
        6,
        &["no trusted TLS connection", "UnknownIssuer", "hint: this machine does not trust the storage server's certificate"],
    );
    assert_eq!(call("--ca-bundle \"$SANDBOX_CA\"").code, 0);
    let insecure = call("--insecure");
    assert_eq!(insecure.code, 0);
    assert!(insecure.stderr.starts_with("warning: --insecure: no server's certificate is verified"), "{}", insecure.stderr);
    let by_variable = r#"AWS_CA_BUNDLE="$SANDBOX_CA" "$STS_CLI" ldap -o json --user alice --password-file "$SANDBOX_LDAP_PASSWORD_FILE" --endpoint "$SANDBOX_TLS_ENDPOINT""#;
    assert_eq!(run_as("alice", by_variable).code, 0);
}

#[test]
fn a_wrong_password_and_an_unknown_user_are_told_apart() {
    let call = |user: &str| {
        let script = format!("printf wrong > \"$HOME/p\"; \"$STS_CLI\" ldap -o json --user {user} --password-file \"$HOME/p\"");
        run_as("alice", &script)
    };
    call("alice").refused_saying(5, &["LDAP Result Code 49", "hint: the name or the password is wrong, or the account is locked"]);
    call("nobody").refused_saying(5, &["Unable to find user DN", "hint: the directory does not know this name"]);
}

#[test]
fn a_password_command_that_fails_shows_its_last_words_and_nothing_of_its_output() {
    let script = r#""$STS_CLI" ldap -o json --user alice --password-command "sh -c 'echo hunter2; echo the vault is locked >&2; exit 3'""#;
    let outcome = run_as("alice", script);
    outcome.refused_saying(4, &["sh failed: its exit code is 3", "the vault is locked"]);
    assert!(!outcome.stderr.contains("hunter2"));
}

#[test]
fn a_role_that_the_server_ignores_is_warned_of_without_having_met_the_server_before() {
    let script = r#""$STS_CLI" web-identity -o json --token file:"$SANDBOX_ID_TOKEN_FILE" --role-arn arn:aws:iam::123456789012:role/dummy"#;
    let outcome = run_as("alice", script);
    let warning = "warning: the server ignored the role arn:aws:iam::123456789012:role/dummy; what applies instead is the token's own policies: readwrite\n";
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, warning));
}

#[test]
fn an_output_without_room_is_no_defect() {
    if !std::path::Path::new("/dev/full").exists() {
        return skip("an output without room", "no /dev/full on this machine");
    }
    let outcome = run_as(
        "alice",
        r#"AWS_ACCESS_KEY_ID=$SANDBOX_ACCESS_KEY AWS_SECRET_ACCESS_KEY=$SANDBOX_SECRET_KEY "$STS_CLI" assume-role -o json > /dev/full"#,
    );
    outcome.refused(
        1,
        "error: cannot write to standard output\n  caused by: No space left on device (os error 28)\n  \
         hint: make room where standard output goes, or send it elsewhere, and run the command again\n",
    );
}

#[test]
fn what_was_to_be_asked_for_is_named_with_the_flag_or_the_key_that_says_it() {
    let refused =
        |what: &str, hint: &str| format!("error: cannot ask for the {what}\n  caused by: there is no terminal to ask on\n  hint: {hint}\n");
    run_as("alice", r#""$STS_CLI" ldap -o json"#).refused(4, &refused("user name", "give it with --user"));
    let password = "give it with --password-file or --password-command";
    run_as("alice", r#""$STS_CLI" ldap -o json --user alice"#).refused(4, &refused("password", password));
    let secret = "give it in AWS_SECRET_ACCESS_KEY, or with --secret-key-file";
    run_as("alice", r#""$STS_CLI" assume-role -o json --access-key alice"#).refused(4, &refused("secret key", secret));
    let script = r#"mkdir -p "$XDG_CONFIG_HOME/sts-cli/profiles"
        printf 'identity = "ldap"\nendpoint = "%s"\n' "$STS_CLI_ENDPOINT" > "$XDG_CONFIG_HOME/sts-cli/profiles/lab.toml"
        "$STS_CLI" get lab -o json"#;
    run_as("alice", script).refused(4, &refused("user name", "give it with `user` of the profile `lab`"));
}
