//! The ways to ask and the forms to take the credentials in: the sample's flags, shells, and the form for people.

use crate::browser::Person;
use crate::clients::{Keys, mc, minutes_until, small_file};
use crate::program::{BINARY, ProgramOutput, bare, run, sts_cli_with};
use crate::servers::keycloak::{DISCOVERY, ISSUER};
use crate::servers::minio::ENDPOINT;
use crate::story::{Story, run_story};

const USAGE: i32 = 2;

/// Runs a script of the plain shell, with the binary, the AWS CLI and a small file at hand and this person at the browser.
fn shell(story: &Story, person: &Person, script: &str) -> ProgramOutput {
    let mut command = bare(story, "sh");
    command.env("BROWSER", person.browser_command(story)).env("AWS_EC2_METADATA_DISABLED", "true");
    command.env("STS_CLI", BINARY).env("AWS", story.tools.aws()).env("FILE", small_file(story));
    command.env("STS_CLI_ENDPOINT", ENDPOINT).env("STS_CLI_ISSUER", ISSUER).env("STS_CLI_CLIENT_ID", "sts-cli");
    run(command.args(["-euc", script]))
}

#[test]
fn the_aws_cli_works_after_a_shell_evaluates_the_variables() {
    run_story(|story| {
        let alice = Person::signs_in("alice");
        let script = r#"
            credentials=$("$STS_CLI" web-identity -o env:sh)
            eval "$credentials"
            "$AWS" s3 ls
            "$AWS" s3 cp "$FILE" s3://demo/by-eval.txt
            "$AWS" s3 ls s3://demo"#;
        let said = shell(story, &alice, script).assert_ok();
        assert!(said.stdout.contains("logs") && said.stdout.contains("by-eval.txt"), "{}", said.stdout);
    });
}

#[test]
fn the_shell_is_detected_and_fifteen_minutes_are_granted() {
    run_story(|story| {
        let alice = Person::signs_in("alice");
        let script = r#"
            AWS_PROFILE=stale AWS_ROLE_ARN=stale; export AWS_PROFILE AWS_ROLE_ARN
            credentials=$("$STS_CLI" web-identity -o env --duration 15m)
            eval "$credentials"
            "$AWS" s3 ls >/dev/null
            echo "${AWS_PROFILE-unset} ${AWS_ROLE_ARN-unset} $AWS_ENDPOINT_URL_S3 $AWS_CREDENTIAL_EXPIRATION""#;
        let said = shell(story, &alice, script).assert_ok();
        let mut words = said.stdout.split_whitespace();
        assert_eq!([words.next(), words.next(), words.next()], [Some("unset"), Some("unset"), Some(ENDPOINT)]);
        let minutes = minutes_until(words.next().expect("the expiration"));
        assert!((13..=15).contains(&minutes), "{minutes} minutes are left");
    });
}

#[test]
fn the_flags_of_the_minio_sample_work_with_one_dash() {
    run_story(|story| {
        let alice = Person::signs_in("alice");
        let flags = ["-cid", "sts-cli", "-config-ep", DISCOVERY, "-sts-ep", ENDPOINT, "-port", "18888", "-cscopes", "openid,profile"];
        let said = sts_cli_with(story, &alice, &[&["web-identity"], &flags[..], &["-o", "json"]].concat()).assert_ok();
        let page = alice.last_page(story);
        assert_eq!(page.parameter("redirect_uri"), "http://127.0.0.1:18888/oauth2/callback");
        assert_eq!(page.parameter("scope"), "openid profile");
        mc(story, &Keys::read(&said), &["ls", "x"]).assert_ok();
    });
}

#[test]
fn the_text_format_names_the_buckets_and_the_user() {
    run_story(|story| {
        let alice = Person::signs_in("alice");
        let arguments = ["web-identity", "--endpoint", ENDPOINT, "--issuer", ISSUER, "--client-id", "sts-cli", "-o", "text"];
        let said = sts_cli_with(story, &alice, &arguments).assert_ok();
        for word in ["alice", "readwrite", "demo", "logs"] {
            assert!(said.stdout.contains(word), "{word} is missing in\n{}", said.stdout);
        }
    });
}

#[test]
fn a_pipe_without_an_output_format_is_rejected_before_a_browser_opens() {
    run_story(|story| {
        let alice = Person::signs_in("alice");
        let said = shell(story, &alice, r#""$STS_CLI" web-identity | cat; "$STS_CLI" web-identity"#);
        said.assert_refused(USAGE).assert_explains(&["json", "env"]);
        assert!(!alice.browser_opened(story), "no browser was opened");
    });
}
