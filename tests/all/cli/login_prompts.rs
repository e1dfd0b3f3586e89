//! Login prompts, complete; other tests remove them from the output.

use crate::support::world::World;
use url::Url;

/// Asserts the prompt and the result of a login that times out.
fn assert_prompt(world: &World, flags: &[&str], variables: &[(&str, &str)], snapshot: &str) {
    let call = [&["get", "prod", "-o", "json", "--timeout", "1s"], flags].concat();
    let program = world.program(&call).env("BROWSER", "true");
    let outcome = variables.iter().fold(program, |program, (name, value)| program.env(name, value)).run();
    let invitation = world.events().all().into_iter().rfind(|event| event["shown"].is_string()).unwrap();
    let text = |field: &str| invitation[field].as_str().unwrap_or_default().to_owned();
    assert!(outcome.stderr.starts_with(&format!("{}\n", text("shown"))), "{}", outcome.stderr);
    let port = Url::parse(&text("redirect_uri")).ok().and_then(|redirect| redirect.port()).map(|port| port.to_string());
    let shown = [("complete_address", "[COMPLETE-ADDRESS]"), ("address", "[ADDRESS]"), ("redirect_uri", "[REDIRECT]"), ("code", "[CODE]")];
    let shown = shown.map(|(field, placeholder)| (text(field), placeholder));
    let names = shown.into_iter().chain(port.map(|port| (port, "[PORT]"))).filter(|(text, _)| !text.is_empty());
    names.fold(outcome, |outcome, (text, placeholder)| outcome.named(&text, placeholder)).fails(4, snapshot);
}

#[test]
fn the_login_prompt_shows_the_address_and_how_to_reach_it_remotely() {
    let world = World::new(&[]);
    let by_ssh = [("SSH_CONNECTION", "192.0.2.7 50022 192.0.2.1 22")];
    assert_prompt(&world, &[], &[], "browser-that-opens");
    world.clock_to("2030-01-01T01:00:00Z"); // nobody is asked again at once
    assert_prompt(&world, &["--no-browser"], &[], "address-to-open");
    world.clock_to("2030-01-01T02:00:00Z");
    assert_prompt(&world, &["--no-browser"], &by_ssh, "address-to-open-through-a-tunnel");
    world.clock_to("2030-01-01T03:00:00Z");
    assert_prompt(&world, &["--login", "device"], &[], "device-code");
}

#[test]
fn without_a_profile_login_creates_one_for_the_endpoint_of_a_flag_or_a_variable() {
    let world = World::new(&[]);
    let [endpoint, issuer] = ["STS_CLI_ENDPOINT", "STS_CLI_ISSUER"].map(|name| world.variable(name).to_owned());
    let by_flag = world.run(&["login", "--endpoint", &endpoint, "--issuer", &issuer, "--client-id", "sts-cli", "--save", "by-flag"]);
    assert_eq!(by_flag.code, 0, "{by_flag:#?}");
    let variables = [("STS_CLI_ENDPOINT", &endpoint), ("STS_CLI_ISSUER", &issuer), ("STS_CLI_CLIENT_ID", &"sts-cli".to_owned())];
    let program = world.program(&["login", "--save", "by-variable"]);
    let by_variable = variables.into_iter().fold(program, |program, (name, value)| program.env(name, value)).run();
    assert_eq!(by_variable.code, 0, "{by_variable:#?}");
    let profiles = world.run(&["profiles", "list"]).ok();
    assert_eq!(profiles, "by-flag\nby-variable\nprod\n");
    let with_default = world.program(&["login", "--endpoint", &endpoint]).env("STS_CLI_PROFILE", "prod").run();
    assert_eq!(with_default.code, 0, "a default profile with another endpoint: {with_default:#?}");
    assert_eq!(world.run(&["profiles", "list"]).ok(), profiles);
}
