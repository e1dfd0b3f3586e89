//! What `setup` prints for Keycloak and MinIO, run word for word: on a new realm, and on a MinIO that was never told of a provider.

use std::process::{Command, Stdio};
use std::time::Instant;

use crate::browser::Person;
use crate::clients::Keys;
use crate::logins::logs_in;
use crate::program::{BINARY, ProgramOutput, bare, run, run_with_input, sts_cli};
use crate::servers::minio::{ROOT, SETUP_ENDPOINT};
use crate::story::Story;

const ISSUER: &str = "http://127.0.0.1:8180/realms/setup";
/// The realm and the user that an administrator has before the steps begin.
const BEFORE: &str = "
    kcadm.sh config credentials --server http://127.0.0.1:8180 --realm master --user admin
    kcadm.sh create realms -s realm=setup -s enabled=true -s sslRequired=NONE
    kcadm.sh create users -r setup -s username=alice -s enabled=true -s email=alice@example.com -s firstName=Alice -s lastName=Example
    kcadm.sh set-password -r setup --username alice --new-password alice-password-for-tests";

/// A command of an administrator, with the programs that the steps name.
fn administrator(story: &Story, program: &str) -> Command {
    let mut command = Command::new("timeout");
    let folders = [story.tools.keycloak().join("bin"), story.tools.folder().join("bin")];
    let folders = folders.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>().join(":");
    command.args(["--kill-after=5", "240", program]).env_clear();
    command.env("PATH", format!("{folders}:{}", story.tools.path())).env("HOME", story.home()).env("TERM", "xterm");
    command.env("KC_CLI_PASSWORD", "admin-password-for-tests"); // in place of the prompt
    command.envs(std::env::var_os("JAVA_HOME").map(|java| ("JAVA_HOME", java)));
    command
}

fn run_script(command: &mut Command, script: &str) {
    run(command.args(["-euc", script])).assert_ok();
}

/// mc shows a restart on a terminal only.
fn run_on_terminal(story: &Story, script: &str) -> ProgramOutput {
    let started = Instant::now();
    let mut command = administrator(story, "script");
    command.args(["--quiet", "--return", "--command", &format!("set -eu\n{script}"), "/dev/null"]).stdin(Stdio::null());
    ProgramOutput::of(command.output().expect("script is there"), started.elapsed()).assert_ok()
}

#[test]
fn an_administrator_runs_the_steps_of_keycloak_and_minio_as_printed_and_alice_logs_in() {
    logs_in("web-identity", "browser, after `setup keycloak`", "MinIO, Keycloak", |story| {
        run_script(&mut administrator(story, "sh"), BEFORE);
        let arguments =
            ["setup", "keycloak", "--endpoint", SETUP_ENDPOINT, "--issuer", ISSUER, "--client-id", "setup-cli", "--account", "alice"];
        let page = sts_cli(story, &arguments).assert_ok().stdout;
        let lines: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("    ")).collect();
        let position = |start: &str| lines.iter().position(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{start}: {page}"));
        let (alias, login) = (position("mc alias set "), position("sts-cli login "));
        run_script(&mut administrator(story, "sh"), &lines[..alias].join("\n"));
        let keys = format!("{}\n{}\n", ROOT.0, ROOT.1);
        run_with_input(administrator(story, "sh").args(["-euc", lines[alias]]), &keys).assert_ok();
        run_on_terminal(story, &lines[alias + 1..login].join("\n"));
        let alice = Person::signs_in("alice");
        for line in &lines[login..] {
            let line = line.replacen("sts-cli", BINARY, 1);
            run(bare(story, "sh").args(["-euc", &line]).env("BROWSER", alice.browser_command(story))).assert_ok();
        }
        alice.waits_for_page(story).assert_success("alice");
        Keys::read(&sts_cli(story, &["get", "prod", "-o", "json", "--no-buckets"]).assert_ok()).at(SETUP_ENDPOINT)
    });
}

#[test]
fn the_arn_of_a_role_that_setup_prints_is_that_of_minio() {
    crate::story::run_story(|story| {
        let arguments = ["setup", "gitlab", "--endpoint", SETUP_ENDPOINT, "--audience", "role-of-jobs", "--subject", "a/b"];
        let page = sts_cli(story, &arguments).assert_ok().stdout;
        let host = SETUP_ENDPOINT.replace("://", &format!("://{}:{}@", ROOT.0, ROOT.1));
        let mut mc = administrator(story, "mc");
        mc.env("MC_HOST_root", host).args(["idp", "openid", "add", "root", "jobs", "client_id=role-of-jobs", "client_secret=unused"]);
        run(mc.args(["role_policy=readonly", &format!("config_url={}", crate::servers::keycloak::DISCOVERY)])).assert_ok();
        let arn = page.split('`').find(|span| span.starts_with("arn:minio:iam:::role/")).expect("an ARN");
        let list = run_on_terminal(
            story,
            &format!(
                "export MC_HOST_root={}\nmc admin service restart root\nmc idp openid ls root",
                SETUP_ENDPOINT.replace("://", &format!("://{}:{}@", ROOT.0, ROOT.1))
            ),
        );
        assert!(list.stdout.contains(arn), "{arn}: {}", list.stdout);
    });
}
