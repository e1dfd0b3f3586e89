//! After a login: a summary on a terminal, the facts in a pipe, and the only profile as the default.

use crate::support::terminal::Terminal;
use crate::support::world::World;

/// A world without profiles.
fn world() -> World {
    let world = World::new(&["no-metadata"]);
    std::fs::remove_file(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap();
    world
}

#[test]
fn quiet_logins_and_pipes_print_the_facts_only() {
    let world = world();
    let login = ["login", world.variable("STS_CLI_ENDPOINT"), "--issuer", world.variable("STS_CLI_ISSUER"), "--client-id", "sts-cli"];
    let outcome = world.run(&[&login[..], &["--save", "lab"]].concat());
    outcome.ends(0, "facts-in-a-pipe");
    let mut terminal = Terminal::of(&world, "sh");
    terminal.types("sts-cli login lab -q; echo \"code=$?\"\n");
    terminal.shows(&["Expires        2030-01-01 08:00", "Policy         readwrite", "code=0"]);
    terminal.types("sts-cli login lab; echo \"code=$?\"\n");
    terminal.shows(&["Logged in to lab as alice (policy readwrite)", "code=0"]);
}

#[test]
fn the_only_profile_becomes_the_default_unless_one_is_set() {
    let world = world();
    let (endpoint, issuer) = (world.variable("STS_CLI_ENDPOINT"), world.variable("STS_CLI_ISSUER"));
    let save = |name: &str| world.run(&["login", endpoint, "--issuer", issuer, "--client-id", "sts-cli", "--save", name]).code;
    world.write("xdg_config_home/sts-cli/config.toml", "# mine\ncache = \"file\"");
    assert_eq!(save("lab"), 0);
    let config = || std::fs::read_to_string(world.path("xdg_config_home/sts-cli/config.toml")).unwrap();
    assert_eq!(config(), "# mine\ncache = \"file\"\ndefault = \"lab\"\n");
    assert_eq!(save("second"), 0);
    assert_eq!(config(), "# mine\ncache = \"file\"\ndefault = \"lab\"\n");
}

#[test]
fn a_login_without_prompts_ends_without_a_prompt() {
    let world = world();
    let (endpoint, issuer) = (world.variable("STS_CLI_ENDPOINT"), world.variable("STS_CLI_ISSUER"));
    let mut terminal = Terminal::of(&world, "sh");
    terminal.types(&format!("sts-cli login {endpoint} --issuer {issuer} --client-id sts-cli --save lab; echo \"code=$?\"\n"));
    terminal.shows(&["Buckets: demo, logs", "sts-cli configure aws lab", "code=0"]);
    world.write_profile("bare", "extends = \"lab\"\nno_buckets = true\n");
    terminal.types("sts-cli login bare; echo \"code=$?\"\n");
    terminal.shows(&["Logged in to bare as alice", "\r\n\r\nNext:", "code=0"]);
}
