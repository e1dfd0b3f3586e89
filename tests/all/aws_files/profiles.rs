//! Profiles on the disk: what a run writes, what it names instead of overwriting it, and what becomes of links, modes and locks.

use super::sdk;
use crate::support;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::time::Duration;
use sts_cli::aws_files::NoPlaces;
use sts_cli::credentials::Credentials;
use sts_cli::deliver::aws_profile::{self, Error, Touched, command_line};
use sts_cli::request::{Manner, Request};
use sts_cli::secret::{SecretKey, SessionToken};
use sts_cli::sys::files::{FileError, LockError};
use sts_cli::sys::{Deps, Directories, Environment, Trust};
use tempfile::TempDir;

const PLAIN: Manner = Manner { force: false, dry_run: false, in_place: false };
const FORCE: Manner = Manner { force: true, ..PLAIN };
const DRY_RUN: Manner = Manner { dry_run: true, ..PLAIN };

/// A home with nothing in it, and what a run in it does.
struct Home {
    folder: TempDir,
    deps: Deps,
}

impl Home {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        let environment = Environment::from([("HOME", path), ("XDG_RUNTIME_DIR", path)]);
        let deps = Deps { directories: Directories::from_environment(&environment), environment, ..Deps::real() };
        Self { folder, deps }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(".aws").join(name)
    }

    fn put(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path("")).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn write(&self, key: &str, manner: Manner) -> Result<Vec<Touched>, Error> {
        self.write_for(key, &request("http://127.0.0.1:9000"), manner)
    }

    fn write_for(&self, key: &str, request: &Request, manner: Manner) -> Result<Vec<Touched>, Error> {
        self.deps.block_on(aws_profile::write_profile("prod", &credentials(key), request, manner, &self.deps)).unwrap()
    }

    fn configure(&self, endpoint: &str, manner: Manner) -> Result<Vec<Touched>, Error> {
        self.configure_for(&request(endpoint), manner)
    }

    fn configure_for(&self, request: &Request, manner: Manner) -> Result<Vec<Touched>, Error> {
        let command = command_line(Path::new("/opt/sts-cli"), &["get", "prod", "-o", "process"]).unwrap();
        self.deps.block_on(aws_profile::configure("prod", &command, request, manner, &self.deps)).unwrap()
    }
}

fn credentials(key: &str) -> Credentials {
    Credentials {
        access_key: key.to_owned(),
        secret_key: SecretKey::new("fake/secret+key".to_owned()),
        session_token: SessionToken::new("fake.session==".to_owned()),
        expiration: "2030-01-01T08:00:00Z".parse().unwrap(),
        granted: "2030-01-01T00:00:00Z".parse().unwrap(),
        name: None,
        identity: None,
    }
}

fn request(endpoint: &str) -> Request {
    Request {
        trust: Trust { ca_bundle: Some("/etc/minio/ca.pem".into()), ..Trust::default() },
        region: "eu-west-1".to_owned(),
        profile: Some("prod".to_owned()),
        ..support::request::request(endpoint)
    }
}

/// The settings that were named, with the file and the line of each.
fn rivals(refused: Result<Vec<Touched>, Error>) -> Vec<(&'static str, String, usize)> {
    let Err(Error::Rivals { rivals, .. }) = refused else { panic!("{refused:?}") };
    let name = |path: PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
    rivals.into_iter().map(|rival| (rival.key, name(rival.path), rival.line)).collect()
}

#[test]
fn keys_go_to_a_new_private_file_and_are_renewed_in_place() {
    let home = Home::new();
    home.write("ASIAONE", PLAIN).unwrap();
    let text = home.text("credentials");
    assert!(text.starts_with("[prod]\naws_access_key_id = ASIAONE\naws_secret_access_key = fake/secret+key\n"), "{text}");
    assert_eq!(fs::metadata(home.path("credentials")).unwrap().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(home.path("")).unwrap().mode() & 0o777, 0o700);
    assert!(!home.path("config").exists());
    let read = sdk::read(&sdk::File::Credentials, &text).unwrap();
    let profile = read.get_profile("prod").unwrap();
    assert_eq!(profile.get("aws_session_token"), Some("fake.session=="));
    let place = ["region", "ca_bundle", "endpoint_url"].map(|key| profile.get(key).unwrap());
    assert_eq!(place, ["eu-west-1", "/etc/minio/ca.pem", "http://127.0.0.1:9000"], "else the keys would be shown to AWS");

    home.write("ASIATWO", PLAIN).unwrap();
    assert_eq!(home.text("credentials"), text.replace("ASIAONE", "ASIATWO"));
    let file = fs::metadata(home.path("credentials")).unwrap();
    let again = home.write("ASIATWO", PLAIN).unwrap();
    assert!(again.iter().all(|touched| touched.difference.is_empty()));
    let now = fs::metadata(home.path("credentials")).unwrap();
    assert_eq!((now.ino(), now.mtime_nsec()), (file.ino(), file.mtime_nsec()), "not one byte was to be written");
    let left: Vec<_> = fs::read_dir(home.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["credentials"]);
}

#[test]
fn keys_of_somebody_else_are_named_and_stay() {
    let theirs = "[prod]\naws_access_key_id = AKIATHEIRS\n# mine\naws_secret_access_key = fake-long-term\n";
    let home = Home::new();
    home.put("credentials", theirs);
    home.put("config", "[profile prod]\nrole_arn = x\ncredential_process = other\n");
    let refused = home.write("ASIAONE", PLAIN);
    let words = refused.as_ref().unwrap_err().to_string();
    assert!(words.starts_with("the AWS profile `prod` already has `aws_access_key_id` (") && !words.contains("fake"), "{words}");
    let expected = [
        ("aws_access_key_id", "credentials".to_owned(), 2),
        ("aws_secret_access_key", "credentials".to_owned(), 4),
        ("role_arn", "config".to_owned(), 2),
        ("credential_process", "config".to_owned(), 3),
    ];
    assert_eq!(rivals(refused), expected);
    assert_eq!(home.text("credentials"), theirs);

    home.write("ASIAONE", FORCE).unwrap();
    assert!(home.text("credentials").starts_with("[prod]\naws_access_key_id = ASIAONE\n# mine\naws_secret_access_key = fake/secret+key\n"));
    assert_eq!(home.text("config"), "[profile prod]\n");
}

#[test]
fn keys_of_somebody_else_are_found_behind_any_blank_and_in_any_letters() {
    for line in
        ["aws_access_key_id\u{a0}= AKIATHEIRS", "\u{2003}aws_access_key_id\u{85}:AKIATHEIRS", "AWS_ACCESS_\u{212a}EY_ID = AKIATHEIRS"]
    {
        let home = Home::new();
        home.put("credentials", &format!("[prod]\n{line}\n"));
        assert_eq!(rivals(home.write("ASIAONE", PLAIN)), [("aws_access_key_id", "credentials".to_owned(), 2)], "{line}");
        home.write("ASIAONE", FORCE).unwrap();
        let written = home.text("credentials");
        assert!(!written.contains("AKIATHEIRS") && written.lines().count() > 4, "{written}");
        home.write("ASIATWO", PLAIN).unwrap();
    }
}

#[test]
fn keys_that_a_person_put_over_ours_are_theirs() {
    let home = Home::new();
    home.write("ASIAONE", PLAIN).unwrap();
    home.put("credentials", &home.text("credentials").replacen("ASIAONE", "AKIATHEIRS", 1));
    assert_eq!(rivals(home.write("ASIATWO", PLAIN)).len(), 3);
}

#[test]
fn a_place_of_somebody_else_is_named_and_stays() {
    let theirs = "[prod]\nregion = eu-central-1 # mine\nendpoint_url = https://theirs.example\nca_bundle = /etc/minio/ca.pem\n";
    let home = Home::new();
    home.put("credentials", theirs);
    home.put("config", "[profile prod]\nregion = eu-central-1\n");
    let expected = [("region", "credentials".to_owned(), 2), ("endpoint_url", "credentials".to_owned(), 3)];
    assert_eq!(rivals(home.write("ASIAONE", PLAIN)), expected, "the same bundle is nobody's loss, nor is what stands in the other file");
    assert_eq!(home.text("credentials"), theirs);

    home.write("ASIAONE", FORCE).unwrap();
    let start = "[prod]\n# mine\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:9000\nca_bundle = /etc/minio/ca.pem\n";
    assert!(home.text("credentials").starts_with(start), "{}", home.text("credentials"));
    assert_eq!(home.text("config"), "[profile prod]\nregion = eu-central-1\n");
}

#[test]
fn a_place_that_we_wrote_is_renewed_and_one_that_a_person_put_over_it_is_theirs() {
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
    assert_eq!(rivals(home.write_for("ASIATHREE", &elsewhere, PLAIN)), [("region", "credentials".to_owned(), line)]);
    assert_eq!(rivals(home.configure("http://127.0.0.1:9000", PLAIN)), [("region", "credentials".to_owned(), line)]);
    home.put("credentials", &home.text("credentials").replace("\nregion = eu-west\n", "\nregion = eu-west-1\n"));
    home.configure("http://127.0.0.1:9000", PLAIN).unwrap();
    assert_eq!(home.text("credentials"), "[prod]\nregion = eu-west-1\n", "the keys make way, the person's region stays");
}

#[test]
fn what_would_lead_away_from_the_address_beside_the_keys_is_named_in_either_file() {
    let home = Home::new();
    let theirs = "[profile prod]\nservices = mine\nignore_configured_endpoint_urls = True\nendpoint_url = https://theirs.example\n";
    home.put("config", theirs);
    let named = |key, line| (key, "config".to_owned(), line);
    assert_eq!(rivals(home.write("ASIAONE", PLAIN)), [named("services", 2), named("ignore_configured_endpoint_urls", 3)]);
    let aws = request("https://sts.eu-west-1.amazonaws.com");
    assert_eq!(rivals(home.write_for("ASIAONE", &aws, PLAIN)), [named("services", 2), named("endpoint_url", 4)]);
    home.put("credentials", "[prod]\nservices = mine\n");
    home.put("config", "[profile prod]\nignore_configured_endpoint_urls = false\nendpoint_url = https://theirs.example\n");
    assert_eq!(rivals(home.write("ASIAONE", PLAIN)), [("services", "credentials".to_owned(), 2)]);
    home.write("ASIAONE", FORCE).unwrap();
    assert!(home.text("config").ends_with("endpoint_url = https://theirs.example\n"), "that beside the keys wins: {}", home.text("config"));

    home.put("config", "[profile prod]\nservices = prod-sts-cli\noutput = json\n");
    home.write("ASIATWO", PLAIN).unwrap();
    assert_eq!(home.text("config"), "[profile prod]\noutput = json\n", "what this program put there makes way");
}

#[test]
fn what_stands_in_the_credentials_file_and_would_win_over_the_command_is_named() {
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
    assert_eq!(rivals(home.configure("http://127.0.0.1:9000", PLAIN)), expected.map(|(key, line)| (key, "credentials".to_owned(), line)));
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
    assert_eq!(rivals(home.configure("https://sts.eu-west-1.amazonaws.com", PLAIN)), [("endpoint_url", "config".to_owned(), 2)]);
}

#[test]
fn a_profile_is_set_up_to_ask_us_and_to_find_the_store() {
    let home = Home::new();
    home.put("config", "[default]\nregion = us-east-1\n");
    home.configure("http://127.0.0.1:9000", PLAIN).unwrap();
    let expected = "\
[default]
region = us-east-1

[profile prod]
credential_process = /opt/sts-cli get prod -o process
region = eu-west-1
ca_bundle = /etc/minio/ca.pem
services = prod-sts-cli
s3 =
  addressing_style = path
request_checksum_calculation = when_required
response_checksum_validation = when_required

[services prod-sts-cli]
s3 =
  endpoint_url = http://127.0.0.1:9000
";
    assert_eq!(home.text("config"), expected);
    assert!(!home.path("credentials").exists());
    let again = home.configure("http://127.0.0.1:9000", PLAIN).unwrap();
    assert!(again.iter().all(|touched| touched.difference.is_empty()));
    home.configure("http://127.0.0.1:9999", PLAIN).unwrap();
    assert_eq!(home.text("config"), expected.replace(":9000", ":9999"));
}

#[test]
fn aws_itself_needs_no_way_to_the_store() {
    let home = Home::new();
    home.configure("https://sts.eu-west-1.amazonaws.com", PLAIN).unwrap();
    let expected =
        "[profile prod]\ncredential_process = /opt/sts-cli get prod -o process\nregion = eu-west-1\nca_bundle = /etc/minio/ca.pem\n";
    assert_eq!(home.text("config"), expected);
}

#[test]
fn the_way_to_the_store_of_before_goes_when_the_profile_moves() {
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
fn settings_beside_another_command_stay() {
    let theirs = "[profile prod]\ncredential_process = /usr/bin/vault aws\nca_bundle = /etc/theirs.pem\ns3 =\n  addressing_style = path\n";
    let aws = Request { trust: Trust::default(), ..request("https://sts.eu-west-1.amazonaws.com") };
    let home = Home::new();
    home.put("config", theirs);
    home.configure_for(&aws, FORCE).unwrap();
    let written = home.text("config");
    assert!(written.contains("\nca_bundle = /etc/theirs.pem\ns3 =\n  addressing_style = path\n"), "{written}");
}

#[test]
fn what_would_win_over_the_command_is_named_in_either_file() {
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
    assert_eq!(rivals(home.configure("http://127.0.0.1:9000", PLAIN)), expected);
    home.configure("http://127.0.0.1:9000", FORCE).unwrap();
    assert_eq!(home.text("credentials"), "[prod]\n");
    assert!(home.text("config").starts_with("[profile prod]\nservices = prod-sts-cli\ncredential_process = /opt/sts-cli get prod"));
}

#[test]
fn settings_of_a_person_are_named_before_the_command_brings_its_own() {
    let theirs = "[profile prod]\nregion = eu-central-1\noutput = json\ns3 =\n  max_concurrent_requests = 20\n";
    let home = Home::new();
    home.put("config", theirs);
    assert_eq!(rivals(home.configure("http://127.0.0.1:9000", PLAIN)), [("region", "config".to_owned(), 2)]);
    assert_eq!(home.text("config"), theirs);
    home.configure("http://127.0.0.1:9000", FORCE).unwrap();
    let written = home.text("config");
    assert!(written.contains("region = eu-west-1\n") && written.contains("max_concurrent_requests = 20\n"), "{written}");
    home.put("config", &written.replace("eu-west-1", "eu-west-2"));
    home.configure("http://127.0.0.1:9000", PLAIN).unwrap();
    assert_eq!(home.text("config"), written, "a profile that asks this program is its own");
}

#[test]
fn keys_that_we_wrote_make_way_for_the_command() {
    let home = Home::new();
    home.write("ASIAONE", PLAIN).unwrap();
    home.configure("http://127.0.0.1:9000", PLAIN).unwrap();
    assert_eq!(home.text("credentials"), "[prod]\n");
}

#[test]
fn a_dry_run_shows_and_touches_nothing() {
    let home = Home::new();
    let touched = home.write("ASIAONE", DRY_RUN).unwrap();
    assert!(touched[0].difference.contains("+aws_access_key_id = ASIAONE\n+aws_secret_access_key = ****\n+aws_session_token = ****\n"));
    assert!(!home.path("").exists());
}

#[test]
fn links_are_followed_and_modes_stay() {
    let home = Home::new();
    home.put("real", "[default]\nregion = x\n");
    fs::set_permissions(home.path("real"), Permissions::from_mode(0o640)).unwrap();
    symlink("real", home.path("credentials")).unwrap();
    home.write("ASIAONE", PLAIN).unwrap();
    assert_eq!(fs::read_link(home.path("credentials")).unwrap(), Path::new("real"));
    assert!(home.text("real").starts_with("[default]\nregion = x\n\n[prod]\n"));
    assert_eq!(fs::metadata(home.path("real")).unwrap().mode() & 0o777, 0o640);

    symlink("nothing-yet", home.path("config")).unwrap();
    home.configure("http://127.0.0.1:9000", FORCE).unwrap();
    assert!(home.text("nothing-yet").starts_with("[profile prod]\n"));
    assert_eq!(fs::metadata(home.path("nothing-yet")).unwrap().mode() & 0o777, 0o600);
}

#[test]
fn in_place_the_file_itself_stays() {
    let home = Home::new();
    home.put("credentials", "[default]\n");
    let file = fs::metadata(home.path("credentials")).unwrap().ino();
    home.write("ASIAONE", Manner { in_place: true, ..PLAIN }).unwrap();
    assert_eq!(fs::metadata(home.path("credentials")).unwrap().ino(), file);
    assert!(home.text("credentials").starts_with("[default]\n\n[prod]\n"));
}

#[test]
fn a_broken_file_and_a_folder_are_named_and_stay() {
    let home = Home::new();
    home.put("credentials", "[default]\nwords\n");
    let refused = home.write("ASIAONE", FORCE).unwrap_err();
    assert_eq!(refused.to_string(), format!("{} is not a file that AWS tools read: line 2 has no `=`", home.path("credentials").display()));
    assert_eq!(home.text("credentials"), "[default]\nwords\n");
    assert_eq!(fs::read_dir(home.path("")).unwrap().count(), 1, "a lock file was left behind");
    fs::create_dir(home.path("config")).unwrap();
    fs::remove_file(home.path("credentials")).unwrap();
    assert!(matches!(home.write("ASIAONE", FORCE), Err(Error::File(FileError::Folder(path))) if path == home.path("config")));
}

#[test]
fn names_that_would_be_read_otherwise_are_refused() {
    let home = Home::new();
    for name in ["", " x", "a]b", "a\nb", "a#b", "it's", "\u{1b}[31m"] {
        let refused = home
            .deps
            .block_on(aws_profile::write_profile(name, &credentials("A"), &request("http://127.0.0.1:9000"), PLAIN, &home.deps))
            .unwrap();
        assert!(matches!(refused, Err(Error::Places(NoPlaces::BadName(_)))), "{name:?}");
    }
    assert!(!home.path("").exists());
}

#[test]
fn two_writers_at_once_both_find_their_lines_in_the_file() {
    let home = Home::new();
    let names: Vec<_> = (0..8).map(|number| format!("p{number}")).collect();
    std::thread::scope(|scope| {
        for name in &names {
            let folder = home.folder.path().to_str().unwrap();
            scope.spawn(move || {
                let environment = Environment::from([("HOME", folder), ("XDG_RUNTIME_DIR", folder)]);
                let deps = Deps { directories: Directories::from_environment(&environment), environment, ..Deps::real() };
                let request = request("http://127.0.0.1:9000");
                deps.block_on(aws_profile::write_profile(name, &credentials(name), &request, PLAIN, &deps)).unwrap().unwrap();
            });
        }
    });
    let text = home.text("credentials");
    assert!(names.iter().all(|name| text.contains(&format!("[{name}]\naws_access_key_id = {name}\n"))), "{text}");
}

#[test]
fn a_writer_waits_for_another_and_says_for_whom() {
    let home = Home::new();
    fs::create_dir(home.path("")).unwrap();
    let place = home.deps.directories.lock(home.path(".credentials.sts-cli-lock"));
    let held = place.try_take("a test").unwrap();
    let waiting = home.deps.block_on(async {
        let (credentials, request) = (credentials("A"), request("http://127.0.0.1:9000"));
        let write = aws_profile::write_profile("prod", &credentials, &request, PLAIN, &home.deps);
        tokio::time::timeout(Duration::from_millis(200), write).await
    });
    assert!(waiting.unwrap().is_err(), "it did not wait");
    assert!(matches!(place.try_take("another"), Err(LockError::Held(Some(_)))));
    drop(held);
    home.write("A", PLAIN).unwrap();
}

#[test]
fn whoever_writes_through_a_link_waits_for_whoever_writes_where_it_leads() {
    let home = Home::new();
    fs::create_dir(home.path("")).unwrap();
    fs::create_dir(home.folder.path().join("elsewhere")).unwrap();
    symlink("../elsewhere/keys", home.path("credentials")).unwrap();
    let held = home.deps.directories.lock(home.folder.path().join("elsewhere/.keys.sts-cli-lock")).try_take("a test").unwrap();
    let waiting = home.deps.block_on(async {
        let (credentials, request) = (credentials("A"), request("http://127.0.0.1:9000"));
        let write = aws_profile::write_profile("prod", &credentials, &request, PLAIN, &home.deps);
        tokio::time::timeout(Duration::from_millis(200), write).await
    });
    assert!(waiting.unwrap().is_err() && !home.folder.path().join("elsewhere/keys").exists(), "it did not wait");
    drop(held);
    home.write("A", PLAIN).unwrap();
    assert!(home.path("credentials").is_symlink() && home.text("credentials").starts_with("[prod]\n"));
}
