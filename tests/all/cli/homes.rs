//! Homes in which nothing can be stored: credentials are returned with one warning.

use crate::support::child::{self, NOBODY};
use crate::support::program::BINARY;
use crate::support::skip;
use crate::support::world::World;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

const STATE: &str = "xdg_state_home/sts-cli";

/// A login and its keys, by a shell.
fn get(world: &World) -> Command {
    shell(world, &format!("exec \"{BINARY}\" get prod -o json"))
}

/// Runs as a user who owns nothing, with a copy of the program: the folder that it is in may be closed to other users.
fn get_as_nobody(world: &World) -> Command {
    let program = child::copy(Path::new(&*BINARY), &world.path("")).display().to_string();
    let mut command = shell(world, &format!("exec \"{program}\" get prod -o json"));
    command.env("BROWSER", format!("{program} sandbox sign-in alice")).current_dir("/").uid(NOBODY).gid(NOBODY);
    command
}

/// Runs in a mount namespace of its own, after these mounts; `None` where that is not allowed.
fn get_with_mounts(world: &World, mounts: &str) -> Option<Command> {
    if !Command::new("unshare").args(["-m", "true"]).output().is_ok_and(|tried| tried.status.success()) {
        skip("a home with mounts of its own", "this user may not mount");
        return None;
    }
    let mut command = shell(world, "exec unshare -m sh -euc \"$SCRIPT\"");
    command.env("SCRIPT", format!("{mounts}\nexec \"{BINARY}\" get prod -o json"));
    Some(command)
}

fn shell(world: &World, script: &str) -> Command {
    let mut command = world.shell(script);
    command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("BROWSER", format!("{BINARY} sandbox sign-in alice"));
    command
}

/// Asserts that the keys are printed, that nothing is stored, and that only this warning is shown.
#[track_caller]
fn assert_stores_nothing(world: &World, command: &mut Command, snapshot: &str) {
    let outcome = world.finish(command);
    assert_eq!((outcome.json()["Version"].as_u64(), world.files("xdg_state_home")), (Some(1), Vec::new()));
    outcome.warns(snapshot);
}

#[test]
fn nothing_is_stored_in_a_read_only_home() {
    let world = World::new(&[]);
    fs::set_permissions(world.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    if chown(world.path("tmpdir"), Some(NOBODY), Some(NOBODY)).is_err() {
        return skip("a home that may not be written", "only root can be another user");
    }
    assert_stores_nothing(&world, &mut get_as_nobody(&world), "may-not-be-written");
}

#[test]
fn nothing_is_stored_on_a_full_disk() {
    let world = World::new(&[]);
    let mounts = r#"mount -t tmpfs -o size=64k tmpfs "$XDG_STATE_HOME"
        dd if=/dev/zero of="$XDG_STATE_HOME/full" bs=1k count=100 2> /dev/null || true"#;
    let Some(mut command) = get_with_mounts(&world, mounts) else { return };
    assert_stores_nothing(&world, &mut command, "full-disk");
}

#[test]
fn nothing_is_stored_in_a_state_folder_of_another_user() {
    let world = World::new(&[]);
    fs::create_dir(world.path(STATE)).unwrap();
    if chown(world.path(STATE), Some(1234), None).is_err() {
        return skip("a state folder of somebody else", "only root gives folders away");
    }
    assert_stores_nothing(&world, &mut get(&world), "of-somebody-else");
}

/// On a disk that may not be written, so that its mode stays as it is.
#[test]
fn nothing_is_stored_in_a_group_writable_state_folder_that_cannot_be_closed() {
    let world = World::new(&[]);
    fs::create_dir(world.path(STATE)).unwrap();
    fs::set_permissions(world.path(STATE), fs::Permissions::from_mode(0o770)).unwrap();
    let mounts = r#"state="$XDG_STATE_HOME/sts-cli"; mount --bind "$state" "$state"; mount -o remount,bind,ro "$state""#;
    let Some(mut command) = get_with_mounts(&world, mounts) else { return };
    assert_stores_nothing(&world, &mut command, "open-to-a-group");
}

/// Returns a login with all settings as flags and this home.
fn login_by_flags(world: &World, program: &str, home: &str) -> Command {
    let flags = format!("--endpoint {} --issuer {}", world.variable("STS_CLI_ENDPOINT"), world.variable("STS_CLI_ISSUER"));
    let mut command = shell(world, &format!("exec \"{program}\" web-identity {flags} --client-id sts-cli -o json"));
    for name in ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
        command.env_remove(name);
    }
    command.env("HOME", home).env("BROWSER", format!("{program} sandbox sign-in alice")).current_dir(world.path("here"));
    command
}

#[test]
fn nothing_is_stored_without_a_valid_home_or_in_the_working_directory() {
    let world = World::new(&[]);
    world.write("file", "");
    let file = world.path("file").display().to_string();
    for (home, snapshot) in [
        ("/dev/null", "relative"),
        (file.as_str(), "file"),
        ("home", "relative"),
        ("./home", "relative"),
        ("..", "relative"),
        ("~", "relative"),
        ("~/home", "relative"),
        ("$HOME", "relative"),
    ] {
        fs::create_dir(world.path("here")).unwrap();
        assert_stores_nothing(&world, &mut login_by_flags(&world, &BINARY, home), &format!("none/{snapshot}"));
        assert!(world.files("here").is_empty(), "HOME={home}: {:?}", world.files("here"));
        fs::remove_dir(world.path("here")).unwrap();
    }
}

#[test]
fn an_inaccessible_home_does_not_prevent_calls_with_all_flags() {
    let world = World::new(&[]);
    fs::create_dir(world.path("here")).unwrap();
    let link = |name: &str, to: &str| std::os::unix::fs::symlink(to, world.path(name)).unwrap();
    link("loop", "loop");
    link("one", "other");
    link("other", "one");
    let home = |name: &str| world.path(name).display().to_string();
    for (home, snapshot) in [
        (home("loop"), "loop"),
        (home("one/home"), "loop-above"),
        (format!("/{}", "long".repeat(100)), "too-long"),
        (home(&"long/".repeat(1000)), "too-long-a-path"),
    ] {
        assert_stores_nothing(&world, &mut login_by_flags(&world, &BINARY, &home), &format!("none/{snapshot}"));
    }
}

#[test]
fn an_administrator_path_that_is_not_a_folder_counts_as_empty() {
    let world = World::new(&[]);
    fs::create_dir(world.path("here")).unwrap();
    world.write("file", "");
    std::os::unix::fs::symlink("loop", world.path("loop")).unwrap();
    for (place, note) in [
        ("/dev/null".to_owned(), ""),
        ("/dev/null/below".to_owned(), ""),
        (world.path("loop/x").display().to_string(), ""),
        (format!("/{}", "long".repeat(100)), ""),
        (world.path("file").display().to_string(), "note: could not read the administrator's settings: [WORLD]/file is not a folder\n"),
    ] {
        for mut command in [login_by_flags(&world, &BINARY, world.path("home").to_str().unwrap()), get(&world)] {
            let outcome = world.finish(command.env("STS_CLI_SYSTEM_DIR", &place));
            assert_eq!(outcome.code, 0, "{place}: {outcome:?}");
            let (_, stderr) = outcome.without_login_prompts().shown();
            assert_eq!(stderr, note, "{place}");
        }
        for call in ["status", "profiles list", "profiles show prod", "status prod"] {
            let outcome = world.finish(shell(&world, &format!("exec \"{BINARY}\" {call}")).env("STS_CLI_SYSTEM_DIR", &place));
            assert!(outcome.code == 0 && outcome.stdout.contains("prod"), "{place} {call}: {outcome:?}");
        }
    }
}

#[test]
fn relative_folder_variables_are_ignored() {
    let world = World::new(&[]);
    fs::create_dir(world.path("here")).unwrap();
    let mut command = login_by_flags(&world, &BINARY, world.path("home").to_str().unwrap());
    command.env("XDG_STATE_HOME", "state").env("XDG_CACHE_HOME", "./cache").env("XDG_CONFIG_HOME", "~/.config");
    assert_eq!(world.finish(&mut command).ok_with_json()["Version"], 1);
    assert!(world.files("here").is_empty(), "{:?}", world.files("here"));
    assert!(!world.files("home/.local/state/sts-cli/tokens").is_empty(), "the usual folders are");
}

#[test]
fn the_home_of_another_user_does_not_prevent_calls_with_all_flags() {
    let world = World::new(&[]);
    fs::set_permissions(world.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    fs::create_dir(world.path("here")).unwrap();
    if chown(world.path("tmpdir"), Some(NOBODY), Some(NOBODY)).is_err() {
        return skip("the home of another user", "only root can be another user");
    }
    world.write("home/.config/sts-cli/config.toml", "default = \"prod\"\n");
    fs::set_permissions(world.path("home"), fs::Permissions::from_mode(0o700)).unwrap();
    let program = child::copy(Path::new(&*BINARY), &world.path("")).display().to_string();
    let nobody = |command: &mut Command| {
        command.uid(NOBODY).gid(NOBODY);
    };
    let home = world.path("home").display().to_string();
    let mut command = login_by_flags(&world, &program, &home);
    nobody(&mut command);
    assert_stores_nothing(&world, &mut command, "another-users");
    let mut named = shell(&world, &format!("exec \"{program}\" get prod -o json"));
    nobody(named.env_remove("XDG_CONFIG_HOME").current_dir("/"));
    world.finish(&mut named).fails(3, "another-users-profile");
}

/// As with a `sudo` that keeps `HOME`.
#[test]
fn root_stores_nothing_and_creates_no_folder_in_the_home_of_another_user() {
    for there in ["home", "home/.local", "home/.local/state"] {
        let world = World::new(&[]);
        fs::create_dir(world.path("here")).unwrap();
        fs::create_dir_all(world.path(there)).unwrap();
        let folders = || walk(&world.path("home"));
        for folder in folders() {
            if chown(&folder, Some(1234), Some(1234)).is_err() {
                return skip("root in the home of another user", "only root gives folders away");
            }
        }
        let before = folders();
        assert_stores_nothing(&world, &mut login_by_flags(&world, &BINARY, world.path("home").to_str().unwrap()), "home-of-another-user");
        assert_eq!(folders(), before, "{there}");
    }
    let world = World::new(&[]);
    fs::create_dir_all(world.path("home/.local/state/sts-cli")).unwrap();
    fs::create_dir(world.path("here")).unwrap();
    chown(world.path("home"), Some(1234), Some(1234)).unwrap();
    assert_stores_nothing(&world, &mut login_by_flags(&world, &BINARY, world.path("home").to_str().unwrap()), "home-of-another-user");
    assert!(world.files("home").is_empty(), "a folder that an earlier run has made there is not used either");
}

/// As in containers, whose root has the home of another user: `docker run -v "$HOME:/root"`.
#[test]
fn root_stores_in_its_own_state_folder_even_below_a_folder_of_another_user() {
    let world = World::new(&[]);
    ["here", "home/roots", "home/theirs"].iter().for_each(|folder| fs::create_dir_all(world.path(folder)).unwrap());
    for folder in ["home", "home/theirs"] {
        if chown(world.path(folder), Some(1234), Some(1234)).is_err() {
            return skip("root in the home of another user", "only root gives folders away");
        }
    }
    let get = |variable: &str, folder: &str| {
        let mut command = login_by_flags(&world, &BINARY, world.path("home").to_str().unwrap());
        world.finish(command.env(variable, world.path(folder))).without_login_prompts()
    };
    for (variable, folder, state) in [
        ("XDG_STATE_HOME", "home/roots", "home/roots/sts-cli"),
        ("XDG_STATE_HOME", "home/roots/new/state", "home/roots/new/state/sts-cli"),
        ("STS_CLI_STATE_DIR", "home/roots", "home/roots"),
        ("STS_CLI_STATE_DIR", "home/roots/another/state", "home/roots/another/state"),
    ] {
        let outcome = get(variable, folder);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{variable}={folder}");
        assert_eq!(world.files(&format!("{state}/tokens")).len(), 1, "{variable}={folder}");
    }
    for (variable, folder, named) in [
        ("XDG_STATE_HOME", "home", "home"),
        ("XDG_STATE_HOME", "home/new", "home"),
        ("XDG_STATE_HOME", "home/theirs", "home/theirs"),
        ("STS_CLI_STATE_DIR", "home/new", "home"),
        ("STS_CLI_STATE_DIR", "home/theirs", "home/theirs"),
    ] {
        let outcome = get(variable, folder);
        let named = world.path(named).display().to_string();
        let remedy = ": set XDG_STATE_HOME or STS_CLI_STATE_DIR to a folder of your own";
        let warning = format!("warning: nothing is cached: {named} belongs to another user{remedy}\n");
        assert_eq!((outcome.code, outcome.stderr), (0, warning), "{variable}={folder}");
        assert!(!world.path("home/new").exists() && world.files("home/theirs").is_empty(), "{variable}={folder}");
    }
}

/// In a user namespace all folders of the machine may be those of this user, `/` too.
#[test]
fn root_stores_in_a_home_whose_owner_is_unmapped_in_this_namespace() {
    for (owned, home) in [("home", "home"), ("home", "home/root"), ("home/root/.local", "home/root")] {
        let world = World::new(&[]);
        ["here", "home/root/.local"].iter().for_each(|folder| fs::create_dir_all(world.path(folder)).unwrap());
        if chown(world.path(owned), Some(NOBODY), Some(NOBODY)).is_err() {
            return skip("root in the home of a user without a number", "only root gives folders away");
        }
        let outcome = world.finish(&mut login_by_flags(&world, &BINARY, world.path(home).to_str().unwrap())).without_login_prompts();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{owned}");
        assert_eq!(world.files(&format!("{home}/.local/state/sts-cli/tokens")).len(), 1, "{owned}");
    }
}

/// A folder and those below it.
fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let below = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let mut found: Vec<_> = below.flat_map(|path| walk(&path)).collect();
    found.push(folder.to_owned());
    found
}

#[test]
fn an_unknown_profile_is_reported_with_the_folders_searched() {
    let world = World::new(&[]);
    for (home, expected) in [
        (world.path("home").display().to_string(), vec!["[HOME]/.config/sts-cli/profiles or [WORLD]/system/profiles"]),
        ("/nonexistent".to_owned(), vec!["/nonexistent/.config/sts-cli/profiles or [WORLD]/system/profiles"]),
        ("/dev/null".to_owned(), vec!["in [WORLD]/system/profiles", "hint: set HOME or XDG_CONFIG_HOME to the absolute path"]),
        ("relative".to_owned(), vec!["in [WORLD]/system/profiles", "hint: set HOME or XDG_CONFIG_HOME to the absolute path"]),
        ("~".to_owned(), vec!["in [WORLD]/system/profiles", "hint: set HOME or XDG_CONFIG_HOME to the absolute path"]),
    ] {
        for call in ["get p -o process", "status p", "exec p -- true"] {
            let mut command = shell(&world, &format!("exec \"{BINARY}\" {call}"));
            let outcome = world.finish(command.env_remove("XDG_CONFIG_HOME").env("HOME", &home));
            let (stdout, stderr) = outcome.shown();
            let said = stdout + &stderr;
            assert!(expected.iter().all(|words| said.contains(words)), "HOME={home} {call}: {said}");
        }
    }
}

/// A login there would make no profile.
#[test]
fn no_hint_suggests_creating_a_profile_without_a_profile_folder() {
    let world = World::new(&[]);
    for home in ["/dev/null", "relative", "~", "$HOME"] {
        for call in ["get", "exec -- true", "login", "configure aws", "status", "profiles list", "get p"] {
            let mut command = shell(&world, &format!("exec \"{BINARY}\" {call}"));
            let outcome = world.finish(command.env_remove("XDG_CONFIG_HOME").env("HOME", home));
            let names_the_cause = outcome.stderr.contains("hint: set HOME") || outcome.stderr.contains("HOME is not the absolute path");
            assert!(names_the_cause && !outcome.stderr.contains("create one with"), "HOME={home} {call}: {outcome:?}");
        }
    }
}
