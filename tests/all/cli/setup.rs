//! `setup`: the steps of each provider and storage server with the user's values, placeholders for what is missing, and hostile values.

use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::snapshot::Table;
use std::process::Command;

const ENDPOINT: &str = "https://minio.example:9000";

/// A call without profiles.
fn setup(arguments: &[&str]) -> Outcome {
    Program::sts_cli(["setup"].iter().chain(arguments).copied()).run()
}

/// The values that a person would give, for each provider.
const GIVEN: [(&str, &[&str]); 13] = [
    ("keycloak", &["--issuer", "https://id.example/realms/prod", "--account", "alice"]),
    ("dex", &["--issuer", "https://dex.example"]),
    ("okta", &["--issuer", "https://company.okta.com/oauth2/default", "--client-id", "0oa1example"]),
    ("entra", &["--issuer", "https://login.microsoftonline.com/6666/v2.0", "--client-id", "1111"]),
    ("auth0", &["--issuer", "https://company.eu.auth0.com", "--client-id", "q0PZ", "--claim", "https://minio.example/policy"]),
    ("google", &["--client-id", "1234.apps.googleusercontent.com"]),
    ("authentik", &["--issuer", "https://auth.example/application/o/minio/", "--client-id", "AbCd"]),
    ("authelia", &["--issuer", "https://auth.example", "--port", "8000,8001"]),
    ("zitadel", &["--issuer", "https://company.zitadel.cloud", "--client-id", "2277"]),
    ("gitlab-login", &["--client-id", "0123456789abcdef"]),
    ("gitlab", &["--subject", "project_path:company/project:*"]),
    ("github", &["--subject", "repo:company/project:*", "--audience", "storage"]),
    ("kubernetes", &["--issuer", "https://issuer.cluster.example", "--subject", "system:serviceaccount:analytics:reports"]),
];

#[test]
fn each_provider_has_its_steps_with_all_addresses() {
    let mut table = Table::default();
    for (provider, given) in GIVEN {
        let outcome = setup(&[&[provider, "--endpoint", ENDPOINT], given].concat());
        assert!(!outcome.stdout.contains('<'), "{}", outcome.stdout);
        assert_eq!(outcome.stderr, "", "{provider}: nothing is missing");
        table.ends(0, provider, &outcome);
    }
    table.matches("providers");
}

#[test]
fn each_storage_server_has_its_steps() {
    let mut table = Table::default();
    let role = "arn:aws:iam::123456789012:role/data";
    for (name, more) in [
        ("aws", &["--endpoint", "https://sts.eu-west-1.amazonaws.com", "--role-arn", role][..]),
        ("ceph", &["--endpoint", "https://ceph.example"]),
        ("seaweedfs", &["--endpoint", "http://seaweedfs.example:8333"]),
        ("rustfs", &["--endpoint", "https://rustfs.example:9000", "--claim", "groups"]),
        ("generic", &["--endpoint", "https://s3.example"]),
    ] {
        let arguments =
            [&["keycloak", "--issuer", "http://id.example/realms/prod", "--account", "alice", "--dialect", name], more].concat();
        let outcome = setup(&arguments);
        assert_eq!(outcome.stderr, "", "{name}");
        let at_server = outcome.stdout.find("\nAt ").map(|start| outcome.stdout[start + 1..].find("\nAt ").unwrap() + start + 1).unwrap();
        table.row(name, &outcome.stdout[at_server + 1..]);
    }
    table.matches("servers");
}

#[test]
fn the_steps_for_jobs_check_their_subject_or_are_refused() {
    let mut table = Table::default();
    for (provider, subject) in [
        ("gitlab", "project_path:company/project:*"),
        ("github", "repo:company/project:*"),
        ("kubernetes", "system:serviceaccount:analytics:reports"),
    ] {
        for server in ["minio", "aws", "ceph", "seaweedfs", "rustfs", "generic"] {
            let outcome = setup(&[provider, "-q", "--dialect", server, "--subject", subject]);
            let at_server = outcome.stdout.split("\nIn the ").next().unwrap();
            assert_eq!(at_server.contains(&format!("sub\": \"{subject}\"")), outcome.code == 0, "{provider}, {server}: {outcome:#?}");
            let placeholder = setup(&[provider, "-q", "--dialect", server]);
            assert_eq!((placeholder.code, placeholder.stdout.contains("sub\": \"")), (outcome.code, outcome.code == 0), "{placeholder:#?}");
            if outcome.code != 0 {
                table.fails(2, &format!("{provider} {server}"), &outcome);
            }
        }
    }
    for server in ["minio", "aws", "ceph", "seaweedfs", "rustfs", "generic"] {
        let outcome = setup(&["keycloak", "-q", "--dialect", server, "--subject", "f:1:alice"]);
        assert_eq!(outcome.stdout.contains("sub\": \"f:1:alice\""), outcome.code == 0, "{server}: {outcome:#?}");
        if outcome.code != 0 {
            table.fails(2, &format!("keycloak {server}"), &outcome);
        }
    }
    table.matches("subjects");
}

#[test]
fn a_provider_without_a_claim_needs_a_role_and_a_claim_needs_none() {
    let mut table = Table::default();
    for (provider, server, more) in [
        ("google", "seaweedfs", &[][..]),
        ("google", "generic", &[]),
        ("google", "rustfs", &["--role-arn", "arn:aws:iam::1:role/x"]),
        ("dex", "rustfs", &["--claim", "groups"]),
        ("keycloak", "seaweedfs", &["--role-arn", "arn:aws:iam::role/data"]),
    ] {
        let outcome = setup(&[&[provider, "-q", "--dialect", server, "--endpoint", ENDPOINT], more].concat());
        let from = outcome.stdout.rfind("\nAt ").map_or(0, |start| start + 1);
        let name = [&[provider, server], more].concat().join(" ");
        if outcome.code == 0 {
            table.row(&name, &outcome.stdout[from..]);
        } else {
            table.fails(2, &name, &outcome);
        }
    }
    table.matches("roles");
    let claim = setup(&["keycloak", "-q", "--dialect", "seaweedfs"]).ok();
    assert!(claim.contains("\"policyClaim\": \"policy\"") && claim.contains("\"roles\": []"), "{claim}");
}

#[test]
fn the_pod_is_that_of_the_subject() {
    let pod = |subject: &str| setup(&["kubernetes", "--endpoint", ENDPOINT, "--issuer", "https://issuer.example", "--subject", subject]);
    let exact = pod("system:serviceaccount:etl:loader");
    for line in ["configmap -n etl sts-cli-profiles ", "  namespace: etl\n", "  serviceAccountName: loader\n"] {
        assert!(exact.stdout.contains(line), "{exact:#?}");
    }
    assert!(!exact.stdout.contains("analytics") && exact.stderr.is_empty(), "{exact:#?}");
    let many = pod("system:serviceaccount:etl:*");
    assert!(many.stdout.contains("  namespace: etl\n") && many.stdout.contains("serviceAccountName: <account>\n"), "{many:#?}");
    assert_eq!(many.stderr, "note: replace what is in <…>, or set it: --subject TEXT\n");
    let other = pod("x:{y}:z");
    assert!(other.stdout.contains("-n '<namespace>' ") && other.stdout.contains("serviceAccountName: <account>\n"), "{other:#?}");
}

#[test]
fn what_is_missing_is_a_placeholder_and_named_once() {
    let mut table = Table::default();
    for arguments in [
        &["keycloak"][..],
        &["okta"],
        &["github"],
        &["keycloak", "--dialect", "aws"],
        &["google", "--claim", "hd", "-q"],
        &["dex", "--claim", "groups"],
    ] {
        table.ends(0, &arguments.join(" "), &setup(arguments));
    }
    table.matches("missing");
}

#[test]
fn a_profile_supplies_the_values_and_the_steps_say_what_it_lacks() {
    let mut table = Table::default();
    let profile = "identity = \"web-identity\"\nendpoint = \"https://minio.example:9000\"\nissuer = \"https://id.example/realms/prod\"\n\
        client_id = \"sts-cli\"\n";
    for (name, text) in [("keycloak", profile), ("okta", profile), ("none", "")] {
        let program = Program::sts_cli(["setup", if name == "none" { "keycloak" } else { name }, "team.a"]);
        let folder = program.home().join("xdg_config_home/sts-cli/profiles");
        if !text.is_empty() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join("team.a.toml"), text).unwrap();
        }
        let outcome = program.run();
        table.ends(if text.is_empty() { 3 } else { 0 }, name, &outcome);
    }
    table.matches("profiles");
}

#[test]
fn the_steps_say_what_a_profile_has_with_another_value_and_refuse_other_identities() {
    let mut table = Table::default();
    let web = "identity = \"web-identity\"\nendpoint = \"https://minio.example:9000\"\nissuer = \"https://id.example/realms/prod\"\n\
        client_id = \"sts-cli\"\nscopes = \"openid\"\nallow_http = true\nauth_params = { prompt = \"login\" }\n";
    let ldap = "identity = \"ldap\"\nendpoint = \"https://minio.example:9000\"\nuser = \"alice\"\n";
    for (text, arguments) in [
        (web, &["keycloak", "dir", "--endpoint", "http://new.example"][..]),
        (web, &["keycloak", "dir", "--endpoint", "https://minio.example:9000", "--client-id", "other"]),
        (web, &["google", "dir"]),
        (ldap, &["keycloak", "dir"]),
        (ldap, &["github", "dir"]),
    ] {
        let program = Program::sts_cli([&["setup", "-q"], arguments].concat());
        let folder = program.home().join("xdg_config_home/sts-cli/profiles");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("dir.toml"), text).unwrap();
        let outcome = program.run();
        let users = outcome.stdout.find("\nFor the users").map_or("", |start| &outcome.stdout[start + 1..]);
        if text == ldap {
            table.fails(2, &arguments.join(" "), &outcome);
        } else {
            table.row(&arguments.join(" "), users);
        }
    }
    table.matches("changes");
}

#[test]
fn a_provider_that_is_unknown_or_not_given_gets_the_names() {
    let mut table = Table::default();
    for arguments in [&[][..], &["keyclaok"], &["azure"], &["prod"], &["keycloak", "prod", "extra"], &["--endpoint", "minio"]] {
        table.fails(2, &arguments.join(" "), &setup(arguments));
    }
    table.matches("unknown");
}

#[test]
fn a_hostile_value_stays_one_word_of_its_command_and_never_reaches_the_terminal() {
    let hostile = "a'b;touch${IFS}x;$(touch)`touch`&|!~*?#";
    let issuer = "https://id.example/$(touch)';touch/realms/r&d";
    let given = ["--client-id", hostile, "--claim", hostile, "--account", hostile];
    let outcome = setup(&[&["keycloak", "--endpoint", ENDPOINT, "--issuer", issuer], &given[..]].concat());
    let folder = tempfile::tempdir().unwrap();
    let script: String = outcome.ok().lines().filter_map(|line| line.strip_prefix("    ")).map(|line| format!("{line}\n")).collect();
    for (shell, program) in [("sh", "sh"), ("bash", "bash"), ("zsh", "zsh")] {
        if !crate::support::has(shell) {
            crate::support::skip("the steps of setup", &format!("{shell} is not here"));
            continue;
        }
        // each program of the steps writes its arguments to a file, one a line
        let show = "show() { for word in \"$@\"; do printf '%s\\n' \"$word\"; done >> words; }\nmc() { show \"$@\"; }\n";
        let commands = script.replace("kcadm.sh", "show").replace("sts-cli ", "show ") + "show \"v:$MINIO_IDENTITY_OPENID_CLIENT_ID\"\n";
        let _ = std::fs::remove_file(folder.path().join("words"));
        let ran = Command::new(program).args(["-c", &format!("{show}{commands}")]).current_dir(folder.path()).output().unwrap();
        assert!(ran.status.success(), "{shell}: {}", String::from_utf8_lossy(&ran.stderr));
        let words = std::fs::read_to_string(folder.path().join("words")).unwrap();
        for expected in [
            format!("clientId={hostile}"),
            format!("client_id={hostile}"),
            format!("claim_name={hostile}"),
            hostile.to_owned(),
            format!("v:{hostile}"),
            "r&d".to_owned(),
        ] {
            assert!(words.lines().any(|word| word == expected), "{shell}: {expected}: {words}");
        }
        let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(files, ["words"], "{shell}: nothing else was run");
    }
}

#[test]
fn a_value_that_no_file_or_command_could_contain_is_refused() {
    let mut table = Table::default();
    let escape = "a\u{1b}]0;title\u{7}";
    for (option, value) in [
        ("--client-id", "a role_policy=consoleAdmin"),
        ("--client-id", "a\nb"),
        ("--client-id", escape),
        ("--claim", "a\"b"),
        ("--claim", "a\\b"),
        ("--subject", "repo:\u{202e}x"),
        ("--issuer", "https://id.example/a b"),
        ("--issuer", "id.example"),
        ("--endpoint", "https://minio.example/?x"),
        ("--redirect-uri", "https://elsewhere.example/"),
        ("--role-arn", "admin"),
        ("--scopes", "openid \u{1b}[31m"),
        ("--client-id", "file:///etc/passwd"),
        ("--client-id", "--insecure"),
    ] {
        let outcome = setup(&["keycloak", &format!("{option}={value}")]);
        assert!(!outcome.stderr.contains('\u{1b}') && !outcome.stderr.contains('\u{202e}'), "{outcome:#?}");
        table.fails(2, &format!("{option} {}", value.escape_debug()), &outcome);
    }
    table.matches("refused");
}

#[test]
fn json_and_yaml_of_the_steps_are_valid_with_every_value() {
    let claim = "a'b$x";
    let seaweed = setup(&["keycloak", "-q", "--dialect", "seaweedfs", "--claim", claim, "--issuer", "https://id.example/realms/a'b"]).ok();
    let start = seaweed.find("    {\n").unwrap();
    let end = seaweed[start..].find("\n    }\n").unwrap() + start + 7;
    let document: serde_json::Value = serde_json::from_str(&seaweed[start..end]).unwrap();
    assert_eq!(document["providers"][0]["config"]["policyClaim"], claim);
    let github = setup(&["github", "--subject", "repo:a'b/*", "--endpoint", ENDPOINT, "--audience", "x'y"]).ok();
    assert!(github.contains("    audience = \"x'y\"\n") && github.contains("{ \"jwt:sub\": \"repo:a'b/*\" }"), "{github}");
}

#[test]
fn a_value_that_no_step_uses_is_noted_with_the_reason() {
    let mut table = Table::default();
    for arguments in [
        &["keycloak", "--claim", "groups", "--role-arn", "arn:minio:iam:::role/x"][..],
        &["keycloak", "--dialect", "aws", "--claim", "groups"],
        &["keycloak", "--dialect", "rustfs", "--role-arn", "arn:aws:iam::1:role/x"],
        &["github", "--client-id", "other-client", "--account", "alice"],
        &["keycloak", "--audience", "other-audience"],
    ] {
        let outcome = setup(&[arguments, &["--endpoint", ENDPOINT]].concat());
        assert_eq!(outcome.code, 0, "{outcome:#?}");
        let notes = outcome.stderr.lines().map(|line| format!("{line}\n")).filter(|line| !line.contains("replace what is in"));
        table.row(&arguments.join(" "), &notes.collect::<String>());
    }
    table.matches("unused");
}

#[test]
fn a_value_is_no_longer_than_a_step_can_be() {
    let long = "x".repeat(100_000);
    for option in
        ["--client-id", "--claim", "--audience", "--account", "--subject", "--scopes", "--role-arn", "--endpoint", "--issuer", "--port"]
    {
        let outcome = setup(&["keycloak", option, &long]);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{option}");
        assert!(outcome.stderr.len() < 1000, "{option}: {} bytes", outcome.stderr.len());
    }
    setup(&["keycloak", "--client-id", &long]).fails(2, "too-long");
    assert_eq!(setup(&["keycloak", "--client-id", &"x".repeat(2048)]).code, 0);
}
