//! The commands of the folder `examples`, run with the sandbox in place of the servers. Programs that get credentials are replaced by one
//! that fetches them as an AWS SDK does.

use crate::support::answer::ScriptedResponse;
use crate::support::examples::Example;
use crate::support::server::Hostile;
use crate::support::world::World;
use crate::support::{has, skip};
use serde_json::json;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

/// The role in the examples; the sandbox grants by the claim `policy` instead.
const ROLE: &str = "arn:minio:iam:::role/uE-VQ65fgAHq7IKyWbVGYPATuIE";

/// Stands for `aws` and `python3`: prints its arguments, and fails if it cannot get credentials in the way that the variables say.
const CLIENT: &str = r#"#!/bin/sh
set -eu
if [ -n "${AWS_CONTAINER_CREDENTIALS_FULL_URI:-}" ]; then
    password=$(cat "$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
    curl --silent --fail --header "Authorization: $password" "$AWS_CONTAINER_CREDENTIALS_FULL_URI" | grep --quiet AccessKeyId
elif [ -n "${AWS_PROFILE:-}" ]; then
    grep --quiet "^\[$AWS_PROFILE\]" "$HOME/.aws/credentials"
else
    test -n "$AWS_ACCESS_KEY_ID" -a -n "$AWS_SESSION_TOKEN" -a -n "$AWS_ENDPOINT_URL_S3"
fi
echo "$(basename "$0") $*"
"#;

/// A world with the client under the names of the programs that examples start.
fn world() -> World {
    let world = World::new(&[]);
    for name in ["aws", "python3"] {
        world.write(&format!("bin/{name}"), CLIENT);
        std::fs::set_permissions(world.path(&format!("bin/{name}")), PermissionsExt::from_mode(0o700)).unwrap();
    }
    world
}

/// A text of an example with the addresses and files of this world.
fn adapted(text: &str, world: &World) -> String {
    let place = |name: &str| world.path(name).display().to_string();
    [
        (&*format!("--role-arn {ROLE}"), String::new()),
        (&*format!("role_arn = \"{ROLE}\"\n"), String::new()),
        ("https://minio.example:9000", world.variable("STS_CLI_ENDPOINT").to_owned()),
        ("https://id.example/realms/prod", world.variable("STS_CLI_ISSUER").to_owned()),
        ("/var/run/secrets/minio/token", world.variable("SANDBOX_ID_TOKEN_FILE").to_owned()),
        ("/run/secrets/robot-secret", world.variable("SANDBOX_ROBOT_SECRET_FILE").to_owned()),
        ("/run/endpoint", place("endpoint")),
    ]
    .into_iter()
    .fold(text.to_owned(), |text, (shown, here)| text.replace(shown, &here))
}

/// A POSIX shell with this script, in which the programs of the examples are the client and `sts-cli` the real one.
fn shell(world: &World, script: &str) -> Command {
    let mut command = world.shell(&adapted(script, world));
    let program = std::path::Path::new(&*crate::support::program::BINARY).parent().unwrap();
    let path = format!("{}:{}:/usr/local/bin:/usr/bin:/bin", world.path("bin").display(), program.display());
    command.env("PATH", path).current_dir(world.path("home"));
    command
}

/// The output of a script that succeeds; notes are about the sandbox's token, which is for another audience.
fn output(world: &World, command: &mut Command) -> String {
    let outcome = world.finish(command);
    assert_eq!((outcome.code, outcome.stderr.contains("error:")), (0, false), "{outcome:#?}");
    outcome.stdout
}

/// Whether the client can run here.
fn has_curl(what: &str) -> bool {
    if !has("curl") {
        skip(what, "curl is not installed here");
    }
    has("curl")
}

/// The variables in the file of a job, which steps of a workflow write for the next ones.
fn job_variables(file: &str) -> Vec<(String, String)> {
    let mut lines = file.lines();
    let mut variables = Vec::new();
    while let Some((name, delimiter)) = lines.next().and_then(|line| line.split_once("<<")) {
        let value: Vec<&str> = lines.by_ref().take_while(|line| *line != delimiter).collect();
        variables.push((name.to_owned(), value.join("\n")));
    }
    variables
}

#[test]
fn the_workflows_of_github_and_forgejo_upload_with_the_token_of_the_job() {
    for name in ["github-actions.yml", "forgejo-actions.yml"] {
        let (world, service) = (world(), Hostile::start());
        let token = std::fs::read_to_string(world.variable("SANDBOX_ID_TOKEN_FILE")).unwrap();
        service.expect("GET /token?v=1&audience=minio", ScriptedResponse::json(&json!({"value": token.trim()})));
        world.write("job", "");
        let mut printed = String::new();
        for step in Example::read(name).values("run") {
            let variables = job_variables(&std::fs::read_to_string(world.path("job")).unwrap());
            let mut command = shell(&world, &step);
            command.envs(variables).env("GITHUB_ENV", world.path("job"));
            command.env("ACTIONS_ID_TOKEN_REQUEST_URL", format!("{}/token?v=1", service.origin()));
            command.env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "a-secret-of-the-job");
            printed = output(&world, &mut command);
        }
        assert_eq!(printed, "aws s3 cp report.csv s3://reports/\n", "{name}");
    }
}

#[test]
fn the_job_of_gitlab_uploads_with_its_token() {
    let world = world();
    let example = Example::read("gitlab-ci.yml");
    let [script] = &example.values("script")[..] else { panic!("{}", example.text) };
    let script = script.replace("- |\n", "").replace("- ", "");
    let token = std::fs::read_to_string(world.variable("SANDBOX_ID_TOKEN_FILE")).unwrap();
    let printed = output(&world, shell(&world, &script).env("MINIO_ID_TOKEN", token.trim()).env("GITLAB_CI", "true"));
    assert_eq!(printed, "aws s3 cp report.csv s3://reports/\n");
}

/// Writes the profile of a ConfigMap or of Compose as an administrator's.
fn install_profile(world: &World, example: &str, key: &str, name: &str) {
    let [profile] = &Example::read(example).values(key)[..] else { panic!("{example} has not one {key}") };
    world.write(&format!("system/profiles/{name}.toml"), &adapted(profile, world));
}

#[test]
fn the_commands_of_the_containers_get_credentials() {
    if !has_curl("the commands of the containers") {
        return;
    }
    let world = world();
    install_profile(&world, "kubernetes-profile.yaml", "pods.toml", "pods");
    install_profile(&world, "compose.yaml", "content", "robot");
    for (example, printed) in [
        ("kubernetes-pod.yaml", "python3 report.py\n"),
        ("kubernetes-cronjob.yaml", "aws s3 sync /data s3://backup/\n"),
        ("compose.yaml", "python3 /app/report.py\n"),
    ] {
        let command = Example::read(example).list("command").join(" ");
        assert_eq!(output(&world, &mut shell(&world, &command)), printed, "{example}");
    }
}

/// Runs `script` while the command `server` runs, and returns its output.
fn while_serving(world: &World, server: &str, script: &str) -> String {
    let script = format!("{server} > \"$WORLD/served\" & server=$!\ntrap 'kill $server; wait $server || true' EXIT\n{script}");
    output(world, &mut shell(world, &script))
}

#[test]
fn the_program_beside_the_sidecar_fetches_credentials() {
    if !has_curl("the sidecar") {
        return;
    }
    let world = world();
    install_profile(&world, "kubernetes-profile.yaml", "pods.toml", "pods");
    let example = Example::read("kubernetes-sidecar.yaml");
    let commands = example.values("command");
    let [sidecar, program] = &commands[..] else { panic!("{commands:?}") };
    let sidecar = sidecar.replace(['[', ']', ',', '"'], "").replace(" --port 9911", "");
    let probe = example.text.split("exec: {command: [sh, -c, \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let program = program.replace(['[', ']', ','], "");
    let token_file = example.text.split("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, value: ").nth(1).and_then(|rest| rest.split('}').next());
    let script = format!(
        "until {probe} > \"$WORLD/probe\" 2>&1; do kill -0 $server; sleep 0.1; done\n\
         export AWS_CONTAINER_CREDENTIALS_FULL_URI=$(sed -n 's/^Endpoint *//p' \"$WORLD/served\")\n\
         export AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE={}\n{program}",
        token_file.unwrap()
    );
    std::fs::create_dir(world.path("endpoint")).unwrap();
    assert_eq!(while_serving(&world, &sidecar, &script), "python3 report.py\n");
}

#[test]
fn the_unit_of_systemd_serves_at_a_path_that_does_not_change() {
    if !has_curl("the unit of systemd") {
        return;
    }
    let world = world();
    world.run(&["login", "prod"]).ok();
    let example = Example::read("sts-cli-serve@.service");
    let setting = |key: &str| example.text.lines().find_map(|line| line.strip_prefix(key)).unwrap().to_owned();
    let unit = |text: String| text.replace("%t", &world.path("runtime").display().to_string()).replace("%i", "prod");
    let server = unit(setting("ExecStart=/usr/bin/env ")).replace(" --port 9911", "");
    let runtime = world.path("runtime").join(unit(setting("RuntimeDirectory="))).display().to_string();
    std::fs::create_dir_all(&runtime).unwrap();
    let script = format!(
        "until test -e {runtime}/token; do kill -0 $server; sleep 0.1; done\n\
         export AWS_CONTAINER_CREDENTIALS_FULL_URI=$(sed -n 's/^Endpoint *//p' \"$WORLD/served\")\n\
         AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE={runtime}/token aws s3 ls"
    );
    assert_eq!(while_serving(&world, &server, &script), "aws s3 ls\n");
}

#[test]
fn a_kernel_of_jupyter_selects_the_profile_and_reports_a_required_login() {
    if !has("python3") {
        return skip("the start-up file of Jupyter", "python3 is not installed here");
    }
    let world = World::new(&[]);
    world.write("startup.py", &format!("{}\nprint(os.environ['AWS_PROFILE'])\n", Example::read("jupyter-startup.py").text));
    let start = || output(&world, &mut shell(&world, "python3 \"$WORLD/startup.py\""));
    let before = start();
    assert!(before.contains("login required") && before.contains("sts-cli login prod") && before.ends_with("\nprod\n"), "{before}");
    world.run(&["login", "prod"]).ok();
    assert_eq!(start(), "prod\n");
}
