//! `profiles default`, `rename` and `remove`: what names a profile follows it, and nothing is lost.

use crate::support::program::Running;
use crate::support::snapshot::Table;
use crate::support::terminal::Terminal;
use crate::support::world::World;
use std::fs::File;
use std::os::unix::fs::PermissionsExt;

const PROFILES: &str = "xdg_config_home/sts-cli/profiles";
const CONFIG: &str = "xdg_config_home/sts-cli/config.toml";

fn text(world: &World, name: &str) -> String {
    std::fs::read_to_string(world.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_default_is_set_shown_and_unset_and_comments_stay() {
    let world = World::new(&[]);
    world.write_profile("dev", "extends = \"prod\"\n");
    let mut table = Table::default();
    let mut run = |arguments: &[&str]| {
        let outcome = world.run(&[&["profiles", "default"], arguments].concat());
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        let (stdout, stderr) = outcome.shown();
        table.row(&arguments.join(" "), &format!("{stdout}{stderr}"));
    };
    run(&[]);
    run(&["--unset"]);
    run(&["prod"]);
    assert_eq!(text(&world, CONFIG), "default = \"prod\"\n");
    world.write(CONFIG, "# mine\ndefault  =  'prod'  # the big one\ncache = \"file\" # plain");
    run(&[]);
    run(&["prod"]);
    run(&["dev"]);
    assert_eq!(text(&world, CONFIG), "# mine\ndefault  =  \"dev\"  # the big one\ncache = \"file\" # plain");
    run(&["--unset"]);
    assert_eq!(text(&world, CONFIG), "# mine\n# the big one\ncache = \"file\" # plain");
    run(&["dev"]);
    assert_eq!(text(&world, CONFIG), "# mine\n# the big one\ncache = \"file\" # plain\ndefault = \"dev\"\n");
    world.write("system/config.toml", "default = \"prod\"\n");
    run(&["--unset"]);
    run(&[]);
    table.matches("profiles-default");
    world.run(&["profiles", "default", "nope"]).fails(3, "profiles-default-unknown");
    world.write(CONFIG, "\u{feff}default = \"gone\"\n");
    assert_eq!(world.run(&["profiles", "default"]).warns("profiles-default-gone"), "gone\n");
    world.run(&["profiles", "default", "prod", "-q"]).ok();
    assert_eq!(text(&world, CONFIG), "\u{feff}default = \"prod\"\n");
}

#[test]
fn a_folder_with_the_name_of_a_profile_is_named() {
    let world = World::new(&[]);
    std::fs::create_dir(world.path(&format!("{PROFILES}/folder.toml"))).unwrap();
    world.run(&["profiles", "remove", "folder"]).fails(3, "profiles-remove-folder");
}

#[test]
fn a_renamed_profile_keeps_its_login_its_default_and_the_profiles_that_extend_it() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    world.run(&["configure", "aws", "prod", "-q"]);
    world.write(CONFIG, "default = \"prod\" # mine\n");
    world.write_profile("dev", "# a comment\nextends = 'prod' # the base\nduration = \"1h\"\n");
    let before = text(&world, &format!("{PROFILES}/prod.toml"));
    std::fs::set_permissions(world.path(&format!("{PROFILES}/prod.toml")), PermissionsExt::from_mode(0o640)).unwrap();
    world.run(&["profiles", "rename", "prod", "live"]).warns("profiles-rename");
    assert_eq!((text(&world, &format!("{PROFILES}/live.toml")), text(&world, CONFIG)), (before, "default = \"live\" # mine\n".to_owned()));
    assert_eq!(std::fs::metadata(world.path(&format!("{PROFILES}/live.toml"))).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(text(&world, &format!("{PROFILES}/dev.toml")), "# a comment\nextends = \"live\" # the base\nduration = \"1h\"\n");
    assert_eq!(world.run(&["profiles", "list"]).ok(), "dev\nlive (default)\n");
    world.run(&["get", "live", "-o", "json"]).ok_with_json();
    assert_eq!(world.browser_opened(), 1, "the login is found by the new name");
    world.run(&["profiles", "remove", "live", "-q"]).ok();
    let outcome = world.run(&["logout", "live"]);
    assert!(outcome.stderr.contains("removed from this machine"), "the record has the new name: {}", outcome.stderr);
}

#[test]
fn a_name_that_is_taken_or_inherited_is_not_used() {
    let world = World::new(&[]);
    world.write_profile("dev", "extends = \"prod\"\n");
    world.write("system/profiles/shared.toml", "identity = \"web-identity\"\n");
    world.write("system/profiles/mixed.toml", "identity = \"web-identity\"\n");
    world.write_profile("mixed", "duration = \"1h\"\n");
    let files = world.files(PROFILES);
    let mut table = Table::default();
    for names in [["prod", "dev"], ["prod", "shared"], ["prod", "prod"], ["mixed", "new"], ["shared", "new"], ["nope", "new"]] {
        table.fails(3, &names.join(" "), &world.run(&["profiles", "rename", names[0], names[1]]));
    }
    table.fails(2, "prod ../x", &world.run(&["profiles", "rename", "prod", "../x"]));
    table.matches("profiles-rename-refused");
    assert_eq!(world.files(PROFILES), files);
}

#[test]
fn a_link_is_renamed_itself_and_an_invalid_profile_too() {
    let world = World::new(&[]);
    let path = world.path(PROFILES);
    std::os::unix::fs::symlink("prod.toml", path.join("link.toml")).unwrap();
    world.write_profile("broken", "nonsense\n");
    world.run(&["profiles", "rename", "link", "other", "-q"]).ok();
    world.run(&["profiles", "rename", "broken", "repaired", "-q"]).ok();
    assert_eq!(std::fs::read_link(path.join("other.toml")).unwrap().to_str(), Some("prod.toml"));
    assert_eq!(text(&world, &format!("{PROFILES}/repaired.toml")), "nonsense\n");
    assert_eq!(world.run(&["profiles", "list"]).ok(), "other\nprod\nrepaired\n");
}

#[test]
fn removal_logs_out_and_changes_the_files_of_tools_if_told_to() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    world.run(&["configure", "aws", "prod", "-q"]);
    world.run(&["configure", "rclone", "prod", "-q"]);
    world.write_profile("dev", "extends = \"prod\"\nduration = \"1h\"\n");
    world.run(&["profiles", "remove", "prod", "--logout", "--tools"]).warns("profiles-remove-all");
    assert_eq!(text(&world, "home/.aws/config"), "");
    assert_eq!(text(&world, "xdg_config_home/rclone/rclone.conf"), "");
    assert!(world.files("xdg_state_home/sts-cli/tokens").is_empty());
}

#[test]
fn removal_asks_on_a_terminal() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    world.run(&["configure", "aws", "prod", "-q"]);
    let copy = text(&world, &format!("{PROFILES}/prod.toml"));
    let mut terminal = Terminal::of(&world, "sh");
    terminal.types("sts-cli profiles remove prod\n");
    terminal.shows(&["Remove `prod` from the files of aws, too? [y/N]"]);
    terminal.types("n\n");
    terminal.shows(&["Log out of `prod`, too? [y/N]"]);
    terminal.types("n\n");
    terminal.shows(&["sts-cli logout prod", "sts-cli configure aws prod --remove"]);
    world.write_profile("prod", &copy);
    world.write_profile("dev", "extends = \"prod\"\nduration = \"1h\"\n");
    terminal.types("sts-cli profiles remove prod\n");
    terminal.shows(&["Remove `prod` from the files of aws, too? [y/N]"]);
    terminal.types("y\n");
    terminal.shows(&["dev shares the login of `prod`. Log out of both, too? [y/N]"]);
    terminal.types("y\n");
    terminal.shows(&["this logs out of dev, too", "removed the AWS profile `prod`", "removed /"]);
    assert_eq!(text(&world, "home/.aws/config"), "");
    assert!(world.files("xdg_state_home/sts-cli/tokens").is_empty());
}

#[test]
fn a_renaming_reads_everything_first_and_can_be_repeated() {
    let world = World::new(&[]);
    world.write_profile("dev", "extends = \"prod\"\nduration = \"1h\"\n");
    world.write(CONFIG, "default = \"prod\"\nbroken\n");
    let files = world.files(PROFILES);
    let outcome = world.run(&["profiles", "rename", "prod", "live"]);
    assert!(outcome.code == 3 && outcome.stderr.contains("config.toml:2: "), "{}", outcome.stderr);
    assert_eq!(world.files(PROFILES), files);
    assert_eq!(text(&world, &format!("{PROFILES}/dev.toml")), "extends = \"prod\"\nduration = \"1h\"\n");
    world.write(CONFIG, "default = \"prod\"\n");
    let path = |name: &str| world.path(&format!("{PROFILES}/{name}.toml"));
    std::fs::hard_link(path("prod"), path("live")).unwrap(); // as a renaming that was killed leaves it
    world.run(&["profiles", "rename", "prod", "live", "-q"]).ok();
    assert_eq!(world.run(&["profiles", "list"]).ok(), "dev\nlive (default)\n");
    world.write_profile("copy", &text(&world, &format!("{PROFILES}/live.toml")));
    world.run(&["profiles", "rename", "live", "copy", "-q"]).ok();
    assert_eq!(world.run(&["profiles", "list"]).ok(), "copy (default)\ndev\n");
    std::os::unix::fs::symlink("copy.toml", path("link")).unwrap();
    assert_eq!(world.run(&["profiles", "rename", "copy", "link"]).code, 3, "the link leads to the file that would be removed");
    assert!(path("copy").is_file());
}

#[test]
fn a_renaming_that_cannot_be_written_is_undone() {
    let world = World::new(&[]);
    world.write_profile("broken", "nonsense\n");
    world.write_profile("dev", "extends = \"broken\"\n");
    let files = world.files(PROFILES);
    let mut terminal = Terminal::of(&world, "sh");
    terminal.types("(ulimit -f 0; sts-cli profiles rename broken live); echo co''de $?\n");
    terminal.shows(&["could not write ", "code 3"]);
    assert_eq!(world.files(PROFILES), files);
    assert_eq!(text(&world, &format!("{PROFILES}/dev.toml")), "extends = \"broken\"\n");
}

#[test]
fn removal_checks_the_files_of_all_tools_first() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    world.run(&["configure", "aws", "prod", "-q"]);
    world.run(&["configure", "rclone", "prod", "-q"]);
    let rclone = "xdg_config_home/rclone/rclone.conf";
    world.write(rclone, &text(&world, rclone).replace("env_auth = true\n", "env_auth = true\nchunk_size = 8M\n"));
    let (aws, tokens) = (text(&world, "home/.aws/config"), world.files("xdg_state_home/sts-cli/tokens"));
    world.run(&["profiles", "remove", "prod", "--logout", "--tools"]).fails(3, "profiles-remove-changed");
    assert_eq!((text(&world, "home/.aws/config"), world.files("xdg_state_home/sts-cli/tokens")), (aws, tokens));
    assert!(world.path(&format!("{PROFILES}/prod.toml")).is_file());
    world.run(&["configure", "rclone", "prod", "--remove", "--force", "-q"]).ok();
    world.run(&["profiles", "remove", "prod", "--logout", "--tools", "-q"]).ok();
    assert!(!world.path(&format!("{PROFILES}/prod.toml")).exists());
}

#[test]
fn of_two_renamings_at_once_one_succeeds() {
    let world = World::new(&[]);
    for round in 0..4 {
        let names = ["a", "b"].map(|name| format!("{name}{round}"));
        let running = names.clone().map(|name| world.program(&["profiles", "rename", "prod", &name]).start());
        running.into_iter().for_each(Running::wait_for_exit);
        let left = world.run(&["profiles", "list"]).ok().replace(" (default)", "");
        assert!(names.iter().any(|name| left == format!("{name}\n")), "{left}");
        world.run(&["profiles", "rename", left.trim(), "prod", "-q"]).ok();
    }
}

#[test]
fn saving_and_removing_wait_for_another_process_that_changes_profiles() {
    let world = World::new(&[]);
    world.run(&["get", "prod", "-o", "json"]).ok_with_json();
    world.run(&["profiles", "default", "prod", "-q"]).ok(); // makes the lock's file
    let lock = || {
        let file = File::options().write(true).open(world.path("xdg_state_home/sts-cli/profiles.lock")).unwrap();
        file.lock().unwrap();
        file
    };
    let exists = |name: &str| world.path(&format!("{PROFILES}/{name}.toml")).exists();
    let commands: [(&[&str], &str); 2] =
        [(&["get", "prod", "-o", "json", "--save", "copy"], "copy"), (&["profiles", "remove", "prod"], "prod")];
    for (command, changed) in commands {
        let (lock, before) = (lock(), exists(changed));
        let running = world.program(command).start();
        running.wait_for_stderr(|text| text.contains("waiting for").then_some(()));
        assert_eq!(exists(changed), before, "{command:?} did not wait");
        drop(lock);
        let outcome = running.end();
        assert_eq!(outcome.code, 0, "{outcome:#?}");
        assert_eq!(exists(changed), !before, "{command:?}");
    }
}

#[test]
fn the_login_of_a_removed_profile_is_found_by_the_profile_that_recorded_it() {
    let world = World::new(&[]);
    world.write_profile("dev", "extends = \"prod\"\n");
    world.run(&["login", "prod"]).ok();
    for name in ["dev", "prod"] {
        let outcome = world.run(&["profiles", "remove", name]);
        assert!(outcome.code == 0 && outcome.stderr.contains("run `sts-cli logout prod` to"), "{}", outcome.stderr);
    }
    world.run(&["logout", "dev"]).fails(3, "logout-unknown-with-logins");
    world.run(&["logout", "prod"]).warns("logout-by-record");
}

#[test]
fn a_login_that_was_saved_and_renamed_is_not_one_without_a_profile() {
    let world = World::new(&[]);
    let [issuer, endpoint] = ["STS_CLI_ISSUER", "STS_CLI_ENDPOINT"].map(|name| world.variable(name).to_owned());
    let login = ["--issuer", &issuer, "--endpoint", &endpoint, "--client-id", "sts-cli", "-o", "json", "-q"];
    world.run(&[&["web-identity", "--save", "saved"], &login[..]].concat()).ok_with_json();
    world.run(&["profiles", "rename", "saved", "other", "-q"]).ok();
    world.run(&["profiles", "remove", "other", "-q"]).ok();
    let outcome = world.run(&["logout", "other"]);
    assert!(outcome.code == 0 && !outcome.stderr.contains("without a profile"), "{}", outcome.stderr);
}
