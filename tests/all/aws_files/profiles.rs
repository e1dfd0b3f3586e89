//! Profiles on the disk: what a run writes, and what becomes of links, modes and locks.

use super::home::{DRY_RUN, FORCE, Home, PLAIN, credentials, request};
use super::sdk;
use crate::support::snapshot::{self, Table};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;
use std::time::Duration;
use sts_cli::aws_files::AwsPathsError;
use sts_cli::deliver::aws_profile::{self, Error};
use sts_cli::request::WriteOptions;
use sts_cli::sys::files::{FileError, LockError};
use sts_cli::sys::{Deps, Directories, Environment};

#[test]
fn keys_are_written_to_a_new_private_file_and_updated_in_place() {
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
    assert!(again.iter().all(|change| change.difference.is_empty()));
    let now = fs::metadata(home.path("credentials")).unwrap();
    assert_eq!((now.ino(), now.mtime_nsec()), (file.ino(), file.mtime_nsec()), "not one byte was to be written");
    let left: Vec<_> = fs::read_dir(home.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["credentials"]);
}

#[test]
fn a_profile_gets_a_credential_process_and_an_endpoint() {
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
    assert!(again.iter().all(|change| change.difference.is_empty()));
    home.configure("http://127.0.0.1:9999", PLAIN).unwrap();
    assert_eq!(home.text("config"), expected.replace(":9000", ":9999"));
}

#[test]
fn a_profile_for_aws_gets_no_endpoint() {
    let home = Home::new();
    home.configure("https://sts.eu-west-1.amazonaws.com", PLAIN).unwrap();
    let expected =
        "[profile prod]\ncredential_process = /opt/sts-cli get prod -o process\nregion = eu-west-1\nca_bundle = /etc/minio/ca.pem\n";
    assert_eq!(home.text("config"), expected);
}

#[test]
fn a_dry_run_shows_changes_and_writes_nothing() {
    let home = Home::new();
    let changes = home.write("ASIAONE", DRY_RUN).unwrap();
    snapshot::matches("dry-run", &home.shown(&changes[0].difference));
    assert!(!home.path("").exists());
}

#[test]
fn links_are_followed_and_modes_are_kept() {
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
fn writing_in_place_keeps_the_inode() {
    let home = Home::new();
    home.put("credentials", "[default]\n");
    let file = fs::metadata(home.path("credentials")).unwrap().ino();
    home.write("ASIAONE", WriteOptions { in_place: true, ..PLAIN }).unwrap();
    assert_eq!(fs::metadata(home.path("credentials")).unwrap().ino(), file);
    assert!(home.text("credentials").starts_with("[default]\n\n[prod]\n"));
}

#[test]
fn an_invalid_file_and_a_folder_are_named_and_kept() {
    let home = Home::new();
    home.put("credentials", "[default]\nwords\n");
    let refused = home.write("ASIAONE", FORCE).unwrap_err();
    snapshot::matches("broken-file", &home.shown(&refused));
    assert_eq!(home.text("credentials"), "[default]\nwords\n");
    assert_eq!(fs::read_dir(home.path("")).unwrap().count(), 1, "a lock file was left behind");
    fs::create_dir(home.path("config")).unwrap();
    fs::remove_file(home.path("credentials")).unwrap();
    assert!(matches!(home.write("ASIAONE", FORCE), Err(Error::File(FileError::IsFolder(path))) if path == home.path("config")));
}

#[test]
fn names_that_clients_would_misread_are_rejected() {
    let home = Home::new();
    let mut table = Table::default();
    for name in ["", " x", "a]b", "a\nb", "a#b", "it's", "\u{1b}[31m"] {
        let refused = home
            .deps
            .block_on(aws_profile::write_profile(name, &credentials("A"), &request("http://127.0.0.1:9000"), PLAIN, &home.deps))
            .unwrap();
        assert!(matches!(refused, Err(Error::Places(AwsPathsError::BadName(_)))), "{name:?}");
        table.error(&format!("{name:?}"), &refused.unwrap_err());
    }
    table.matches("bad-names");
    assert!(!home.path("").exists());
}

#[test]
fn the_inherited_default_section_is_never_configured_as_a_profile() {
    let theirs = "[DEFAULT]\naws_access_key_id = AKIATHEIRS\naws_secret_access_key = fake-long-term\n[a]\noutput = json\n";
    let home = Home::new();
    home.put("credentials", theirs);
    let request = request("http://127.0.0.1:9000");
    let configure = aws_profile::configure("DEFAULT", "/opt/sts-cli get DEFAULT -o process", &request, FORCE, &home.deps);
    let refused = home.deps.block_on(configure).unwrap();
    assert!(matches!(&refused, Err(Error::Places(AwsPathsError::BadName(name))) if name == "DEFAULT"), "{refused:?}");
    assert_eq!(home.text("credentials"), theirs);
    assert!(!home.path("config").exists());
}

#[test]
fn concurrent_writers_keep_each_others_profiles() {
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
fn a_writer_waits_for_another_and_names_it() {
    let home = Home::new();
    fs::create_dir(home.path("")).unwrap();
    let place = home.deps.directories.lock(home.path(".credentials.sts-cli-lock"));
    let held = place.try_acquire("a test").unwrap();
    let waiting = home.deps.block_on(async {
        let (credentials, request) = (credentials("A"), request("http://127.0.0.1:9000"));
        let write = aws_profile::write_profile("prod", &credentials, &request, PLAIN, &home.deps);
        tokio::time::timeout(Duration::from_millis(200), write).await
    });
    assert!(waiting.unwrap().is_err(), "it did not wait");
    assert!(matches!(place.try_acquire("another"), Err(LockError::Held(Some(_)))));
    drop(held);
    home.write("A", PLAIN).unwrap();
}

#[test]
fn a_writer_through_a_link_waits_for_the_writer_of_its_target() {
    let home = Home::new();
    fs::create_dir(home.path("")).unwrap();
    fs::create_dir(home.folder.path().join("elsewhere")).unwrap();
    symlink("../elsewhere/keys", home.path("credentials")).unwrap();
    let held = home.deps.directories.lock(home.folder.path().join("elsewhere/.keys.sts-cli-lock")).try_acquire("a test").unwrap();
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
