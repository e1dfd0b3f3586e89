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

/// A page of a list: one bucket, and the token for the next page.
fn page(name: &str, continuation: &str) -> ScriptedResponse {
    let buckets = format!("<Buckets><Bucket><Name>{name}</Name></Bucket></Buckets>");
    let continuation =
        if continuation.is_empty() { String::new() } else { format!("<ContinuationToken>{continuation}</ContinuationToken>") };
    ScriptedResponse::xml(200, &format!("<ListAllMyBucketsResult>{buckets}{continuation}</ListAllMyBucketsResult>"))
}

#[test]
fn a_list_in_pages_is_read_to_its_end() {
    let server = Hostile::start();
    server.expect("GET /", page("c", "b+/ 2"));
    server.expect("GET /?continuation-token=b%2B%2F%202", page("a", "3"));
    server.expect("GET /?continuation-token=3", page("b", ""));
    assert_eq!(with_keys(&server, &[]).run().ok(), "a\nb\nc\n");
}

#[test]
fn a_list_without_end_is_cut_and_that_is_said() {
    let mut table = Table::default();
    let server = Hostile::start();
    server.expect("GET /", page("b", "1"));
    server.expect("GET /?continuation-token=1", page("a", "1"));
    table.ends(0, "the same page again", &with_keys(&server, &[]).run());
    let server = Hostile::start();
    server.expect("GET /", page("a", &"x".repeat(1025)));
    table.ends(0, "a token that is too long", &with_keys(&server, &[]).run());
    let server = Hostile::start();
    server.expect("GET /", page("a", "1"));
    (1..20).for_each(|at| server.expect(&format!("GET /?continuation-token={at}"), page("a", &(at + 1).to_string())));
    table.ends(0, "more pages than are read", &with_keys(&server, &["--json"]).run());
    table.matches("pages");
}
