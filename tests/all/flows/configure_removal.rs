//! `configure TOOL PROFILE --remove`: takes out what `configure` wrote, and nothing else.

use crate::support::snapshot::Table;
use crate::support::world::World;

/// A machine whose user has logged in.
fn logged_in() -> World {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    world
}

fn text(world: &World, name: &str) -> String {
    std::fs::read_to_string(world.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The file of each tool, and a content of the user's own.
const FILES: [(&str, &str, &str); 4] = [
    ("aws", "home/.aws/config", "# mine\n[profile other]\nregion = eu-central-1\ns3 =\n  max_concurrent_requests = 5\n"),
    (
        "mc",
        "home/.mc/config.json",
        "{\n\t\"version\": \"10\",\n\t\"aliases\": {\n\t\t\"local\": {\n\t\t\t\"url\": \"http://localhost:9000\"\n\t\t}\n\t}\n}\n",
    ),
    ("rclone", "home/.config/rclone/rclone.conf", "[other]\ntype = sftp\n# mine\nhost = files.example\n"),
    ("fsspec", "home/.config/fsspec/conf.json", "{\n    \"file\": {\n        \"auto_mkdir\": true\n    }\n}\n"),
];

#[test]
fn what_configure_wrote_is_removed_and_the_files_are_as_before() {
    let world = logged_in();
    let mut table = Table::default();
    for (tool, file, before) in FILES {
        let mut remove = |arguments: &str| {
            let words: Vec<&str> = arguments.split(' ').collect();
            let outcome = world.run(&[&["configure", tool, "prod"], &words[..]].concat());
            assert_eq!(outcome.code, 0, "{}", outcome.stderr);
            let (stdout, stderr) = outcome.shown();
            table.row(&format!("{tool} {arguments}"), &format!("{stdout}{stderr}"));
        };
        world.write(file, before);
        world.run(&["configure", tool, "prod", "-q"]);
        let written = text(&world, file);
        assert_ne!(written, before, "{tool}");
        remove("--remove --dry-run");
        assert_eq!(text(&world, file), written, "a dry run of {tool} changes nothing");
        remove("--remove");
        assert_eq!(text(&world, file), before, "{tool}");
        remove("--remove");
        assert_eq!(text(&world, file), before, "{tool}");
        if tool != "aws" && tool != "mc" {
            assert!(text(&world, "home/.aws/config").contains("[profile prod]"), "the AWS profile may be used by others");
        }
    }
    table.matches("configure-remove");
}

#[test]
fn an_absent_file_is_not_created() {
    let world = World::new(&[]);
    for (tool, _, _) in FILES {
        let outcome = world.run(&["configure", tool, "gone", "--remove"]);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""), "{}", outcome.stderr);
        assert!(outcome.stderr.starts_with("note: nothing to remove: configure wrote nothing for `gone` into "), "{}", outcome.stderr);
    }
    assert!(world.files("home").is_empty(), "{:?}", world.files("home"));
    for tool in ["spark", "duckdb"] {
        let outcome = world.run(&["configure", tool, "prod", "--remove"]);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""), "{}", outcome.stderr);
        assert!(outcome.stderr.contains(&format!("configure wrote no file for {tool}")), "{}", outcome.stderr);
    }
}

#[test]
fn what_was_changed_since_then_is_named_and_removed_only_with_force() {
    let world = logged_in();
    for (tool, file, from, to, snapshot) in [
        ("aws", "home/.aws/config", "addressing_style = path", "addressing_style = virtual", "configure-remove-aws-changed"),
        (
            "rclone",
            "xdg_config_home/rclone/rclone.conf",
            "env_auth = true\n",
            "env_auth = true\nchunk_size = 8M\n",
            "configure-remove-rclone-changed",
        ),
        ("fsspec", "home/.config/fsspec/conf.json", "\"us-east-1\"", "\"eu-west-1\"", "configure-remove-fsspec-changed"),
        ("mc", "home/.mc/config.json", "\"url\": \"http://127.0.0.1", "\"url\": \"http://elsewhere.example", "configure-remove-mc-changed"),
    ] {
        world.run(&["configure", tool, "prod", "-q"]);
        let changed = text(&world, file).replace(from, to);
        assert!(changed.contains(to), "{changed}");
        world.write(file, &changed);
        let refused = world.run(&["configure", tool, "prod", "--remove"]);
        let port = world.variable("STS_CLI_ENDPOINT").rsplit(':').next().unwrap().to_owned();
        refused.named(&format!("elsewhere.example:{port}"), "elsewhere.example:PORT").fails(3, snapshot);
        assert_eq!(text(&world, file), changed, "{tool}");
        let removed = world.run(&["configure", tool, "prod", "--remove", "--force", "-q"]);
        assert_eq!((removed.code, removed.stdout.as_str()), (0, ""), "{tool}: {}", removed.stderr);
        assert!(!text(&world, file).contains("prod"), "{tool}: {}", text(&world, file));
    }
}

#[test]
fn what_others_wrote_is_never_removed() {
    let world = World::new(&[]);
    let foreign = [
        ("aws", "home/.aws/config", "[profile prod]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = base\n"),
        ("aws", "home/.aws/config", "[profile prod]\ncredential_process = /usr/bin/sts-cli get dev -o process\nregion = x\n"),
        ("aws", "home/.aws/config", "[profile prod]\ncredential_process = aws-vault get prod -o process2\n"),
        ("mc", "home/.mc/config.json", "{\"version\": \"10\", \"aliases\": {\"prod\": {\"url\": \"https://x.example\", \"src\": \"\"}}}"),
        ("rclone", "xdg_config_home/rclone/rclone.conf", "[prod]\ntype = s3\nenv_auth = true\nprofile = base\n"),
        ("fsspec", "home/.config/fsspec/conf.json", "{\"s3\": {\"profile\": \"base\"}}"),
    ];
    for (tool, file, before) in foreign {
        world.write(file, before);
        for more in [&[][..], &["--force"]] {
            let outcome = world.run(&[&["configure", tool, "prod", "--remove"], more].concat());
            assert_eq!(outcome.code, 0, "{before}: {}", outcome.stderr);
            assert_eq!(text(&world, file), before);
        }
    }
}

#[test]
fn the_profile_itself_may_be_gone_and_comments_stay() {
    let world = logged_in();
    world.run(&["configure", "aws", "prod", "-q"]);
    world.run(&["configure", "rclone", "prod", "-q"]);
    world.run(&["profiles", "remove", "prod"]).warns("removed-profile-with-tools");
    let commented = text(&world, "home/.aws/config").replace("region = ", "# mine\nregion = ");
    world.write("home/.aws/config", &commented);
    world.run(&["configure", "aws", "prod", "--remove", "-q"]).ok();
    assert_eq!(text(&world, "home/.aws/config"), "[profile prod]\n# mine\n");
    world.run(&["configure", "rclone", "prod", "--remove", "-q"]).ok();
    assert_eq!(text(&world, "xdg_config_home/rclone/rclone.conf"), "");
}

#[test]
fn what_still_uses_the_removed_part_is_named() {
    let world = logged_in();
    world.write(
        "home/.aws/config",
        "[profile z]\nsource_profile = prod\nrole_arn = arn:aws:iam::1:role/x\n[profile y]\nservices = prod-sts-cli\n",
    );
    world.write("xdg_config_home/rclone/rclone.conf", "[secret]\ntype = crypt\nremote = prod:bucket\n");
    let mut table = Table::default();
    for tool in ["rclone", "aws"] {
        world.run(&["configure", tool, "prod", "-q"]);
        for arguments in ["--remove --dry-run", "--remove"] {
            let words: Vec<&str> = arguments.split(' ').collect();
            let outcome = world.run(&[&["configure", tool, "prod"], &words[..]].concat());
            table.row(&format!("{tool} {arguments}"), &outcome.shown().1);
        }
    }
    table.matches("configure-remove-used");
}

#[test]
fn empty_lines_and_byte_order_marks_of_the_user_stay() {
    let world = logged_in();
    for (tool, file, texts) in [
        ("aws", "home/.aws/config", &["[profile other]\nregion = x\n\n", "[profile other]\nregion = x\n\n\n\n", "\n"][..]),
        ("rclone", "xdg_config_home/rclone/rclone.conf", &["[other]\ntype = sftp\n\n", "[other]\ntype = sftp\n\n\n\n", "\n"]),
    ] {
        for before in texts {
            world.write(file, before);
            world.run(&["configure", tool, "prod", "-q"]);
            assert!(text(&world, file).contains("prod"));
            world.run(&["configure", tool, "prod", "--remove", "-q"]).ok();
            assert_eq!(text(&world, file), *before, "{tool}");
        }
    }
    world.run(&["configure", "fsspec", "prod", "-q"]);
    let written = text(&world, "home/.config/fsspec/conf.json");
    world.write("home/.config/fsspec/conf.json", &format!("\u{feff}{written}"));
    world.run(&["configure", "fsspec", "prod", "--remove", "-q"]).ok();
    assert_eq!(text(&world, "home/.config/fsspec/conf.json"), "\u{feff}{}\n");
}
