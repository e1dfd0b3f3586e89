//! Endpoint variables of tools that still name a server of former days: no way to hand out credentials leaves one that could lead them there.

use crate::support::outcome::Outcome;
use crate::support::program::{BINARY, Program};
use crate::support::world::World;

/// What each tool takes its endpoint from.
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

/// No variable of `env` leads to the server of former days, and those that a tool needs lead to the store.
#[track_caller]
fn leads_to_the_store(outcome: Outcome, world: &World) {
    let found = format!("\n{}", outcome.ok());
    assert!(!found.contains("stale.example"), "{found}");
    for name in ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT", "S3_ENDPOINT_URL"] {
        assert!(found.contains(&format!("\n{name}={}\n", world.variable("STS_CLI_ENDPOINT"))), "{name}: {found}");
    }
    assert!(found.contains("\nAWS_ALLOW_HTTP=true\n"), "{found}");
}

#[test]
fn a_command_under_exec_is_led_to_the_store_alone() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    for more in [&[][..], &["--renew"]] {
        leads_to_the_store(with_stale(world.program(&[&["exec", "prod"], more, &["--", "env"]].concat())).run(), &world);
    }
}

#[test]
fn a_shell_that_takes_the_variables_over_is_led_to_the_store_alone() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    for set in ["eval $(\"$STS_CLI\" get prod -o env)", "eval \"$(\"$STS_CLI\" serve prod -o env & echo endpoint=$!)\"; kill $endpoint"] {
        let mut shell = world.shell(&format!("{set}; unset MC_HOST_prod; env"));
        shell.env("STS_CLI", BINARY.to_string()).env("PATH", "/usr/bin:/bin").envs(STALE);
        leads_to_the_store(world.finish(&mut shell), &world);
    }
}

#[test]
fn a_file_of_variables_names_the_store_for_every_tool_and_none_that_is_only_unset() {
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
fn a_job_whose_endpoint_a_step_cannot_remove_is_warned() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    let file = world.path("github").display().to_string();
    let program = world.program(&["get", "prod", "-o", "github"]).env("GITHUB_ENV", &file).env("AWS_ENDPOINT_URL", "http://stale.example");
    let outcome = program.env("FSSPEC_S3_ENDPOINT_URL", "http://stale.example").env("AWS_ENDPOINT", "http://stale.example").run();
    let warned: Vec<&str> = outcome.stderr.lines().filter_map(|line| line.strip_prefix("warning: ")?.split(' ').next()).collect();
    assert_eq!(warned, ["AWS_ENDPOINT_URL", "FSSPEC_S3_ENDPOINT_URL"], "what is set again is no reason to warn: {outcome:?}");
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(&format!("\nAWS_ENDPOINT<<EOF\n{}\nEOF\n", world.variable("STS_CLI_ENDPOINT"))), "{text}");
}
