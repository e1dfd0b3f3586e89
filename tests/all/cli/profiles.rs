//! Profiles: what is found, what counts, where each value came from, and what is refused with which words.

use crate::support::inside::free_port;
use crate::support::program::BINARY;
use crate::support::world::World;

#[test]
fn a_value_comes_from_the_flag_the_named_profile_the_environment_and_what_is_extended() {
    let world = World::new(&[]);
    world.write_profile("base", "identity = \"web-identity\"\nduration = \"2h\"\nregion = \"eu-base-1\"\nca_bundle = \"ca.pem\"\n");
    world.write("system/profiles/child.toml", "extends = \"base\"\nclient_id = \"from-admin\"\nregion = \"eu-admin-1\"\n");
    world.write_profile("child", "endpoint = \"https://minio.example:9000\"\nallow = [\"read:logs\", \"list:logs\"]\nport = 8400\n");
    let program = world.program(&["profiles", "show", "child"]);
    let shown = program.env("STS_CLI_ISSUER", "https://id.example").env("STS_CLI_CLIENT_ID", "from-environment").run().ok();
    let row = |key: &str| {
        let line = shown.lines().find(|line| line.starts_with(key)).unwrap_or_else(|| panic!("no {key} in {shown}"));
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(row("identity")[..2], ["identity", "web-identity"]);
    assert!(row("identity")[2].ends_with("profiles/base.toml:1"), "{shown}");
    assert_eq!(row("extends")[..2], ["extends", "base"]);
    assert!(row("extends")[2].ends_with("system/profiles/child.toml:1"), "{shown}");
    assert_eq!(row("endpoint")[1], "https://minio.example:9000");
    assert!(row("endpoint")[2].ends_with("profiles/child.toml:1"), "{shown}");
    assert_eq!(row("client_id")[1], "from-admin", "the profile named on the command line goes before the environment");
    assert!(row("client_id")[2].ends_with("system/profiles/child.toml:2"), "{shown}");
    assert_eq!(row("region")[1], "eu-admin-1");
    assert_eq!(row("duration")[1], "2h");
    assert_eq!(row("issuer")[1..], ["https://id.example", "STS_CLI_ISSUER"]);
    assert_eq!(row("allow")[1..3], ["read:logs,", "list:logs"]);
    assert!(row("ca_bundle")[1].ends_with("profiles/ca.pem"), "a path is read from the profile's folder: {shown}");
}

#[test]
fn the_default_profile_stands_behind_the_environment() {
    let world = World::new(&[]);
    world.write("xdg_config_home/sts-cli/config.toml", "default = \"prod\"\n");
    assert_eq!(world.run(&["profiles", "list"]).ok(), "prod (default)\n");
    world.run(&["get", "-o", "json"]).ok_with_json();
    let elsewhere = world.program(&["get", "-o", "json"]).env("STS_CLI_ENDPOINT", "http://127.0.0.1:9").run();
    elsewhere.refused_saying(6, &["the storage server did not answer"]);
    let named = world.program(&["get", "prod", "-o", "json"]).env("STS_CLI_ENDPOINT", "http://127.0.0.1:9").run();
    assert_eq!(named.code, 0, "an exported endpoint does not redirect a profile that was named: {}", named.stderr);
}

#[test]
fn a_nearer_value_takes_the_place_of_what_means_the_same_in_another_way() {
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
    assert_eq!(world.opened(), 1, "the token of the nearer file takes the place of the login");
}

#[test]
fn what_was_said_is_saved_when_it_worked_and_never_a_secret() {
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
    assert_eq!(world.opened(), 1, "a profile with the same login has its credentials at once");
    let gone = world.run(&["profiles", "remove", "lab"]);
    assert_eq!((gone.code, world.run(&["profiles", "list"]).ok()), (0, "prod\n".to_owned()));
}

#[test]
fn what_is_no_profile_is_refused_with_its_line_and_what_may_have_been_meant() {
    let world = World::new(&[]);
    let cases: [(&[u8], &str, &str); 14] = [
        (b"output = \"json\"\n", "bad.toml:1: `output` belongs to one call", "give it as --output"),
        (b"fresh = true\n", "bad.toml:1: `fresh` belongs to one call", "give it as --fresh"),
        (b"save = \"x\"\n", "bad.toml:1: `save` belongs to one call", "give it as --save"),
        (b"serve_port = 80\n", "bad.toml:1: `serve_port` belongs to one call", "give it as --port"),
        (b"csec = \"x\"\n", "bad.toml:1: `csec` is not known", "secrets never stand in a profile"),
        (b"identity = \"web-identity\"\nendpont = \"x\"\n", "bad.toml:2: `endpont` is not known", "did you mean `endpoint`?"),
        (b"identity = \"web-idenity\"\n", "bad.toml:1: `web-idenity` is not an identity", "did you mean `web-identity`?"),
        (b"client_secret = \"x\"\n", "bad.toml:1: `client_secret` is not known", "secrets never stand in a profile"),
        (b"userinfo = \"yes\"\n", "bad.toml:1: `userinfo` takes true or false", "correct it there"),
        (b"endpoint = \n", "bad.toml:1: ", "correct it there; a line reads"),
        (b"endpoint = \"\xff\"\n", "cannot read ", "a text file (UTF-8)"),
        (b"extends = \"bad\"\n", "the profile `bad` extends itself: bad → bad", "remove one `extends`"),
        (b"extends = \"prood\"\n", "profiles/bad.toml:1: extends: there is no profile `prood`", "did you mean `prod`?"),
        (b"endpoint = \"https://minio.example\"\n", "the profile `bad` does not say who logs in", "identity = \"web-identity\""),
    ];
    for (file, problem, hint) in cases {
        std::fs::write(world.path("xdg_config_home/sts-cli/profiles/bad.toml"), file).unwrap();
        world.run(&["get", "bad", "-o", "json"]).refused_saying(3, &[problem, hint]);
    }
    std::fs::write(world.path("xdg_config_home/sts-cli/profiles/bad.toml"), "extends = \"prod\"\nduration = \"5m\"\n").unwrap();
    world
        .run(&["get", "bad", "-o", "json"])
        .refused_saying(3, &["bad.toml:2: duration: a session of 5m is out of bounds", "hint: write duration = \"8h\", duration = "]);
    for name in ["../prod", "a/b", "", ".hidden", "-x", "a b"] {
        let arguments = ["get", "-o", "json", "--", name];
        assert!([2, 3].contains(&world.run(&arguments).code), "{name}");
    }
    world.run(&["get", "../prod", "-o", "json"]).refused_saying(2, &["error: `../prod` is not the name of a profile"]);
}

#[test]
fn status_tells_how_each_login_stands_and_asks_nobody() {
    let world = World::new(&[]);
    let before = world.run(&["status"]);
    assert_eq!(before.code, 4);
    assert!(before.stdout.contains("no credentials; you are asked the next time"), "{}", before.stdout);
    world.run(&["login", "prod"]);
    let after = world.run(&["status", "prod"]);
    assert_eq!(after.code, 0);
    assert!(after.stdout.contains("alice, ends 2030-01-01 08:00 UTC (in 8 h 0 min); renewed without asking"), "{}", after.stdout);
    let json = world.run(&["status", "--json"]).ok_with_json();
    assert_eq!((&json[0]["profile"], &json[0]["name"], &json[0]["asks_now"]), (&"prod".into(), &"alice".into(), &false.into()));
    assert_eq!(world.opened(), 1);
}

#[test]
fn login_shows_no_secret_and_logout_ends_it_everywhere() {
    let world = World::new(&[]);
    let shown = world.run(&["login", "prod"]).ok();
    assert!(shown.starts_with("Ends           2030-01-01 08:00 UTC (in 8 h 0 min)\nIdentity       alice ("), "{shown}");
    let keys = world.run(&["get", "prod", "-o", "json"]).ok_with_json();
    assert!(!shown.contains(keys["SecretAccessKey"].as_str().unwrap()) && !shown.contains(keys["SessionToken"].as_str().unwrap()));
    let out = world.run(&["logout", "prod"]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    for said in
        ["the credentials are revoked at the storage server", "the refresh token is revoked at the provider", "forgotten on this machine"]
    {
        assert!(out.stderr.contains(said), "{}", out.stderr);
    }
    assert_eq!(world.run(&["status", "prod"]).code, 4);
    let again = world.run(&["logout", "prod"]);
    assert_eq!((again.code, again.stderr.as_str()), (0, "note: nothing of this login was on this machine\n"));
}

#[test]
fn what_is_not_a_profiles_stands_in_config_toml_and_a_keyring_that_is_not_there_is_said() {
    let world = World::new(&[]);
    world.write("xdg_config_home/sts-cli/config.toml", "cache = \"keyring\"\n");
    world.run(&["get", "prod", "-o", "json"]).refused_saying(3, &["keyring", "--cache file"]);
    world.run(&["get", "prod", "-o", "json", "--cache", "file"]).ok_with_json();
    world.write("xdg_config_home/sts-cli/config.toml", "cache = \"disk\"\n");
    world.run(&["get", "prod", "-o", "json"]).refused_saying(3, &["config.toml:1: cache: `disk` is not one of file, keyring"]);
    world.write("xdg_config_home/sts-cli/config.toml", "defualt = \"prod\"\n");
    world.run(&["get", "-o", "json"]).refused_saying(3, &["config.toml:1: `defualt` is not known there", "did you mean `default`?"]);
    world.write("xdg_config_home/sts-cli/config.toml", "cache = \"file\"\nendpoint = \"https://minio.example\"\n");
    let only = "hint: config.toml takes `default` and `cache` only; everything else goes into a profile\n";
    world.run(&["get", "-o", "json"]).refused_saying(3, &["config.toml:2: `endpoint` is not known there", only]);
}

#[test]
fn show_shows_no_token_and_no_password_that_stands_where_an_address_should() {
    let world = World::new(&[]);
    let program = world.program(&["profiles", "show", "prod"]).env("STS_CLI_CLIENT_SECRET", "planted-secret");
    let program = program.env("STS_CLI_REDIRECT_URI", "http://me:planted-password@127.0.0.1/x");
    assert!(!program.run().ok().contains("planted"));
    world.write_profile("bare", "identity = \"web-identity\"\nendpoint = \"https://me:planted-password@minio.example\"\n");
    let shown = world.program(&["profiles", "show", "bare"]).env("STS_CLI_TOKEN", "eyJ.planted.token").run().ok();
    assert!(!shown.contains("planted"), "{shown}");
    assert!(shown.contains("STS_CLI_TOKEN") && shown.contains("https://minio.example/"), "{shown}");
}

#[test]
fn a_server_without_a_profile_is_logged_in_to_with_the_cache_that_config_toml_names() {
    let world = World::new(&[]);
    world.write("xdg_config_home/sts-cli/config.toml", "cache = \"keyring\"\n");
    let login = ["login", world.variable("STS_CLI_ENDPOINT"), "--issuer", world.variable("STS_CLI_ISSUER"), "--client-id", "sts-cli"];
    let outcome = world.run(&[&login[..], &["--save", "lab"]].concat());
    outcome.refused_saying(3, &["keyring"]);
    assert_eq!(world.files("xdg_state_home"), Vec::<std::path::PathBuf>::new(), "nothing lies there unsealed");
}

#[test]
fn a_pipe_or_a_folder_in_a_profiles_place_is_refused_at_once() {
    let world = World::new(&[]);
    let place = |name: &str| world.path(&format!("xdg_config_home/sts-cli/profiles/{name}.toml"));
    rustix::fs::mknodat(rustix::fs::CWD, place("pipe"), rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR, 0).unwrap();
    std::fs::create_dir(place("folder")).unwrap();
    for name in ["pipe", "folder"] {
        world.run(&["get", name, "-o", "json"]).refused_saying(3, &[&format!("profiles/{name}.toml"), "it is no file"]);
    }
    assert_eq!(world.run(&["status"]).code, 3);
}

#[test]
fn the_default_profile_of_a_person_stays_out_of_the_sandbox() {
    let world = World::new(&[]);
    world.write_profile("narrow", "extends = \"prod\"\nduration = \"1h\"\nrole_arn = \"arn:minio:iam:::role/of-another-server\"\n");
    world.write("xdg_config_home/sts-cli/config.toml", "default = \"narrow\"\n");
    let inside = world.run(&["sandbox", "--as", "alice", "--", "sh", "-c", "\"$STS_CLI\" web-identity -o json --no-cache"]);
    assert!(inside.ok_with_json()["Expiration"].as_str().unwrap().starts_with("2030-01-01T08:00:"));
}

#[test]
fn a_profile_that_cannot_be_saved_is_refused_before_anyone_logs_in_and_none_is_replaced_unasked() {
    let world = World::new(&[]);
    let said = ["--endpoint", world.variable("STS_CLI_ENDPOINT"), "--issuer", world.variable("STS_CLI_ISSUER"), "--client-id", "sts-cli"];
    let get = |more: &[&str]| world.run(&[&["web-identity", "-o", "json"], &said[..], more].concat());
    get(&["--save", "../x"]).refused_saying(2, &["--save: `../x` is not the name of a profile"]);
    let taken = &["there is a profile `prod` already", "--force replaces it"];
    get(&["--save", "prod", "--duration", "2h"]).refused_saying(3, taken);
    world.run(&["login", "prod", "--save", "../x"]).refused_saying(2, &["is not the name"]);
    world.run(&["login", "prod", "--save", "prod", "--duration", "2h"]).refused_saying(3, taken);
    world.write_profile("broken", "no toml");
    get(&["--save", "broken", "--force"]).refused_saying(3, &["broken.toml:1"]);
    assert_eq!(world.opened(), 0, "nobody was asked for any of these");
    assert_eq!(get(&["--save", "prod", "--duration", "2h", "--force"]).code, 0);
    assert_eq!(get(&["--save", "prod", "--duration", "2h"]).code, 0, "the same again is no other profile");
    assert_eq!(world.run(&["login", "prod", "--save", "prod", "--duration", "1h", "--force"]).code, 0);
    assert!(std::fs::read_to_string(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap().contains("duration = \"1h\""));
}

#[test]
fn a_token_and_a_policy_are_files_beside_the_profile_and_whole_paths_when_saved() {
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
fn what_is_not_kept_is_named_when_the_rest_is_saved() {
    let world = World::new(&[]);
    let endpoint = world.variable("STS_CLI_ENDPOINT");
    let (token, secret) = (world.variable("SANDBOX_ID_TOKEN_FILE"), world.variable("SANDBOX_ROBOT_SECRET_FILE"));
    let (issuer, robot) = (world.variable("STS_CLI_ISSUER"), format!("STS_CLI_CLIENT_SECRET=\"$(cat {secret})\" {BINARY}"));
    let (key, secret) = (world.variable("SANDBOX_ACCESS_KEY"), world.variable("SANDBOX_SECRET_KEY"));
    let trade = format!("AWS_SECRET_ACCESS_KEY='{secret}' {BINARY} assume-role --endpoint {endpoint} -o json");
    let cases = [
        (
            format!("AWS_ACCESS_KEY_ID='{key}' {trade} --save keys"),
            "get keys; give each time what is not kept: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY\n",
        ),
        (format!("{trade} --access-key '{key}' --save one"), "get one; give each time what is not kept: AWS_SECRET_ACCESS_KEY\n"),
        (
            format!("{BINARY} web-identity --endpoint {endpoint} --token - -o json --save piped < {token}"),
            "get piped; give each time what is not kept: STS_CLI_TOKEN=-\n",
        ),
        (
            format!("{robot} client-grants --endpoint {endpoint} --issuer {issuer} --client-id robot -o json --save robot"),
            "get robot; give each time what is not kept: STS_CLI_CLIENT_SECRET\n",
        ),
    ];
    for (line, told) in cases {
        let output = world.shell(&line).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.contains(told), "{line}\n{said}");
    }
    let again = world.shell(&format!("STS_CLI_TOKEN=- {BINARY} get piped --fresh -o json < {token}")).output().unwrap();
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
}

#[test]
fn a_dry_run_is_not_watched() {
    let world = World::new(&[]);
    let shown = world.run(&["get", "prod", "--write-profile", "keys", "--dry-run", "--watch"]);
    assert_eq!(shown.code, 0, "{}", shown.stderr);
}

#[test]
fn of_two_names_for_the_profile_none_is_taken_silently() {
    let world = World::new(&[]);
    world.write_profile("lab", "extends = \"prod\"\n");
    let refused = |first: &str| {
        format!("error: both `{first}` and --profile `prod` were named, and only one can count\n  hint: leave out one of the two\n")
    };
    let address = world.variable("STS_CLI_ENDPOINT");
    let cases: [&[&str]; 5] =
        [&["get", "lab", "-o", "json"], &["exec", "lab", "--", "true"], &["serve", "lab"], &["login", "lab"], &["login", address]];
    for case in cases {
        let arguments = [&case[..2], &["--profile", "prod"], &case[2..]].concat();
        world.run(&arguments).refused(2, &refused(case[1]));
    }
    assert_eq!(world.opened(), 0);
    world.run(&["get", "prod", "--profile", "prod", "-o", "json"]).ok_with_json();
    world.program(&["get", "prod", "-o", "json"]).env("STS_CLI_PROFILE", "lab").run().ok_with_json();
}

#[test]
fn a_server_gets_no_profile_whose_name_is_taken_and_nobody_is_asked_for_one() {
    let world = World::new(&[]);
    let endpoint = world.variable("STS_CLI_ENDPOINT");
    let login = |more: &[&str]| world.run(&[&["login", endpoint][..], more].concat());
    let taken = "error: there is a profile `prod` already\n  \
                 hint: log in with it: sts-cli login prod; or choose another name; --force replaces it\n";
    login(&["--save", "prod"]).refused(3, taken);
    login(&["--save", "prod", "--issuer", world.variable("STS_CLI_ISSUER")]).refused(3, taken);
    world.write_profile("broken", "no toml");
    login(&["--save", "broken", "--force"]).refused_saying(3, &["broken.toml:1"]);
    login(&["--save", "../x"]).refused_saying(2, &["is not the name of a profile"]);
    for more in [&["--save", "lab"][..], &["--save", "prod", "--force"]] {
        login(more).refused_saying(2, &["nobody can be asked", "there is no terminal to ask on", "with --issuer;"]);
    }
    login(&["--no-input"]).refused_saying(2, &["--no-input forbids it", "with --save;"]);
    login(&["--save", "lab", "--issuer", "https://id.example"]).refused_saying(2, &["with --client-id;"]);
    let all = ["--save", "prod", "--issuer", world.variable("STS_CLI_ISSUER"), "--client-id", "sts-cli"];
    login(&[&all[..], &["--duration", "2h"]].concat())
        .refused_saying(3, &["there is a profile `prod` already, and it says something else"]);
    assert_eq!(world.opened(), 0);
    assert_eq!(login(&[&all[..], &["--duration", "2h", "--force"]].concat()).code, 0);
    assert_eq!(login(&[&all[..], &["--duration", "2h"]].concat()).code, 0, "the same again is no other profile");
}

#[test]
fn a_password_in_an_address_is_repeated_nowhere() {
    let world = World::new(&[]);
    let (address, bare) = ("https://me:planted-password@minio.example", "me:planted-password@minio.example");
    world.run(&["login", address]).refused(
        2,
        "error: the address: the endpoint holds a user name or password: addresses are shown and logged, leave it out\n  \
         hint: write the address https://minio.example:9000\n",
    );
    let cases: [&[&str]; 9] = [
        &["login", address, "--profile", "prod"],
        &["login", "prod", "--profile", address],
        &["login", "prod", "--save", address],
        &["login", bare],
        &["get", bare, "-o", "json"],
        &["get", address, "-o", "json"],
        &["get", "prod", "--profile", bare, "-o", "json"],
        &["get", "https://minio.example/?planted-password", "-o", "json"],
        &["profiles", "remove", address],
    ];
    for case in cases {
        let outcome = world.run(case);
        assert!(outcome.code != 0 && !outcome.stderr.contains("planted"), "{case:?}: {}", outcome.stderr);
    }
}

#[test]
fn a_profile_of_the_administrators_is_not_laid_over_unasked_and_what_still_counts_of_it_is_named() {
    let world = World::new(&[]);
    let theirs = "extends = \"prod\"\nduration = \"1h\"\nallow = [\"read:demo\"]\nregion = \"eu-west-1\"\nuser = \"alice\"\n";
    world.write("system/profiles/lab.toml", theirs);
    let said = ["--endpoint", world.variable("STS_CLI_ENDPOINT"), "--issuer", world.variable("STS_CLI_ISSUER"), "--client-id", "sts-cli"];
    let get = |more: &[&str]| world.run(&[&["web-identity", "-o", "json", "--save", "lab"], &said[..], more].concat());
    let taken = &["there is a profile `lab` already, the administrator's", "what yours does not say still comes from there"];
    get(&["--region", "eu-west-2"]).refused_saying(3, taken);
    world.run(&["login", world.variable("STS_CLI_ENDPOINT"), "--save", "lab"]).refused_saying(3, taken);
    assert_eq!(world.opened(), 0, "nobody was asked");
    let saved = get(&["--region", "eu-west-2", "--force"]);
    let place = world.path("system/profiles/lab.toml");
    let note = format!("note: below it counts what else the administrator's profile says, {}: allow, duration, extends\n", place.display());
    assert!(saved.code == 0 && saved.stderr.contains(&note), "{}", saved.stderr);
    let again = get(&["--region", "eu-west-2"]);
    assert!(again.code == 0 && again.stderr.contains(&note), "the same again is no other profile: {}", again.stderr);
    world.write("system/profiles/plain.toml", theirs);
    let removed = world.run(&["profiles", "remove", "plain"]);
    removed.refused_saying(3, &["the profile `plain` is the administrator's", "would only count before it"]);
}

#[test]
fn a_variable_that_could_only_be_left_out_is_refused_by_its_name() {
    let world = World::new(&[]);
    for (variable, command) in
        [("STS_CLI_POLICY", "get prod -o json"), ("STS_CLI_STATE_DIR", "status"), ("STS_CLI_NO_INPUT", "profiles list")]
    {
        let line = format!("export {variable}=\"$(printf 'a\\377')\"; {BINARY} {command}");
        let output = world.shell(&line).output().unwrap();
        let refused = format!("error: the value of {variable} is not text (UTF-8)\n  hint: set {variable} anew, or unset it\n");
        assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(2), refused.as_str()));
    }
    let refused = "error: STS_CLI_SYSTEM_DIR: `etc/sts-cli` is a relative path, which would be another folder from each working directory\n  \
                   hint: give a path that begins with /\n";
    let elsewhere = |arguments: &[&str]| world.program(arguments).env("STS_CLI_SYSTEM_DIR", "etc/sts-cli").run();
    for case in [&["get", "prod", "-o", "json"][..], &["profiles", "list"], &["status"], &["exec", "prod", "--", "true"]] {
        elsewhere(case).refused(2, refused);
    }
    assert_eq!((elsewhere(&["get", "--help"]).code, world.opened()), (0, 0));
}

#[test]
fn a_folder_of_profiles_that_cannot_be_looked_into_is_not_taken_for_an_empty_one() {
    let world = World::new(&[]);
    world.write("system/profiles", "no folder");
    let place = world.path("system/profiles").display().to_string();
    let refused = format!(
        "error: cannot look into the folder {place}\n  caused by: Not a directory (os error 20)\n  \
         hint: check that {place} is a folder that you may look into\n"
    );
    let cases: [&[&str]; 5] =
        [&["get", "prod", "-o", "json"], &["get", "-o", "json"], &["profiles", "list"], &["status"], &["profiles", "remove", "prod"]];
    for case in cases {
        world.run(case).refused(3, &refused);
    }
    assert_eq!(world.opened(), 0, "the administrator may have narrowed it");
}

#[test]
fn the_name_of_a_profile_that_is_none_is_said_with_the_place_where_it_stands() {
    let world = World::new(&[]);
    world.write_profile("odd", "extends = \"../prod\"\n");
    world.write_profile("last", "# of a colleague\nextends = \"prodd\"\n");
    let get = |named: &[&'static str]| [&["get", "-o", "json"], named].concat();
    world.run(&get(&["odd"])).refused_saying(3, &["profiles/odd.toml:1: extends: `../prod` is not the name of a profile"]);
    world.run(&get(&["last"])).refused_saying(3, &["profiles/last.toml:2: extends: there is no profile `prodd`", "did you mean `prod`?"]);
    world.run(&get(&["--profile", "a b"])).refused_saying(2, &["error: --profile: `a b` is not the name of a profile"]);
    for empty in [&["--profile", ""][..], &["--profile="], &["prod", "--profile="]] {
        world.run(&get(empty)).refused_saying(2, &["error: --profile: `` is not the name of a profile"]);
    }
    for command in ["get", "login"] {
        world.run(&[command, "prod", "--save="]).refused_saying(2, &["error: --save: `` is not the name of a profile"]);
    }
    world.run(&["login", world.variable("STS_CLI_ENDPOINT"), "--save", ""]).refused_saying(2, &["error: --save: ``"]);
    world.run(&get(&["--profile", "prodd"])).refused_saying(3, &["error: --profile: there is no profile `prodd`"]);
    world.run(&get(&["prodd"])).refused_saying(3, &["error: there is no profile `prodd`"]);
    let by_variable = |name: &str| world.program(&get(&[])).env("STS_CLI_PROFILE", name).run();
    by_variable("a b").refused_saying(2, &["error: STS_CLI_PROFILE: `a b` is not the name of a profile"]);
    by_variable("prodd").refused_saying(3, &["error: STS_CLI_PROFILE: there is no profile `prodd`"]);
    for (name, problem) in [("a b", "`a b` is not the name of a profile"), ("prodd", "there is no profile `prodd`")] {
        world.write("xdg_config_home/sts-cli/config.toml", &format!("default = \"{name}\"\n"));
        world.run(&get(&[])).refused_saying(3, &[&format!("sts-cli/config.toml:1: default: {problem}")]);
    }
}

#[test]
fn status_tells_of_tokens_and_secrets_that_are_brought_along_what_is_kept_of_them() {
    let world = World::new(&[]);
    let at = format!("endpoint = \"{}\"\n", world.variable("STS_CLI_ENDPOINT"));
    let token = std::fs::read_to_string(world.variable("SANDBOX_ID_TOKEN_FILE")).unwrap();
    world.write("token", &token);
    world.write_profile("ci", &format!("identity = \"web-identity\"\n{at}token = \"file:{}\"\n", world.path("token").display()));
    world.write_profile("job", &format!("identity = \"web-identity\"\n{at}token = \"env:JOB_TOKEN\"\n"));
    let file = world.variable("SANDBOX_LDAP_PASSWORD_FILE");
    world.write_profile("ldap", &format!("identity = \"ldap\"\n{at}user = \"alice\"\npassword_file = \"{file}\"\n"));
    let status = |name: &str| {
        let outcome = world.program(&["status", name]).env("JOB_TOKEN", token.trim()).run();
        (outcome.code, outcome.stdout.lines().last().unwrap().trim().to_owned())
    };
    let nothing = (0, "none kept; the next ones come without asking".to_owned());
    assert_eq!(["ci", "job", "ldap"].map(status), [nothing.clone(), nothing.clone(), nothing.clone()]);
    for name in ["ci", "job", "ldap"] {
        world.program(&["get", name, "-o", "json"]).env("JOB_TOKEN", token.trim()).run().ok_with_json();
    }
    assert_eq!(status("ldap"), nothing, "what came of a password is not kept");
    for name in ["ci", "job"] {
        let (code, line) = status(name);
        assert!(code == 0 && line.contains("ends 2030-01-01") && line.ends_with("; renewed without asking"), "{name}: {line}");
    }
    std::fs::remove_file(world.path("token")).unwrap();
    let lacking = (4, "none kept; its token cannot be read".to_owned());
    assert_eq!(status("ci"), lacking);
    let unset = world.run(&["status", "job"]);
    assert!((unset.code, unset.stdout.ends_with("none kept; its token cannot be read\n")) == (4, true), "{}", unset.stdout);
}

#[test]
fn a_broken_profile_is_told_with_causes_and_hints_whether_it_is_named_or_not() {
    let world = World::new(&[]);
    world.write_profile("torn", "extends = \"prod\"\nduration = \"5m\"\n");
    world.write_profile("lacking", "identity = \"web-identity\"\n");
    std::fs::create_dir(world.path("xdg_config_home/sts-cli/profiles/folder.toml")).unwrap();
    let folder = world.path("xdg_config_home/sts-cli/profiles/folder.toml").display().to_string();
    let told = [
        ("folder", format!("cannot be used: cannot read {folder}: it is no file\n  hint: check that {folder} is a text file")),
        ("lacking", "cannot be used: the identity provider's issuer is missing\n  hint: ".to_owned()),
        (
            "torn",
            "torn.toml:2: duration: a session of 5m is out of bounds: servers grant 15m to 365d (many no more than 12h)\n  hint: "
                .to_owned(),
        ),
    ];
    let all = world.run(&["status"]);
    for (name, expected) in told {
        let one = world.run(&["status", name]);
        assert_eq!((one.code, one.stderr.as_str()), (3, ""), "{name}");
        assert!(one.stdout.contains(&expected) && all.stdout.contains(&one.stdout), "{}", one.stdout);
        let json = world.run(&["status", name, "--json"]);
        let (problem, hint) = (json.json()[0]["problem"].as_str().unwrap().to_owned(), json.json()[0]["hint"].as_str().unwrap().to_owned());
        assert!(expected.contains(&problem) || problem.contains("duration"), "{problem}");
        assert!(one.stdout.contains(&hint) && !hint.is_empty(), "{hint}");
    }
    assert_eq!(all.code, 3);
    world.run(&["status", "nosuch"]).refused_saying(3, &["there is no profile `nosuch`"]);
}

#[test]
fn a_session_policy_that_is_none_is_said_with_the_place_where_it_stands() {
    let world = World::new(&[]);
    world.write("xdg_config_home/sts-cli/profiles/policy.json", "[]");
    let cases = [
        (
            "allow = [\"read:demo\", \"reed:demo\"]",
            "allow: `reed:demo` is not a permission",
            "write allow = [\"read:logs/2026\"], or a whole policy",
        ),
        (
            "allow = [\"read:x\"]",
            "allow: `x` does not name a bucket",
            "write allow = [\"read:BUCKET\"] or allow = [\"read:BUCKET/PREFIX\"]",
        ),
        ("policy = \"policy.json\"", "policy: the session policy is not an object", "shows what a policy looks like"),
        ("policy = \"nosuch.json\"", "policy: cannot read the session policy from ", "`policy` takes JSON, the path of a file"),
    ];
    for (line, problem, hint) in cases {
        world.write_profile("bad", &format!("extends = \"prod\"\n{line}\n"));
        world.run(&["get", "bad", "-o", "json"]).refused_saying(3, &[&format!("profiles/bad.toml:2: {problem}"), hint]);
    }
    let by_variable = world.program(&["web-identity", "-o", "json"]).env("STS_CLI_ALLOW", "read:demo\nreed:demo").run();
    by_variable.refused_saying(2, &["error: STS_CLI_ALLOW: `reed:demo` is not a permission", "write STS_CLI_ALLOW=read:logs/2026, or"]);
    let by_flag = world.run(&["get", "prod", "-o", "json", "--allow", "reed:demo"]);
    by_flag.refused_saying(2, &["error: --allow: `reed:demo` is not a permission", "write --allow read:logs/2026, or"]);
}

#[test]
fn hints_name_flags_that_the_command_takes_and_else_the_keys_of_its_profile() {
    let world = World::new(&[]);
    world.write_profile("a", "identity = \"web-identity\"\nendpoint = \"http://127.0.0.1:9\"\nissuer = \"http://127.0.0.1:9\"\n");
    let add =
        "error: the client id is missing\n  hint: add `client_id = \"…\"` to the profile `a` (`sts-cli profiles show a` names its file)\n";
    world.run(&["get", "a", "-o", "json"]).refused(2, add);
    world.program(&["get", "-o", "json"]).env("STS_CLI_PROFILE", "a").run().refused(2, add);
    world.run(&["logout", "a"]).refused(2, add);
    let give = "error: the client id is missing\n  hint: give it with --client-id or in STS_CLI_CLIENT_ID\n";
    world.run(&["login", "a"]).refused(2, give);
    world.run(&["web-identity", "--profile", "a", "-o", "json"]).refused(2, give);
    world.write_profile("far", "extends = \"prod\"\nissuer = \"http://127.0.0.1:9\"\n");
    let check = "hint: in the profile `far`: check `issuer`, and that the identity provider runs and can be reached";
    world.run(&["get", "far", "-o", "json"]).refused_saying(6, &[check]);
    world.run(&["login", "far"]).refused_saying(6, &["hint: check --issuer, and that the identity provider runs"]);
}

#[test]
fn where_nobody_can_be_asked_the_command_is_named_that_logs_in_with_the_profile() {
    let world = World::new(&[]);
    for flags in [&["--no-input"][..], &["--login", "never"]] {
        world.run(&[&["get", "prod", "-o", "json"], flags].concat()).refused(
            4,
            "error: a person must log in, and nobody may be asked\n  \
             hint: log in from a terminal, without --no-input and --login never: sts-cli login prod\n",
        );
    }
    let without_browser = world.program(&["exec", "prod", "--", "true"]).env("BROWSER", "").run();
    without_browser.refused(
        4,
        "error: a person must log in, and there is neither a browser nor a terminal to ask on\n  \
         hint: log in from a terminal, or where a browser can open: sts-cli login prod\n",
    );
    assert_eq!(world.opened(), 0);
}

#[test]
fn who_has_no_profile_is_told_the_command_that_makes_the_first_one_and_who_has_many_the_nearest() {
    let world = World::new(&[]);
    let make = "hint: there are none yet: sts-cli login https://YOUR-SERVER makes the first one\n";
    std::fs::remove_file(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap();
    for command in [&["login"][..], &["get", "-o", "json"]] {
        world.run(command).refused(2, &format!("error: no profile was named, and none is the default\n  {make}"));
    }
    world.run(&["login", "prod"]).refused(3, &format!("error: there is no profile `prod`\n  {make}"));
    for command in [&["profiles", "list"][..], &["status"]] {
        let note = "note: no profiles yet; sts-cli login https://YOUR-SERVER makes the first one\n";
        assert_eq!(world.run(command).ok_with_stderr(note), "");
    }
    (0..1000).for_each(|number| world.write_profile(&format!("team-{number}"), "identity = \"ldap\"\n"));
    let refused = world.run(&["get", "xx-team", "-o", "json"]);
    refused.refused_saying(3, &["hint: there are: ", ", and more: sts-cli profiles list\n"]);
    assert_eq!(refused.stderr.matches("team-").count(), 10, "{}", refused.stderr);
    world.run(&["get", "-o", "json"]).refused_saying(2, &["hint: name one of: team-0, team-1, ", ", and more: sts-cli profiles list\n"]);
}

#[test]
fn a_servers_address_that_lacks_its_beginning_is_not_taken_for_a_profiles_name() {
    let world = World::new(&[]);
    for address in ["minio.example:9000", "minio.example", "10.0.0.1:9000"] {
        world.run(&["login", address]).refused(
            2,
            &format!(
                "error: `{address}` is neither a profile nor a whole address\n  \
                 hint: for a server without a profile: sts-cli login https://{address}\n"
            ),
        );
    }
    world.run(&["login", "prod.example"]).refused_saying(2, &["hint: did you mean `prod`?\n", "sts-cli login https://prod.example\n"]);
    world.run(&["login", "../prod"]).refused_saying(2, &["`../prod` is not the name of a profile"]);
    world.write_profile("minio.example", "extends = \"prod\"\n");
    assert_eq!(world.run(&["login", "minio.example"]).code, 0);
    let address = world.variable("STS_CLI_ENDPOINT");
    world.run(&["login", address, "--endpoint", "https://other.example"]).refused(
        2,
        &format!(
            "error: both `{address}` and --endpoint `https://other.example` were named, and only one can count\n  \
             hint: leave out one of the two\n"
        ),
    );
    let same = format!("{address}/");
    world.run(&["login", address, "--endpoint", &same, "--save", "lab"]).refused_saying(2, &["nobody can be asked"]);
}

#[test]
fn a_login_of_which_nothing_is_kept_says_so() {
    let world = World::new(&[]);
    let told = |outcome: crate::support::outcome::Outcome| (outcome.code, outcome.stderr);
    let warning = "nothing of this login is kept, so the next command asks again\n";
    assert_eq!(told(world.run(&["login", "prod", "--no-cache"])), (0, format!("warning: --no-cache: {warning}")));
    world.write_profile("loose", "extends = \"prod\"\nno_cache = true\n");
    let place = world.path("xdg_config_home/sts-cli/profiles/loose.toml").display().to_string();
    assert_eq!(told(world.run(&["login", "loose"])), (0, format!("warning: {place}:2: no_cache: {warning}")));
}

#[test]
fn what_still_speaks_of_a_profile_is_named_when_it_is_removed() {
    let world = World::new(&[]);
    let folder = world.path("xdg_config_home/sts-cli").display().to_string();
    world.write("xdg_config_home/sts-cli/config.toml", "default = \"prod\"\n");
    world.write_profile("ci", "extends = \"prod\"\n");
    world.write_profile("broken", "no toml");
    assert_eq!(world.run(&["login", "prod"]).code, 0);
    let removed = |name: &str| format!("note: removed {folder}/profiles/{name}.toml\n");
    let kept = |name: &str| format!("note: its login is still kept on this machine; the next time, first: sts-cli logout {name}\n");
    let default = format!("note: {folder}/config.toml:1: default: it is still the default\n");
    let remove = |name: &str| {
        let outcome = world.run(&["profiles", "remove", name]);
        (outcome.code, outcome.stderr)
    };
    let extended = format!("note: {folder}/profiles/ci.toml:1: extends: it is still extended there\n");
    let profile = std::fs::read_to_string(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap();
    assert_eq!(remove("prod"), (0, removed("prod") + &kept("prod") + &default + &extended));
    world.write("system/profiles/prod.toml", &profile);
    world.write_profile("prod", &profile);
    assert_eq!(world.run(&["logout", "prod"]).code, 0);
    let place = world.path("system/profiles/prod.toml").display().to_string();
    let theirs = format!("note: from now on the administrator's profile `prod` counts: {place}\n");
    assert_eq!(remove("prod"), (0, removed("prod") + &default + &theirs));
    assert_eq!(remove("broken"), (0, removed("broken")));
}

#[test]
fn a_folder_that_takes_no_profile_is_noticed_before_anyone_logs_in() {
    let world = World::new(&[]);
    let (endpoint, issuer) = (world.variable("STS_CLI_ENDPOINT"), world.variable("STS_CLI_ISSUER"));
    let calls: [&[&str]; 3] = [
        &["web-identity", "--endpoint", endpoint, "--issuer", issuer, "--client-id", "sts-cli", "-o", "json", "--save", "lab"],
        &["login", endpoint, "--issuer", issuer, "--client-id", "sts-cli", "--save", "lab"],
        &["login", endpoint, "--save", "lab"],
    ];
    for call in calls {
        let outcome = world.program(call).env("XDG_CONFIG_HOME", "/proc").run(); // where not even root can make a file
        outcome.refused_saying(
            3,
            &["error: the profile is not saved\n  caused by: cannot write in /proc: ", "check that you may write there"],
        );
    }
    assert_eq!((world.opened(), world.files("xdg_state_home")), (0, Vec::new()));
}

#[test]
fn a_list_in_one_text_is_divided_as_that_of_a_flag() {
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
fn how_much_is_said_can_be_told_behind_the_action_too() {
    let world = World::new(&[]);
    for flags in [&["-q"][..], &["--no-input"], &["--color", "never"]] {
        let shown = [&["profiles", "show", "prod"], flags].concat();
        assert!(world.run(&shown).ok().contains("\nendpoint "), "{flags:?}");
    }
    assert!(world.run(&["profiles", "-q", "list"]).ok().contains("prod"));
    assert_eq!(world.run(&["profiles", "remove", "prod", "-q"]).ok_with_stderr(""), "");
    let help = |words: &[&str]| world.run(words).ok();
    assert!(!help(&["profiles", "show", "--help"]).contains("[default:") && help(&["get", "--help"]).contains("STS_CLI_PROFILE"));
}
