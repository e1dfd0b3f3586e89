//! `status`: supplied tokens and secrets, and invalid profiles.

use crate::support::snapshot::Table;
use crate::support::world::World;

#[test]
fn status_shows_what_is_cached_for_supplied_tokens_and_secrets() {
    let world = World::new(&[]);
    let at = format!("endpoint = \"{}\"\n", world.variable("STS_CLI_ENDPOINT"));
    let token = std::fs::read_to_string(world.variable("SANDBOX_ID_TOKEN_FILE")).unwrap();
    world.write("token", &token);
    world.write_profile("ci", &format!("identity = \"web-identity\"\n{at}token = \"file:{}\"\n", world.path("token").display()));
    world.write_profile("job", &format!("identity = \"web-identity\"\n{at}token = \"env:JOB_TOKEN\"\n"));
    let file = world.variable("SANDBOX_LDAP_PASSWORD_FILE");
    world.write_profile("ldap", &format!("identity = \"ldap\"\n{at}user = \"alice\"\npassword_file = \"{file}\"\n"));
    let mut table = Table::default();
    let mut status = |code, when: &str, name: &str| {
        let outcome = world.program(&["status", name]).env("JOB_TOKEN", token.trim()).run();
        table.ends(code, &format!("status {name}, {when}"), &outcome);
    };
    for name in ["ci", "job", "ldap"] {
        status(0, "at first", name);
    }
    for name in ["ci", "job", "ldap"] {
        world.program(&["get", name, "-o", "json"]).env("JOB_TOKEN", token.trim()).run().ok_with_json();
    }
    for name in ["ci", "job", "ldap"] {
        status(0, "after a login; what came of a password is not kept", name);
    }
    std::fs::remove_file(world.path("token")).unwrap();
    status(4, "without its file", "ci");
    table.ends(4, "status job, without its variable", &world.run(&["status", "job"]));
    table.matches("tokens-and-secrets");
    let json = world.run(&["status", "ci", "--json"]);
    assert_eq!((json.code, &json.json()[0]["lacks_token"], &json.json()[0]["asks_now"]), (4, &true.into(), &false.into()));
    assert_eq!(world.run(&["status", "ldap", "--json"]).json()[0]["lacks_token"], false);
}

#[test]
fn status_shows_an_invalid_profile_with_causes_and_hints() {
    let world = World::new(&[]);
    world.write_profile("torn", "extends = \"prod\"\nduration = \"5m\"\n");
    world.write_profile("lacking", "identity = \"web-identity\"\n");
    std::fs::create_dir(world.path("xdg_config_home/sts-cli/profiles/folder.toml")).unwrap();
    let all = world.run(&["status"]);
    for name in ["folder", "lacking", "torn"] {
        let one = world.run(&["status", name]);
        assert_eq!((one.code, one.stderr.as_str()), (3, ""), "{name}");
        assert!(all.stdout.contains(&one.stdout), "{}", one.stdout);
        let json = world.run(&["status", name, "--json"]);
        let (problem, hint) = (json.json()[0]["problem"].as_str().unwrap().to_owned(), json.json()[0]["hint"].as_str().unwrap().to_owned());
        assert!(one.stdout.contains(&problem) && !problem.is_empty(), "{problem}");
        assert!(one.stdout.contains(&hint) && !hint.is_empty(), "{hint}");
    }
    all.ends(3, "broken-profiles");
    world.run(&["status", "nosuch"]).fails(3, "none-of-this-name");
}
