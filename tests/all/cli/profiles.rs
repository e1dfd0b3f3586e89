//! Profiles: what is found, what counts, where each value came from, and what is refused with which words.

use crate::support::outcome::Outcome;
use crate::support::program::BINARY;
use crate::support::sandbox_script::free_port;
use crate::support::snapshot::Table;
use crate::support::world::World;

/// The cache was to be sealed, and there is no keyring; with the keyring's code the text also holds what the system said.
#[track_caller]
fn refused_without_a_keyring(outcome: &Outcome) {
    if cfg!(feature = "keyring") {
        outcome.fails_with_fragments(3, &["error: could not get the cache key: no keyring is available", "--cache file"]);
    } else {
        outcome.fails(3, "keyring-that-is-not-built-in");
    }
}

#[test]
fn values_come_from_the_profile_then_extended_profiles_then_the_environment() {
    let world = World::new(&[]);
    world.write_profile("base", "identity = \"web-identity\"\nduration = \"2h\"\nregion = \"eu-base-1\"\nca_bundle = \"ca.pem\"\n");
    world.write("system/profiles/child.toml", "extends = \"base\"\nclient_id = \"from-admin\"\nregion = \"eu-admin-1\"\n");
    world.write_profile("child", "endpoint = \"https://minio.example:9000\"\nallow = [\"read:logs\", \"list:logs\"]\nport = 8400\n");
    let program = world.program(&["profiles", "show", "child"]);
    let shown = program.env("STS_CLI_ISSUER", "https://id.example").env("STS_CLI_CLIENT_ID", "from-environment").run();
    shown.prints("where-values-come-from");
}

#[test]
fn the_environment_overrides_the_default_profile() {
    let world = World::new(&[]);
    world.write("xdg_config_home/sts-cli/config.toml", "default = \"prod\"\n");
    assert_eq!(world.run(&["profiles", "list"]).ok(), "prod (default)\n");
    world.run(&["get", "-o", "json"]).ok_with_json();
    let elsewhere = world.program(&["get", "-o", "json"]).env("STS_CLI_ENDPOINT", "http://127.0.0.1:9").run();
    elsewhere.fails(6, "no-storage-server");
    let named = world.program(&["get", "prod", "-o", "json"]).env("STS_CLI_ENDPOINT", "http://127.0.0.1:9").run();
    assert_eq!(named.code, 0, "an exported endpoint does not redirect a profile that was named: {}", named.stderr);
}

#[test]
fn a_higher_precedence_value_replaces_equivalent_settings() {
    let world = World::new(&[]);
    world.write_profile("narrow", "extends = \"prod\"\npolicy = '{\"Version\":\"2012-10-17\",\"Statement\":[]}'\nbuckets = true\n");
    let printed = world.program(&["get", "narrow", "--allow", "read:logs", "--print-policy"]).run();
    assert!(printed.ok().contains("arn:aws:s3:::logs"));
    let printed = world.program(&["web-identity", "--allow", "read:logs", "--print-policy"]).env("STS_CLI_POLICY", "/nowhere").run();
    assert!(printed.ok().contains("arn:aws:s3:::logs"));
    let quiet = world.run(&["get", "narrow", "-o", "json", "--no-buckets", "--policy", ""]);
    quiet.ok_with_json();
    world.write_profile("ci", &format!("extends = \"prod\"\ntoken = \"file:{}\"\n", world.variable("SANDBOX_ID_TOKEN_FILE")));
    world.run(&["get", "ci", "-o", "json"]).ok_with_json();
    assert_eq!(world.browser_opened(), 1, "the token of the nearer file takes the place of the login");
}

#[test]
fn save_writes_settings_after_success_and_never_secrets() {
    let world = World::new(&[]);
    let (endpoint, issuer) = (world.variable("STS_CLI_ENDPOINT").to_owned(), world.variable("STS_CLI_ISSUER").to_owned());
    let bad =
        ["web-identity", "--endpoint", "http://127.0.0.1:9", "--issuer", &issuer, "--client-id", "sts-cli", "-o", "json", "--save", "lab"];
    assert_eq!(world.run(&bad).code, 6);
    assert!(!world.path("xdg_config_home/sts-cli/profiles/lab.toml").exists(), "what did not work is not saved");
    let good = [
        "web-identity",
        "--endpoint",
        &endpoint,
        "--issuer",
        &issuer,
        "--duration",
        "1h",
        "--allow",
        "read:demo",
        "-o",
        "json",
        "--save",
        "lab",
    ];
    let program = world.program(&good).env("STS_CLI_CLIENT_ID", "sts-cli").env("STS_CLI_CLIENT_SECRET", "");
    assert_eq!(program.run().code, 0);
    let saved = std::fs::read_to_string(world.path("xdg_config_home/sts-cli/profiles/lab.toml")).unwrap();
    let expected = format!(
        "identity = \"web-identity\"\nissuer = \"{issuer}\"\nclient_id = \"sts-cli\"\nendpoint = \"{endpoint}\"\nduration = \"1h\"\nallow = [\"read:demo\"]\n"
    );
    assert_eq!(saved, expected);
    world.run(&["get", "lab", "-o", "json"]).ok_with_json();
    assert_eq!(world.browser_opened(), 1, "a profile with the same login has its credentials at once");
    let gone = world.run(&["profiles", "remove", "lab"]);
    assert_eq!((gone.code, world.run(&["profiles", "list"]).ok()), (0, "prod\n".to_owned()));
}

#[test]
fn an_invalid_profile_is_rejected_with_its_line_and_a_suggestion() {
    let world = World::new(&[]);
    let cases: [&[u8]; 15] = [
        b"output = \"json\"\n",
        b"fresh = true\n",
        b"save = \"x\"\n",
        b"serve_port = 80\n",
        b"csec = \"x\"\n",
        b"identity = \"web-identity\"\nendpont = \"x\"\n",
        b"identity = \"web-idenity\"\n",
        b"client_secret = \"x\"\n",
        b"userinfo = \"yes\"\n",
        b"endpoint = \n",
        b"endpoint = \"\xff\"\n",
        b"extends = \"bad\"\n",
        b"extends = \"prood\"\n",
        b"endpoint = \"https://minio.example\"\n",
        b"extends = \"prod\"\nduration = \"5m\"\n",
    ];
    let mut table = Table::default();
    for file in cases {
        std::fs::write(world.path("xdg_config_home/sts-cli/profiles/bad.toml"), file).unwrap();
        table.fails(3, &file.escape_ascii().to_string(), &world.run(&["get", "bad", "-o", "json"]));
    }
    table.matches("bad-profiles");
    let mut table = Table::default();
    for name in ["../prod", "a/b", "", ".hidden", "-x", "a b"] {
        table.fails(2, &format!("{name:?}"), &world.run(&["get", "-o", "json", "--", name]));
    }
    table.matches("bad-names");
}

#[test]
fn status_shows_each_login_without_prompting() {
    let world = World::new(&[]);
    world.run(&["status"]).ends(4, "status-before-a-login");
    world.run(&["login", "prod"]);
    world.run(&["status", "prod"]).prints("status-after-a-login");
    let json = world.run(&["status", "--json"]).ok_with_json();
    assert_eq!((&json[0]["profile"], &json[0]["name"], &json[0]["asks_now"]), (&"prod".into(), &"alice".into(), &false.into()));
    assert_eq!(world.browser_opened(), 1);
}

#[test]
fn login_shows_no_secret_and_logout_removes_the_login() {
    let world = World::new(&[]);
    let outcome = world.run(&["login", "prod"]);
    let shown = outcome.stdout.clone();
    outcome.prints("login");
    let keys = world.run(&["get", "prod", "-o", "json"]).ok_with_json();
    assert!(!shown.contains(keys["SecretAccessKey"].as_str().unwrap()) && !shown.contains(keys["SessionToken"].as_str().unwrap()));
    assert_eq!(world.run(&["logout", "prod"]).warns("logout"), "");
    assert_eq!(world.run(&["status", "prod"]).code, 4);
    assert_eq!(world.run(&["logout", "prod"]).warns("logout-again"), "");
}

#[test]
fn config_toml_has_general_settings_and_a_missing_keyring_is_reported() {
    let world = World::new(&[]);
    world.write("xdg_config_home/sts-cli/config.toml", "cache = \"keyring\"\n");
    refused_without_a_keyring(&world.run(&["get", "prod", "-o", "json"]));
    world.run(&["get", "prod", "-o", "json", "--cache", "file"]).ok_with_json();
    world.write("xdg_config_home/sts-cli/config.toml", "cache = \"disk\"\n");
    world.run(&["get", "prod", "-o", "json"]).fails(3, "config-with-an-unknown-cache");
    world.write("xdg_config_home/sts-cli/config.toml", "defualt = \"prod\"\n");
    world.run(&["get", "-o", "json"]).fails(3, "config-with-a-misspelled-key");
    world.write("xdg_config_home/sts-cli/config.toml", "cache = \"file\"\nendpoint = \"https://minio.example\"\n");
    world.run(&["get", "-o", "json"]).fails(3, "config-with-a-key-of-profiles");
}

#[test]
fn show_prints_no_tokens_and_no_passwords_in_urls() {
    let world = World::new(&[]);
    let program = world.program(&["profiles", "show", "prod"]).env("STS_CLI_CLIENT_SECRET", "planted-secret");
    let program = program.env("STS_CLI_REDIRECT_URI", "http://me:planted-password@127.0.0.1/x");
    assert!(!program.run().ok().contains("planted"));
    let from = "from = \"https://me:planted-password@intranet.example/p.toml?s=planted\"\n";
    world.write_profile("bare", &format!("{from}identity = \"web-identity\"\nendpoint = \"https://me:planted-password@minio.example\"\n"));
    let shown = world.program(&["profiles", "show", "bare"]).env("STS_CLI_TOKEN", "eyJ.planted.token").run().ok();
    assert!(!shown.contains("planted"), "{shown}");
    assert!(shown.contains("STS_CLI_TOKEN") && shown.contains("https://minio.example/"), "{shown}");
    assert!(shown.contains("https://intranet.example/p.toml"), "{shown}");
}

#[test]
fn login_at_a_server_uses_the_cache_set_in_config_toml() {
    let world = World::new(&[]);
    world.write("xdg_config_home/sts-cli/config.toml", "cache = \"keyring\"\n");
    let login = ["login", world.variable("STS_CLI_ENDPOINT"), "--issuer", world.variable("STS_CLI_ISSUER"), "--client-id", "sts-cli"];
    refused_without_a_keyring(&world.run(&[&login[..], &["--save", "lab"]].concat()));
    assert_eq!(world.files("xdg_state_home"), Vec::<std::path::PathBuf>::new(), "nothing lies there unsealed");
}

#[test]
fn a_pipe_or_folder_at_the_path_of_a_profile_is_rejected_at_once() {
    let world = World::new(&[]);
    let place = |name: &str| world.path(&format!("xdg_config_home/sts-cli/profiles/{name}.toml"));
    rustix::fs::mknodat(rustix::fs::CWD, place("pipe"), rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR, 0).unwrap();
    std::fs::create_dir(place("folder")).unwrap();
    world.run(&["get", "pipe", "-o", "json"]).fails(3, "pipe-as-a-profile");
    world.run(&["get", "folder", "-o", "json"]).fails(3, "folder-as-a-profile");
    assert_eq!(world.run(&["status"]).code, 3);
}

#[test]
fn the_users_default_profile_is_not_used_in_the_sandbox() {
    let world = World::new(&[]);
    world.write_profile("narrow", "extends = \"prod\"\nduration = \"1h\"\nrole_arn = \"arn:minio:iam:::role/of-another-server\"\n");
    world.write("xdg_config_home/sts-cli/config.toml", "default = \"narrow\"\n");
    let inside = world.run(&["sandbox", "--as", "alice", "--", "sh", "-c", "\"$STS_CLI\" web-identity -o json --no-cache"]);
    assert!(inside.ok_with_json()["Expiration"].as_str().unwrap().starts_with("2030-01-01T08:00:"));
}

#[test]
fn an_unsavable_profile_is_rejected_before_the_login_and_none_is_overwritten() {
    let world = World::new(&[]);
    let said = ["--endpoint", world.variable("STS_CLI_ENDPOINT"), "--issuer", world.variable("STS_CLI_ISSUER"), "--client-id", "sts-cli"];
    let get = |more: &[&str]| world.run(&[&["web-identity", "-o", "json"], &said[..], more].concat());
    get(&["--save", "../x"]).fails(2, "save-under-no-name");
    get(&["--save", "prod", "--duration", "2h"]).fails(3, "save-under-a-name-that-is-taken");
    world.run(&["login", "prod", "--save", "../x"]).fails(2, "save-under-no-name");
    world.run(&["login", "prod", "--save", "prod", "--duration", "2h"]).fails(3, "save-under-a-name-that-is-taken");
    world.write_profile("broken", "no toml");
    get(&["--save", "broken", "--force"]).fails(3, "save-over-a-broken-profile");
    assert_eq!(world.browser_opened(), 0, "nobody was asked for any of these");
    assert_eq!(get(&["--save", "prod", "--duration", "2h", "--force"]).code, 0);
    assert_eq!(get(&["--save", "prod", "--duration", "2h"]).code, 0, "the same again is no other profile");
    assert_eq!(world.run(&["login", "prod", "--save", "prod", "--duration", "1h", "--force"]).code, 0);
    assert!(std::fs::read_to_string(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap().contains("duration = \"1h\""));
}

#[test]
fn token_and_policy_paths_are_relative_to_the_profile_and_saved_as_absolute() {
    let world = World::new(&[]);
    let profiles = "xdg_config_home/sts-cli/profiles";
    let policy =
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject"],"Resource":["arn:aws:s3:::demo/*"]}]}"#;
    for folder in [profiles, "work"] {
        world.write(&format!("{folder}/token.jwt"), &std::fs::read_to_string(world.variable("SANDBOX_ID_TOKEN_FILE")).unwrap());
        world.write(&format!("{folder}/policy.json"), policy);
    }
    let endpoint = world.variable("STS_CLI_ENDPOINT").to_owned();
    world.write_profile(
        "beside",
        &format!("identity = \"web-identity\"\nendpoint = \"{endpoint}\"\ntoken = \"file:token.jwt\"\npolicy = \"policy.json\"\n"),
    );
    world.run(&["get", "beside", "-o", "json"]).ok_with_json();
    let line = format!(
        "{BINARY} web-identity --endpoint {endpoint} --token file:token.jwt --policy policy.json -o json --save job --profile none"
    );
    let output = world.shell(&line).current_dir(world.path("work")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let saved = std::fs::read_to_string(world.path(&format!("{profiles}/job.toml"))).unwrap();
    for (key, place) in [("token = \"file:", "work/token.jwt"), ("policy = \"", "work/policy.json")] {
        assert!(saved.contains(&format!("{key}{}\"\n", world.path(place).display())), "{saved}");
    }
    world.run(&["get", "job", "-o", "json"]).ok_with_json();
}

#[test]
fn settings_that_are_not_saved_are_named() {
    let world = World::new(&[]);
    let endpoint = world.variable("STS_CLI_ENDPOINT");
    let (token, secret) = (world.variable("SANDBOX_ID_TOKEN_FILE"), world.variable("SANDBOX_ROBOT_SECRET_FILE"));
    let (issuer, robot) = (world.variable("STS_CLI_ISSUER"), format!("STS_CLI_CLIENT_SECRET=\"$(cat {secret})\" {BINARY}"));
    let (key, secret) = (world.variable("SANDBOX_ACCESS_KEY"), world.variable("SANDBOX_SECRET_KEY"));
    let trade = format!("AWS_SECRET_ACCESS_KEY='{secret}' {BINARY} assume-role --endpoint {endpoint} -o json");
    let cases = [
        (format!("AWS_ACCESS_KEY_ID='{key}' {trade} --save keys"), "saved-without-keys"),
        (format!("{trade} --access-key '{key}' --save one"), "saved-without-a-secret-key"),
        (format!("{BINARY} web-identity --endpoint {endpoint} --token - -o json --save piped < {token}"), "saved-without-a-token"),
        (
            format!("{robot} client-grants --endpoint {endpoint} --issuer {issuer} --client-id robot -o json --save robot"),
            "saved-without-a-client-secret",
        ),
    ];
    for (line, snapshot) in cases {
        world.finish(&mut world.shell(&line)).warns(snapshot);
    }
    let again = world.shell(&format!("STS_CLI_TOKEN=- {BINARY} get piped --fresh -o json < {token}")).output().unwrap();
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
}

#[test]
fn a_dry_run_is_not_watched() {
    let world = World::new(&[]);
    let shown = world.run(&["get", "prod", "--write-profile", "keys", "--dry-run", "--watch"]);
    shown.ends(0, "dry-run-with-watch");
}

#[test]
fn two_different_profile_names_are_rejected() {
    let world = World::new(&[]);
    world.write_profile("lab", "extends = \"prod\"\n");
    let address = world.variable("STS_CLI_ENDPOINT");
    let cases: [&[&str]; 5] =
        [&["get", "lab", "-o", "json"], &["exec", "lab", "--", "true"], &["serve", "lab"], &["login", "lab"], &["login", address]];
    let mut table = Table::default();
    for case in cases {
        let arguments = [&case[..2], &["--profile", "prod"], &case[2..]].concat();
        let input = arguments.join(" ").replace(address, "[SANDBOX]");
        table.fails(2, &input, &world.run(&arguments));
    }
    table.matches("two-names");
    assert_eq!(world.browser_opened(), 0);
    world.run(&["get", "prod", "--profile", "prod", "-o", "json"]).ok_with_json();
    world.program(&["get", "prod", "-o", "json"]).env("STS_CLI_PROFILE", "lab").run().ok_with_json();
}

#[test]
fn a_new_profile_with_a_taken_name_is_rejected_without_prompting() {
    let world = World::new(&["no-metadata"]);
    let endpoint = world.variable("STS_CLI_ENDPOINT");
    let login = |more: &[&str]| world.run(&[&["login", endpoint][..], more].concat());
    login(&["--save", "prod"]).fails(3, "login-under-a-name-that-is-taken");
    login(&["--save", "prod", "--issuer", world.variable("STS_CLI_ISSUER")]).fails(3, "login-under-a-name-that-is-taken");
    world.write_profile("broken", "no toml");
    login(&["--save", "broken", "--force"]).fails(3, "save-over-a-broken-profile");
    login(&["--save", "../x"]).fails(2, "save-under-no-name");
    for (more, snapshot) in [
        (&["--save", "lab"][..], "login-without-a-terminal-to-ask-on"),
        (&["--save", "prod", "--force"], "login-over-a-profile-without-a-terminal"),
    ] {
        login(more).fails(2, snapshot);
    }
    login(&["--no-input"]).fails(2, "login-that-may-not-ask");
    login(&["--save", "lab", "--issuer", "https://id.example"]).fails(2, "login-without-a-client-id");
    let all = ["--save", "prod", "--issuer", world.variable("STS_CLI_ISSUER"), "--client-id", "sts-cli"];
    login(&[&all[..], &["--duration", "2h"]].concat()).fails(3, "login-with-other-settings");
    assert_eq!(world.browser_opened(), 0);
    assert_eq!(login(&[&all[..], &["--duration", "2h", "--force"]].concat()).code, 0);
    assert_eq!(login(&[&all[..], &["--duration", "2h"]].concat()).code, 0, "the same again is no other profile");
}

#[test]
fn a_login_that_is_not_stored_prints_a_warning() {
    let world = World::new(&[]);
    world.run(&["login", "prod", "--no-cache"]).warns("no-cache-by-flag");
    world.write_profile("loose", "extends = \"prod\"\nno_cache = true\n");
    world.run(&["login", "loose"]).warns("no-cache-by-profile");
}

#[test]
fn a_list_in_one_string_is_split_like_the_value_of_a_flag() {
    let world = World::new(&[]);
    let (one, other) = (free_port(), free_port());
    for ports in [format!("\"{one}, {other}\""), format!("[\"{one},{other}\"]"), format!("[{one}, {other}]")] {
        world.write_profile("ports", &format!("extends = \"prod\"\nport = {ports}\nallow = \"read:demo\\nlist:demo\"\n"));
        let shown = world.run(&["profiles", "show", "ports"]).ok();
        assert!(shown.contains(&format!("{one}, {other} ")) && shown.contains("read:demo, list:demo "), "{shown}");
    }
    world.run(&["get", "ports", "-o", "json"]).ok_with_json();
}

#[test]
fn verbosity_flags_are_accepted_after_the_subcommand() {
    let world = World::new(&[]);
    for flags in [&["-q"][..], &["--no-input"], &["--color", "never"]] {
        let shown = [&["profiles", "show", "prod"], flags].concat();
        assert!(world.run(&shown).ok().contains("\nendpoint "), "{flags:?}");
    }
    assert!(world.run(&["profiles", "-q", "list"]).ok().contains("prod"));
    assert_eq!(world.run(&["profiles", "remove", "prod", "-q"]).ok(), "");
    let help = |words: &[&str]| world.run(words).ok();
    assert!(
        !help(&["profiles", "show", "--help"]).contains("[default: STS_CLI_PROFILE")
            && help(&["get", "--help"]).contains("STS_CLI_PROFILE")
    );
}

#[test]
fn a_secret_key_of_a_replaced_access_key_is_not_used() {
    let world = World::new(&[]);
    let (endpoint, file) = (world.variable("STS_CLI_ENDPOINT"), world.variable("SANDBOX_LDAP_PASSWORD_FILE"));
    let keys =
        format!("identity = \"assume-role\"\nendpoint = \"{endpoint}\"\naccess_key = \"FAKEKEYOFPROFILE\"\nsecret_key_file = \"{file}\"\n");
    world.write_profile("keys", &keys);
    let get = |access_key: &str| {
        let program = world.program(&["assume-role", "-p", "keys", "-o", "json", "--access-key", access_key]);
        program.env("AWS_SECRET_ACCESS_KEY", world.variable("SANDBOX_SECRET_KEY")).run()
    };
    get(world.variable("SANDBOX_ACCESS_KEY")).ok_with_json();
    assert_eq!(get("FAKEKEYOFPROFILE").code, 5, "the same access key keeps its file");
}
