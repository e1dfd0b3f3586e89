//! `logout` ends every login that is stored: of a profile that was edited, broken or removed since, of calls with `--insecure`, of logins
//! without a profile; and what it could not revoke is used by nobody.

use crate::support::answer::ScriptedResponse;
use crate::support::program::Program;
use crate::support::snapshot::Table;
use crate::support::stage::{REFRESH_TOKEN, ScriptedServers};
use crate::support::sts;
use crate::support::tokens::Key;
use crate::support::world::World;
use std::path::PathBuf;

const GET: [&str; 4] = ["get", "prod", "-o", "json"];

/// Returns the stored files of logins.
fn stored_files(world: &World) -> Vec<PathBuf> {
    ["tokens", "credentials", "logins"].iter().flat_map(|folder| world.files(&format!("xdg_state_home/sts-cli/{folder}"))).collect()
}

/// How many refresh tokens, and how many credentials, the sandbox was asked to revoke.
fn revocation_counts(world: &World) -> (usize, usize) {
    let seen = world.sandbox_events().of("request-answered");
    let of = |part: &str| {
        seen.iter().filter(|event| event["path"].as_str().unwrap().contains(part) && event["status"].as_u64() < Some(300)).count()
    };
    (of("/revoke-tokens/"), of("_oidc/revoke"))
}

fn profile(world: &World, more: &str) -> String {
    let (endpoint, issuer) = (world.variable("STS_CLI_ENDPOINT"), world.variable("STS_CLI_ISSUER"));
    format!("identity = \"web-identity\"\nendpoint = \"{endpoint}\"\nissuer = \"{issuer}\"\nclient_id = \"sts-cli\"\n{more}")
}

#[test]
fn logout_by_profile_name_works_after_the_profile_changed() {
    let mut table = Table::default();
    type Edit = fn(&World);
    let edits: [(&str, Edit); 9] = [
        ("other scopes", |world| world.write_profile("prod", &profile(world, "scopes = \"openid email\"\n"))),
        ("another audience of the authorization request", |world| {
            world.write_profile("prod", &profile(world, "auth_params = { audience = \"store\" }\n"));
        }),
        ("userinfo is compared", |world| world.write_profile("prod", &profile(world, "userinfo = true\n"))),
        ("another storage server", |world| world.write_profile("prod", &profile(world, "").replacen("127.0.0.1", "localhost", 1))),
        ("caching is off now", |world| world.write_profile("prod", &profile(world, "no_cache = true\n"))),
        ("another client", |world| world.write_profile("prod", &profile(world, "").replace("sts-cli", "other"))),
        ("another identity", |world| {
            let endpoint = world.variable("STS_CLI_ENDPOINT");
            world.write_profile("prod", &format!("identity = \"assume-role\"\nendpoint = \"{endpoint}\"\nsource_profile = \"none\"\n"));
        }),
        ("broken", |world| world.write_profile("prod", "identity = \"web-identity\"\nnonsense = 1\n")),
        ("removed", |world| std::fs::remove_file(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap()),
    ];
    for (case, edit) in edits {
        let world = World::new(&[]);
        world.run(&GET).ok_with_json();
        edit(&world);
        let out = world.run(&["logout", "prod"]);
        table.ends(0, case, &out);
        assert_eq!((stored_files(&world), revocation_counts(&world)), (Vec::new(), (1, 1)), "{case}");
    }
    table.matches("edited-profiles");
}

#[test]
fn a_login_saved_as_a_profile_belongs_to_the_profile() {
    let world = World::new(&[]);
    assert_eq!(world.run(&[&["web-identity", "-o", "json", "--save", "mine"][..], &login_flags(&world)].concat()).code, 0);
    let unknown = world.run(&["logout", "nope"]);
    assert!(unknown.code == 3 && !unknown.stderr.contains("without a profile"), "it is the login of `mine`: {unknown:#?}");
    world.write_profile("mine", &profile(&world, "scopes = \"openid email\"\n"));
    assert_eq!(world.run(&["logout", "mine"]).code, 0);
    assert_eq!(revocation_counts(&world), (1, 1));
    for folder in ["tokens", "credentials"] {
        assert_eq!(world.files(&format!("xdg_state_home/sts-cli/{folder}")), Vec::<PathBuf>::new(), "{folder}");
    }
}

#[test]
fn a_login_made_with_insecure_is_logged_out_with_the_others() {
    let world = World::new(&[]);
    world.run(&GET).ok_with_json();
    world.run(&[&GET[..], &["--insecure"]].concat());
    world.run(&["logout", "prod"]).warns("insecure-too");
    assert_eq!((stored_files(&world), revocation_counts(&world).1), (Vec::new(), 2));
    world.run(&["logout", "prod"]).warns("nothing-left");
}

/// The flags of a login without a profile.
fn login_flags(world: &World) -> [&str; 6] {
    ["--endpoint", world.variable("STS_CLI_ENDPOINT"), "--issuer", world.variable("STS_CLI_ISSUER"), "--client-id", "sts-cli"]
}

#[test]
fn logout_finds_a_login_without_a_profile_by_endpoint_issuer_or_client() {
    for (case, flags) in [("all three", 0..6), ("endpoint", 0..2), ("issuer", 2..4), ("client", 4..6)] {
        let world = World::new(&[]);
        let place = login_flags(&world);
        world.run(&[&["web-identity", "-o", "json", "--scopes", "openid"][..], &place].concat()).ok_with_json();
        world.run(&[&["web-identity", "-o", "json", "--userinfo"][..], &place].concat()).ok_with_json();
        world.write_profile("prod", &profile(&world, "scopes = \"openid email\"\n"));
        let of_the_profile = world.run(&GET).ok();
        let elsewhere = ["logout", place[0], place[1], "--client-id", "other"];
        world.run(&elsewhere).warns("nothing-of-another-client");
        world.run(&[&["logout"][..], &place[flags]].concat()).warns("of-two-logins");
        assert_eq!(revocation_counts(&world).1, 2, "{case}: whatever else was asked for");
        assert_eq!(world.run(&GET).ok(), of_the_profile, "{case}: a profile's login is ended by its name");
    }
}

#[test]
fn logout_finds_a_login_without_a_profile_by_environment_variables() {
    let world = World::new(&[]);
    let with_variables = |arguments: &[&str]| {
        let names = ["STS_CLI_ENDPOINT", "STS_CLI_ISSUER"];
        let program = names.into_iter().fold(world.program(arguments), |program, name| program.env(name, world.variable(name)));
        program.env("STS_CLI_CLIENT_ID", "sts-cli").run().without_login_prompts()
    };
    with_variables(&["web-identity", "-o", "json"]).ok_with_json();
    assert_eq!(with_variables(&["logout"]).code, 0);
    assert_eq!((stored_files(&world), revocation_counts(&world)), (Vec::new(), (1, 1)));
}

#[test]
fn logout_all_revokes_and_removes_every_login() {
    let world = World::new(&[]);
    world.run(&["logout", "--all"]).warns("all-of-none");
    world.write_profile("mail", &profile(&world, "scopes = \"openid email\"\n"));
    world.run(&GET).ok_with_json();
    world.run(&["get", "mail", "-o", "json"]).ok_with_json();
    world.run(&[&["web-identity", "-o", "json", "--userinfo"][..], &login_flags(&world)].concat()).ok_with_json();
    world.run(&["logout", "--all"]).warns("all");
    assert_eq!((stored_files(&world), revocation_counts(&world).1), (Vec::new(), 3));
    world.run(&["logout", "--all", "prod"]).fails(2, "all-and-one");
    world.run(&["logout"]).fails(2, "none-named");
}

#[test]
fn logins_are_revoked_after_the_clock_was_set_back() {
    let world = World::new(&[]);
    world.clock_to("2030-03-01T00:00:00Z");
    world.run(&GET).ok_with_json();
    world.clock_to("2030-01-01T00:00:00Z");
    world.run(&["logout", "prod"]).warns("clock-set-back");
    assert_eq!((stored_files(&world), revocation_counts(&world)), (Vec::new(), (1, 1)));
}

#[test]
fn unreadable_tokens_are_removed_and_reported_as_not_revoked() {
    let world = World::new(&[]);
    world.run(&GET).ok_with_json();
    let [tokens] = &world.files("xdg_state_home/sts-cli/tokens")[..] else { panic!("one login") };
    std::fs::write(tokens, "{\"version\":1,\"expires\":").unwrap();
    world.run(&["logout", "prod"]).fails(3, "unreadable");
    assert_eq!(stored_files(&world), Vec::<PathBuf>::new());
}

const REVOKE: &str = "POST /minio/admin/v3/revoke-tokens/openid";

#[test]
fn an_unrevoked_login_is_not_used_and_is_revoked_by_the_next_logout() {
    let stage = ScriptedServers::with_discovery(|document| {
        document["revocation_endpoint"] = document["token_endpoint"].as_str().unwrap().replace("/token", "/revoke").into();
    });
    let stage = stage.with_keys([Key::named("one").public()]);
    let home = tempfile::tempdir().unwrap();
    let (endpoint, issuer) = (stage.storage.origin(), stage.provider.origin());
    let text = format!("identity = \"web-identity\"\nendpoint = \"{endpoint}\"\nissuer = \"{issuer}\"\nclient_id = \"sts-cli\"\n");
    std::fs::create_dir_all(home.path().join("sts-cli/profiles")).unwrap();
    std::fs::write(home.path().join("sts-cli/profiles/mine.toml"), text).unwrap();
    let at_home = |arguments: &[&str]| {
        let names = [(endpoint.clone(), "[STORAGE]"), (issuer.clone(), "[PROVIDER]")];
        let program = Program::sts_cli(arguments.iter().copied()).with_names(names);
        ["XDG_CONFIG_HOME", "XDG_STATE_HOME"].into_iter().fold(program, |program, name| program.env(name, home.path().to_str().unwrap()))
    };
    let login = stage.log_in_with(at_home(&["get", "mine", "-o", "json", "--no-browser"]));
    login.expects_token(&login.token().with_time("exp", 30).signed()); // whoever renews afterwards needs the refresh token
    stage.storage.expect("POST /", sts::grant());
    assert_eq!(login.callback().send().status, 200);
    login.succeeds();
    let serving = at_home(&["serve", "mine"]).start();
    serving.events().wait_for("endpoint-opened");
    stage.storage.expect(REVOKE, ScriptedResponse::html(503));
    stage.provider.expect("POST /revoke", ScriptedResponse::html(502));
    at_home(&["logout", "mine"]).run().fails_with_fragments(6, &["log out again when the server can be reached"]);
    serving.events().wait_for("renewal-failed"); // without a request to either of the two, or they would not have expected it
    serving.signal(rustix::process::Signal::TERM);
    assert_eq!(serving.end().code, 0);
    at_home(&["get", "mine", "-o", "json", "--no-input"]).run().fails(4, "logged-out");
    at_home(&["status", "mine"]).run().ends(4, "status-of-logged-out");
    stage.storage.expect(REVOKE, ScriptedResponse::empty(204));
    stage.provider.expect("POST /revoke", ScriptedResponse::empty(200));
    assert_eq!(at_home(&["logout", "mine"]).run().warns("revoked-by-the-next"), "");
    let token = stage.provider.requests_of("POST /revoke").pop().unwrap();
    assert!(token.body.contains(REFRESH_TOKEN));
    for folder in ["tokens", "credentials", "logins"] {
        assert_eq!(std::fs::read_dir(home.path().join("sts-cli").join(folder)).unwrap().count(), 0, "{folder}");
    }
}
