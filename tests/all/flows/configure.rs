//! Tools that are set up to ask, files that get keys, and what keeps them fresh.

use crate::support::world::World;
use rustix::process::Signal;
use serde_json::Value;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt};

/// A machine whose person has logged in.
fn logged_in() -> World {
    let world = World::new(&[]);
    assert_eq!(world.run(&["login", "prod"]).code, 0);
    world
}

fn text(world: &World, name: &str) -> String {
    std::fs::read_to_string(world.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn mode(world: &World, name: &str) -> u32 {
    std::fs::metadata(world.path(name)).unwrap().mode() & 0o777
}

/// The value of a key of an AWS file.
fn value<'a>(text: &'a str, key: &str) -> &'a str {
    let found = text.lines().find_map(|line| line.trim_start().strip_prefix(key)?.strip_prefix(" = "));
    found.unwrap_or_else(|| panic!("no {key} in {text}"))
}

#[test]
fn configure_aws_writes_a_credential_process() {
    let world = logged_in();
    let shown = world.run(&["configure", "aws", "prod", "--dry-run"]).ok();
    assert!(shown.contains("+credential_process = ") && world.files("home").is_empty(), "{shown}");
    assert_eq!(world.run(&["configure", "aws", "prod"]).warns("aws"), "");
    assert_eq!(mode(&world, "home/.aws/config"), 0o600);
    let written = text(&world, "home/.aws/config");
    assert!(written.contains(&format!("endpoint_url = {}", world.variable("STS_CLI_ENDPOINT"))), "{written}");
    let words = shlex::split(value(&written, "credential_process")).unwrap();
    assert!(words[0].starts_with('/') && words[0].ends_with("/sts-cli"), "{words:?}");
    let arguments: Vec<&str> = words[1..].iter().map(String::as_str).collect();
    let answer = world.run(&arguments).ok_with_json();
    assert_eq!((&answer["Version"], world.browser_opened()), (&Value::from(1), 1));
    world.run(&["configure", "aws", "prod"]).warns("aws");
    assert_eq!(text(&world, "home/.aws/config"), written, "a second time changes nothing");
    let again = world.run(&["configure", "aws", "prod", "--dry-run"]);
    assert_eq!(again.warns("aws-unchanged"), "");
}

#[test]
fn long_term_keys_are_named_and_replaced_only_with_force() {
    let world = logged_in();
    let keys = "[prod]\naws_access_key_id = AKIAFAKE\naws_secret_access_key = fake-long-term\n";
    world.write("home/.aws/credentials", keys);
    let refused = world.run(&["configure", "aws", "prod"]);
    refused.fails(3, "aws-long-term-keys");
    let refused = world.run(&["get", "prod", "--write-profile", "prod"]);
    refused.fails(3, "write-profile-long-term-keys");
    let shown = world.run(&["configure", "aws", "prod", "--force", "--dry-run"]).ok();
    assert!(shown.contains("-aws_secret_access_key = ****\n") && !shown.contains("fake-long-term"), "{shown}");
    assert_eq!(text(&world, "home/.aws/credentials"), keys);
    assert_eq!(world.run(&["configure", "aws", "prod", "--force"]).code, 0);
    assert!(!text(&world, "home/.aws/credentials").contains("fake-long-term"));
}

#[test]
fn a_user_region_beside_the_keys_is_named_and_replaced_only_with_force() {
    let world = logged_in();
    let (file, own) = ("home/.aws/credentials", "[lab]\nregion = eu-central-1\n");
    world.write(file, own);
    let write = |more: &[&str]| world.run(&[&["get", "prod", "--write-profile", "lab"], more].concat());
    write(&[]).fails(3, "region-of-ones-own");
    assert_eq!(text(&world, file), own);
    assert!(write(&["--force", "--dry-run"]).ok().contains("-region = eu-central-1\n+region = us-east-1\n"));
    assert_eq!(write(&["--region", "eu-central-1"]).code, 0, "what says the same is in nobody's way");
    assert_eq!((write(&["--region", "eu-west-1"]).code, write(&[]).code), (0, 0), "what is ours is renewed");
    assert_eq!(value(&text(&world, file), "region"), "us-east-1");
    world.write(file, &text(&world, file).replace("\nregion = us-east-1", "\nregion = eu-central-1"));
    write(&["--fresh"]).fails(3, "region-of-ones-own");
    assert_eq!((write(&["--force"]).code, write(&["--fresh"]).code), (0, 0));
}

#[test]
fn a_user_endpoint_that_overrides_ours_is_named_before_keys_are_written() {
    let world = logged_in();
    let (file, own) =
        ("home/.aws/config", "[profile lab]\nservices = mine\n\n[services mine]\ns3 =\n  endpoint_url = https://mine.example\n");
    world.write(file, own);
    let write = ["get", "prod", "--write-profile", "lab"];
    world.run(&write).fails(3, "services-of-ones-own");
    assert!(world.files("home").len() == 1 && text(&world, file) == own);
    assert_eq!(world.run(&[&write[..], &["--force"]].concat()).code, 0);
    assert_eq!(text(&world, file), own.replace("services = mine\n\n", "\n"));
}

#[test]
fn tools_that_use_the_aws_profile_get_it_configured_too_and_no_keys() {
    let world = logged_in();
    world.write("xdg_config_home/rclone/rclone.conf", "[other]\ntype = local\n");
    std::fs::set_permissions(world.path("xdg_config_home/rclone/rclone.conf"), PermissionsExt::from_mode(0o640)).unwrap();
    let shown = world.run(&["configure", "rclone", "prod", "--dry-run"]).ok();
    assert!(shown.contains("+credential_process") && shown.contains("+profile = prod\n") && world.files("home").is_empty(), "{shown}");
    assert_eq!(world.run(&["configure", "rclone", "prod"]).code, 0);
    let remote = text(&world, "xdg_config_home/rclone/rclone.conf");
    assert!(remote.starts_with("[other]\ntype = local\n\n[prod]\ntype = s3\n") && remote.ends_with("profile = prod\n"), "{remote}");
    assert_eq!(mode(&world, "xdg_config_home/rclone/rclone.conf"), 0o640, "its mode stays");
    world.write("xdg_config_home/rclone/rclone.conf", "[prod]\ntype = sftp\nhost = nas\n");
    let refused = world.run(&["configure", "rclone", "prod"]);
    refused.fails(3, "rclone-other-remote");
    assert_eq!(text(&world, "xdg_config_home/rclone/rclone.conf"), "[prod]\ntype = sftp\nhost = nas\n");
    assert_eq!(world.run(&["configure", "fsspec", "prod"]).code, 0);
    let defaults: Value = serde_json::from_str(&text(&world, "home/.config/fsspec/conf.json")).unwrap();
    assert_eq!(defaults["s3"]["profile"], "prod");
    for tool in ["spark", "duckdb"] {
        let shown = world.run(&["configure", tool, "prod"]);
        assert!(shown.code == 0 && shown.stdout.contains("prod"), "{shown:?}");
    }
    let config = text(&world, "home/.aws/config");
    assert_eq!(config.matches("[profile prod]").count(), 1, "{config}");
}

#[test]
fn a_dry_run_shows_no_other_secrets_of_the_file() {
    let world = logged_in();
    let fsspec =
        r#"{"az": {"account_key": "HIDDEN", "s3": {"profile": "HIDDEN"}}, "s3": {"config_kwargs": {"proxies": {"https": "HIDDEN"}}}}"#;
    let rclone = "[prod]\ntype = s3\nregion = old # HIDDEN\nenv_auth = true\nprofile = prod\n\n[backup]\nkey = HIDDEN\nregion = HIDDEN\n\n\
                  [prod]\nregion = older\n";
    let aws = "[profile prod] # HIDDEN\ncredential_process = x --token HIDDEN\nregion = old # HIDDEN\nendpoint_url = https://u:HIDDEN@h\n";
    let cases = [
        ("fsspec", "home/.config/fsspec/conf.json", fsspec, "\"profile\": \"prod\", \"client_kwargs\": {\"endpoint_url\": "),
        ("rclone", "xdg_config_home/rclone/rclone.conf", rclone, "-region = older\n"),
        ("aws", "home/.aws/config", aws, "-credential_process = ****\n"),
    ];
    for (tool, file, content, shown) in cases {
        world.write(file, content);
        let output = world.run(&["configure", tool, "prod", "--dry-run", "--force"]).ok();
        assert!(output.contains(shown) && !output.contains("HIDDEN"), "{output}");
        assert_eq!(text(&world, file), content);
    }
}

#[test]
fn a_conflict_in_the_tool_file_prevents_the_aws_profile_too() {
    let world = logged_in();
    let cases = [
        ("rclone-other-remote", "rclone", "xdg_config_home/rclone/rclone.conf", "[prod]\ntype = sftp\n"),
        ("fsspec-no-object", "fsspec", "home/.config/fsspec/conf.json", "[]"),
        ("fsspec-own-keys", "fsspec", "home/.config/fsspec/conf.json", "{\"s3\": {\"key\": \"A\"}}"),
    ];
    for (name, tool, file, theirs) in cases {
        world.write(file, theirs);
        world.run(&["configure", tool, "prod"]).fails(3, &format!("tool-file-stays/{name}"));
        assert_eq!(text(&world, file), theirs);
        assert!(!world.path("home/.aws").exists(), "{tool} was refused");
    }
}

#[test]
fn the_remote_goes_to_the_file_that_rclone_reads() {
    let world = logged_in();
    let configure = |file: &str| {
        assert_eq!(world.run(&["configure", "rclone", "prod"]).code, 0);
        assert!(text(&world, file).ends_with("profile = prod\n"), "{file}");
    };
    let files = ["home/.rclone.conf", "home/.config/rclone/rclone.conf", "xdg_config_home/rclone/rclone.conf"];
    for (place, file) in files.into_iter().enumerate() {
        world.write(file, "[other]\ntype = local\n");
        configure(file);
        assert!(files[place + 1..].iter().all(|later| !world.path(later).exists()), "{file}");
    }
    for file in files {
        std::fs::remove_file(world.path(file)).unwrap();
    }
    configure(files[2]);
}

#[test]
fn mc_gets_keys_until_expiration_and_user_aliases_are_kept() {
    let world = logged_in();
    let shown = world.run(&["configure", "mc", "prod", "--dry-run"]).ok();
    assert!(shown.contains("\"secretKey\": ****") && world.files("home").is_empty(), "{shown}");
    world.run(&["configure", "mc", "prod"]).warns("mc");
    assert_eq!(mode(&world, "home/.mc/config.json"), 0o600);
    let file: Value = serde_json::from_str(&text(&world, "home/.mc/config.json")).unwrap();
    assert_eq!(file["aliases"]["prod"]["url"], world.variable("STS_CLI_ENDPOINT"));
    let alias = |url: &str| {
        format!("{{\"version\": \"10\", \"aliases\": {{\"prod\": {{\"url\": \"{url}\", \"accessKey\": \"A\", \"secretKey\": \"fake\"}}}}}}")
    };
    world.write("home/.mc/config.json", &alias("http://x"));
    world.run(&["configure", "mc", "prod"]).fails(3, "mc-other-address");
    let theirs = alias(world.variable("STS_CLI_ENDPOINT"));
    world.write("home/.mc/config.json", &theirs);
    let refused = world.run(&["configure", "mc", "prod"]);
    refused.fails(3, "mc-own-keys");
    assert_eq!(text(&world, "home/.mc/config.json"), theirs);
    world.write("home/.mc/config.json", "nothing of mc's");
    world.run(&["configure", "mc", "prod", "--force"]).fails(3, "mc-no-json");
    world.run(&["configure", "rclone", "prod", "--watch"]).fails(2, "nothing-to-watch");
}

#[test]
fn write_profile_writes_the_keys_to_the_credentials_file_and_prints_none() {
    let world = logged_in();
    let file = world.path("home/.aws/credentials");
    let note =
        format!("note: the AWS profile `lab` in {} now has the keys; they expire 2030-01-01 08:00 UTC (in 8 h 0 min)\n", file.display());
    assert_eq!(world.run(&["get", "prod", "--write-profile", "lab"]).warns("write-profile"), "");
    let printed = world.run(&["get", "prod", "--write-profile", "lab", "-o", "json"]);
    assert_eq!(printed.stderr, note);
    let written = text(&world, "home/.aws/credentials");
    assert_eq!(printed.json()["AccessKeyId"], value(&written, "aws_access_key_id"));
    assert_eq!(printed.json()["SessionToken"], value(&written, "aws_session_token"));
    assert_eq!(mode(&world, "home/.aws/credentials"), 0o600);
    let inode = std::fs::metadata(&file).unwrap().ino();
    assert_eq!(world.run(&["get", "prod", "--fresh", "--write-profile", "lab", "--in-place"]).code, 0);
    assert_eq!(std::fs::metadata(&file).unwrap().ino(), inode, "the file itself was overwritten");
    assert_ne!(text(&world, "home/.aws/credentials"), written);
    for flag in ["--watch", "--force", "--dry-run", "--in-place"] {
        world.run(&["get", "prod", "-o", "json", flag]).fails(2, &format!("without-write-profile/{}", flag.trim_start_matches("--")));
    }
}

#[test]
fn watched_files_are_rewritten_before_the_credentials_expire() {
    let world = World::new(&["short-life=20s"]);
    assert_eq!(world.run(&["login", "prod"]).code, 0);
    let cases: [(&[&str], &str, &str); 4] = [
        (&["get", "prod", "--write-profile", "lab", "--watch"], "home/.aws/credentials", "aws_access_key_id"),
        (&["get", "prod", "--no-cache", "--write-profile", "lab", "--watch"], "home/.aws/credentials", "aws_access_key_id"),
        (&["get", "prod", "--fresh", "--write-profile", "lab", "--watch"], "home/.aws/credentials", "aws_access_key_id"),
        (&["configure", "mc", "prod", "--watch"], "home/.mc/config.json", "accessKey"),
    ];
    for (day, (arguments, file, key)) in (2..).zip(cases) {
        world.clock_to(&format!("2030-01-0{day}T00:00:00Z"));
        let (events, written) = (world.events(), world.events().of("file-written").len());
        let watch = world.program(arguments).start();
        events.wait_for_more("file-written", written + 1);
        let first = text(&world, file);
        world.clock_to(&format!("2030-01-0{day}T00:00:15Z"));
        events.wait_for_more("renewed", day - 1);
        let second = text(&world, file);
        assert!(first != second && second.contains(key), "{second}");
        watch.signal(Signal::TERM);
        assert_eq!(watch.end().without_login_prompts().warns(&format!("watched/{day}")), "");
    }
}
