//! Stale endpoint variables of tools: every delivery unsets them.

use crate::support::outcome::Outcome;
use crate::support::program::{BINARY, Program};
use crate::support::world::World;
use std::collections::{BTreeMap, BTreeSet};

/// The endpoint variables of tools.
const STALE: [(&str, &str); 13] = [
    ("AWS_ENDPOINT_URL", "http://stale.example"),          // all SDKs, the AWS CLI, DuckDB
    ("AWS_ENDPOINT_URL_S3", "http://stale.example"),       // the same, for S3 only
    ("AWS_ENDPOINT_URL_STS", "http://stale.example"),      // tools that ask who they are
    ("AWS_ENDPOINT_URL_DYNAMODB", "http://stale.example"), // the locks of delta-rs and Terraform
    ("AWS_ENDPOINT", "http://stale.example"),              // object_store: polars, delta-rs, obstore
    ("AWS_S3_ENDPOINT", "stale.example"),                  // GDAL, Terraform
    ("S3_ENDPOINT_URL", "http://stale.example"),           // s5cmd
    ("DUCKDB_S3_ENDPOINT", "stale.example"),               // DuckDB
    ("FSSPEC_S3_ENDPOINT_URL", "http://stale.example"),    // fsspec: pandas, dask
    ("FSSPEC_S3_CLIENT_KWARGS", "{\"endpoint_url\": \"http://stale.example\"}"),
    ("FSSPEC_S3", "{\"endpoint_url\": \"http://stale.example\"}"),
    ("RCLONE_S3_ENDPOINT", "http://stale.example"), // rclone, remotes on the fly
    ("MC_HOST_prod", "http://a:b@stale.example"),   // mc
];

fn with_stale(program: Program) -> Program {
    STALE.iter().fold(program, |program, (name, value)| program.env(name, value))
}

/// Asserts that no variable in this output of `env` has the stale endpoint, and that those of every tool have ours.
#[track_caller]
fn assert_only_our_endpoint(outcome: Outcome, world: &World) {
    let found = format!("\n{}", outcome.ok());
    assert!(!found.contains("stale.example"), "{found}");
    for name in ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT", "S3_ENDPOINT_URL"] {
        assert!(found.contains(&format!("\n{name}={}\n", world.variable("STS_CLI_ENDPOINT"))), "{name}: {found}");
    }
    assert!(found.contains("\nAWS_ALLOW_HTTP=true\n"), "{found}");
}

#[test]
fn stale_endpoint_variables_are_replaced_for_a_command_under_exec() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    for more in [&[][..], &["--renew"]] {
        assert_only_our_endpoint(with_stale(world.program(&[&["exec", "prod"], more, &["--", "env"]].concat())).run(), &world);
    }
}

#[test]
fn stale_endpoint_variables_are_replaced_in_an_evaluating_shell() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    for set in ["eval $(\"$STS_CLI\" get prod -o env)", "eval \"$(\"$STS_CLI\" serve prod -o env & echo endpoint=$!)\"; kill $endpoint"] {
        let mut shell = world.shell(&format!("{set}; unset MC_HOST_prod; env"));
        shell.env("STS_CLI", BINARY.to_string()).env("PATH", "/usr/bin:/bin").envs(STALE);
        assert_only_our_endpoint(world.finish(&mut shell), &world);
    }
}

#[test]
fn variable_files_set_the_endpoint_for_every_tool_and_unset_nothing() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    for (form, between) in [("dotenv", "="), ("k8s", ": ")] {
        let text = with_stale(world.program(&["get", "prod", "-o", form])).run().ok();
        let named = |name: &str| text.lines().any(|line| line.trim_start().starts_with(&format!("{name}{between}")));
        for name in ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT", "S3_ENDPOINT_URL", "AWS_ALLOW_HTTP"] {
            assert!(named(name), "{form}: {name}: {text}");
        }
        assert!(!named("AWS_ENDPOINT_URL") && !text.contains("stale.example"), "{form}: {text}");
    }
}

#[test]
fn stale_endpoint_variables_in_a_github_job_cause_a_warning() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    let file = world.path("github").display().to_string();
    let program = world.program(&["get", "prod", "-o", "github"]).env("GITHUB_ENV", &file).env("AWS_ENDPOINT_URL", "http://stale.example");
    let outcome = program
        .env("FSSPEC_S3_ENDPOINT_URL", "http://stale.example")
        .env("AWS_ENDPOINT", "http://stale.example")
        .env("AWS_ENDPOINT_URL_SQS", "x")
        .run();
    let warned: Vec<&str> = outcome.stderr.lines().filter_map(|line| line.strip_prefix("warning: ")?.split(' ').next()).collect();
    assert_eq!(
        warned,
        ["AWS_ENDPOINT_URL", "FSSPEC_S3_ENDPOINT_URL", "AWS_ENDPOINT_URL_SQS"],
        "what is set again is no reason to warn: {outcome:?}"
    );
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(&format!("\nAWS_ENDPOINT<<EOF\n{}\nEOF\n", world.variable("STS_CLI_ENDPOINT"))), "{text}");
}

/// Variables under which a client in the child does not sign, signs with other keys, or addresses buckets in another way; in names that
/// some client reads too.
const BREAKING: [(&str, &str); 33] = [
    ("AWS_TOKEN", "stale"),                       // object_store: the session token
    ("AWS_SKIP_SIGNATURE", "true"),               // object_store
    ("AWS_VIRTUAL_HOSTED_STYLE_REQUEST", "true"), // object_store
    ("AWS_S3_EXPRESS", "true"),                   // object_store
    ("AWS_token", "stale"),                       // object_store reads upper and lower case
    ("AWS_endpoint", "http://stale.example"),     // the same
    ("aws_endpoint_url", "http://stale.example"), // delta-rs
    ("AWS_ACCESS_KEY", "stale"),                  // SDKs for Go and Java
    ("AWS_SECRET_KEY", "stale"),                  // the same
    ("AWS_NO_SIGN_REQUEST", "YES"),               // GDAL
    ("AWS_USE_DUALSTACK_ENDPOINT", "true"),       // the SDK for Go refuses it beside an address
    ("AWS_ENDPOINT_URL_SQS", "http://stale.example"),
    ("AWS_STS_ENDPOINT", "http://stale.example"), // Terraform
    ("FSSPEC_S3_KEY", "stale"),                   // fsspec
    ("FSSPEC_S3_CONFIG_KWARGS", "{\"proxies\": {\"http\": \"http://stale.example\"}}"),
    ("FSSPEC_s3a_anon", "true"),   // the same
    ("RCLONE_S3_V2_AUTH", "true"), // rclone prefers these to all that is said of a remote
    ("RCLONE_S3_ACCESS_KEY_ID", "stale"),
    ("RCLONE_S3_STS_ENDPOINT", "http://stale.example"),
    ("RCLONE_S3_PROFILE", "stale"),
    ("RESTIC_AWS_ASSUME_ROLE_ARN", "arn:aws:iam::1:role/stale"), // restic asks that STS, with the session token
    ("RESTIC_AWS_ASSUME_ROLE_STS_ENDPOINT", "http://stale.example"),
    ("RESTIC_AWS_ASSUME_ROLE_SESSION_NAME", "stale"),
    ("AWS_PROXY_URL", "http://stale.example"), // object_store, where the store is reached by http
    ("AWS_proxy_url", "http://stale.example"),
    ("AWS_S3_ENDPOINT_URL", "http://stale.example"),      // Weights & Biases
    ("MLFLOW_S3_ENDPOINT_URL", "http://stale.example"),   // MLflow
    ("METAFLOW_S3_ENDPOINT_URL", "http://stale.example"), // Metaflow
    ("TILEDB_VFS_S3_ENDPOINT_OVERRIDE", "stale.example"), // TileDB
    ("S3_ENDPOINT", "stale.example"),                     // TensorFlow
    ("S3_ENDPOINT_SOURCE", "http://stale.example"),       // wal-g
    ("WALG_S3_ENDPOINT_SOURCE", "http://stale.example"),  // the same
    ("WALE_AWS_ENDPOINT", "http://stale.example"),
];

/// Settings of the remote for the command, which its owner's shell or file may have switched on.
const OF_THE_REMOTE: [(&str, &str); 6] = [
    ("V2_AUTH", "false"),
    ("USE_ACCELERATE_ENDPOINT", "false"),
    ("USE_DUAL_STACK", "false"),
    ("ROLE_ARN", ""),
    ("STS_ENDPOINT", ""),
    ("DOWNLOAD_URL", ""),
];

/// What is none of this program's business, however it is called.
const OTHERS: [(&str, &str); 9] = [
    ("AWS_PAGER", "less"),
    ("AWS_CONFIG_FILE", "/theirs"),
    ("FSSPEC_S3_DEFAULT_BLOCK_SIZE", "5"),
    ("RCLONE_S3_CHUNK_SIZE", "8M"),
    ("RCLONE_CONFIG_PASS", "theirs"),
    ("RESTIC_REPOSITORY", "s3:http://127.0.0.1/theirs"),
    ("MLFLOW_TRACKING_URI", "http://theirs"),
    ("WALG_S3_PREFIX", "s3://theirs"),
    ("HTTP_PROXY", "http://127.0.0.1:1"),
];

#[test]
fn variables_that_change_signing_or_addressing_are_removed() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    for more in [&[][..], &["--renew"]] {
        let program = world.program(&[&["exec", "prod"], more, &["--", "env"]].concat());
        let set = BREAKING.iter().chain(&OTHERS).fold(program, |program, (name, value)| program.env(name, value));
        let set = OF_THE_REMOTE.iter().fold(set, |program, (name, _)| program.env(&format!("RCLONE_CONFIG_PROD_{name}"), "true"));
        let text = set.run().ok();
        let found: BTreeMap<&str, &str> = text.lines().filter_map(|line| line.split_once('=')).collect();
        for (name, _) in BREAKING {
            assert!(!found.contains_key(name), "{more:?} {name}");
        }
        for (name, value) in OF_THE_REMOTE {
            assert_eq!(found[format!("RCLONE_CONFIG_PROD_{name}").as_str()], value, "{more:?} {name}");
        }
        for (name, value) in OTHERS.into_iter().filter(|(name, _)| more.is_empty() || *name != "AWS_CONFIG_FILE") {
            assert_eq!(found[name], value, "{more:?} {name}");
        }
    }
}

#[test]
fn other_spellings_of_our_variables_are_removed_from_the_shell() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    let mut shell = world.shell("eval $(\"$STS_CLI\" get prod -o env); env");
    shell.env("STS_CLI", BINARY.to_string()).env("PATH", "/usr/bin:/bin").envs(BREAKING).envs(OTHERS).env("AWS_no-name", "stale");
    let text = world.finish(&mut shell).ok();
    let found: BTreeMap<&str, &str> = text.lines().filter_map(|line| line.split_once('=')).collect();
    assert!(BREAKING.iter().all(|(name, _)| !found.contains_key(name)), "{text}");
    assert!(OTHERS.iter().all(|(name, value)| found.get(name) == Some(value)), "{text}");
}

/// Names of ours in other spellings: where names ignore case, as on Windows, they are the same variables.
const OTHER_SPELLINGS: [&str; 6] =
    ["AWS_Access_Key_Id", "aws_secret_access_key", "aws_session_token", "aws_endpoint_url_s3", "Aws_Region", "aws_allow_http"];

/// The names that are set after these commands in a shell whose names ignore case.
fn set_where_names_ignore_case(commands: &str) -> BTreeSet<String> {
    let name = |rest: &str| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default().to_uppercase();
    let after = |line: &str, words: &[&str]| words.iter().find_map(|word| line.strip_prefix(word)).map(name);
    let mut set = BTreeSet::new();
    for line in commands.lines() {
        let is_removed_by_cmd = line.starts_with("set \"") && line.ends_with("=\"");
        if let Some(name) = after(line, &["unset ", "set -eg ", "Remove-Item -ErrorAction SilentlyContinue Env:"]) {
            set.remove(&name);
        } else if let Some(name) = after(line, &["export ", "set -gx ", "$env:", "set \""]) {
            if is_removed_by_cmd {
                set.remove(&name)
            } else {
                set.insert(name)
            };
        }
    }
    set
}

#[test]
fn unset_does_not_remove_our_variables_on_case_insensitive_systems() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    for form in ["env:sh", "env:fish", "env:powershell", "env:cmd"] {
        let with = |program| OTHER_SPELLINGS.iter().fold(program, |program: Program, name| program.env(name, "stale"));
        let commands = with(world.program(&["get", "prod", "-o", form])).run().ok();
        assert!(OTHER_SPELLINGS.iter().all(|name| commands.contains(name)), "{commands}");
        let set = set_where_names_ignore_case(&commands);
        assert!(OTHER_SPELLINGS.iter().all(|name| set.contains(&name.to_uppercase())), "{form}: {set:?}");
        let serving = with(world.program(&["serve", "prod", "-o", form])).start();
        let commands: String =
            serving.wait_for_stdout(|text| (text.ends_with('\n') && text.contains("AWS_ALLOW_HTTP")).then(|| text.to_owned()));
        assert!(OTHER_SPELLINGS.iter().all(|name| commands.contains(name)), "{commands}");
        let set = set_where_names_ignore_case(&commands);
        let wanted = ["AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_ENDPOINT_URL_S3", "AWS_REGION", "AWS_ALLOW_HTTP"];
        assert!(wanted.iter().all(|name| set.contains(*name)), "{form}: {set:?}");
        serving.signal(rustix::process::Signal::TERM);
        assert_eq!(serving.end().code, 0);
    }
}
