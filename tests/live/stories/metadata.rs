//! The addresses where clouds hand out credentials: nobody is asked there who was not asked for.
//!
//! Every story ends with a look at them; here are those where a program might think of going there.

use crate::program::{BINARY, bare, run};
use crate::servers::minio::{CAROL, ENDPOINT, LDAP_ENDPOINT, PLUGIN_ENDPOINT, TLS_ENDPOINT};
use crate::servers::watch;
use crate::story::{Story, run_story};

/// Runs without prompts in an environment like that of a cloud container.
fn run_in_cloud(story: &Story, arguments: &[&str]) {
    let mut command = bare(story, BINARY);
    command.env("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/for-tests").env("AWS_REGION", "us-east-1");
    command.env("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials");
    command.env("KUBERNETES_SERVICE_HOST", "127.0.0.1").env("ECS_CONTAINER_METADATA_URI_V4", "http://169.254.170.2/v4/for-tests");
    run(command.args(arguments).args(["-o", "json", "--no-input"])).assert_failed();
}

#[test]
fn identities_with_missing_settings_contact_no_metadata_service() {
    run_story(|story| {
        run_in_cloud(story, &["assume-role", "--endpoint", ENDPOINT]);
        run_in_cloud(story, &["assume-role", "--endpoint", ENDPOINT, "--access-key", "carol"]);
        run_in_cloud(story, &["web-identity", "--endpoint", ENDPOINT, "--issuer", ENDPOINT, "--client-id", "sts-cli"]);
        run_in_cloud(story, &["client-grants", "--endpoint", ENDPOINT, "--client-id", "robot"]);
        run_in_cloud(story, &["ldap", "--endpoint", LDAP_ENDPOINT, "--user", "alice"]);
        run_in_cloud(story, &["certificate", "--endpoint", TLS_ENDPOINT]);
        run_in_cloud(story, &["custom-token", "--endpoint", PLUGIN_ENDPOINT, "--role-arn", "arn:minio:iam:::role/idmp-demo"]);
    });
}

#[test]
fn token_sources_contact_no_metadata_service() {
    run_story(|story| {
        for source in ["ci", "github", "gitlab", "buildkite", "circleci", "kubernetes", "aws", "env:NOT_SET"] {
            run_in_cloud(story, &["web-identity", "--endpoint", ENDPOINT, "--token", source]);
        }
    });
}

#[test]
fn a_program_that_contacts_the_metadata_service_is_noticed() {
    run_story(|story| {
        let program = story.tools.aws().display().to_string();
        run(bare(story, &program).args(["--endpoint-url", ENDPOINT, "s3", "ls"])).assert_failed();
        let contacts = watch::contacts();
        assert!(contacts.iter().any(|contact| contact.starts_with("169.254.169.254:80")), "{contacts:?}");
    });
}

/// Why the table of clients has neither of these ways for it: nobody answers here, so it goes on with what it was handed.
#[test]
fn s3cmd_with_a_token_file_contacts_the_metadata_service_for_every_request() {
    const OWN_FILE: &str = r#"
        variables=$("$STS_CLI" assume-role -o env:sh)
        eval "$variables"
        printf '%s\n' '[default]' "access_key = $AWS_ACCESS_KEY_ID" "secret_key = $AWS_SECRET_ACCESS_KEY" \
            "access_token = $AWS_SESSION_TOKEN" >"$HOME/.s3cfg"
        unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN"#;
    const PROFILE: &str = r#"
        "$STS_CLI" assume-role --write-profile demo --quiet
        unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
        rm -f "$HOME/.s3cfg"; export AWS_PROFILE=demo"#;
    const LIST: &str = r#"
        host=${STS_CLI_ENDPOINT#http://}
        "$S3CMD" --host="$host" --host-bucket="$host" --no-ssl ls"#;
    run_story(|story| {
        for set_up in [OWN_FILE, PROFILE] {
            let mut command = bare(story, "sh");
            command.env("STS_CLI", BINARY).env("STS_CLI_ENDPOINT", ENDPOINT);
            command.env("S3CMD", story.tools.folder().join("s3cmd/bin/s3cmd"));
            command.env("AWS_ACCESS_KEY_ID", CAROL.0).env("AWS_SECRET_ACCESS_KEY", CAROL.1);
            let said = run(command.args(["-euc", &format!("{set_up}\n{LIST}")])).assert_ok();
            assert!(said.stdout.contains("s3://demo"), "{}", said.stdout);
            let contacts = watch::contacts();
            let in_the_cloud = "169.254.169.254:80 was asked for /latest/";
            assert!(contacts.len() > 1 && contacts.iter().all(|contact| contact.starts_with(in_the_cloud)), "{contacts:?}");
        }
    });
}
