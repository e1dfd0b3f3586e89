//! The AWS files as people have them, and the disks they lie on, when the real program is to change them.

use crate::support::outcome::Outcome;
use crate::support::program::BINARY;
use crate::support::skip;
use crate::support::snapshot::project;
use crate::support::world::World;
use rustix::process::Signal;
use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt, chown, symlink};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};
use sts_cli::sys::Directories;
use sts_cli::sys::Environment;

const CONFIGURE: [&str; 3] = ["configure", "aws", "prod"];
const CONFIG: &str = "home/.aws/config";
const THEIRS: &str = "[default]\nregion = eu-west-1\n";
/// Makes the config file one that is mounted alone, as into a container.
const ALONE: &str = "mount --bind .aws/config .aws/config";

/// A machine whose person has logged in, and has a config file that may be replaced.
fn logged_in() -> World {
    let world = World::new(&[]);
    assert_eq!(world.run(&["login", "prod"]).code, 0);
    world.write(CONFIG, THEIRS);
    world
}

fn text(world: &World, name: &str) -> String {
    String::from_utf8(fs::read(world.path(name)).unwrap()).unwrap()
}

/// All names in the folder of the AWS files.
fn names(world: &World) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(world.path("home/.aws")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Refused for what stands in a file, as in the snapshot, which has `~/.aws` for the folder.
#[track_caller]
fn assert_refused(world: &World, outcome: Outcome, snapshot: &str) {
    assert_ends(world, outcome, 3, snapshot);
}

/// Ends with this code, as in the snapshot, which has `~/.aws` for the folder.
#[track_caller]
fn assert_ends(world: &World, outcome: Outcome, code: i32, snapshot: &str) {
    let process = format!("(process {})", std::process::id());
    outcome.named(&world.path("home/.aws").display().to_string(), "~/.aws").named(&process, "(process [PROCESS])").fails(code, snapshot);
}

/// Takes the lock on the config file as another run does.
fn hold(world: &World) -> sts_cli::sys::files::Lock {
    let home = world.path("home");
    let environment = Environment::from([("HOME", home.to_str().unwrap()), ("XDG_RUNTIME_DIR", home.to_str().unwrap())]);
    let place = Directories::from_environment(&environment).lock(world.path("home/.aws/.config.sts-cli-lock"));
    place.try_acquire("sts-cli, which is writing the AWS profile lab").unwrap()
}

#[test]
fn an_invalid_line_is_named_and_nothing_is_written() {
    let world = logged_in();
    for case in fs::read_dir(project().join("tests/cases/aws/refused")).unwrap() {
        let case = case.unwrap().path();
        let broken = fs::read(&case).unwrap();
        fs::write(world.path(CONFIG), &broken).unwrap();
        let refused = world.run(&CONFIGURE);
        assert!(refused.stderr.contains(".aws/config is not a valid AWS file: line "), "{refused:#?}");
        assert_refused(&world, refused, &format!("refused/{}", case.file_stem().unwrap().display()));
        assert_eq!((fs::read(world.path(CONFIG)).unwrap(), names(&world)), (broken, vec!["config".to_owned()]));
    }
    world.write(CONFIG, "[default]\nregion = x\n[profile prod\n");
    assert_refused(&world, world.run(&CONFIGURE), "section-without-bracket");
}

#[test]
fn every_valid_file_is_edited_and_a_second_run_changes_nothing() {
    let world = logged_in();
    let cases = fs::read_dir(project().join("tests/cases/aws/kept")).unwrap();
    let cases: Vec<PathBuf> =
        cases.map(|case| case.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "before")).collect();
    assert!(cases.len() > 30);
    for case in cases {
        fs::write(world.path(CONFIG), fs::read(&case).unwrap()).unwrap();
        let first = world.run(&["configure", "aws", "prod", "--force"]);
        assert_eq!(first.code, 0, "{}: {}", case.display(), first.stderr);
        let written = fs::read(world.path(CONFIG)).unwrap();
        let file = fs::metadata(world.path(CONFIG)).unwrap().ino();
        assert_eq!(world.run(&CONFIGURE).code, 0, "{}", case.display());
        let now = (fs::read(world.path(CONFIG)).unwrap(), fs::metadata(world.path(CONFIG)).unwrap().ino());
        assert!(now == (written, file), "{} was written twice", case.display());
    }
}

#[test]
fn line_endings_byte_order_mark_and_mode_are_kept_with_a_note_about_the_aws_cli() {
    let world = logged_in();
    let cases = [
        ("byte-order-mark", "\u{feff}[default]\r\nregion = x\r\n"),
        ("section-again", "[default]\nregion = x\n[other]\n[default]\n"),
        ("key-again", "[default]\nregion = x\noutput = json\nRegion = y\n"),
    ];
    for (name, before) in cases {
        world.write(CONFIG, before);
        fs::set_permissions(world.path(CONFIG), PermissionsExt::from_mode(0o644)).unwrap();
        world.run(&CONFIGURE).warns(&format!("aws-cli-reads-nothing/{name}"));
        let after = text(&world, CONFIG);
        assert!(after.starts_with(before) && after.len() > before.len(), "{after:?}");
        let line_ends = after.matches('\n').count();
        assert_eq!(after.matches("\r\n").count(), if before.contains('\r') { line_ends } else { 0 }, "{after:?}");
        assert_eq!(fs::metadata(world.path(CONFIG)).unwrap().mode() & 0o777, 0o644);
    }
}

#[test]
fn notes_about_the_aws_cli_are_printed_once_while_watching() {
    let world = World::new(&["short-life=20s"]); // so that the clock is looked at soon
    world.write("home/.aws/credentials", "[a]\n[a]\n");
    let watch = world.program(&["get", "prod", "--write-profile", "lab", "--watch"]).start();
    watch.events().wait_for("file-written");
    world.clock_to("2030-01-01T00:00:15Z");
    watch.events().wait_for("renewed");
    watch.signal(Signal::TERM);
    watch.end().without_login_prompts().warns("aws-cli-once");
}

#[test]
fn a_folder_at_the_path_is_named_and_a_dangling_link_is_followed() {
    let world = logged_in();
    fs::create_dir(world.path("home/.aws/credentials")).unwrap();
    assert_refused(&world, world.run(&CONFIGURE), "folder-in-place");
    assert_refused(&world, world.run(&["get", "prod", "--write-profile", "lab"]), "folder-in-place");
    assert_eq!((text(&world, CONFIG).as_str(), names(&world)), (THEIRS, vec!["config".to_owned(), "credentials".to_owned()]));

    fs::remove_dir(world.path("home/.aws/credentials")).unwrap();
    symlink("../elsewhere", world.path("home/.aws/credentials")).unwrap();
    assert_eq!(world.run(&["get", "prod", "--write-profile", "lab"]).code, 0);
    assert!(text(&world, "home/elsewhere").starts_with("[lab]\n"));
    assert_eq!(fs::metadata(world.path("home/elsewhere")).unwrap().mode() & 0o777, 0o600);
    assert!(world.path("home/.aws/credentials").is_symlink());
}

/// Runs the program so that both variables, or both usual places, lead to one file.
type Way<'a> = &'a dyn Fn(&[&str]) -> Outcome;

#[test]
fn a_file_used_as_both_aws_files_is_read_and_written_once() {
    let world = logged_in();
    let theirs = "[prod]\noutput = json\n\n[profile prod]\nrole_arn = mine\ncredential_process = /usr/bin/vault aws\n";
    let by_variables = |arguments: &[&str]| {
        let (one, other) = (world.path("home/one"), world.path("home/.aws/../one"));
        let program = world.program(arguments).env("AWS_CONFIG_FILE", one.to_str().unwrap());
        program.env("AWS_SHARED_CREDENTIALS_FILE", other.to_str().unwrap()).run()
    };
    let by_link = |arguments: &[&str]| world.run(arguments);
    symlink("config", world.path("home/.aws/credentials")).unwrap();
    let ways: [(&str, Way<'_>); 2] = [("home/one", &by_variables), (CONFIG, &by_link)];
    for (file, run) in ways {
        world.write(file, theirs);
        let write = ["get", "prod", "--write-profile", "prod"];
        run(&write).fails(3, &format!("one-file-for-both/{}", file.rsplit('/').next().unwrap()));
        assert_eq!(text(&world, file), theirs);
        assert_eq!(run(&[&write[..], &["--force"]].concat()).code, 0);
        let keys = text(&world, file);
        assert!(keys.starts_with("[prod]\noutput = json\naws_access_key_id = ") && keys.ends_with("\n\n[profile prod]\n"), "{keys}");
        assert_eq!((run(&write).code, text(&world, file)), (0, keys));

        assert_eq!(run(&CONFIGURE).code, 0);
        let command = text(&world, file);
        assert!(command.starts_with("[prod]\noutput = json\n\n[profile prod]\ncredential_process = "), "{command}");
        assert_eq!((run(&CONFIGURE).code, text(&world, file)), (0, command));
    }
    let default = ["get", "prod", "--write-profile", "default"];
    assert_eq!(by_link(&default).code, 0);
    let keys = text(&world, CONFIG);
    assert!(keys.contains("\n[default]\naws_access_key_id = "), "{keys}");
    assert_eq!((by_link(&default).code, text(&world, CONFIG)), (0, keys), "one section is the profile of both files");
}

#[test]
fn a_file_of_another_user_keeps_its_owner() {
    let world = logged_in();
    if chown(world.path(CONFIG), Some(1234), Some(2345)).is_err() {
        return skip("a file of another user", "only root gives files away");
    }
    assert_eq!(world.run(&CONFIGURE).code, 0);
    let now = fs::metadata(world.path(CONFIG)).unwrap();
    assert_eq!((now.uid(), now.gid()), (1234, 2345));
    assert!(text(&world, CONFIG).starts_with(THEIRS));
}

#[test]
fn a_profile_name_that_tools_misread_is_a_usage_error() {
    let world = logged_in();
    let refused = world.run(&["get", "prod", "--write-profile", "a]b"]);
    refused.fails(2, "name-with-bracket");
    let refused = world.run(&["get", "prod", "--write-profile", "DEFAULT", "--force"]);
    refused.fails(2, "name-default");
    assert_eq!(names(&world), ["config"]);
}

#[test]
fn a_profile_name_that_the_aws_cli_does_not_find_causes_a_warning() {
    let world = logged_in();
    let write = ["get", "prod", "--write-profile", "lab"];
    world.write("home/.aws/credentials", "[ lab ]\noutput = json\n");
    world.run(&write).warns("aws-cli-reads-another-name");
    assert!(text(&world, "home/.aws/credentials").starts_with("[ lab ]\noutput = json\naws_access_key_id = "));
    world.write("home/.aws/credentials", "[ lab ]\noutput = json\n[lab]\n");
    world.run(&write).warns("aws-cli-reads-one-of-two");
    assert!(text(&world, "home/.aws/credentials").starts_with("[ lab ]\noutput = json\n[lab]\naws_access_key_id = "));
}

#[test]
fn settings_that_the_aws_cli_applies_to_every_profile_cause_a_warning() {
    let world = logged_in();
    world.write("home/.aws/credentials", "[DEFAULT]\nrole_arn = mine\n");
    let write = ["get", "prod", "--write-profile", "lab"];
    world.run(&write).warns("role-for-every-profile");
    assert!(text(&world, "home/.aws/credentials").starts_with("[DEFAULT]\nrole_arn = mine\n\n[lab]\naws_access_key_id = "));
    world.write("home/.aws/credentials", "[DEFAULT]\nregion = us-east-1\n");
    world.run(&write).warns("keys-written");
    world.write("home/.aws/credentials", "[DEFAULT]\nrole_arn = mine\n[lab]\nrole_arn = mine\n");
    world.run(&[&write[..], &["--force"]].concat()).warns("role-for-every-profile");
}

#[test]
fn default_section_settings_that_override_ours_are_named_and_kept_even_with_force() {
    const KEYS: &str = "home/.aws/credentials";
    const WRITE: [&str; 4] = ["get", "prod", "--write-profile", "lab"];
    let world = logged_in();
    let elsewhere = "[services other]\ns3 =\n  endpoint_url = https://theirs.example\n";
    let services = format!("[DEFAULT]\nservices = other\n{elsewhere}[profile lab]\noutput = json\n");
    let ignoring = "[DEFAULT]\nignore_configured_endpoint_urls = true\n";
    let keys = "[DEFAULT]\naws_access_key_id = AKIATHEIRS\naws_secret_access_key = fake-long-term\n[prod]\noutput = json\n";
    let cases: [(&[&str], &str, &str, &str); 6] = [
        (&WRITE, CONFIG, &services, "services"),
        (&WRITE, CONFIG, &format!("{ignoring}[profile lab]\noutput = json\n"), "ignore_configured_endpoint_urls"),
        (&WRITE, KEYS, ignoring, "ignore_configured_endpoint_urls"),
        (&CONFIGURE, CONFIG, ignoring, "ignore_configured_endpoint_urls"),
        (&CONFIGURE, KEYS, keys, "aws_access_key_id"),
        (&CONFIGURE, KEYS, "[DEFAULT]\ncredential_process = /usr/bin/vault aws\n[prod]\n", "credential_process"),
    ];
    for (arguments, file, theirs, key) in cases {
        [KEYS, CONFIG].iter().for_each(|name| world.write(name, ""));
        world.write(file, theirs);
        let forced = [arguments, &["--force"]].concat();
        for arguments in [arguments, &forced] {
            let refused = world.run(arguments);
            refused.fails(3, &format!("inherited/{}-{}-{key}", arguments[0], file.trim_start_matches("home/.aws/")));
            assert_eq!([KEYS, CONFIG].map(|name| text(&world, name).len()).iter().sum::<usize>(), theirs.len());
            assert_eq!(text(&world, file), theirs);
        }
    }
    world.write(KEYS, "");
    world.write(CONFIG, "[DEFAULT]\nservices = other\n[profile lab]\nservices = mine\n");
    world.run(&[&WRITE[..], &["--force"]].concat()).fails(3, "inherited-services-by-force"); // without its own
    for harmless in ["[DEFAULT]\nservices = other\n", &format!("{ignoring}[profile lab]\nignore_configured_endpoint_urls = false\n")] {
        world.write(CONFIG, harmless);
        assert_eq!((world.run(&WRITE).code, text(&world, CONFIG).as_str()), (0, harmless));
    }
    world.write(CONFIG, "[DEFAULT]\noutput = json\n[profile lab]\n");
    world.run(&WRITE).warns("every-profile-in-the-other-file");
}

#[test]
fn a_symbolic_link_loop_is_named() {
    use std::os::unix::fs::symlink;
    let world = logged_in();
    type Case<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)]);
    let cases: [Case; 4] = [
        (&CONFIGURE, &[("home/.aws/config", "config")]),
        (&CONFIGURE, &[("home/.aws/config", "other"), ("home/.aws/other", "config")]),
        (&["get", "prod", "--write-profile", "lab"], &[("home/.aws/credentials", "credentials")]),
        (&["configure", "mc", "prod"], &[("home/.mc/config.json", "config.json")]),
    ];
    for (place, (arguments, links)) in cases.into_iter().enumerate() {
        for (link, target) in links {
            let path = world.path(link);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let _ = std::fs::remove_file(&path);
            symlink(target, path).unwrap();
        }
        world.run(arguments).fails(3, &format!("link-loop/{place}"));
        links.iter().for_each(|(link, _)| std::fs::remove_file(world.path(link)).unwrap());
    }
}

#[test]
fn an_endpoint_in_any_service_block_is_named_and_replaced_only_with_force() {
    let world = logged_in();
    for (arguments, name) in [(&CONFIGURE[..], "configure"), (&["get", "prod", "--write-profile", "prod"], "write-profile")] {
        let theirs = "[profile prod]\ndynamodb =\n  endpoint_url = http://u:HIDDEN@old.example\n  max = 5\noutput = json\n";
        world.write(CONFIG, theirs);
        world.run(arguments).fails(3, &format!("address-of-a-command/{name}"));
        assert_eq!(text(&world, CONFIG), theirs);
        let shown = world.run(&[arguments, &["--force", "--dry-run"]].concat());
        assert!(shown.code == 0 && !format!("{shown:?}").contains("HIDDEN"), "{shown:#?}");
        assert_eq!(world.run(&[arguments, &["--force"]].concat()).code, 0);
        let after = text(&world, CONFIG);
        assert!(!after.contains("old.example") && after.contains("dynamodb =\n  max = 5\n"), "{after}");
        let _ = std::fs::remove_file(world.path("home/.aws/credentials"));
    }
}

#[test]
fn a_waiting_writer_names_the_holder_times_out_and_can_be_interrupted() {
    let world = logged_in();
    let held = hold(&world);
    // One that has logged in before, so that Ctrl-C does not end it by itself any more.
    let interrupted = world.program(&["get", "prod", "--fresh", "--write-profile", "lab"]).start();
    interrupted.wait_for_stderr(|said| said.ends_with('\n').then_some(()));
    interrupted.signal(Signal::INT);
    assert_ends(&world, interrupted.end(), 130, "interrupted-while-waiting");
    assert_refused(&world, world.run(&CONFIGURE), "gave-up-waiting");
    assert_eq!(text(&world, CONFIG), THEIRS);
    drop(held);
    assert_eq!(world.run(&CONFIGURE).code, 0);
    assert_eq!(names(&world), ["config"]);
}

#[test]
fn files_of_a_killed_writer_do_not_block_others() {
    let world = logged_in();
    let held = hold(&world);
    let killed = world.program(&["get", "prod", "--write-profile", "lab"]).start();
    killed.events().wait_for("waiting-for-lock");
    killed.signal(Signal::KILL);
    assert_eq!(killed.end().code, -9);
    drop(held); // as if it had been killed too: its lock file stays
    let left = world.path("home/.aws/.config.abcdefgh.sts-cli-tmp");
    File::create(&left).unwrap().set_modified(SystemTime::now() - Duration::from_secs(7200)).unwrap();
    assert_eq!(names(&world), [".config.abcdefgh.sts-cli-tmp", ".config.sts-cli-lock", "config"]);
    assert_eq!(world.run(&CONFIGURE).code, 0);
    assert_eq!(names(&world), ["config"]);
}

#[test]
fn concurrent_writers_keep_each_others_profiles() {
    let world = logged_in();
    let profiles: Vec<String> = (0..8).map(|number| format!("lab{number}")).collect();
    let writers: Vec<_> = profiles.iter().map(|name| world.program(&["get", "prod", "--write-profile", name]).start()).collect();
    writers.into_iter().for_each(|writer| assert_eq!(writer.end().code, 0));
    let written = text(&world, "home/.aws/credentials");
    assert!(profiles.iter().all(|name| written.contains(&format!("[{name}]\naws_access_key_id = "))), "{written}");
    assert_eq!(names(&world), ["config", "credentials"]);
}

/// The program where the folder of the AWS files is a file system of its own, prepared by `script`; what stands there afterwards.
fn on_a_disk(world: &World, script: &str, arguments: &[&str]) -> Option<(Outcome, String)> {
    let apart = |arguments: &[&str]| {
        let mut command = Command::new("unshare");
        command.arg("-m").args(arguments).stdin(Stdio::null());
        command
    };
    if !apart(&["true"]).stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        skip("AWS files on a disk of their own", "this user may not mount");
        return None;
    }
    let script = format!(
        "set -e; cd \"$HOME\"; cat .aws/config > config; mount -t tmpfs -o size=64k tmpfs .aws; cat config > .aws/config; rm config\n{script}\nset +e\n\"$@\"; code=$?\nls -A .aws >&3; cat .aws/config >&3; exit $code"
    );
    let seen = world.path("seen");
    let mut command = apart(&["sh", "-c", &format!("exec 3>{}\n{script}", seen.display()), "sh", &BINARY]);
    command.args(arguments).env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    for name in ["xdg_config_home", "xdg_cache_home", "xdg_state_home", "home", "tmpdir"] {
        command.env(name.to_uppercase(), world.path(name));
    }
    let output = command.env("STS_CLI_TEST_CLOCK", world.path("clock")).env("STS_CLI_SYSTEM_DIR", world.path("system")).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Some((Outcome::new(output.status, text(output.stdout), text(output.stderr)), fs::read_to_string(seen).unwrap()))
}

#[test]
fn a_full_or_read_only_disk_leaves_only_the_old_file() {
    let world = logged_in();
    let cases = [
        ("full", "dd if=/dev/zero of=.aws/full bs=1k count=100 2>/dev/null || true", "config\nfull\n"),
        ("read-only", "mount -o remount,ro .aws", "config\n"),
        ("file-mounted-alone", ALONE, "config\n"),
    ];
    for (name, script, there) in cases {
        let Some((outcome, seen)) = on_a_disk(&world, script, &CONFIGURE) else { return };
        assert_refused(&world, outcome, &format!("disk/{name}"));
        assert_eq!(seen, format!("{there}{THEIRS}"));
    }
}

#[test]
fn a_file_that_is_a_mount_point_is_written_in_place() {
    let world = logged_in();
    let Some((outcome, seen)) = on_a_disk(&world, ALONE, &[&CONFIGURE[..], &["--in-place"]].concat()) else { return };
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(seen.starts_with(&format!("config\n{THEIRS}\n[profile prod]\ncredential_process = ")), "{seen}");
}
