//! Odd command lines: whatever command a hint names, it is one that is accepted.

use crate::support::snapshot::Table;
use crate::support::world::World;

/// Command lines that are not accepted.
const ODD: [&str; 102] = [
    // a profile, an address or another word in place of the command
    "prod",
    "prod -o json",
    "-q prod -o env:sh",
    "prod -o yaml",
    "prod status",
    "prod --json status",
    "prod exec -- env",
    "prod exec env",
    "prod configure aws --dry-run",
    "prod profiles show",
    "prod web-identity --print-policy",
    "prod completions bash",
    "prod login --renew",
    "prod other",
    "prud -o json",
    "gett prod",
    "GET prod",
    "Get",
    "stauts --json",
    "exce prod echo hi",
    "list",
    "show prod",
    "nonsense",
    "nonsense --json",
    "https://minio.example:9000",
    "https://minio.example:9000 --renew",
    "minio.example:9000",
    "-- help",
    "-- get prod",
    "-- prod",
    "--color get prod",
    "help nonsense",
    "profiles prod",
    "profiles prod -v",
    "profiles lst",
    "profiles prod show",
    "version prod",
    "-q version --nonsense",
    // no command
    "--profile prod",
    "-v",
    "--json",
    "--json --json",
    "--token env:TOKEN",
    "--csec x",
    "-csec x",
    "--online",
    "--all",
    "--everywhere",
    "--renew",
    "--dry-run",
    "--port 8000",
    "--nonsense",
    "-o yaml",
    "profiles -v",
    "profiles -p prod",
    // options of other commands
    "get prod --renew",
    "get prod --renew --online",
    "get prod --online=x --renew",
    "get prod -csec x",
    "get prod -V",
    "status --version",
    "--token - get prod",
    "--token=- get prod",
    "-csec x get prod",
    "web-identity --token env:TOKEN --renew",
    "status --renew",
    "status prod --json -o",
    "logout --json",
    "logout --output=json",
    "configure aws prod --json",
    "configure prod --json",
    "-p prod profiles show",
    "profiles remove --profile=spare",
    "profiles show -pprod",
    "profiles list -p prod",
    "-p prod completions bash",
    "login prod --outptu json",
    "get prod --duratoin 8h",
    "get prod prod",
    "get --all",
    "status --until 5h prod",
    "whoami prod --dry-run",
    // options by their names in other programs, and options that are similar to none
    "get --format json",
    "get prod --format=json",
    "status --format json",
    "exec prod --format json -- env",
    "get prod --duration-seconds 3600",
    "ldap --username alice",
    "web-identity --oidc-issuer-url https://id.example",
    "get prod --formats json",
    "get --nothing-like-it",
    // the tool of configure
    "configure prod --dry-run",
    "configure other rclone --dry-run",
    "configure help",
    // exec without dashes
    "exec prod echo hi",
    "exec prod -q echo hi",
    "exec prod echo hi -- -n",
    "exec prod --bogus echo",
    "exec prudd env X=1 echo hi",
    "exec echo hi",
    "exec prod",
    "exec prod --no-input",
];

/// Returns the commands that the hints of a message name.
fn hinted(message: &str) -> Vec<Vec<String>> {
    let hints = message.lines().filter(|line| line.starts_with("  hint: ") || line.starts_with("  tip: "));
    let quoted = hints.flat_map(|hint| hint.split('`').skip(1).step_by(2)).filter_map(|text| text.strip_prefix("sts-cli "));
    quoted.map(|command| shlex::split(&command.replace("PROFILE", "prod")).unwrap()).collect()
}

#[test]
fn every_command_in_a_hint_is_accepted() {
    let world = World::new(&[]);
    for name in ["other", "spare"] {
        world.write_profile(name, "extends = \"prod\"\n");
    }
    world.run(&["login", "prod"]).ok();
    let mut table = Table::default();
    let mut refused = Vec::new();
    for typed in ODD {
        let words = shlex::split(typed).unwrap();
        let outcome = world.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
        if outcome.code == 0 || outcome.stderr.contains("as a value, use") {
            refused.push(format!("{typed}: {}", outcome.stderr));
        }
        for right in hinted(&outcome.stderr) {
            let again = world.run(&right.iter().map(String::as_str).collect::<Vec<_>>());
            let is_refused =
                ["\nUsage: ", "try '--help'", "cannot be used", "run `sts-cli "].iter().any(|sign| again.stderr.contains(sign));
            let lacks_profile = again.stderr.starts_with("error: no profile given"); // a correct form, whose hint names the profiles
            if again.code == 2 && is_refused && !lacks_profile {
                refused.push(format!("{typed}: {right:?}: {}", again.stderr));
            }
        }
        table.row(typed, &outcome.stderr);
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    table.matches("odd-command-lines");
}
