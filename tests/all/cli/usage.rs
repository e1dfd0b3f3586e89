//! Calls that mean nothing: the whole text, the exit code, and nothing on standard output.

use crate::support::program::Program;
use crate::support::snapshot::Table;

/// A whole login but for what each test changes.
const ENDPOINT: &str = "http://127.0.0.1:9";
const ISSUER: &str = "http://127.0.0.1:9/issuer";

fn refused(arguments: &[&str], snapshot: &str) {
    let whole = ["web-identity", "-o", "json"].iter().chain(arguments).copied();
    Program::sts_cli(whole).run().fails(2, snapshot);
}

#[test]
fn missing_settings_are_named_with_flag_and_variable() {
    refused(&[], "no-issuer");
    refused(&["--issuer", ISSUER], "no-client-id");
    refused(&["--issuer", ISSUER, "--client-id", "x"], "no-endpoint");
}

#[test]
fn an_invalid_duration_is_rejected_with_valid_examples() {
    let mut table = Table::default();
    for length in ["5m", "0", "400d", "abc"] {
        let call = ["web-identity", "-o", "json", "--issuer", ISSUER, "--client-id", "x", "--endpoint", ENDPOINT, "--duration", length];
        table.row(&format!("--duration {length}"), &Program::sts_cli(call).run().failure(2));
    }
    table.matches("durations");
}

#[test]
fn plain_http_to_another_machine_names_the_flag_that_allows_it() {
    refused(&["--issuer", ISSUER, "--client-id", "x", "--endpoint", "http://minio.example:9000"], "http-endpoint");
    refused(&["--issuer", "http://id.example/x", "--client-id", "x", "--endpoint", ENDPOINT], "http-issuer");
}

#[test]
fn a_url_without_a_scheme_is_shown_corrected() {
    refused(&["--issuer", ISSUER, "--client-id", "x", "--endpoint", "minio.example:9000"], "endpoint-without-scheme");
    refused(&["--issuer", "id.example", "--client-id", "x", "--endpoint", ENDPOINT], "issuer-without-scheme");
}

#[test]
fn without_an_output_format_and_a_terminal_nothing_is_started() {
    let call = ["web-identity", "--issuer", ISSUER, "--client-id", "x", "--endpoint", ENDPOINT];
    Program::sts_cli(call).run().fails(2, "no-form");
}

#[test]
fn unset_needs_no_login() {
    Program::sts_cli(["web-identity", "-o", "unset:sh"]).run().prints("unset-sh");
}

#[test]
fn unknown_flags_and_values_are_rejected_by_name() {
    Program::sts_cli(["web-identity", "--no-such-flag"]).run().fails(2, "unknown-flag");
    Program::sts_cli(["web-identity", "-o", "yaml"]).run().fails(2, "unknown-form");
    refused(&["--port", "0"], "port-0");
}

#[test]
fn an_unreadable_file_is_a_configuration_error() {
    let keys = ["assume-role", "-o", "json", "--endpoint", ENDPOINT, "--access-key", "FAKEKEY"];
    let with = |more: &[&str]| Program::sts_cli(keys.iter().chain(more).copied()).env("AWS_SECRET_ACCESS_KEY", "fake-secret").run();
    with(&["--policy", "/nowhere/policy.json"]).fails(3, "policy-nowhere");
    with(&["--secret-key-file", "/nowhere/key"]).fails(3, "secret-key-nowhere");
    with(&["--ca-bundle", "/nowhere/ca.pem"]).fails(3, "ca-bundle-nowhere");
}

#[test]
fn a_bad_value_is_explained_by_its_flag_variable_or_key() {
    let login = ["--issuer", ISSUER, "--client-id", "x", "--endpoint", ENDPOINT];
    let flags = [
        ("--role-arn", "readwrite"),
        ("--session-name", "a b"),
        ("--auth-param", "x"),
        ("--redirect-uri", "https://example.org"),
        ("--port", "0"),
        ("--endpoint", "https://me@minio.example"),
        ("--token", "eyJ.a.b"),
        ("--token", "cmd:"),
    ];
    let mut table = Table::default();
    for (flag, value) in flags {
        let other = login.chunks(2).filter(|pair| pair[0] != flag && (flag, pair[0]) != ("--token", "--issuer")).flatten().copied();
        let call = ["web-identity", "-o", "json", flag, value].into_iter().chain(other);
        table.row(&format!("{flag} {value:?}"), &Program::sts_cli(call).run().failure(2));
    }
    let variables =
        [("STS_CLI_DURATION", "5m"), ("STS_CLI_TIMEOUT", "0"), ("STS_CLI_ENDPOINT", "http://minio.example"), ("STS_CLI_DIALECT", "minioo")];
    for (variable, value) in variables {
        let program = Program::sts_cli(["web-identity", "-o", "json"].into_iter().chain(login[..4].iter().copied()));
        let outcome = program.env("STS_CLI_ENDPOINT", ENDPOINT).env(variable, value).run();
        table.row(&format!("{variable}={value:?}"), &outcome.failure(2));
    }
    table.matches("bad-values");
}

#[test]
fn conflicting_variables_are_rejected_like_conflicting_options() {
    const POLICY: (&str, &str) = ("STS_CLI_POLICY", "p.json");
    const ALLOW: (&str, &str) = ("STS_CLI_ALLOW", "read:demo");
    let mut table = Table::default();
    let run = |call: &[&str], variables: [(&str, &str); 2]| {
        let program = Program::sts_cli(call.iter().copied());
        variables.into_iter().fold(program, |program, (name, value)| program.env(name, value)).run()
    };
    let usual = |identity| [identity, "-o", "json", "--endpoint", ENDPOINT, "--no-input"];
    for (case, call, variables) in [
        ("policies", &usual("web-identity")[..], [POLICY, ALLOW]),
        ("secrets", &usual("client-grants"), [("STS_CLI_CLIENT_SECRET", "fake-secret"), ("STS_CLI_CLIENT_SECRET_FILE", "secret")]),
        ("who logs in", &usual("web-identity"), [("STS_CLI_ISSUER", ISSUER), ("STS_CLI_TOKEN", "env:TOKEN")]),
        ("passwords", &usual("ldap"), [("STS_CLI_PASSWORD_FILE", "p"), ("STS_CLI_PASSWORD_COMMAND", "p")]),
        ("switches", &usual("web-identity"), [("STS_CLI_BUCKETS", "1"), ("STS_CLI_NO_BUCKETS", "1")]),
        ("an address", &["login", ENDPOINT, "--no-input"], [POLICY, ALLOW]),
        ("an address and who logs in", &["login", ENDPOINT, "--no-input"], [("STS_CLI_ISSUER", ISSUER), ("STS_CLI_TOKEN", "env:TOKEN")]),
        ("a logout", &["logout", "--endpoint", ENDPOINT], [("STS_CLI_CLIENT_SECRET", "s"), ("STS_CLI_CLIENT_SECRET_FILE", "secret")]),
    ] {
        table.row(case, &run(call, variables).failure(2));
    }
    table.matches("conflicts-of-variables");
    let given = [&usual("web-identity")[..], &["--print-policy", "--allow", "read:logs"]].concat();
    assert_eq!(run(&given, [POLICY, ALLOW]).code, 0, "a flag overrides both");
    let empty = [&usual("web-identity")[..], &["--print-policy"]].concat();
    assert_eq!(run(&empty, [("STS_CLI_POLICY", ""), ALLOW]).code, 0, "an empty variable says nothing");
    let off = run(&empty, [ALLOW, ("STS_CLI_NO_BUCKETS", "0")]);
    assert_eq!(off.code, 0, "{}", off.stderr);
}

#[test]
fn conflicting_options_are_rejected() {
    let mut table = Table::default();
    for pair in [
        ["--policy", "p.json", "--allow", "read:demo"], // a policy that was dropped would leave wider credentials
        ["--issuer", ISSUER, "--token", "env:TOKEN"],
        ["--policy", "false", "--allow", "read:demo"], // a file of that name, no switch that is off
        ["--policy=p.json", "--allow=read:demo", "--allow", ""],
        ["--buckets", "--no-buckets", "--client-id", "x"],
    ] {
        let call = ["web-identity", "-o", "json", "--endpoint", ENDPOINT].into_iter().chain(pair);
        table.row(&pair.join(" "), &Program::sts_cli(call).run().failure(2));
    }
    for (keys, name) in [("policy = \"p.json\"\nallow = [\"read:demo\"]", "a profile"), ("buckets = true\nno_buckets = false", "off")] {
        let program = Program::sts_cli(["get", "prod", "-o", "json"]);
        let folder = program.home().join("xdg_config_home/sts-cli/profiles");
        std::fs::create_dir_all(&folder).unwrap();
        let profile = format!("identity = \"web-identity\"\nendpoint = \"{ENDPOINT}\"\nissuer = \"{ISSUER}\"\nclient_id = \"x\"\n{keys}\n");
        std::fs::write(folder.join("prod.toml"), profile).unwrap();
        if name == "off" {
            assert_ne!(program.run().code, 3, "a switch that is off conflicts with nothing");
        } else {
            table.row(name, &program.run().failure(3));
        }
    }
    table.matches("conflicts");
}

#[test]
fn an_unknown_variable_is_not_ignored_silently() {
    let mut table = Table::default();
    let run = |name: &str| Program::sts_cli(["profiles", "list"]).env(name, "1").run();
    for misspelled in ["STS_CLI_POLCY", "STS_CLI_ROLE_ARM", "STS_CLI_NO_INPUTS"] {
        table.fails(2, misspelled, &run(misspelled));
    }
    for other in ["STS_CLI_TYPO", "STS_CLI_VERSION", "STS_CLI_FORCE"] {
        let outcome = run(other);
        assert_eq!(outcome.code, 0, "{outcome:#?}");
        table.row(other, &outcome.stderr);
    }
    table.matches("unknown-variables");
    for known in
        ["STS_CLI_RENEW", "STS_CLI_SERVE_PORT", "STS_CLI_CLIENT_SECRET", "STS_CLI_VERBOSE", "STS_CLI_SANDBOX_AS", "STS_CLI_ACTIVE_PROFILE"]
    {
        let stderr = run(known).stderr;
        assert!(!stderr.contains(known), "{stderr}");
    }
}
