//! The addresses where clouds hand out credentials: nobody is asked there who was not asked for.
//!
//! Every story ends with a look at them; here are those where a program might think of going there.

use crate::program::{BINARY, bare, run};
use crate::servers::minio::{ENDPOINT, LDAP_ENDPOINT, PLUGIN_ENDPOINT, TLS_ENDPOINT};
use crate::servers::watch;
use crate::story::{Story, tell};

/// Runs with nobody to ask, as in a container of a cloud.
fn runs_in_a_cloud(story: &Story, arguments: &[&str]) {
    let mut command = bare(story, BINARY);
    command.env("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/for-tests").env("AWS_REGION", "us-east-1");
    command.env("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials");
    command.env("KUBERNETES_SERVICE_HOST", "127.0.0.1").env("ECS_CONTAINER_METADATA_URI_V4", "http://169.254.170.2/v4/for-tests");
    run(command.args(arguments).args(["-o", "json", "--no-input"])).assert_failed();
}

#[test]
fn no_identity_that_lacks_something_looks_for_it_in_the_cloud() {
    tell(|story| {
        runs_in_a_cloud(story, &["assume-role", "--endpoint", ENDPOINT]);
        runs_in_a_cloud(story, &["assume-role", "--endpoint", ENDPOINT, "--access-key", "carol"]);
        runs_in_a_cloud(story, &["web-identity", "--endpoint", ENDPOINT, "--issuer", ENDPOINT, "--client-id", "sts-cli"]);
        runs_in_a_cloud(story, &["client-grants", "--endpoint", ENDPOINT, "--client-id", "robot"]);
        runs_in_a_cloud(story, &["ldap", "--endpoint", LDAP_ENDPOINT, "--user", "alice"]);
        runs_in_a_cloud(story, &["certificate", "--endpoint", TLS_ENDPOINT]);
        runs_in_a_cloud(story, &["custom-token", "--endpoint", PLUGIN_ENDPOINT, "--role-arn", "arn:minio:iam:::role/idmp-demo"]);
    });
}

#[test]
fn no_source_of_a_token_is_looked_for_in_the_cloud() {
    tell(|story| {
        for source in ["ci", "github", "gitlab", "buildkite", "circleci", "kubernetes", "aws", "env:NOT_SET"] {
            runs_in_a_cloud(story, &["web-identity", "--endpoint", ENDPOINT, "--token", source]);
        }
    });
}

#[test]
fn a_program_that_does_look_there_is_noticed() {
    tell(|story| {
        let program = story.tools.aws().display().to_string();
        run(bare(story, &program).args(["--endpoint-url", ENDPOINT, "s3", "ls"])).assert_failed();
        let contacts = watch::contacts();
        assert!(contacts.iter().any(|contact| contact.starts_with("169.254.169.254:80")), "{contacts:?}");
    });
}
