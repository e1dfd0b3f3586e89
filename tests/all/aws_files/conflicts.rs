//! Existing settings of a profile: conflicts that are reported, and settings of this program that are replaced.

use super::home::{FORCE, Home, PLAIN, credentials, request};
use crate::support::snapshot;
use std::path::PathBuf;
use sts_cli::deliver::aws_profile::{self, Error, FileChange};
use sts_cli::request::Request;
use sts_cli::sys::Trust;

/// The settings that were named, with the file and the line of each.
fn conflicts(refused: Result<Vec<FileChange>, Error>) -> Vec<(&'static str, String, usize)> {
    let Err(Error::Conflicts { conflicts, .. }) = refused else { panic!("{refused:?}") };
    let name = |path: PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
    conflicts.into_iter().map(|conflict| (conflict.key, name(conflict.path), conflict.line)).collect()
}

#[test]
fn foreign_keys_are_named_and_kept() {
    let theirs = "[prod]\naws_access_key_id = AKIATHEIRS\n# mine\naws_secret_access_key = fake-long-term\n";
    let home = Home::new();
    home.put("credentials", theirs);
    home.put("config", "[profile prod]\nrole_arn = x\ncredential_process = other\n");
    let refused = home.write("ASIAONE", PLAIN);
    let words = refused.as_ref().unwrap_err().to_string();
    assert!(!words.contains("fake"), "{words}");
    snapshot::matches("keys-of-somebody-else", &home.shown(&refused.as_ref().unwrap_err()));
    let expected = [
        ("aws_access_key_id", "credentials".to_owned(), 2),
        ("aws_secret_access_key", "credentials".to_owned(), 4),
        ("role_arn", "config".to_owned(), 2),
        ("credential_process", "config".to_owned(), 3),
    ];
    assert_eq!(conflicts(refused), expected);
    assert_eq!(home.text("credentials"), theirs);

    home.write("ASIAONE", FORCE).unwrap();
    assert!(home.text("credentials").starts_with("[prod]\naws_access_key_id = ASIAONE\n# mine\naws_secret_access_key = fake/secret+key\n"));
    assert_eq!(home.text("config"), "[profile prod]\n");
}

#[test]
fn foreign_keys_are_found_with_any_whitespace_and_case() {
    for line in
        ["aws_access_key_id\u{a0}= AKIATHEIRS", "\u{2003}aws_access_key_id\u{85}:AKIATHEIRS", "AWS_ACCESS_\u{212a}EY_ID = AKIATHEIRS"]
    {
        let home = Home::new();
        home.put("credentials", &format!("[prod]\n{line}\n"));
        assert_eq!(conflicts(home.write("ASIAONE", PLAIN)), [("aws_access_key_id", "credentials".to_owned(), 2)], "{line}");
        home.write("ASIAONE", FORCE).unwrap();
        let written = home.text("credentials");
        assert!(!written.contains("AKIATHEIRS") && written.lines().count() > 4, "{written}");
        home.write("ASIATWO", PLAIN).unwrap();
    }
}

#[test]
fn keys_that_replaced_ours_are_foreign() {
    let home = Home::new();
    home.write("ASIAONE", PLAIN).unwrap();
    home.put("credentials", &home.text("credentials").replacen("ASIAONE", "AKIATHEIRS", 1));
    assert_eq!(conflicts(home.write("ASIATWO", PLAIN)).len(), 3);
}

#[test]
fn foreign_region_and_endpoint_are_named_and_kept() {
    let theirs = "[prod]\nregion = eu-central-1 # mine\nendpoint_url = https://theirs.example\nca_bundle = /etc/minio/ca.pem\n";
    let home = Home::new();
    home.put("credentials", theirs);
    home.put("config", "[profile prod]\nregion = eu-central-1\n");
    let expected = [("region", "credentials".to_owned(), 2), ("endpoint_url", "credentials".to_owned(), 3)];
    assert_eq!(conflicts(home.write("ASIAONE", PLAIN)), expected, "the same bundle is nobody's loss, nor is what stands in the other file");
    assert_eq!(home.text("credentials"), theirs);

    home.write("ASIAONE", FORCE).unwrap();
    let start = "[prod]\n# mine\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:9000\nca_bundle = /etc/minio/ca.pem\n";
    assert!(home.text("credentials").starts_with(start), "{}", home.text("credentials"));
    assert_eq!(home.text("config"), "[profile prod]\nregion = eu-central-1\n");
}

#[test]
fn our_region_and_endpoint_are_updated_and_edited_ones_are_foreign() {
    let home = Home::new();
    home.write("ASIAONE", PLAIN).unwrap();
    let elsewhere = Request { region: "eu-west-2".to_owned(), trust: Trust::default(), ..request("http://127.0.0.1:9999") };
    home.write_for("ASIATWO", &elsewhere, PLAIN).unwrap();
    let written = home.text("credentials");
    assert!(written.contains("\nregion = eu-west-2\n") && written.contains("\nendpoint_url = http://127.0.0.1:9999\n"), "{written}");
    assert!(!written.contains("ca.pem"), "what is not given any more goes: {written}");
    home.write_for("ASIATWO", &request("https://sts.eu-west-1.amazonaws.com"), PLAIN).unwrap();
    assert!(!home.text("credentials").contains("127.0.0.1"), "else AWS's keys would be shown to the old store");

    home.put("credentials", &written.replace("\nregion = eu-west-2\n", "\nregion = eu-west\n"));
    let line = written.lines().position(|line| line.starts_with("region")).unwrap() + 1;
    assert_eq!(conflicts(home.write_for("ASIATHREE", &elsewhere, PLAIN)), [("region", "credentials".to_owned(), line)]);
    assert_eq!(conflicts(home.configure("http://127.0.0.1:9000", PLAIN)), [("region", "credentials".to_owned(), line)]);
    home.put("credentials", &home.text("credentials").replace("\nregion = eu-west\n", "\nregion = eu-west-1\n"));
    home.configure("http://127.0.0.1:9000", PLAIN).unwrap();
    assert_eq!(home.text("credentials"), "[prod]\nregion = eu-west-1\n", "the keys make way, the person's region stays");
}

#[test]
fn settings_that_override_the_endpoint_are_named_in_both_files() {
    let home = Home::new();
    let theirs = "[profile prod]\nservices = mine\nignore_configured_endpoint_urls = True\nendpoint_url = https://theirs.example\n";
    home.put("config", theirs);
    let named = |key, line| (key, "config".to_owned(), line);
    assert_eq!(conflicts(home.write("ASIAONE", PLAIN)), [named("services", 2), named("ignore_configured_endpoint_urls", 3)]);
    let aws = request("https://sts.eu-west-1.amazonaws.com");
    assert_eq!(conflicts(home.write_for("ASIAONE", &aws, PLAIN)), [named("services", 2), named("endpoint_url", 4)]);
    home.put("credentials", "[prod]\nservices = mine\n");
    home.put("config", "[profile prod]\nignore_configured_endpoint_urls = false\nendpoint_url = https://theirs.example\n");
    assert_eq!(conflicts(home.write("ASIAONE", PLAIN)), [("services", "credentials".to_owned(), 2)]);
    home.write("ASIAONE", FORCE).unwrap();
    assert!(home.text("config").ends_with("endpoint_url = https://theirs.example\n"), "that beside the keys wins: {}", home.text("config"));

    home.put("config", "[profile prod]\nservices = prod-sts-cli\noutput = json\n");
    home.write("ASIATWO", PLAIN).unwrap();
    assert_eq!(home.text("config"), "[profile prod]\noutput = json\n", "what this program put there makes way");
}

#[test]
fn settings_in_the_credentials_file_that_override_the_command_are_named() {
    let home = Home::new();
    let theirs = "[prod]\nregion = eu-central-1\nendpoint_url = https://theirs.example\nca_bundle = /etc/theirs.pem\nservices = mine\ns3 =\n  \
                  max_queue_size = 5\nignore_configured_endpoint_urls = true\nrequest_checksum_calculation = when_supported\n";
    home.put("credentials", theirs);
    let expected = [
        ("region", 2),
        ("ca_bundle", 4),
        ("request_checksum_calculation", 9),
        ("s3", 6),
        ("services", 5),
        ("ignore_configured_endpoint_urls", 8),
        ("endpoint_url", 3),
    ];
    assert_eq!(
        conflicts(home.configure("http://127.0.0.1:9000", PLAIN)),
        expected.map(|(key, line)| (key, "credentials".to_owned(), line))
    );
    assert!(!home.path("config").exists());
    home.configure("http://127.0.0.1:9000", FORCE).unwrap();
    assert_eq!(home.text("credentials"), "[prod]\n");

    let same = "[prod]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:9000/\nca_bundle = /etc/minio/ca.pem\nservices = prod-sts-cli\ns3 =\n  \
                max_queue_size = 5\n  addressing_style = path\nignore_configured_endpoint_urls = false\noutput = json\n";
    home.put("credentials", same);
    home.configure("http://127.0.0.1:9000", PLAIN).unwrap();
    assert_eq!(home.text("credentials"), same, "what says the same is in nobody's way");

    home.put("credentials", "");
    home.put("config", "[profile prod]\nendpoint_url = https://theirs.example\n");
    assert_eq!(conflicts(home.configure("https://sts.eu-west-1.amazonaws.com", PLAIN)), [("endpoint_url", "config".to_owned(), 2)]);
}

#[test]
fn settings_of_the_previous_endpoint_are_removed_when_the_profile_moves() {
    let home = Home::new();
    home.configure("http://127.0.0.1:9000", PLAIN).unwrap();
    let minio = home.text("config");
    let aws = Request { trust: Trust::default(), ..request("https://sts.eu-west-1.amazonaws.com") };
    let command = "[profile prod]\ncredential_process = /opt/sts-cli get prod -o process\nregion = eu-west-1\n";
    home.configure_for(&aws, PLAIN).unwrap();
    assert_eq!(
        home.text("config"),
        format!("{command}\n[services prod-sts-cli]\n"),
        "else the keys of AWS would be shown to the old store"
    );

    let renewed = Request { trust: Trust::default(), ..request("http://127.0.0.1:9999") };
    home.put("config", &minio);
    home.configure_for(&renewed, PLAIN).unwrap();
    assert_eq!(home.text("config"), minio.replace("ca_bundle = /etc/minio/ca.pem\n", "").replace(":9000", ":9999"));

    let theirs = minio.replace("= path", "= virtual\n  max_queue_size = 5").replace("= when_required", "= when_supported");
    home.put("config", &theirs);
    home.configure_for(&aws, PLAIN).unwrap();
    let settings = "s3 =\n  addressing_style = virtual\n  max_queue_size = 5\nrequest_checksum_calculation = when_supported\n\
                    response_checksum_validation = when_supported\n";
    assert_eq!(home.text("config"), format!("{command}{settings}\n[services prod-sts-cli]\n"), "what a person set stays");

    let no_process = minio.replace("credential_process = /opt/sts-cli get prod -o process\n", "output = json\n");
    home.put("config", &no_process);
    home.configure_for(&aws, FORCE).unwrap();
    assert!(!home.text("config").contains("127.0.0.1"), "the section of services is ours by its name: {}", home.text("config"));
}

#[test]
fn a_foreign_ca_bundle_is_kept_until_the_endpoint_changes() {
    let without_bundle = |endpoint| Request { trust: Trust::default(), ..request(endpoint) };
    let elsewhere = |endpoint| Request { region: "eu-west-2".to_owned(), ..without_bundle(endpoint) };
    let (minio, aws) = ("http://127.0.0.1:9000", "https://sts.eu-west-1.amazonaws.com");
    for (endpoint, other) in [(minio, "http://127.0.0.1:9999"), (minio, aws), (aws, minio)] {
        let home = Home::new();
        home.configure_for(&without_bundle(endpoint), PLAIN).unwrap();
        let theirs = home.text("config").replace("\nregion = eu-west-1\n", "\nregion = eu-west-1\nca_bundle = /etc/theirs.pem\n");
        home.put("config", &theirs);
        home.configure_for(&without_bundle(endpoint), PLAIN).unwrap();
        assert_eq!(home.text("config"), theirs, "the same store");
        for moved in [without_bundle(other), elsewhere(endpoint)] {
            home.put("config", &theirs);
            home.configure_for(&moved, PLAIN).unwrap();
            assert!(!home.text("config").contains("ca_bundle"), "{}", home.text("config"));
        }
    }
}

#[test]
fn settings_beside_another_command_are_kept() {
    let theirs = "[profile prod]\ncredential_process = /usr/bin/vault aws\nca_bundle = /etc/theirs.pem\ns3 =\n  addressing_style = path\n";
    let aws = Request { trust: Trust::default(), ..request("https://sts.eu-west-1.amazonaws.com") };
    let home = Home::new();
    home.put("config", theirs);
    home.configure_for(&aws, FORCE).unwrap();
    let written = home.text("config");
    assert!(written.contains("\nca_bundle = /etc/theirs.pem\ns3 =\n  addressing_style = path\n"), "{written}");
}

#[test]
fn settings_that_override_the_command_are_named_in_both_files() {
    let home = Home::new();
    home.put("credentials", "[prod]\naws_access_key_id = AKIATHEIRS\naws_secret_access_key = fake-long-term\n");
    home.put("config", "[profile prod]\nsso_session = corp\nservices = mine\ncredential_process = /usr/bin/vault aws\n");
    let expected = [
        ("sso_session", "config".to_owned(), 2),
        ("credential_process", "config".to_owned(), 4),
        ("services", "config".to_owned(), 3),
        ("aws_access_key_id", "credentials".to_owned(), 2),
        ("aws_secret_access_key", "credentials".to_owned(), 3),
    ];
    assert_eq!(conflicts(home.configure("http://127.0.0.1:9000", PLAIN)), expected);
    home.configure("http://127.0.0.1:9000", FORCE).unwrap();
    assert_eq!(home.text("credentials"), "[prod]\n");
    assert!(home.text("config").starts_with("[profile prod]\nservices = prod-sts-cli\ncredential_process = /opt/sts-cli get prod"));
}

#[test]
fn conflicts_under_another_spelling_of_the_name_are_named_and_replaced() {
    let home = Home::new();
    let store = request("http://127.0.0.1:9000");
    let theirs = "[profile prod]\noutput = json\n[profile 'prod']\naws_access_key_id = AKIATHEIRS\nservices = mine\noutput = text\n";
    home.put("config", theirs);
    let named = |key, line| (key, "config".to_owned(), line);
    let expected = [named("aws_access_key_id", 4), named("services", 5)];
    assert_eq!(conflicts(home.configure_for(&store, PLAIN)), expected, "one section to us, two to Python");
    let keys = credentials("ASIAONE");
    let settings = "credential_process = /usr/bin/vault aws\nservices = mine\noutput = text\n";
    let cases = [
        (1, format!("[default]\n{settings}[profile default]\n")),
        (2, format!("[profile default]\n[default]\n{settings}")),
        (1, format!("[ profile default ]\n{settings}[default]\n")),
    ];
    for (header, theirs) in cases {
        home.put("config", &theirs);
        let configure = |write_options| {
            let done = aws_profile::configure("default", "/opt/sts-cli get default -o process", &store, write_options, &home.deps);
            home.deps.block_on(done).unwrap()
        };
        let write = |write_options| {
            let done = aws_profile::write_profile("default", &keys, &store, write_options, &home.deps);
            home.deps.block_on(done).unwrap()
        };
        let expected = [named("credential_process", header + 1), named("services", header + 2)];
        assert_eq!(conflicts(configure(PLAIN)), expected, "{theirs}");
        assert_eq!(conflicts(write(PLAIN)), expected, "{theirs}");
        assert_eq!(home.text("config"), theirs);
        configure(FORCE).unwrap();
        let written = home.text("config");
        assert!(!written.contains("vault") && !written.contains("mine") && written.contains("output = text\n"), "{written}");
        assert_eq!(written.matches("credential_process = /opt/sts-cli").count(), 1, "{written}");
        configure(PLAIN).unwrap();
        assert_eq!(home.text("config"), written);
        home.put("config", &theirs);
        write(FORCE).unwrap();
        assert_eq!(home.text("config"), theirs.replace("credential_process = /usr/bin/vault aws\nservices = mine\n", ""));
        std::fs::remove_file(home.path("credentials")).unwrap();
    }
}

#[test]
fn user_settings_are_named_before_the_command_replaces_them() {
    let theirs = "[profile prod]\nregion = eu-central-1\noutput = json\ns3 =\n  max_concurrent_requests = 20\n";
    let home = Home::new();
    home.put("config", theirs);
    assert_eq!(conflicts(home.configure("http://127.0.0.1:9000", PLAIN)), [("region", "config".to_owned(), 2)]);
    assert_eq!(home.text("config"), theirs);
    home.configure("http://127.0.0.1:9000", FORCE).unwrap();
    let written = home.text("config");
    assert!(written.contains("region = eu-west-1\n") && written.contains("max_concurrent_requests = 20\n"), "{written}");
    home.put("config", &written.replace("eu-west-1", "eu-west-2"));
    home.configure("http://127.0.0.1:9000", PLAIN).unwrap();
    assert_eq!(home.text("config"), written, "a profile that asks this program is its own");
}

#[test]
fn keys_that_we_wrote_are_replaced_by_the_command() {
    let home = Home::new();
    home.write("ASIAONE", PLAIN).unwrap();
    home.configure("http://127.0.0.1:9000", PLAIN).unwrap();
    assert_eq!(home.text("credentials"), "[prod]\n");
}

#[test]
fn an_endpoint_in_any_service_block_is_a_conflict() {
    let ours = "http://127.0.0.1:9000";
    let named = |key, file: &str, line| (key, file.to_owned(), line);
    type Case<'a> = (&'a str, &'a str, &'a [(&'static str, usize)]);
    let cases: [Case; 6] = [
        ("config", "[profile prod]\ndynamodb =\n  endpoint_url = http://old\n", &[("dynamodb.endpoint_url", 3)]),
        (
            "config",
            "[profile prod]\nkinesis =\n  endpoint_url = http://old\nSQS =\n  max = 5\n  endpoint_url = http://old\ns3 =\n  endpoint_url = http://old\n",
            &[("s3.endpoint_url", 8), ("kinesis.endpoint_url", 3), ("SQS.endpoint_url", 6)],
        ),
        ("credentials", "[prod]\niam =\n  endpoint_url = http://old\n", &[("iam.endpoint_url", 3)]),
        ("config", "[profile prod]\ns3 =\n  signature_version = s3\n  addressing_style = path\n", &[("s3.signature_version", 3)]),
        ("config", "[profile prod]\ndynamodb =\n  endpoint_url = http://127.0.0.1:9000/\n", &[]),
        ("config", "[profile prod]\ns3 =\n  signature_version = s3v4\n  addressing_style = path\ncli_pager =\n", &[]),
    ];
    for (file, theirs, expected) in cases {
        for configures in [true, false] {
            let home = Home::new();
            home.put(file, theirs);
            let run = |options| if configures { home.configure(ours, options) } else { home.write("ASIAONE", options) };
            if expected.is_empty() {
                run(PLAIN).unwrap();
                continue;
            }
            let expected: Vec<_> = expected.iter().map(|(key, line)| named(*key, file, *line)).collect();
            assert_eq!(conflicts(run(PLAIN)), expected, "{configures} {theirs}");
            assert_eq!(home.text(file), theirs);
            run(FORCE).unwrap();
            assert!(!home.text(file).contains("http://old") && !home.text(file).contains("version = s3\n"), "{}", home.text(file));
        }
    }
    let home = Home::new();
    home.put("config", "[DEFAULT]\ndynamodb =\n  endpoint_url = http://old\n[profile prod]\noutput = json\n");
    let Err(Error::Inherited { conflicts, .. }) = home.configure(ours, FORCE) else { panic!("it is inherited in Python") };
    assert_eq!((conflicts[0].key, conflicts[0].line), ("dynamodb.endpoint_url", 3));
}

#[test]
fn added_options_in_our_command_are_replaced_only_with_force() {
    let ours = "http://127.0.0.1:9000";
    for (command, is_own) in [
        ("/opt/sts-cli get prod -o process --min-life 1h", true),
        ("/opt/sts-cli --timeout 30 get prod -o process", true),
        ("sts-cli get prod -o process -v", true),
        ("/old/sts-cli get prod -o process", false),
        ("/old/link get prod -o process", false),
    ] {
        let home = Home::new();
        let theirs = format!("[profile prod]\ncredential_process = {command}\n");
        home.put("config", &theirs);
        if is_own {
            assert_eq!(conflicts(home.configure(ours, PLAIN)), [("credential_process", "config".to_owned(), 2)], "{command}");
            assert_eq!(home.text("config"), theirs);
        }
        home.configure(ours, if is_own { FORCE } else { PLAIN }).unwrap();
        assert!(home.text("config").contains("credential_process = /opt/sts-cli get prod -o process\n"), "{command}");
    }
}
