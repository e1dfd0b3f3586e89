//! `status` and `logout` of profiles whose token comes from a job: what would be used, whether it is there, when it expires.

use crate::support::snapshot::Table;
use crate::support::world::World;
use serde_json::{Value, json};

/// Writes a profile with this token source and audience.
fn write_job_profile(world: &World, name: &str, source: &str, audience: &str) {
    let endpoint = world.variable("STS_CLI_ENDPOINT");
    let profile = format!("identity = \"web-identity\"\nendpoint = \"{endpoint}\"\ntoken = \"{source}\"\n{audience}");
    world.write_profile(name, &profile);
}

/// The token of alice.
fn token(world: &World) -> String {
    std::fs::read_to_string(world.variable("SANDBOX_ID_TOKEN_FILE")).unwrap().trim().to_owned()
}

#[test]
fn status_shows_the_token_of_a_job() {
    let world = World::new(&[]);
    let token = token(&world);
    for (snapshot, source, audience) in [
        ("env", "env:JOB_TOKEN", ""),
        ("github", "github", ""),
        ("gitlab-with-audience", "gitlab", "audience = \"sts-cli\"\n"),
        ("gitlab", "gitlab", ""),
        ("buildkite", "buildkite", ""),
        ("circleci", "circleci", ""),
        ("ci-with-audience", "ci", "audience = \"sts-cli\"\n"),
        ("ci", "ci", "audience = \"minio\"\n"),
        ("cmd", "cmd:print-token --with a-secret", ""),
    ] {
        write_job_profile(&world, "job", source, audience);
        let mut table = Table::default();
        let variables = [
            ("JOB_TOKEN", token.as_str()),
            ("ACTIONS_ID_TOKEN_REQUEST_URL", "https://ci.example/token"),
            ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "a-secret"),
            ("STS_CLI_ID_TOKEN", token.as_str()),
            ("MINIO_ID_TOKEN", token.as_str()),
            ("CIRCLE_OIDC_TOKEN_V2", token.as_str()),
            ("GITLAB_CI", "true"),
        ];
        let inside = variables.into_iter().fold(world.program(&["status", "job"]), |program, (name, value)| program.env(name, value)).run();
        let outside = world.run(&["status", "job"]);
        table.ends(inside.code, "in the job", &inside);
        table.ends(outside.code, "elsewhere", &outside);
        assert!(!format!("{inside:?}{outside:?}").contains("a-secret"));
        table.matches(snapshot);
    }
}

#[test]
fn status_shows_an_expired_token_of_a_job() {
    let world = World::new(&[]);
    write_job_profile(&world, "job", "env:JOB_TOKEN", "");
    world.clock_to("2030-01-03T00:00:00Z");
    let status = |arguments: &[&str]| world.program(arguments).env("JOB_TOKEN", &token(&world)).run();
    status(&["status", "job"]).ends(4, "expired");
    let row = status(&["status", "job", "--json"]).json()[0].clone();
    assert_eq!((&row["lacks_token"], &row["renews_silently"]), (&json!(false), &json!(false)));
    assert_eq!((&row["token"]["source"], &row["token"]["present"]), (&json!("env:JOB_TOKEN"), &json!(true)));
    assert!(row["token"]["expiration"].as_str().unwrap().starts_with("2030-01-01T"), "{row}");
    assert_eq!(world.run(&["status", "prod", "--json"]).json()[0]["token"], Value::Null);
}

#[test]
fn a_logout_after_the_job_finds_the_login_by_its_record() {
    let world = World::new(&[]);
    write_job_profile(&world, "job", "env:JOB_TOKEN", "");
    world.run(&["logout", "job"]).ends(0, "logout-without-a-login");
    world.program(&["get", "job", "-o", "json"]).env("JOB_TOKEN", &token(&world)).run().ok_with_json();
    assert_eq!(world.run(&["logout", "job"]).warns("logout-without-the-token"), "");
    assert!(world.files("xdg_state_home/sts-cli/credentials").is_empty());
    world.run(&["logout", "job"]).ends(0, "logout-without-a-login");
}

#[test]
fn credentials_that_cannot_be_revoked_are_removed() {
    let world = World::new(&[]);
    write_job_profile(&world, "job", "env:JOB_TOKEN", "dialect = \"aws\"\nrole_arn = \"arn:aws:iam::123456789012:role/job\"\n");
    let get = world.program(&["get", "job", "-o", "json"]).env("JOB_TOKEN", &token(&world)).run();
    assert_eq!(get.code, 0, "{get:#?}");
    let logout = world.program(&["logout", "job"]).env("JOB_TOKEN", &token(&world)).run();
    assert_eq!(logout.warns("not-revocable"), "");
    assert!(world.files("xdg_state_home/sts-cli/credentials").is_empty());
}
