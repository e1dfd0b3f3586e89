//! AWS files that are no plain files of their person: devices, links, foreign encodings, other owners, open modes; and nested settings.

use crate::support::child::{NOBODY, copy};
use crate::support::program::BINARY;
use crate::support::world::World;
use crate::support::{has, skip};
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;

const CONFIG: &str = "home/.aws/config";
const KEYS: &str = "home/.aws/credentials";
const CONFIGURE: [&str; 3] = ["configure", "aws", "prod"];
const WRITE: [&str; 4] = ["get", "prod", "--write-profile", "lab"];

/// A machine whose person has logged in, and has both files.
fn logged_in() -> World {
    let world = World::new(&[]);
    assert_eq!(world.run(&["login", "prod"]).code, 0);
    world.write(CONFIG, "[default]\nregion = eu-west-1\n");
    world.write(KEYS, "[other]\noutput = json\n");
    world
}

fn text(world: &World, name: &str) -> String {
    fs::read_to_string(world.path(name)).unwrap()
}

fn with<'a>(arguments: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [arguments, more].concat()
}

/// Runs it with one of the AWS files elsewhere.
fn run_with(world: &World, arguments: &[&str], variable: &str, place: &str) -> crate::support::outcome::Outcome {
    world.program(arguments).env(variable, place).run().without_login_prompts()
}

#[test]
fn a_device_or_pipe_is_read_as_empty_and_never_written() {
    let world = logged_in();
    let pipe = world.path("home/pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR, 0).unwrap();
    symlink("/dev/null", world.path("home/link")).unwrap();
    let locks =
        || fs::read_dir("/dev").unwrap().filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains("sts-cli")).count();
    for place in ["/dev/null", "/dev/zero", pipe.to_str().unwrap(), world.path("home/link").to_str().unwrap()] {
        world.write(KEYS, "");
        let written = run_with(&world, &WRITE, "AWS_CONFIG_FILE", place);
        assert_eq!(written.code, 0, "{place}: {written:#?}");
        assert!(text(&world, KEYS).starts_with("[lab]\n"));
        for (arguments, variable) in [(&CONFIGURE[..], "AWS_CONFIG_FILE"), (&WRITE, "AWS_SHARED_CREDENTIALS_FILE")] {
            for more in [&[][..], &["--dry-run"], &["--in-place"], &["--force"]] {
                let refused = run_with(&world, &with(arguments, more), variable, place);
                refused.named(place, "[PLACE]").fails(3, "special/refused");
            }
        }
        let source = ["assume-role", "--endpoint", "http://127.0.0.1:9", "--source-profile", "lab", "-o", "json"];
        let found = run_with(&world, &source, "AWS_SHARED_CREDENTIALS_FILE", place);
        found.named(place, "[PLACE]").fails(3, "special/no-keys-there");
        assert_eq!(locks(), 0, "no lock is made beside a device");
    }
}

#[test]
fn every_setting_that_overrides_the_endpoint_is_named_even_in_nested_blocks() {
    let world = logged_in();
    let cases = [
        ("s3 =\n  endpoint_url = https://u:HIDDEN@old.example", "s3.endpoint_url"),
        ("s3api =\n    endpoint_url = https://old.example/HIDDEN?x", "s3api.endpoint_url"),
        ("sts =\n  endpoint_url = https://old.example", "sts.endpoint_url"),
        ("s3control =\n\tendpoint_url=https://old.example", "s3control.endpoint_url"),
        ("S3 =\n  max_queue_size = 5\n  endpoint_url = https://old.example\n  # mine\n", "s3.endpoint_url"),
        ("s3 =\n  use_accelerate_endpoint = true", "s3.use_accelerate_endpoint"),
        ("s3 =\n  use_dualstack_endpoint = True", "s3.use_dualstack_endpoint"),
        ("use_fips_endpoint = true", "use_fips_endpoint"),
        ("use_dualstack_endpoint = true", "use_dualstack_endpoint"),
    ];
    for (setting, key) in cases {
        for (arguments, profile) in [(&CONFIGURE[..], "prod"), (&WRITE, "lab")] {
            for (file, header) in [(CONFIG, format!("[profile {profile}]")), (KEYS, format!("[{profile}]"))] {
                [CONFIG, KEYS].iter().for_each(|file| world.write(file, ""));
                let theirs = format!("{header}\noutput = json\n{setting}\n\n[x]\n");
                world.write(file, &theirs);
                let refused = world.run(arguments);
                assert!(refused.code == 3 && refused.stderr.contains(&format!("`{key}`")), "{theirs}: {refused:#?}");
                assert_eq!(text(&world, file), theirs);
                let shown = world.run(&with(arguments, &["--force", "--dry-run"]));
                assert!(shown.code == 0 && !format!("{shown:?}").contains("HIDDEN"), "{theirs}: {shown:#?}");
                assert_eq!(world.run(&with(arguments, &["--force"])).code, 0, "{theirs}");
                let written = text(&world, file);
                let last = key.rsplit('.').next().unwrap();
                let stays = written
                    .lines()
                    .filter(|line| line.trim().starts_with(last))
                    .any(|line| line.contains("old.example") || line.ends_with("rue"));
                assert!(!stays && written.contains("output = json"), "{theirs}{written}");
                let goes_whole = file == KEYS && arguments == CONFIGURE; // a block there would hide ours in the other file
                let is_beside = setting.contains("max_queue") && !goes_whole;
                assert!(!is_beside || written.contains("max_queue_size = 5\n") && written.contains("# mine"), "{written}");
                assert_eq!(world.run(arguments).code, 0, "{written}");
                assert_eq!(text(&world, file), written, "a second time changes nothing");
            }
        }
    }
    world.write(KEYS, "");
    for harmless in
        ["s3 =\n  use_accelerate_endpoint = false\n", &format!("s3api =\n  endpoint_url = {}/\n", world.variable("STS_CLI_ENDPOINT"))]
    {
        world.write(CONFIG, &format!("[profile lab]\n{harmless}"));
        assert_eq!(world.run(&WRITE).code, 0, "{harmless}");
    }
    world.write(CONFIG, "[DEFAULT]\ns3api =\n  endpoint_url = https://old.example\n[profile lab]\n");
    world.run(&with(&WRITE, &["--force"])).fails(3, "inherited-nested");
}

#[test]
fn a_nested_user_setting_is_named_before_it_is_replaced() {
    let world = logged_in();
    let theirs = "[profile prod]\noutput = json\ns3 =\n  max_queue_size = 5\n  addressing_style = virtual\n";
    world.write(CONFIG, theirs);
    world.run(&CONFIGURE).fails(3, "style-of-ones-own");
    assert_eq!(text(&world, CONFIG), theirs);
    assert_eq!(world.run(&with(&CONFIGURE, &["--force"])).code, 0);
    let ours = text(&world, CONFIG);
    assert!(ours.contains("  max_queue_size = 5\n  addressing_style = path\n"), "{ours}");
    for (from, to) in [("style = path", "style = virtual"), ("calculation = when_required", "calculation = when_supported")] {
        let theirs = ours.replace(from, to);
        world.write(CONFIG, &theirs);
        assert_eq!(world.run(&CONFIGURE).code, 3, "{to} was put over what this program wrote");
        assert_eq!(text(&world, CONFIG), theirs);
    }
    world.write(CONFIG, &ours.replace("region = us-east-1", "region = eu-west-1"));
    assert_eq!((world.run(&CONFIGURE).code, text(&world, CONFIG)), (0, ours), "a region may be of the profile's earlier days");
}

#[test]
fn a_file_with_hard_links_is_written_only_in_place() {
    let world = logged_in();
    for (arguments, file, beside) in [(&CONFIGURE[..], CONFIG, "home/dotfiles-config"), (&WRITE, KEYS, "home/.aws/backup")] {
        fs::hard_link(world.path(file), world.path(beside)).unwrap();
        let before = text(&world, file);
        for more in [&[][..], &["--force"], &["--dry-run"]] {
            world.run(&with(arguments, more)).fails(3, &format!("hard-link/{}", arguments[0]));
        }
        assert_eq!((text(&world, file), text(&world, beside)), (before.clone(), before.clone()));
        assert_eq!(world.run(&with(arguments, &["--in-place"])).code, 0);
        assert!(text(&world, file).len() > before.len() && text(&world, file) == text(&world, beside));
        assert_eq!(world.run(arguments).code, 0, "nothing changes, so nothing is in its way");
    }
    world.write("home/.config/fsspec/conf.json", "{}");
    fs::hard_link(world.path("home/.config/fsspec/conf.json"), world.path("home/conf.json")).unwrap();
    world.run(&["configure", "fsspec", "prod"]).fails(3, "hard-link/fsspec");
    symlink(world.path("home/.aws"), world.path("home/aws")).unwrap();
    fs::remove_file(world.path("home/dotfiles-config")).unwrap();
    world.write(CONFIG, "");
    let through_a_link = world.path("home/aws/config").display().to_string();
    assert_eq!(run_with(&world, &CONFIGURE, "AWS_CONFIG_FILE", &through_a_link).code, 0, "symbolic links are no names");
}

#[test]
fn a_folder_that_is_a_dangling_link_is_named() {
    let world = logged_in();
    fs::remove_dir_all(world.path("home/.aws")).unwrap();
    symlink("../stick/aws", world.path("home/.aws")).unwrap();
    for (arguments, more) in [(&CONFIGURE[..], &[][..]), (&WRITE, &[]), (&CONFIGURE, &["--dry-run"]), (&WRITE, &["--in-place"])] {
        world.run(&with(arguments, more)).fails(3, "dangling/aws");
    }
    symlink(world.path("gone"), world.path("home/.mc")).unwrap();
    world.run(&["configure", "mc", "prod"]).fails(3, "dangling/mc");
    symlink("/proc/self/nowhere", world.path("home/.config")).unwrap();
    fs::create_dir_all(world.path("stick/aws")).unwrap();
    world.run(&["configure", "fsspec", "prod"]).fails(3, "dangling/fsspec");
    assert_eq!(world.files("stick").len(), 0);
    assert_eq!((world.run(&CONFIGURE).code, world.files("stick").len()), (0, 1), "the folder is there now");
}

#[test]
fn utf_16_text_is_named() {
    let world = logged_in();
    let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let cases = [
        utf16("\u{feff}[default]\r\n", u16::to_le_bytes),
        utf16("\u{feff}[default]\r\n", u16::to_be_bytes),
        utf16("[default]\n", u16::to_le_bytes),
        utf16("\u{feff}", u16::to_le_bytes),
    ];
    for bytes in cases {
        for file in [CONFIG, KEYS] {
            [CONFIG, KEYS].iter().for_each(|file| world.write(file, ""));
            fs::write(world.path(file), &bytes).unwrap();
            for arguments in [&CONFIGURE[..], &WRITE] {
                world.run(arguments).named(file.trim_start_matches("home/"), ".aws/FILE").fails(3, "utf-16");
            }
            assert_eq!(fs::read(world.path(file)).unwrap(), bytes);
        }
    }
}

#[test]
fn a_file_of_another_user_is_not_replaced() {
    if !has("setpriv") || !rustix::process::geteuid().is_root() {
        return skip("a file of another user", "only root can be somebody else");
    }
    let world = logged_in();
    assert_eq!(world.run(&CONFIGURE).code, 0);
    let theirs = text(&world, CONFIG).replace("us-east-1", "eu-west-1");
    world.write(CONFIG, &theirs);
    let bin = tempfile::tempdir().unwrap();
    fs::set_permissions(bin.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let binary = copy(Path::new(&*BINARY), bin.path()).display().to_string();
    let folder = world.path("").display().to_string();
    assert_eq!(
        world
            .finish(
                &mut world
                    .shell(&format!("chown -R {NOBODY} {folder}; chown 0 {folder}home/.aws/config; chmod 644 {folder}home/.aws/config"))
            )
            .code,
        0
    );
    let nobody = |more: &str| {
        let command = format!("cd /; exec setpriv --reuid={NOBODY} --clear-groups {binary} configure aws prod {more}");
        world.finish(&mut world.shell(&command)).named(&binary, "[STS-CLI]")
    };
    nobody("").fails(3, "foreign-file");
    nobody("--dry-run").fails(3, "foreign-file");
    assert_eq!((text(&world, CONFIG), fs::metadata(world.path(CONFIG)).unwrap().uid()), (theirs, 0));
    fs::set_permissions(world.path(CONFIG), fs::Permissions::from_mode(0o666)).unwrap();
    assert_eq!(nobody("--in-place").code, 0, "who may write to it may do so");
    assert_eq!(fs::metadata(world.path(CONFIG)).unwrap().uid(), 0);
}

#[test]
fn files_made_by_root_in_a_folder_of_another_user_belong_to_that_user() {
    if !rustix::process::geteuid().is_root() {
        return skip("a file that root makes for somebody else", "only root can");
    }
    let world = World::new(&[]);
    assert_eq!(world.run(&["login", "prod"]).code, 0);
    let of_nobody = |folder: &str| {
        fs::create_dir_all(world.path(folder)).unwrap();
        std::os::unix::fs::chown(world.path(folder), Some(NOBODY), Some(NOBODY)).unwrap();
    };
    let owner = |name: &str| fs::metadata(world.path(name)).map(|found| (found.uid(), found.gid(), found.mode() & 0o777)).unwrap();
    ["home", "xdg_config_home", "mine"].into_iter().for_each(of_nobody);
    let cases: [(&[&str], &[&str]); 5] = [
        (&CONFIGURE, &["home/.aws", CONFIG]),
        (&WRITE, &[KEYS]),
        (&["configure", "rclone", "prod"], &["xdg_config_home/rclone", "xdg_config_home/rclone/rclone.conf"]),
        (&["configure", "fsspec", "prod"], &["home/.config", "home/.config/fsspec", "home/.config/fsspec/conf.json"]),
        (&["configure", "mc", "prod", "--in-place"], &["home/.mc", "home/.mc/config.json"]),
    ];
    for (arguments, made) in cases {
        assert_eq!(world.run(arguments).code, 0, "{arguments:?}");
        for name in made {
            let mode = if world.path(name).is_dir() { 0o700 } else { 0o600 };
            assert_eq!(owner(name), (NOBODY, NOBODY, mode), "{name}");
        }
    }
    fs::create_dir(world.path("mine/of-root")).unwrap();
    assert_eq!(run_with(&world, &CONFIGURE, "AWS_CONFIG_FILE", world.path("mine/of-root/config").to_str().unwrap()).code, 0);
    assert_eq!(owner("mine/of-root/config"), (0, 0, 0o600), "the folder that it is in decides");
}

#[test]
fn keys_in_a_file_readable_by_others_cause_a_warning_with_its_mode() {
    let world = logged_in();
    let set_mode = |name: &str, mode| fs::set_permissions(world.path(name), fs::Permissions::from_mode(mode)).unwrap();
    world.write("home/.mc/config.json", "{\"version\": \"10\", \"aliases\": {}}");
    let mc = ["configure", "mc", "prod"];
    let fresh = with(&WRITE, &["--fresh"]);
    for (arguments, file) in [(&fresh[..], KEYS), (&mc, "home/.mc/config.json")] {
        for mode in [0o644, 0o640, 0o604] {
            set_mode(file, mode);
            assert!(!world.run(&with(arguments, &["--dry-run"])).stderr.contains("can read"), "nothing was written");
            world.run(arguments).warns(&format!("open-mode/{}-{mode:o}", arguments[0]));
            assert_eq!(fs::metadata(world.path(file)).unwrap().mode() & 0o777, mode, "the mode is the person's");
        }
        set_mode(file, 0o600);
        assert!(!world.run(arguments).stderr.contains("can read"));
    }
    set_mode(CONFIG, 0o644);
    assert!(!world.run(&CONFIGURE).stderr.contains("can read"), "a command is no key");
    let pipe = world.finish(&mut world.shell(&format!("{BINARY} get prod -o json | cat; {BINARY} get prod -o env > /dev/null")));
    assert_eq!((pipe.code, pipe.stderr.as_str()), (0, ""));
}

/// Runs it with standard output in a new file; whether it warned of others who can read that one.
#[track_caller]
fn warns_of_its_output(world: &World, mask: &str, arguments: &str) -> bool {
    let outcome = world.finish(&mut world.shell(&format!("cd; rm -f out; umask {mask}; {BINARY} {arguments} > out")));
    assert_eq!(outcome.code, 0, "{arguments}: {outcome:#?}");
    let mode = fs::metadata(world.path("home/out")).unwrap().mode() & 0o777;
    let warned =
        outcome.stderr.contains(&format!("other users can read the keys in the file that standard output goes to (mode {mode:04o})"));
    assert_eq!(outcome.stderr.contains("can read"), warned, "{outcome:#?}");
    warned
}

#[test]
fn secret_output_to_a_file_readable_by_others_causes_a_warning() {
    let world = logged_in();
    for form in ["json", "env", "dotenv", "text", "process", "mc-host", "mc-alias", "aws-ini", "k8s", "env:fish", "duckdb:keys"] {
        for (mask, is_open) in [("022", true), ("027", true), ("077", false)] {
            assert_eq!(warns_of_its_output(&world, mask, &format!("get prod -o {form}")), is_open, "{mask} {form}");
            assert_eq!(warns_of_its_output(&world, mask, &format!("get prod -q -o {form}")), is_open, "{mask} {form}");
        }
    }
    for no_secret in ["get prod -o unset", "get prod -o duckdb", "configure spark prod", "status prod"] {
        assert!(!warns_of_its_output(&world, "022", no_secret), "{no_secret}");
    }
    for taken in ["$({} get prod -o json)", "$({} get prod -o env)"] {
        let outcome = world.finish(&mut world.shell(&format!("umask 022; taken=\"{}\"", taken.replace("{}", &BINARY))));
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{taken}");
    }
}
