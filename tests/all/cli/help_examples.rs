//! The examples of every help text, as a user runs them: in a shell on a terminal, against the sandbox.

use crate::support::command_tree::{pages, tree};
use crate::support::has;
use crate::support::program::{BINARY, Program};
use crate::support::skip;
use crate::support::world::World;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// Examples that are not run, with reasons.
const NOT_RUN: [(&str, &str); 6] = [
    ("sts-cli login https://minio.example:9000", "prompts: flows/prompts.rs answers"),
    ("sts-cli profiles edit prod", "opens an editor: cli/profile_editing.rs edits"),
    ("sts-cli serve prod", "runs until it is stopped: deliveries/serve.rs"),
    ("sts-cli sandbox", "runs until it is stopped"),
    (
        "sts-cli get-session-token --endpoint https://sts.eu-west-1.amazonaws.com \\\n--source-profile keys --save mfa \\\n\
         --mfa-serial arn:aws:iam::123456789012:mfa/alice",
        "needs AWS's API: storage/session_tokens.rs runs it",
    ),
    ("eval \"$(sts-cli get-session-token --profile mfa -o env)\"", "needs AWS's API: storage/session_tokens.rs runs it"),
];

/// Returns the examples below a help text, each as one text; the sandbox example, which flows/identities.rs runs, is none of them.
fn examples(help: &str) -> Vec<String> {
    let sections = help.split("\n\n").filter(|section| section.starts_with("Example:\n") || section.starts_with("Examples:\n"));
    let lines = sections.flat_map(|section| section.lines().skip(1)).map(|line| line.trim_start().to_owned());
    lines.fold(Vec::new(), |mut examples: Vec<String>, line| {
        match examples.last_mut().filter(|last| last.ends_with('\\')) {
            Some(last) => last.extend(["\n", &line]),
            None => examples.push(line),
        }
        examples
    })
}

/// A world with the files, tools and variables that the examples need.
fn world() -> World {
    let world = World::new(&[]);
    let files = [
        ("token", "SANDBOX_CUSTOM_TOKEN_FILE"),
        ("secret", "SANDBOX_ROBOT_SECRET_FILE"),
        ("password", "SANDBOX_LDAP_PASSWORD_FILE"),
        ("cert.pem", "SANDBOX_CLIENT_CERT"),
        ("key.pem", "SANDBOX_CLIENT_KEY"),
    ];
    for (name, variable) in files {
        world.write(&format!("work/{name}"), &std::fs::read_to_string(world.variable(variable)).unwrap());
    }
    let keys = ["SANDBOX_ACCESS_KEY", "SANDBOX_SECRET_KEY"].map(|name| world.variable(name));
    world.write("home/.aws/credentials", &format!("[keys]\naws_access_key_id = {}\naws_secret_access_key = {}\n", keys[0], keys[1]));
    for tool in ["aws", "mc", "rclone"] {
        world.write(&format!("tools/{tool}"), "#!/bin/sh\ntest -n \"$MC_HOST_prod$AWS_CONTAINER_CREDENTIALS_FULL_URI\"\n");
        std::fs::set_permissions(world.path(&format!("tools/{tool}")), std::fs::Permissions::from_mode(0o700)).unwrap();
    }
    world
}

/// Runs an example with the addresses of this world; returns what the terminal showed, if it failed.
fn failure(example: &str, world: &World) -> Option<String> {
    let endpoint = if example.contains(" certificate ") { "SANDBOX_TLS_ENDPOINT" } else { "STS_CLI_ENDPOINT" };
    let places = [
        ("https://minio.example:9000", endpoint),
        ("https://id.example/realms/prod", "STS_CLI_ISSUER"),
        ("arn:minio:iam:::role/plugin", "SANDBOX_ROLE_ARN"),
    ];
    let script = places.iter().fold(example.to_owned(), |script, (shown, name)| script.replace(shown, world.variable(name)));
    world.write("work/example", &script);
    let mut shell = world.shell("exec script --quiet --return --command 'bash -eu example' /dev/null");
    let program = Path::new(&*BINARY).parent().unwrap().display().to_string();
    let path = format!("{}:{program}:/usr/local/bin:/usr/bin:/bin", world.path("tools").display());
    shell.current_dir(world.path("work")).env("PATH", path).env("STS_CLI", &*BINARY).env("STS_CLI_CA_BUNDLE", world.variable("SANDBOX_CA"));
    shell.env("STS_CLI_PASSWORD_FILE", "password"); // instead of an answer to the prompt
    if example.contains(" client-grants ") {
        shell.env("STS_CLI_CLIENT_SECRET_FILE", "secret");
    }
    let output = shell.output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (!output.status.success() || shown.contains("error:")).then_some(shown)
}

#[test]
fn every_example_of_every_help_runs() {
    let (mut count, mut left_out) = (0, 0);
    for page in pages(&tree()) {
        let help = Program::sts_cli(page.iter().map(String::as_str).chain(["--help"])).run().ok();
        let world = world();
        if page.first().is_some_and(|name| name == "web-identity") {
            std::fs::remove_file(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap(); // the example creates it
        } else {
            world.run(&["login", "prod"]).ok();
        }
        for example in examples(&help) {
            if NOT_RUN.iter().any(|(known, _)| *known == example) {
                left_out += 1;
                continue;
            }
            if example.contains("fish") && !has("fish") {
                skip(&example, "fish is not installed");
                continue;
            }
            let example = if example.ends_with("| source") { format!("fish --no-config --command '{example}'") } else { example };
            assert_eq!(failure(&example, &world), None, "{page:?}: {example}");
            count += 1;
        }
    }
    assert!(count > 30 && left_out >= NOT_RUN.len(), "{count} {left_out}");
}
