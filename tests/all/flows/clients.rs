//! A confidential client: its secret in each way it may come, with characters that clients forget to encode.

use crate::support::sandbox_script::{run_as, run_refused_as};

#[test]
fn the_client_secret_is_read_from_variable_file_or_standard_input() {
    let ways = [
        r#"STS_CLI_CLIENT_SECRET='web:s%cret+1' "$STS_CLI" web-identity --client-id web -o json"#,
        r#"echo 'web:s%cret+1' > "$HOME/secret"; "$STS_CLI" web-identity --client-id web --client-secret-file "$HOME/secret" -o json"#,
        r#"printf 'web:s%%cret+1\r\n' | "$STS_CLI" web-identity --client-id web --client-secret-file - -o json"#,
    ];
    for way in ways {
        let outcome = run_as("alice", way);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{way}");
        assert_eq!(outcome.json()["Version"], 1);
    }
}

#[test]
fn the_secret_flag_of_the_sample_program_works_with_a_warning() {
    let outcome = run_as("alice", r#""$STS_CLI" web-identity -cid web -csec 'web:s%cret+1' -o json"#);
    outcome.warns("secret-in-arguments");
}

#[test]
fn a_wrong_client_secret_is_refused_and_the_authentication_method_is_named() {
    let outcome = run_refused_as("alice", r#"STS_CLI_CLIENT_SECRET=wrong "$STS_CLI" web-identity --client-id web -o json"#);
    outcome.fails(4, "wrong-secret");
}

#[test]
fn a_confidential_client_without_its_secret_is_refused() {
    let outcome = run_refused_as("alice", r#""$STS_CLI" web-identity --client-id web -o json"#);
    outcome.fails(4, "no-secret");
}

#[test]
fn an_unreadable_client_secret_is_named_before_the_login() {
    run_as("alice", r#""$STS_CLI" web-identity --client-id web --client-secret-file /nowhere -o json"#).fails(3, "secret-file-nowhere");
    run_as("alice", r#"true | "$STS_CLI" web-identity --client-id web --client-secret-file - -o json"#).fails(4, "secret-empty");
    run_as("alice", r#""$STS_CLI" web-identity --client-id web --ask-client-secret -o json"#).fails(4, "secret-without-terminal");
}
