//! The names of profiles, and addresses in their place: what is none is refused with the place where it stands, and no password shown.

use crate::support::snapshot::Table;
use crate::support::world::World;

#[test]
fn a_password_in_a_url_is_never_shown() {
    let world = World::new(&[]);
    let (address, bare) = ("https://me:planted-password@minio.example", "me:planted-password@minio.example");
    let cases: [&[&str]; 13] = [
        &["login", address],
        &["login", address, "--profile", "prod"],
        &["login", "prod", "--profile", address],
        &["login", "prod", "--save", address],
        &["login", bare],
        &["login", "minio.example/?planted-password"],
        &["login", "minio.example:9000/?planted-password"],
        &["login", "minio.example#planted-password"],
        &["get", bare, "-o", "json"],
        &["get", address, "-o", "json"],
        &["get", "prod", "--profile", bare, "-o", "json"],
        &["get", "https://minio.example/?planted-password", "-o", "json"],
        &["profiles", "remove", address],
    ];
    let mut table = Table::default();
    for case in cases {
        let outcome = world.run(case);
        assert!(outcome.code != 0 && !outcome.stderr.contains("planted"), "{case:?}: {}", outcome.stderr);
        table.fails(outcome.code, &case.join(" "), &outcome);
    }
    table.matches("passwords-in-addresses");
}

#[test]
fn an_invalid_profile_name_is_reported_with_its_source() {
    let world = World::new(&[]);
    world.write_profile("odd", "extends = \"../prod\"\n");
    world.write_profile("last", "# of a colleague\nextends = \"prodd\"\n");
    let get = |named: &[&'static str]| [&["get", "-o", "json"], named].concat();
    world.run(&get(&["odd"])).fails(3, "extends-what-is-no-name");
    world.run(&get(&["last"])).fails(3, "extends-none");
    world.run(&get(&["--profile", "a b"])).fails(2, "no-name-by-flag");
    for empty in [&["--profile", ""][..], &["--profile="], &["prod", "--profile="]] {
        world.run(&get(empty)).fails(2, "empty-name-by-flag");
    }
    for command in ["get", "login"] {
        world.run(&[command, "prod", "--save="]).fails(2, "empty-name-to-save");
    }
    world.run(&["login", world.variable("STS_CLI_ENDPOINT"), "--save", ""]).fails(2, "empty-name-to-save");
    world.run(&get(&["--profile", "prodd"])).fails(3, "none-by-flag");
    world.run(&get(&["prodd"])).fails(3, "none-by-argument");
    let by_variable = |name: &str| world.program(&get(&[])).env("STS_CLI_PROFILE", name).run();
    by_variable("a b").fails(2, "no-name-by-variable");
    by_variable("prodd").fails(3, "none-by-variable");
    for (name, snapshot) in [("a b", "no-name-by-default"), ("prodd", "none-by-default")] {
        world.write("xdg_config_home/sts-cli/config.toml", &format!("default = \"{name}\"\n"));
        world.run(&get(&[])).fails(3, snapshot);
    }
}

#[test]
fn an_address_without_a_scheme_is_not_read_as_a_profile_name() {
    let world = World::new(&["no-metadata"]);
    let mut table = Table::default();
    for address in ["minio.example:9000", "minio.example", "10.0.0.1:9000", "prod.example", "../prod"] {
        table.fails(2, &format!("login {address}"), &world.run(&["login", address]));
    }
    table.matches("addresses-without-a-beginning");
    world.write_profile("minio.example", "extends = \"prod\"\n");
    assert_eq!(world.run(&["login", "minio.example"]).code, 0);
    let address = world.variable("STS_CLI_ENDPOINT");
    world.run(&["login", address, "--endpoint", "https://other.example"]).fails(2, "two-addresses");
    let same = format!("{address}/");
    world.run(&["login", address, "--endpoint", &same, "--save", "lab"]).fails(2, "the-same-address-twice");
}

#[test]
fn hints_name_the_command_for_a_first_profile_or_the_nearest_profile() {
    let world = World::new(&[]);
    std::fs::remove_file(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap();
    world.run(&["login"]).fails(2, "login-with-none-of-none");
    world.run(&["get", "-o", "json"]).fails(2, "none-named-of-none");
    world.run(&["login", "prod"]).fails(3, "none-of-this-name-of-none");
    for command in [&["profiles", "list"][..], &["status"]] {
        assert_eq!(world.run(command).warns("no-profiles-yet"), "");
    }
    (0..1000).for_each(|number| world.write_profile(&format!("team-{number}"), "identity = \"ldap\"\n"));
    world.run(&["get", "xx-team", "-o", "json"]).fails(3, "none-of-this-name-of-many");
    world.run(&["get", "-o", "json"]).fails(2, "none-named-of-many");
}
