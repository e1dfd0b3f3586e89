//! The names of profiles, and addresses in their place: what is none is refused with the place where it stands, and no password shown.

use crate::support::world::World;

#[test]
fn a_password_in_an_address_is_repeated_nowhere() {
    let world = World::new(&[]);
    let (address, bare) = ("https://me:planted-password@minio.example", "me:planted-password@minio.example");
    world.run(&["login", address]).refused(
        2,
        "error: the address: the endpoint holds a user name or password: addresses are shown and logged, leave it out\n  \
         hint: write the address https://minio.example:9000\n",
    );
    let cases: [&[&str]; 12] = [
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
    for case in cases {
        let outcome = world.run(case);
        assert!(outcome.code != 0 && !outcome.stderr.contains("planted"), "{case:?}: {}", outcome.stderr);
    }
}

#[test]
fn the_name_of_a_profile_that_is_none_is_said_with_the_place_where_it_stands() {
    let world = World::new(&[]);
    world.write_profile("odd", "extends = \"../prod\"\n");
    world.write_profile("last", "# of a colleague\nextends = \"prodd\"\n");
    let get = |named: &[&'static str]| [&["get", "-o", "json"], named].concat();
    world.run(&get(&["odd"])).refused_saying(3, &["profiles/odd.toml:1: extends: `../prod` is not the name of a profile"]);
    world.run(&get(&["last"])).refused_saying(3, &["profiles/last.toml:2: extends: there is no profile `prodd`", "did you mean `prod`?"]);
    world.run(&get(&["--profile", "a b"])).refused_saying(2, &["error: --profile: `a b` is not the name of a profile"]);
    for empty in [&["--profile", ""][..], &["--profile="], &["prod", "--profile="]] {
        world.run(&get(empty)).refused_saying(2, &["error: --profile: `` is not the name of a profile"]);
    }
    for command in ["get", "login"] {
        world.run(&[command, "prod", "--save="]).refused_saying(2, &["error: --save: `` is not the name of a profile"]);
    }
    world.run(&["login", world.variable("STS_CLI_ENDPOINT"), "--save", ""]).refused_saying(2, &["error: --save: ``"]);
    world.run(&get(&["--profile", "prodd"])).refused_saying(3, &["error: --profile: there is no profile `prodd`"]);
    world.run(&get(&["prodd"])).refused_saying(3, &["error: there is no profile `prodd`"]);
    let by_variable = |name: &str| world.program(&get(&[])).env("STS_CLI_PROFILE", name).run();
    by_variable("a b").refused_saying(2, &["error: STS_CLI_PROFILE: `a b` is not the name of a profile"]);
    by_variable("prodd").refused_saying(3, &["error: STS_CLI_PROFILE: there is no profile `prodd`"]);
    for (name, problem) in [("a b", "`a b` is not the name of a profile"), ("prodd", "there is no profile `prodd`")] {
        world.write("xdg_config_home/sts-cli/config.toml", &format!("default = \"{name}\"\n"));
        world.run(&get(&[])).refused_saying(3, &[&format!("sts-cli/config.toml:1: default: {problem}")]);
    }
}

#[test]
fn a_servers_address_that_lacks_its_beginning_is_not_taken_for_a_profiles_name() {
    let world = World::new(&[]);
    for address in ["minio.example:9000", "minio.example", "10.0.0.1:9000"] {
        world.run(&["login", address]).refused(
            2,
            &format!(
                "error: `{address}` is neither a profile nor a whole address\n  \
                 hint: for a server without a profile: sts-cli login https://{address}\n"
            ),
        );
    }
    world.run(&["login", "prod.example"]).refused_saying(2, &["hint: did you mean `prod`?\n", "sts-cli login https://prod.example\n"]);
    world.run(&["login", "../prod"]).refused_saying(2, &["`../prod` is not the name of a profile"]);
    world.write_profile("minio.example", "extends = \"prod\"\n");
    assert_eq!(world.run(&["login", "minio.example"]).code, 0);
    let address = world.variable("STS_CLI_ENDPOINT");
    world.run(&["login", address, "--endpoint", "https://other.example"]).refused(
        2,
        &format!(
            "error: both `{address}` and --endpoint `https://other.example` were named, and only one can count\n  \
             hint: leave out one of the two\n"
        ),
    );
    let same = format!("{address}/");
    world.run(&["login", address, "--endpoint", &same, "--save", "lab"]).refused_saying(2, &["nobody can be asked"]);
}

#[test]
fn who_has_no_profile_is_told_the_command_that_makes_the_first_one_and_who_has_many_the_nearest() {
    let world = World::new(&[]);
    std::fs::remove_file(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap();
    for command in [&["login"][..], &["get", "-o", "json"]] {
        world.run(command).fails(2, "none-named-of-none");
    }
    world.run(&["login", "prod"]).fails(3, "none-of-this-name-of-none");
    for command in [&["profiles", "list"][..], &["status"]] {
        assert_eq!(world.run(command).warns("no-profiles-yet"), "");
    }
    (0..1000).for_each(|number| world.write_profile(&format!("team-{number}"), "identity = \"ldap\"\n"));
    world.run(&["get", "xx-team", "-o", "json"]).fails(3, "none-of-this-name-of-many");
    world.run(&["get", "-o", "json"]).fails(2, "none-named-of-many");
}
