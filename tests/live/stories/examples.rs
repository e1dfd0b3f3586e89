//! The files of the folder `examples` that need real servers: a realm of Keycloak, a job with the AWS CLI, a kernel with boto3, Terraform.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::browser::Person;
use crate::clients::{Keys, small_file};
use crate::logins::logs_in;
use crate::program::{BINARY, bare, run, sts_cli, sts_cli_with};
use crate::servers::keycloak::{EXAMPLE_ISSUER, ISSUER};
use crate::servers::listener::Listener;
use crate::servers::minio::{ENDPOINT, EXAMPLE_ENDPOINT};
use crate::story::{Story, run_story};
use crate::tokens;

/// The role in the examples; the server here grants by the claim `policy` instead.
const ROLE: &str = "--role-arn arn:minio:iam:::role/uE-VQ65fgAHq7IKyWbVGYPATuIE";

/// A file of the folder, with the addresses and names of this suite.
fn example(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let places = [("https://minio.example:9000", ENDPOINT), (ROLE, ""), ("--audience minio", "--audience sts-cli")];
    places.iter().fold(text, |text, (shown, here)| text.replace(shown, here))
}

/// A program that finds `sts-cli` and the current AWS CLI on its `PATH`.
fn program(story: &Story, name: &str) -> Command {
    let mut command = bare(story, name);
    let folder = |file: &Path| file.parent().expect("a folder").display().to_string();
    command.env("PATH", format!("{}:{}:{}", folder(Path::new(BINARY)), folder(&story.tools.aws()), story.tools.path()));
    command.env("AWS_EC2_METADATA_DISABLED", "true");
    command
}

/// Logs in as alice with the profile `prod`, and sets up the AWS profile of the same name.
fn log_in(story: &Story) {
    let alice = Person::signs_in("alice");
    sts_cli_with(story, &alice, &["login", ENDPOINT, "--issuer", ISSUER, "--client-id", "sts-cli", "--save", "prod"]).assert_ok();
    run(program(story, "sts-cli").args(["configure", "aws", "prod"])).assert_ok();
}

#[test]
fn the_realm_of_the_examples_grants_the_policy_of_a_group() {
    logs_in("web-identity", "browser, realm of examples", "MinIO, Keycloak", |story| {
        let alice = Person::signs_in("alice");
        let flags = ["web-identity", "--endpoint", EXAMPLE_ENDPOINT, "--issuer", EXAMPLE_ISSUER, "--client-id", "sts-cli"];
        let said = sts_cli_with(story, &alice, &[&flags[..], &["-o", "json", "--no-buckets"]].concat()).assert_ok();
        let keys = Keys::read(&said).at(EXAMPLE_ENDPOINT);
        keys.assert_claim("policy", "readwrite");
        keys
    });
}

#[test]
fn a_reader_in_the_realm_of_the_examples_reads_only() {
    run_story(|story| {
        let bob = Person::signs_in("bob");
        let login = ["login", EXAMPLE_ENDPOINT, "--issuer", EXAMPLE_ISSUER, "--client-id", "sts-cli", "--save", "prod"];
        sts_cli_with(story, &bob, &login).assert_ok();
        let known = sts_cli(story, &["whoami", "prod", "--json"]).assert_ok().json();
        assert_eq!(known["credentials"]["policies"], serde_json::json!(["readonly"]), "{known}");
    });
}

#[test]
fn the_job_of_github_in_the_examples_uploads_with_the_aws_cli() {
    run_story(|story| {
        let service = Listener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://127.0.0.1:{}/token?v=1", service.port());
        let token = tokens::keycloak("alice", "scripts");
        service.serve(move |_| (200, format!(r#"{{"value":"{token}"}}"#)));
        let workflow = example("github-actions.yml").replace("write:reports", "write:demo").replace("s3://reports/", "s3://demo/by-job/");
        let exchange = workflow.split("run: |\n").nth(1).and_then(|rest| rest.split("      - name:").next()).expect("the first step");
        let upload = workflow.rsplit("run: ").next().expect("the second step");
        let file = small_file(story);
        let variables = r#"eval "$(sed -n '/<</{s/<<.*//;h;n;H;x;s/\n\(.*\)/="\1"/;s/^/export /p;}' "$GITHUB_ENV")""#;
        let script = format!("{exchange}\n{variables}\n{}\n", upload.replace("report.csv", &file));
        let mut command = program(story, "sh");
        command.args(["-euc", &script]).env("GITHUB_ENV", story.home().join("job"));
        command.env("ACTIONS_ID_TOKEN_REQUEST_URL", address).env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "a-secret-of-the-job");
        run(&mut command).assert_ok().assert_prints(&["upload: ", "s3://demo/by-job/small.txt"]);
    });
}

#[test]
fn a_kernel_with_the_start_up_file_of_the_examples_lists_buckets_with_boto3() {
    run_story(|story| {
        log_in(story);
        let script = format!(
            "{}\nimport boto3\nprint([bucket['Name'] for bucket in boto3.client('s3').list_buckets()['Buckets']])",
            example("jupyter-startup.py")
        );
        let python = story.tools.folder().join("boto3/bin/python").display().to_string();
        let listed = run(program(story, &python).args(["-c", &script])).assert_ok();
        assert!(listed.stdout.starts_with("['demo', 'logs'"), "the file prints nothing after a login: {}", listed.stdout);
    });
}

#[test]
fn terraform_stores_its_state_with_the_configuration_of_the_examples() {
    run_story(|story| {
        if !std::env::split_paths(story.tools.path()).any(|folder| folder.join("terraform").exists()) {
            println!("live: skipped: terraform: not on PATH; tests/live/README.md lists it");
            return;
        }
        log_in(story);
        run(program(story, "aws").args(["s3", "mb", "s3://terraform-state", "--profile", "prod"])).assert_ok();
        let folder = story.home().join("project");
        fs::create_dir_all(&folder).and_then(|()| fs::write(folder.join("terraform.tf"), example("terraform.tf"))).expect("a folder");
        for arguments in [&["init", "-input=false"][..], &["apply", "-auto-approve", "-input=false"]] {
            let mut command = program(story, "terraform");
            run(command.args(arguments).current_dir(&folder).env("CHECKPOINT_DISABLE", "1")).assert_ok();
        }
        let mut list = program(story, "aws");
        list.args(["s3", "ls", "s3://terraform-state/prod/", "--profile", "prod"]);
        run(&mut list).assert_ok().assert_prints(&["terraform.tfstate"]);
    });
}
