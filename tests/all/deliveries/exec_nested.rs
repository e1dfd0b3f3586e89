//! This program inside the command of `exec`: it writes and reads the user's own AWS files, and other credentials leave nothing of the outer
//! ones behind, with which a tool would send them to another server.

use crate::support::outcome::Outcome;
use crate::support::program::{BINARY, Program};
use crate::support::world::World;
use std::collections::BTreeMap;

/// A world with a login and a second profile.
fn logged_in() -> World {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    world.write_profile("other", "extends = \"prod\"\n");
    world
}

/// `exec prod` with these further arguments and a POSIX script, in which `$STS_CLI` is this program.
fn exec(world: &World, more: &[&str], script: &str) -> Program {
    let program = world.program(&[&["exec", "prod"], more, &["--", "sh", "-euc", script]].concat());
    program.env("STS_CLI", &BINARY)
}

fn variables(outcome: Outcome) -> BTreeMap<String, String> {
    let text = outcome.ok();
    text.lines().filter_map(|line| line.split_once('=')).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn aws_profiles_written_inside_of_exec_are_in_the_users_own_files() {
    let world = logged_in();
    let once = "\"$STS_CLI\" configure aws prod; \"$STS_CLI\" get prod --write-profile keys";
    let nested = format!("exec \"$STS_CLI\" exec other --renew -- sh -euc '{once}'");
    let below_keys = format!("exec \"$STS_CLI\" exec other -- \"$STS_CLI\" exec prod --renew -- sh -euc '{once}'");
    for (number, script) in [once, &nested, &below_keys].into_iter().enumerate() {
        let (config, credentials) = (format!("mine-{number}/config"), format!("mine-{number}/credentials"));
        let [config_path, credentials_path] = [&config, &credentials].map(|name| world.path(name));
        let program = exec(&world, &["--renew"], script).env("AWS_CONFIG_FILE", config_path.to_str().unwrap());
        let outcome = program.env("AWS_SHARED_CREDENTIALS_FILE", credentials_path.to_str().unwrap()).run();
        assert_eq!(outcome.code, 0, "{script}: {outcome:#?}");
        for path in [config_path, credentials_path] {
            assert!(
                std::fs::read_to_string(&path).is_ok_and(|text| text.contains("prod") || text.contains("[keys]")),
                "{}",
                path.display()
            );
        }
    }
    exec(&world, &["--renew"], once).run().warns("aws-profiles-inside-of-exec");
    for (name, header) in [("config", "[profile prod]"), ("credentials", "[keys]")] {
        assert!(std::fs::read_to_string(world.path("home/.aws").join(name)).is_ok_and(|text| text.contains(header)), "{name}");
    }
}

#[test]
fn an_aws_profile_is_read_inside_of_exec_from_the_users_own_files() {
    let world = logged_in();
    let (access_key, secret_key) = (world.variable("SANDBOX_ACCESS_KEY"), world.variable("SANDBOX_SECRET_KEY"));
    let keys = format!("[lab]\naws_access_key_id = {access_key}\naws_secret_access_key = {secret_key}\n");
    world.write("home/.aws/credentials", &keys);
    world.write("mine/credentials", &keys.replace("[lab]", "[mine]"));
    let endpoint = world.variable("STS_CLI_ENDPOINT");
    let script = |profile: &str| format!("\"$STS_CLI\" assume-role --endpoint {endpoint} --source-profile {profile} -o json");
    exec(&world, &["--renew"], &script("lab")).run().ok();
    let mine = world.path("mine/credentials");
    exec(&world, &["--renew"], &script("mine")).env("AWS_SHARED_CREDENTIALS_FILE", mine.to_str().unwrap()).run().ok();
    let set_inside = format!("AWS_SHARED_CREDENTIALS_FILE={} {}", mine.display(), script("mine"));
    exec(&world, &["--renew"], &set_inside).run().ok();
}

/// Commands inside of `exec`, after which `env` shows what tools get.
const OTHER_CREDENTIALS: [&str; 5] = [
    "exec \"$STS_CLI\" exec other -- env",
    "exec \"$STS_CLI\" exec other --renew -- env",
    "eval \"$(\"$STS_CLI\" get other -o env)\"; env",
    "eval \"$(\"$STS_CLI\" serve other -o env & echo \"pid=$!;\")\"; env; kill $pid",
    "eval \"$(\"$STS_CLI\" get -o unset)\"; env",
];

#[test]
fn other_credentials_inside_of_exec_leave_no_alias_of_the_outer_ones() {
    let world = logged_in();
    for more in [&[][..], &["--renew"]] {
        for script in OTHER_CREDENTIALS {
            let outer = exec(&world, more, script).env("AWS_CONFIG_FILE", "/theirs").env("RCLONE_CONFIG_PROD_ACL", "private");
            let found = variables(outer.env("RCLONE_CONFIG_PRODUCT_TYPE", "s3").env("MC_HOST_product", "theirs").run());
            let outer: Vec<&String> = found.keys().filter(|name| name.contains("PROD_") || *name == "MC_HOST_prod").collect();
            assert_eq!(outer, ["RCLONE_CONFIG_PROD_ACL"], "{more:?} {script}");
            assert_eq!((found["RCLONE_CONFIG_PRODUCT_TYPE"].as_str(), found["MC_HOST_product"].as_str()), ("s3", "theirs"));
            if !script.contains("--renew") {
                assert_eq!(found["AWS_CONFIG_FILE"], "/theirs", "{more:?} {script}");
                let left: Vec<&String> =
                    found.keys().filter(|name| name.contains("ORIGINAL") || *name == "AWS_SHARED_CREDENTIALS_FILE").collect();
                assert_eq!(left, Vec::<&String>::new(), "{more:?} {script}");
            }
        }
    }
}

#[test]
fn every_shell_gets_commands_that_unset_the_aliases_of_the_outer_credentials() {
    let world = logged_in();
    let aliases = ["MC_HOST_prod", "RCLONE_CONFIG_PROD_ENDPOINT", "RCLONE_CONFIG_PROD_ENV_AUTH", "RCLONE_CONFIG_PROD_PROFILE"];
    for form in ["sh", "fish", "powershell", "cmd"] {
        for output in ["env", "unset"] {
            let program = world.program(&["get", "other", "-o", &format!("{output}:{form}")]).env("STS_CLI_ACTIVE_PROFILE", "prod");
            let commands = aliases.iter().fold(program, |program, name| program.env(name, "")).run().ok();
            assert!(aliases.iter().all(|name| commands.contains(name)), "{output}:{form} {commands}");
        }
    }
    for (bundle, is_ours) in [("/ca.pem", true), ("/theirs.pem", false)] {
        let program = world.program(&["get", "-o", "unset:sh"]).env("STS_CLI_ACTIVE_PROFILE", "prod").env("AWS_CA_BUNDLE", "/ca.pem");
        assert_eq!(program.env("RCLONE_CA_CERT", bundle).run().ok().contains("unset RCLONE_CA_CERT;"), is_ours);
    }
}

#[test]
fn an_alias_that_no_shell_can_unset_is_reported() {
    let world = logged_in();
    let program = world.program(&["get", "other", "-o", "env:sh"]).env("STS_CLI_ACTIVE_PROFILE", "my-prod");
    let program = program.env("RCLONE_CONFIG_MY-PROD_ENV_AUTH", "true").env("RCLONE_CONFIG_MY_PROD_ENV_AUTH", "true");
    let commands = program.run().warns("alias-without-a-shell-name");
    assert!(commands.starts_with("unset RCLONE_CONFIG_MY_PROD_ENV_AUTH;\n"), "{commands}");
}
