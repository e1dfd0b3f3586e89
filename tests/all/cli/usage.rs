//! Calls that mean nothing: the whole text, the exit code, and nothing on standard output.

use crate::support::program::Program;

/// A whole login but for what each test changes.
const ENDPOINT: &str = "http://127.0.0.1:9";
const ISSUER: &str = "http://127.0.0.1:9/issuer";

fn refused(arguments: &[&str], stderr: &str) {
    let whole = ["web-identity", "-o", "json"].iter().chain(arguments).copied();
    Program::sts_cli(whole).run().refused(2, stderr);
}

#[test]
fn what_is_missing_is_named_with_its_flag_and_its_variable() {
    refused(&[], "error: the identity provider's issuer is missing\n  hint: give it with --issuer or in STS_CLI_ISSUER\n");
    refused(&["--issuer", ISSUER], "error: the client id is missing\n  hint: give it with --client-id or in STS_CLI_CLIENT_ID\n");
    refused(
        &["--issuer", ISSUER, "--client-id", "x"],
        "error: the storage server's address is missing\n  hint: give it with --endpoint or in STS_CLI_ENDPOINT\n",
    );
}

#[test]
fn a_bad_length_says_what_would_be_a_good_one() {
    let cases = [
        ("5m", "a session of 5m is out of bounds: servers grant 15m to 365d (many no more than 12h)"),
        ("0", "a session of 0 is out of bounds: servers grant 15m to 365d (many no more than 12h)"),
        ("400d", "a session of 400d is out of bounds: servers grant 15m to 365d (many no more than 12h)"),
        ("abc", "`abc` is not a length of time: write 8h, 90m, 1h30m or a number of seconds"),
    ];
    for (length, problem) in cases {
        refused(
            &["--issuer", ISSUER, "--client-id", "x", "--endpoint", ENDPOINT, "--duration", length],
            &format!("error: --duration: {problem}\n  hint: write --duration 8h, --duration 90m or --duration 3600\n"),
        );
    }
}

#[test]
fn plain_http_to_another_machine_names_the_flag_that_allows_it() {
    refused(
        &["--issuer", ISSUER, "--client-id", "x", "--endpoint", "http://minio.example:9000"],
        "error: --endpoint: http://minio.example:9000 is plain http to another machine: whoever listens on the way gets the keys\n  \
         hint: write https://, or on a network you trust allow it with --allow-http\n",
    );
    refused(
        &["--issuer", "http://id.example/x", "--client-id", "x", "--endpoint", ENDPOINT],
        "error: --issuer: http://id.example is plain http to another machine: whoever listens on the way gets the keys\n  \
         hint: write https://, or on a network you trust allow it with --allow-http-issuer\n",
    );
}

#[test]
fn a_malformed_address_is_shown_as_it_should_be() {
    refused(
        &["--issuer", ISSUER, "--client-id", "x", "--endpoint", "minio.example:9000"],
        "error: --endpoint: `minio.example:9000` is not a web address: write it whole, such as https://minio.example:9000\n  \
         hint: write --endpoint https://minio.example:9000\n",
    );
    refused(
        &["--issuer", "id.example", "--client-id", "x", "--endpoint", ENDPOINT],
        "error: --issuer: `id.example` is not a web address: write it whole, such as https://minio.example:9000\n  \
         hint: write --issuer https://id.example\n",
    );
}

#[test]
fn without_a_form_and_without_a_terminal_nothing_is_started() {
    let forms = "text, json, process, env, unset, dotenv, github, k8s, mc-host, mc-alias, rclone, duckdb, terraform, \
                 storage-options, aws-ini";
    Program::sts_cli(["web-identity", "--issuer", ISSUER, "--client-id", "x", "--endpoint", ENDPOINT]).run().refused(
        2,
        &format!(
            "error: standard output is not a terminal, and no output form was chosen\n  hint: choose one with -o: {forms}\n  \
             hint: eval \"$(sts-cli … -o env)\" sets the variables of your shell\n"
        ),
    );
}

#[test]
fn what_was_set_is_removed_again_without_a_login() {
    let sh = Program::sts_cli(["web-identity", "-o", "unset:sh"]).run().ok();
    let names: Vec<&str> = sh.lines().filter_map(|line| line.strip_prefix("unset ")).collect();
    assert_eq!(
        names,
        [
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AWS_CREDENTIAL_EXPIRATION",
            "AWS_REGION",
            "AWS_DEFAULT_REGION",
            "AWS_ENDPOINT_URL_S3",
            "AWS_CA_BUNDLE",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        ]
    );
}

#[test]
fn a_flag_that_is_none_is_refused_by_its_name() {
    Program::sts_cli(["web-identity", "--no-such-flag"]).run().refused_saying(2, &["'--no-such-flag'"]);
    Program::sts_cli(["web-identity", "-o", "yaml"]).run().refused_saying(2, &["'yaml'", "dotenv"]);
    Program::sts_cli(["web-identity", "-o", "json", "--port", "0"]).run().refused_saying(2, &["--port: `0` is not a port"]);
}

#[test]
fn a_file_that_cannot_be_read_is_a_matter_of_configuration() {
    let keys = ["assume-role", "-o", "json", "--endpoint", ENDPOINT, "--access-key", "FAKEKEY"];
    let with = |more: &[&str]| Program::sts_cli(keys.iter().chain(more).copied()).env("AWS_SECRET_ACCESS_KEY", "fake-secret").run();
    let refused = |more: &[&str], problem: &str, hint: &str| {
        with(more).refused(3, &format!("error: {problem}\n  caused by: No such file or directory (os error 2)\n  hint: {hint}\n"));
    };
    refused(
        &["--policy", "/nowhere/policy.json"],
        "--policy: cannot read the session policy from /nowhere/policy.json",
        "--policy takes JSON, the path of a file, or `-` for standard input",
    );
    refused(
        &["--secret-key-file", "/nowhere/key"],
        "cannot read the secret from /nowhere/key",
        "check the path, and that you may read the file",
    );
    refused(&["--ca-bundle", "/nowhere/ca.pem"], "cannot read /nowhere/ca.pem", "check the path, and that you may read the file");
}

#[test]
fn a_bad_value_is_corrected_in_the_words_of_the_place_where_it_stands() {
    let login = ["--issuer", ISSUER, "--client-id", "x", "--endpoint", ENDPOINT];
    let flags = [
        ("--role-arn", "readwrite", "write --role-arn arn:minio:iam:::role/NAME"),
        ("--session-name", "a b", "write --session-name alice"),
        ("--auth-param", "x", "write --auth-param kc_idp_hint=corp"),
        ("--redirect-uri", "https://example.org", "write --redirect-uri http://127.0.0.1:8000/oauth2/callback"),
        ("--port", "0", "write --port 8000"),
        ("--endpoint", "https://me@minio.example", "write --endpoint https://minio.example:9000"),
        ("--token", "eyJ.a.b", "for example --token file:/var/run/token, --token env:MY_TOKEN or --token github"),
    ];
    for (flag, value, hint) in flags {
        let other = login.chunks(2).filter(|pair| pair[0] != flag).flatten().copied();
        let call = ["web-identity", "-o", "json", flag, value].into_iter().chain(other);
        Program::sts_cli(call).run().refused_saying(2, &[&format!("error: {flag}: "), &format!("  hint: {hint}\n")]);
    }
    let variables = [
        ("STS_CLI_DURATION", "5m", "write STS_CLI_DURATION=8h, STS_CLI_DURATION=90m or STS_CLI_DURATION=3600"),
        ("STS_CLI_TIMEOUT", "0", "write STS_CLI_TIMEOUT=90s or STS_CLI_TIMEOUT=10m"),
        ("STS_CLI_ENDPOINT", "http://minio.example", "allow it with STS_CLI_ALLOW_HTTP=true"),
        ("STS_CLI_DIALECT", "minioo", "choose one of those, or leave it out"),
    ];
    for (variable, value, hint) in variables {
        let program = Program::sts_cli(["web-identity", "-o", "json"].into_iter().chain(login[..4].iter().copied()));
        program.env("STS_CLI_ENDPOINT", ENDPOINT).env(variable, value).run().refused_saying(2, &[&format!("error: {variable}: "), hint]);
    }
}
