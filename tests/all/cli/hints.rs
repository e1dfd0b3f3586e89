//! Hints fit the command and the place: flags that it takes, variables, keys of its profile, the command that logs in.

use crate::support::snapshot::Table;
use crate::support::world::World;
use std::net::TcpListener;

#[test]
fn an_invalid_session_policy_is_named_with_its_source() {
    let world = World::new(&[]);
    world.write("xdg_config_home/sts-cli/profiles/policy.json", "[]");
    let mut table = Table::default();
    for line in ["allow = [\"read:demo\", \"reed:demo\"]", "allow = [\"read:x\"]", "policy = \"policy.json\"", "policy = \"nosuch.json\""] {
        world.write_profile("bad", &format!("extends = \"prod\"\n{line}\n"));
        table.fails(3, line, &world.run(&["get", "bad", "-o", "json"]));
    }
    let by_variable = world.program(&["web-identity", "-o", "json"]).env("STS_CLI_ALLOW", "read:demo\nreed:demo").run();
    table.fails(2, "STS_CLI_ALLOW", &by_variable);
    table.fails(2, "--allow reed:demo", &world.run(&["get", "prod", "-o", "json", "--allow", "reed:demo"]));
    table.matches("bad-policies");
}

#[test]
fn hints_name_flags_of_the_command_or_else_profile_keys() {
    let world = World::new(&[]);
    world.write_profile("a", "identity = \"web-identity\"\nendpoint = \"http://127.0.0.1:9\"\nissuer = \"http://127.0.0.1:9\"\n");
    world.run(&["get", "a", "-o", "json"]).fails(2, "missing-in-a-profile");
    world.program(&["get", "-o", "json"]).env("STS_CLI_PROFILE", "a").run().fails(2, "missing-in-a-profile");
    world.run(&["logout", "a"]).fails(2, "missing-with-a-flag-for-it");
    world.run(&["login", "a"]).fails(2, "missing-with-a-flag-for-it");
    world.run(&["web-identity", "--profile", "a", "-o", "json"]).fails(2, "missing-with-a-flag-for-it");
    world.write_profile("far", "extends = \"prod\"\nissuer = \"http://127.0.0.1:9\"\n");
    world.run(&["get", "far", "-o", "json"]).fails(6, "unreachable-by-a-profile");
    world.run(&["login", "far"]).fails(6, "unreachable-with-a-flag-for-it");
    world.write_profile("ci", "identity = \"web-identity\"\nendpoint = \"http://127.0.0.1:9\"\ntoken = \"gitlab\"\n");
    world.run(&["get", "ci", "-o", "json"]).fails(4, "no-gitlab-token");
    world.write_profile("aws", "extends = \"prod\"\ntoken = \"aws\"\n");
    world.run(&["get", "aws", "-o", "json"]).fails(4, "no-aws-token");
}

#[test]
fn the_login_command_is_named_if_prompting_is_not_possible() {
    let world = World::new(&[]);
    for flags in [&["--no-input"][..], &["--login", "never"]] {
        world.run(&[&["get", "prod", "-o", "json"], flags].concat()).fails(4, "may-not-ask");
    }
    let without_browser = world.program(&["exec", "prod", "--", "true"]).env("BROWSER", "").run();
    without_browser.fails(4, "nobody-to-ask");
    assert_eq!(world.browser_opened(), 0);
}

#[test]
fn a_setting_that_disables_prompts_is_named_with_a_command_that_overrides_it() {
    let world = World::new(&[]);
    world.write_profile("nv", "extends = \"prod\"\nlogin = \"never\"\n");
    for command in [&["get", "nv", "-o", "json"][..], &["login", "nv"]] {
        world.run(command).fails(4, "a-file-forbids-to-ask");
    }
    let by_variable = world.program(&["get", "prod", "-o", "json"]).env("STS_CLI_LOGIN", "never").run();
    by_variable.fails(4, "a-variable-forbids-to-ask");
    assert_eq!((world.browser_opened(), world.run(&["login", "nv", "--login", "auto"]).code), (0, 0));
    world.run(&["get", "nv", "-o", "json"]).ok_with_json();
}

#[test]
fn commands_in_hints_are_complete_if_the_profile_is_invalid() {
    let world = World::new(&[]);
    world.write_profile("pol", "extends = \"prod\"\npolicy = \"policy.json\"\n");
    let show = ["web-identity", "--allow", "read:bucket/prefix", "--print-policy"];
    for (policy, snapshot) in [("[]", "policy-of-another-shape"), ("{", "policy-that-is-no-json")] {
        world.write("xdg_config_home/sts-cli/profiles/policy.json", policy);
        for call in [&["logout", "pol"][..], &["get", "pol", "-o", "json"]] {
            let refused = world.run(call);
            assert!(refused.stderr.contains(&format!("`sts-cli {}`", show.join(" "))), "{}", refused.stderr);
            refused.fails(3, snapshot);
        }
    }
    assert!(world.run(&show).ok().contains("arn:aws:s3:::bucket/prefix"));
}

#[test]
fn a_taken_login_port_is_not_reported_as_the_endpoint_port() {
    let world = World::new(&[]);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    world.write_profile("fixed", &format!("extends = \"prod\"\nport = {port}\n"));
    let port = port.to_string();
    world.run(&["serve", "fixed"]).named(&port, "[PORT]").fails(4, "port-of-the-login-in-a-profile");
    world.run(&["get", "fixed", "-o", "json"]).named(&port, "[PORT]").fails(4, "port-of-the-login-with-a-flag-for-it");
    world.run(&["serve", "prod", "--port", &port]).named(&port, "[PORT]").fails(6, "port-of-the-endpoint");
    assert_eq!(world.browser_opened(), 0);
}
