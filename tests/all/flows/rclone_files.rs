//! `rclone.conf` as rclone reads it: whose a remote is, however it is spelled, and files that rclone itself does not read.

use crate::support::snapshot::Table;
use crate::support::world::World;

const FILE: &str = "xdg_config_home/rclone/rclone.conf";
const CONFIGURE: [&str; 3] = ["configure", "rclone", "prod"];

/// A machine whose person has logged in.
fn logged_in() -> World {
    let world = World::new(&[]);
    assert_eq!(world.run(&["login", "prod"]).code, 0);
    world
}

fn text(world: &World) -> String {
    std::fs::read_to_string(world.path(FILE)).unwrap()
}

#[test]
fn a_foreign_remote_is_named_in_every_spelling() {
    let world = logged_in();
    let asks = "[prod]\ntype = s3\nenv_auth = true\nprofile = prod\n";
    let cases = [
        ("a byte order mark", "\u{feff}[prod]\ntype = sftp\nhost = nas\n".to_owned()),
        ("a quoted name", "[prod]\n\"type\" = sftp\nhost = nas\n".to_owned()),
        ("another address", format!("{asks}endpoint = https://old.example\n")),
        ("an address of an STS", format!("{asks}sts_endpoint = https://old.example\n")),
        // Neighbors.
        ("a name and a value in backticks", "[prod]\n`type` : `sftp`\n".to_owned()),
        ("a name in three quotes", "[prod]\n\"\"\"type\"\"\" = b2\n".to_owned()),
        ("a byte order mark, blanks and CR LF", "\u{feff}[ prod ]\r\n  type: sftp\r\n".to_owned()),
        ("another way to sign", format!("{asks}v2_auth = true\n")),
        ("an address for downloads", format!("{asks}download_url = https://old.example\n")),
        ("a quoted address", format!("{asks}\"endpoint\" = `https://old.example`\n")),
    ];
    let mut table = Table::default();
    for (case, theirs) in cases {
        world.write(FILE, &theirs);
        table.fails(3, case, &world.run(&CONFIGURE));
        assert!(text(&world) == theirs && !world.path("home/.aws").exists(), "{case}");
        let forced = world.run(&[&CONFIGURE[..], &["--force"]].concat());
        assert_eq!(forced.code, 0, "{case}: {forced:#?}");
        let written = text(&world);
        assert!(written.contains("\ntype = s3\n") && !written.contains("sftp") && !written.contains("old.example"), "{case}: {written}");
        assert_eq!(world.run(&CONFIGURE).code, 0, "{case}: what is there now is ours");
        assert_eq!(text(&world), written, "{case}: a second time changes nothing");
        std::fs::remove_dir_all(world.path("home/.aws")).unwrap();
    }
    table.matches("rclone-remotes-of-others");
}

#[test]
fn a_file_invalid_for_rclone_is_not_changed() {
    let world = logged_in();
    let cases = [
        ("a line that is none", "[a]\ntype = s3\nnonsense\n"),
        ("encrypted", "# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\nAAAA\n"),
        // Neighbors.
        ("encrypted, behind blanks", "\n ; mine\n  RCLONE_ENCRYPT_V0:\nAAAA\n"),
        ("encrypted by a later rclone", "RCLONE_ENCRYPT_V1:\nAAAA\n"),
        ("an open bracket", "[prod\ntype = s3\n"),
        ("a comment behind a bracket", "[prod] # mine\ntype = s3\n"),
        ("a setting without a name", "[a]\n= x\n"),
        ("an open quote", "[a]\nkey = `HIDDEN\n"),
        ("a section without a name", "[]\ntype = s3\n"),
    ];
    let mut table = Table::default();
    for (case, theirs) in cases {
        world.write(FILE, theirs);
        let refused = world.run(&[&CONFIGURE[..], &["--force"]].concat());
        assert_eq!(world.run(&CONFIGURE).failure(3), refused.failure(3), "{case}");
        table.fails(3, case, &refused);
        assert!(text(&world) == theirs && !world.path("home/.aws").exists(), "{case}");
    }
    table.matches("rclone-files-that-are-none");
}

#[test]
fn options_that_a_remote_inherits_by_name_are_named() {
    let world = logged_in();
    let profile = std::fs::read_to_string(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap();
    world.write_profile("eu.prod", &profile);
    assert_eq!(world.run(&["login", "eu.prod"]).code, 0);
    let configure = ["configure", "rclone", "eu.prod"];
    let theirs = "[eu]\ntype = s3\naccess_key_id = HIDDEN\nv2_auth = true\n";
    world.write(FILE, theirs);
    world.run(&configure).fails(3, "rclone-inherited");
    assert_eq!(text(&world), theirs);
    for harmless in ["[e]\naccess_key_id = x\n", "[eu]\nendpoint = https://old.example\nchunk_size = 8M\n", "[eu.prod.x]\nrole_arn = x\n"] {
        world.write(FILE, harmless);
        assert_eq!(world.run(&configure).code, 0, "{harmless}");
    }
}
