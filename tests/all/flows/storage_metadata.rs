//! `login URL` on a terminal: the storage address publishes how to log in, and the user confirms it.

use crate::support::answer::ScriptedResponse;
use crate::support::server::Hostile;
use crate::support::terminal::Terminal;
use crate::support::world::World;
use serde_json::json;

const METADATA: &str = "/.well-known/oauth-protected-resource";

/// A world whose only profile is that of the sandbox's other tests, without variables of the sandbox.
fn world(faults: &[&str]) -> World {
    let world = World::new(faults);
    std::fs::remove_file(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap();
    world
}

fn saved(world: &World, name: &str) -> String {
    std::fs::read_to_string(world.path(&format!("xdg_config_home/sts-cli/profiles/{name}.toml"))).unwrap_or_default()
}

/// The number of requests for the metadata that the sandbox has seen.
fn metadata_requests(world: &World) -> usize {
    world.sandbox_events().of("request-seen").iter().filter(|event| event["path"] == METADATA).count()
}

#[test]
fn one_confirmation_is_all_that_a_login_prompts_for() {
    let world = world(&[]);
    let endpoint = world.variable("STS_CLI_ENDPOINT").to_owned();
    let host = endpoint.trim_start_matches("http://").to_owned();
    let mut terminal = Terminal::of(&world, "sh");
    terminal.types(&format!("sts-cli login {endpoint}\n"));
    terminal.shows(&[
        &format!("{endpoint} publishes how to log in:"),
        &format!("log in at               {host}\r\n"),
        &format!("issuer                  {endpoint}/_oidc\r\n"),
        &format!("the token goes to       {host}"),
        "client_id               sts-cli",
        "scopes                  openid, profile, email\r\n",
        "profile                 storage",
        &format!("Log in at {host}, and send the token to {host}? [y/N]: "),
    ]);
    assert_eq!(world.browser_opened(), 0);
    terminal.types("maybe\n");
    terminal.shows(&["enter y or n", "[y/N]: "]);
    terminal.types("y\n");
    terminal.shows(&[
        "`storage` is the only profile, so it is now the default",
        "Logged in to storage as alice (policy readwrite) until 08:00 UTC (in 8 h 0 min)",
        "Buckets: demo, logs",
        "sts-cli configure aws storage",
        "Set up the AWS profile `storage` now? [y/N]: ",
    ]);
    terminal.types("y\n");
    terminal.shows(&["AWS profile `storage` in"]);
    let profile = format!(
        "identity = \"web-identity\"\nissuer = \"{endpoint}/_oidc\"\nclient_id = \"sts-cli\"\nscopes = \"openid,profile,email\"\nendpoint = \"{endpoint}\"\n"
    );
    assert_eq!(saved(&world, "storage"), profile);
    world.run(&["get", "-o", "json"]).ok_with_json(); // the default profile
    assert_eq!(world.run(&["login", "storage"]).code, 0);
    assert_eq!((metadata_requests(&world), world.browser_opened()), (1, 1), "later logins use the profile");
    assert!(std::fs::read_to_string(world.path("home/.aws/config")).unwrap().contains("get storage -o process"));
}

#[test]
fn without_a_confirmation_nothing_is_used_or_saved() {
    let world = world(&[]);
    let endpoint = world.variable("STS_CLI_ENDPOINT").to_owned();
    for (keys, code) in [("n\n", 4), ("\n", 4), ("\u{4}", 2)] {
        let mut terminal = Terminal::of(&world, "sh");
        terminal.types(&format!("sts-cli login {endpoint}; echo \"code=$?\"\n"));
        terminal.shows(&["[y/N]: "]);
        terminal.types(keys);
        terminal.shows(&[&format!("code={code}")]);
    }
    assert_eq!((world.browser_opened(), world.files("xdg_config_home"), world.files("xdg_state_home")), (0, vec![], vec![]));
    let requests = world.sandbox_events().of("request-seen");
    assert!(requests.iter().all(|event| event["path"] == METADATA), "{requests:?}");
}

#[test]
fn flags_and_variables_override_the_metadata() {
    let world = world(&[]);
    let endpoint = world.variable("STS_CLI_ENDPOINT").to_owned();
    let mut terminal = Terminal::of(&world, "sh");
    terminal.types(&format!(
        "export STS_CLI_SCOPES=openid STS_CLI_CLIENT_SECRET=planted; sts-cli login {endpoint} --client-id other --duration 1h --save lab\n"
    ));
    terminal.shows(&[
        "client secret goes to   127.0.0.1:",
        "(from STS_CLI_CLIENT_SECRET)",
        "client_id               other (from --client-id)",
        "scopes                  openid (from STS_CLI_SCOPES)\r\n",
        "duration                1h (from --duration)",
        "profile                 lab",
    ]);
    terminal.types("n\n");
    terminal.shows(&["was not confirmed"]);
}

#[test]
fn one_of_several_providers_is_chosen_and_all_destinations_are_shown() {
    let (world, storage) = (world(&[]), Hostile::start());
    let scopes = [["openid"].as_slice(), &["long-scope-of-forty-characters-or-so-to-wrap"; 20], &["admin:last"]].concat();
    let document = json!({
        "resource": storage.origin(),
        "authorization_servers": ["https://id.example/realms/a", "https://xn--bank-0qa.example/b"],
        "sts_cli": {
            "client_id": "app", "role_arn": "arn:minio:iam:::role/prod-role", "s3_endpoint": "https://s3.other.example:8443",
            "scopes": scopes,
        },
    });
    storage.expect(&format!("GET {METADATA}"), ScriptedResponse::json(&document));
    let mut terminal = Terminal::of(&world, "sh");
    terminal.types(&format!("sts-cli login {}; echo \"code=$?\"\n", storage.origin()));
    terminal.shows(&[
        "accepts logins at several providers",
        "1 https://id.example/realms/a",
        "2 https://xn--bank-0qa.example/b",
        "Number (",
    ]);
    terminal.types("2\n");
    terminal.shows(&[
        "log in at               xn--bank-0qa.example\r\n",
        "admin:last\r\n",
        "S3 is another server    s3.other.example:8443",
        "role_arn                arn:minio:iam:::role/prod-role",
        "[y/N]: ",
    ]);
    terminal.types("\n");
    terminal.shows(&["code=4"]);
    assert_eq!((world.browser_opened(), saved(&world, "storage").as_str()), (0, ""));
}

#[test]
fn an_issuer_from_metadata_is_verified_by_its_discovery_document() {
    let (world, storage, provider) = (world(&[]), Hostile::start(), Hostile::start());
    storage.allow("HEAD /", ScriptedResponse::empty(403));
    let document = json!({"resource": storage.origin(), "authorization_servers": [provider.origin()], "sts_cli": {"client_id": "app"}});
    storage.expect(&format!("GET {METADATA}"), ScriptedResponse::json(&document));
    let discovery = json!({"issuer": "https://id.example", "token_endpoint": format!("{}/token", provider.origin())});
    provider.allow("GET /.well-known/openid-configuration", ScriptedResponse::json(&discovery));
    let mut terminal = Terminal::of(&world, "sh");
    terminal.types(&format!("sts-cli login {}; echo \"code=$?\"\n", storage.origin()));
    terminal.shows(&["[y/N]: "]);
    assert_eq!(provider.connections(), 0, "nothing is sent there before the confirmation");
    terminal.types("y\n");
    terminal.shows(&["https://id.example", "code=4"]);
    assert_eq!((world.browser_opened(), saved(&world, "storage").as_str()), (0, ""));
}

#[test]
fn the_complete_command_of_a_login_without_a_terminal_works() {
    let world = world(&[]);
    let endpoint = world.variable("STS_CLI_ENDPOINT").to_owned();
    let refused = world.run(&["login", &endpoint]);
    refused.fails(2, "complete-command");
    let command = refused.stderr.split_once("then run: sts-cli ").unwrap().1.trim();
    let words = shlex::split(command).unwrap();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    assert_eq!(world.run(&words).code, 0);
    assert!(saved(&world, "storage").contains("client_id = \"sts-cli\"\n"));
    assert_eq!((metadata_requests(&world), world.browser_opened()), (1, 1));
}

#[test]
fn metadata_is_read_over_tls_with_the_trusted_certificates_only() {
    let world = world(&[]);
    let (endpoint, bundle) = (world.variable("SANDBOX_TLS_ENDPOINT"), world.variable("SANDBOX_CA"));
    let trusted = world.run(&["login", endpoint, "--ca-bundle", bundle]);
    trusted.fails_with_fragments(2, &["a confirmation is required", &format!("run: sts-cli login {endpoint} "), "--ca-bundle "]);
    assert_eq!(metadata_requests(&world), 1);
    world.run(&["login", endpoint]).fails_with_fragments(2, &["error: prompting is not possible"]);
    world.run(&["login", endpoint, "--insecure"]).fails_with_fragments(2, &["error: prompting is not possible"]);
    assert_eq!(metadata_requests(&world), 1);
}
