//! `status`: what is said of tokens and secrets that are brought along, and of profiles that are broken.

use crate::support::world::World;

#[test]
fn status_tells_of_tokens_and_secrets_that_are_brought_along_what_is_kept_of_them() {
    let world = World::new(&[]);
    let at = format!("endpoint = \"{}\"\n", world.variable("STS_CLI_ENDPOINT"));
    let token = std::fs::read_to_string(world.variable("SANDBOX_ID_TOKEN_FILE")).unwrap();
    world.write("token", &token);
    world.write_profile("ci", &format!("identity = \"web-identity\"\n{at}token = \"file:{}\"\n", world.path("token").display()));
    world.write_profile("job", &format!("identity = \"web-identity\"\n{at}token = \"env:JOB_TOKEN\"\n"));
    let file = world.variable("SANDBOX_LDAP_PASSWORD_FILE");
    world.write_profile("ldap", &format!("identity = \"ldap\"\n{at}user = \"alice\"\npassword_file = \"{file}\"\n"));
    let status = |name: &str| {
        let outcome = world.program(&["status", name]).env("JOB_TOKEN", token.trim()).run();
        (outcome.code, outcome.stdout.lines().last().unwrap().trim().to_owned())
    };
    let nothing = (0, "none kept; the next ones come without asking".to_owned());
    assert_eq!(["ci", "job", "ldap"].map(status), [nothing.clone(), nothing.clone(), nothing.clone()]);
    for name in ["ci", "job", "ldap"] {
        world.program(&["get", name, "-o", "json"]).env("JOB_TOKEN", token.trim()).run().ok_with_json();
    }
    assert_eq!(status("ldap"), nothing, "what came of a password is not kept");
    for name in ["ci", "job"] {
        let (code, line) = status(name);
        assert!(code == 0 && line.contains("ends 2030-01-01") && line.ends_with("; renewed without asking"), "{name}: {line}");
    }
    std::fs::remove_file(world.path("token")).unwrap();
    let lacking = (4, "none kept; its token cannot be read".to_owned());
    assert_eq!(status("ci"), lacking);
    let json = world.run(&["status", "ci", "--json"]);
    assert_eq!((json.code, &json.json()[0]["lacks_token"], &json.json()[0]["asks_now"]), (4, &true.into(), &false.into()));
    assert_eq!(world.run(&["status", "ldap", "--json"]).json()[0]["lacks_token"], false);
    let unset = world.run(&["status", "job"]);
    assert!((unset.code, unset.stdout.ends_with("none kept; its token cannot be read\n")) == (4, true), "{}", unset.stdout);
}

#[test]
fn a_broken_profile_is_told_with_causes_and_hints_whether_it_is_named_or_not() {
    let world = World::new(&[]);
    world.write_profile("torn", "extends = \"prod\"\nduration = \"5m\"\n");
    world.write_profile("lacking", "identity = \"web-identity\"\n");
    std::fs::create_dir(world.path("xdg_config_home/sts-cli/profiles/folder.toml")).unwrap();
    let folder = world.path("xdg_config_home/sts-cli/profiles/folder.toml").display().to_string();
    let told = [
        ("folder", format!("cannot be used: cannot read {folder}: it is no file\n  hint: check that {folder} is a text file")),
        ("lacking", "cannot be used: the identity provider's issuer is missing\n  hint: ".to_owned()),
        (
            "torn",
            "torn.toml:2: duration: a session of 5m is out of bounds: servers grant 15m to 365d (many no more than 12h)\n  hint: "
                .to_owned(),
        ),
    ];
    let all = world.run(&["status"]);
    for (name, expected) in told {
        let one = world.run(&["status", name]);
        assert_eq!((one.code, one.stderr.as_str()), (3, ""), "{name}");
        assert!(one.stdout.contains(&expected) && all.stdout.contains(&one.stdout), "{}", one.stdout);
        let json = world.run(&["status", name, "--json"]);
        let (problem, hint) = (json.json()[0]["problem"].as_str().unwrap().to_owned(), json.json()[0]["hint"].as_str().unwrap().to_owned());
        assert!(expected.contains(&problem) || problem.contains("duration"), "{problem}");
        assert!(one.stdout.contains(&hint) && !hint.is_empty(), "{hint}");
    }
    assert_eq!(all.code, 3);
    world.run(&["status", "nosuch"]).refused_saying(3, &["there is no profile `nosuch`"]);
}
