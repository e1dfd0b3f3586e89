//! Hints fit the command and the place: flags that it takes, variables, keys of its profile, the command that logs in.

use crate::support::world::World;
use std::net::TcpListener;

#[test]
fn a_session_policy_that_is_none_is_said_with_the_place_where_it_stands() {
    let world = World::new(&[]);
    world.write("xdg_config_home/sts-cli/profiles/policy.json", "[]");
    let cases = [
        (
            "allow = [\"read:demo\", \"reed:demo\"]",
            "allow: `reed:demo` is not a permission",
            "write allow = [\"read:logs/2026\"], or a whole policy",
        ),
        (
            "allow = [\"read:x\"]",
            "allow: `x` does not name a bucket",
            "write allow = [\"read:BUCKET\"] or allow = [\"read:BUCKET/PREFIX\"]",
        ),
        ("policy = \"policy.json\"", "policy: the session policy is not an object", "shows what a policy looks like"),
        ("policy = \"nosuch.json\"", "policy: cannot read the session policy from ", "`policy` takes JSON, the path of a file"),
    ];
    for (line, problem, hint) in cases {
        world.write_profile("bad", &format!("extends = \"prod\"\n{line}\n"));
        world.run(&["get", "bad", "-o", "json"]).refused_saying(3, &[&format!("profiles/bad.toml:2: {problem}"), hint]);
    }
    let by_variable = world.program(&["web-identity", "-o", "json"]).env("STS_CLI_ALLOW", "read:demo\nreed:demo").run();
    by_variable.refused_saying(2, &["error: STS_CLI_ALLOW: `reed:demo` is not a permission", "write STS_CLI_ALLOW=read:logs/2026, or"]);
    let by_flag = world.run(&["get", "prod", "-o", "json", "--allow", "reed:demo"]);
    by_flag.refused_saying(2, &["error: --allow: `reed:demo` is not a permission", "write --allow read:logs/2026, or"]);
}

#[test]
fn hints_name_flags_that_the_command_takes_and_else_the_keys_of_its_profile() {
    let world = World::new(&[]);
    world.write_profile("a", "identity = \"web-identity\"\nendpoint = \"http://127.0.0.1:9\"\nissuer = \"http://127.0.0.1:9\"\n");
    let add = "error: the client id is missing\n  hint: add `client_id = \"…\"` to the profile `a` (`sts-cli profiles show a` names its file), \
               or give it in STS_CLI_CLIENT_ID\n";
    world.run(&["get", "a", "-o", "json"]).refused(2, add);
    world.program(&["get", "-o", "json"]).env("STS_CLI_PROFILE", "a").run().refused(2, add);
    world.run(&["logout", "a"]).refused(2, add);
    let give = "error: the client id is missing\n  hint: give it with --client-id or in STS_CLI_CLIENT_ID\n";
    world.run(&["login", "a"]).refused(2, give);
    world.run(&["web-identity", "--profile", "a", "-o", "json"]).refused(2, give);
    world.write_profile("far", "extends = \"prod\"\nissuer = \"http://127.0.0.1:9\"\n");
    let check = "hint: check `issuer` of the profile `far`, and that the identity provider runs and can be reached";
    world.run(&["get", "far", "-o", "json"]).refused_saying(6, &[check]);
    world.run(&["login", "far"]).refused_saying(6, &["hint: check --issuer, and that the identity provider runs"]);
    world.write_profile("ci", "identity = \"web-identity\"\nendpoint = \"http://127.0.0.1:9\"\ntoken = \"gitlab\"\n");
    let name = "hint: give `audience` of the profile `ci`, or name the variable that holds the token with `token = \"env:NAME\"`\n";
    world.run(&["get", "ci", "-o", "json"]).refused_saying(4, &[name]);
    world.write_profile("aws", "extends = \"prod\"\ntoken = \"aws\"\n");
    let name = "hint: name the file itself with `token = \"file:PATH\"` in the profile `aws`\n";
    world.run(&["get", "aws", "-o", "json"]).refused_saying(4, &[name]);
}

#[test]
fn where_nobody_can_be_asked_the_command_is_named_that_logs_in_with_the_profile() {
    let world = World::new(&[]);
    for flags in [&["--no-input"][..], &["--login", "never"]] {
        world.run(&[&["get", "prod", "-o", "json"], flags].concat()).refused(
            4,
            "error: a person must log in, and nobody may be asked\n  \
             hint: log in from a terminal, without --no-input and --login never: sts-cli login prod\n",
        );
    }
    let without_browser = world.program(&["exec", "prod", "--", "true"]).env("BROWSER", "").run();
    without_browser.refused(
        4,
        "error: a person must log in, and there is neither a browser nor a terminal to ask on\n  \
         hint: log in from a terminal, or where a browser can open: sts-cli login prod\n",
    );
    assert_eq!(world.opened(), 0);
}

#[test]
fn where_a_file_or_a_variable_forbids_to_ask_it_is_named_with_a_command_that_asks_all_the_same() {
    let world = World::new(&[]);
    world.write_profile("nv", "extends = \"prod\"\nlogin = \"never\"\n");
    let refused = |place: &str, name: &str| {
        format!(
            "error: a person must log in, and nobody may be asked\n  hint: {place} is never: change that, \
             or log in past it from a terminal, without --no-input: sts-cli login {name} --login auto\n"
        )
    };
    let file = world.path("xdg_config_home/sts-cli/profiles/nv.toml").display().to_string();
    for command in [&["get", "nv", "-o", "json"][..], &["login", "nv"]] {
        world.run(command).refused(4, &refused(&format!("`login` in {file}:2"), "nv"));
    }
    let by_variable = world.program(&["get", "prod", "-o", "json"]).env("STS_CLI_LOGIN", "never").run();
    by_variable.refused(4, &refused("STS_CLI_LOGIN", "prod"));
    assert_eq!((world.opened(), world.run(&["login", "nv", "--login", "auto"]).code), (0, 0));
    world.run(&["get", "nv", "-o", "json"]).ok_with_json();
}

#[test]
fn a_command_in_a_hint_stays_whole_where_the_profile_is_at_fault() {
    let world = World::new(&[]);
    world.write_profile("pol", "extends = \"prod\"\npolicy = \"policy.json\"\n");
    let show = ["web-identity", "--allow", "read:bucket/prefix", "--print-policy"];
    let command = format!("`sts-cli {}`", show.join(" "));
    for (policy, hint) in [("[]", format!("{command} shows what")), ("{", format!("correct it there; {command} shows a good one\n"))] {
        world.write("xdg_config_home/sts-cli/profiles/policy.json", policy);
        for call in [&["logout", "pol"][..], &["get", "pol", "-o", "json"]] {
            world.run(call).refused_saying(3, &[&format!("hint: {hint}")]);
        }
    }
    assert!(world.run(&show).ok().contains("arn:aws:s3:::bucket/prefix"));
}

#[test]
fn a_port_of_the_login_that_is_taken_is_no_port_of_the_endpoint() {
    let world = World::new(&[]);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    world.write_profile("fixed", &format!("extends = \"prod\"\nport = {port}\n"));
    let hint = |port: &str| format!("name several, such as 8000,18000, with {port}, or leave it out for a free one\n");
    world.run(&["serve", "fixed"]).refused_saying(4, &[&hint("`port` of the profile `fixed`")]);
    world.run(&["get", "fixed", "-o", "json"]).refused_saying(4, &[&hint("--port")]);
    let endpoint = world.run(&["serve", "prod", "--port", &port.to_string()]);
    endpoint.refused_saying(6, &["hint: choose another with --port, or leave it out"]);
    assert_eq!(world.opened(), 0);
}
