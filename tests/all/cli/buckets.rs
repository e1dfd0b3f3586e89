//! `buckets`: the names of the buckets that credentials open.

use crate::support::answer::ScriptedResponse;
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::snapshot::Table;
use crate::support::world::World;
use serde_json::json;

/// `buckets` with keys in the environment for this server.
fn with_keys(server: &Hostile, more: &[&str]) -> Program {
    let program = Program::sts_cli(["buckets", "-q"].into_iter().chain(more.iter().copied()));
    let program = program.env("AWS_ACCESS_KEY_ID", "FAKEKEY").env("AWS_SECRET_ACCESS_KEY", "fake").env("AWS_SESSION_TOKEN", "fake");
    program.env("AWS_ENDPOINT_URL", &server.origin()).with_names([(server.origin(), "[STORAGE]")])
}

#[test]
fn the_buckets_of_a_profile_are_listed_after_a_login() {
    let world = World::new(&[]);
    assert_eq!(world.run(&["buckets", "prod"]).ok(), "demo\nlogs\n");
    assert_eq!(world.run(&["buckets", "prod", "--json"]).ok_with_json(), json!([{"name": "demo"}, {"name": "logs"}]));
    assert_eq!(world.run(&["buckets", "prod", "-o", "json"]).ok_with_json(), json!([{"name": "demo"}, {"name": "logs"}]));
    assert_eq!(world.browser_opened(), 1);
    world.run(&["buckets", "prod", "--allow", "read:logs"]).fails_with_fragments(5, &["may not list buckets", "s3:ListAllMyBuckets"]);
    world.run(&["buckets", "prod", "-o", "env"]).fails_with_fragments(2, &["possible values: text, json"]);
}

#[test]
fn keys_in_the_environment_are_used_without_a_profile() {
    let mut table = Table::default();
    let list = "<ListAllMyBucketsResult><Buckets><Bucket><Name>lo\u{1b}gs</Name></Bucket><Bucket><Name>a</Name></Bucket></Buckets></ListAllMyBucketsResult>";
    let rows = [
        ("two buckets", ScriptedResponse::xml(200, &list.replace('\u{1b}', "\u{202e}")), 0),
        ("no buckets", ScriptedResponse::xml(200, "<ListAllMyBucketsResult/>"), 0),
        ("may not list", ScriptedResponse::xml(403, "<Error><Code>AccessDenied</Code></Error>"), 5),
        ("unknown keys", ScriptedResponse::xml(403, "<Error><Code>InvalidAccessKeyId</Code></Error>"), 5),
        ("a page", ScriptedResponse::html(200), 6),
    ];
    for (name, answer, code) in rows {
        let server = Hostile::start();
        server.expect("GET /", answer);
        table.ends(code, name, &with_keys(&server, &[]).run());
    }
    table.matches("environment");
}
