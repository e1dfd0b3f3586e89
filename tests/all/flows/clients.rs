//! A confidential client: its secret in each way it may come, with characters that clients forget to encode.

use crate::support::inside::{run_as, run_refused_as};

const REFUSED: &str = "error: the token endpoint refused the authorization code: invalid_client";
const HINT: &str = "hint: check --client-id; if the client is confidential, give its secret with STS_CLI_CLIENT_SECRET, --client-secret-file or --ask-client-secret\n";

#[test]
fn the_secret_comes_by_variable_file_or_standard_input() {
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
fn the_sample_programs_flag_for_the_secret_works_and_warns() {
    let outcome = run_as("alice", r#""$STS_CLI" web-identity -cid web -csec 'web:s%cret+1' -o json"#);
    let warning =
        "warning: --csec shows the client secret to everyone on this machine: use STS_CLI_CLIENT_SECRET or --client-secret-file\n";
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, warning));
}

#[test]
fn a_wrong_secret_is_refused_and_the_way_it_went_is_named() {
    let outcome = run_refused_as("alice", r#"STS_CLI_CLIENT_SECRET=wrong "$STS_CLI" web-identity --client-id web -o json"#);
    outcome.refused_saying(4, &[REFUSED, "(client authentication: client_secret_basic)\n", HINT]);
}

#[test]
fn a_confidential_client_without_its_secret_is_refused() {
    let outcome = run_refused_as("alice", r#""$STS_CLI" web-identity --client-id web -o json"#);
    outcome.refused_saying(4, &[REFUSED, "(client authentication: none, a public client)\n", HINT]);
}

#[test]
fn a_secret_that_cannot_be_read_is_named_before_anyone_is_asked() {
    run_as("alice", r#""$STS_CLI" web-identity --client-id web --client-secret-file /nowhere -o json"#).refused(
        3,
        "error: cannot read the secret from /nowhere\n  caused by: No such file or directory (os error 2)\n  \
         hint: check the path, and that you may read the file\n",
    );
    run_as("alice", r#"true | "$STS_CLI" web-identity --client-id web --client-secret-file - -o json"#)
        .refused(4, "error: standard input holds no secret: it is empty\n  hint: the file must hold the secret and nothing else\n");
    run_as("alice", r#""$STS_CLI" web-identity --client-id web --ask-client-secret -o json"#).refused(
        4,
        "error: cannot ask for the client secret\n  caused by: there is no terminal to ask on\n  \
         hint: give it in STS_CLI_CLIENT_SECRET, or with --client-secret-file\n",
    );
}
