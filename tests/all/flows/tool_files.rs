//! The files of other tools, as people have them: which of several is meant, and what else the tool reads.

use crate::support::program::BINARY;
use crate::support::world::World;
use std::fs;
use std::path::Path;

/// A machine whose person has logged in.
fn logged_in() -> World {
    let world = World::new(&[]);
    assert_eq!(world.run(&["login", "prod"]).code, 0);
    world
}

fn text(world: &World, name: &str) -> String {
    fs::read_to_string(world.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_alias_goes_to_the_folder_of_the_mc_that_is_used() {
    const NEW: &str = "{\"version\": \"10\", \"aliases\": {}}";
    let world = logged_in();
    let folders = ["home/.mc", "home/.mcli", "home/mine"];
    let programs = world.path("programs").display().to_string();
    let cases: [(&str, [&[&str]; 3], &str); 8] = [
        ("nothing is there", [&[], &[], &[]], "home/.mc"),
        ("a file of mcli", [&["home/.mcli/config.json"], &[], &[]], "home/.mcli"),
        ("a folder of mcli", [&[], &["home/.mcli"], &[]], "home/.mcli"),
        ("a folder of Midnight Commander, and a file of mcli", [&["home/.mcli/config.json"], &["home/.mc"], &[]], "home/.mcli"),
        ("files of both", [&["home/.mcli/config.json", "home/.mc/config.json"], &[], &[]], "home/.mc"),
        ("only mcli is installed", [&[], &[], &["mcli"]], "home/.mcli"),
        ("both are installed", [&[], &[], &["mcli", "mc"]], "home/.mc"),
        ("mcli is installed, and there is a file of mc", [&["home/.mc/config.json"], &[], &["mcli"]], "home/.mc"),
    ];
    for (case, [files, empty, installed], expected) in cases {
        folders.iter().for_each(|folder| drop(fs::remove_dir_all(world.path(folder))));
        let _ = fs::remove_dir_all(&programs);
        fs::create_dir(&programs).unwrap();
        files.iter().for_each(|file| world.write(file, NEW));
        empty.iter().for_each(|folder| fs::create_dir_all(world.path(folder)).unwrap());
        installed.iter().for_each(|name| drop(fs::File::create(Path::new(&programs).join(name)).unwrap()));
        let outcome = world.finish(&mut world.shell(&format!("PATH={programs} exec {BINARY} configure mc prod")));
        assert_eq!(outcome.code, 0, "{case}: {outcome:#?}");
        for folder in folders {
            let alias = fs::read_to_string(world.path(folder).join("config.json")).unwrap_or_default();
            assert_eq!(alias.contains("sessionToken"), folder == expected, "{case}: {folder}");
        }
    }
    let named = world.program(&["configure", "mc", "prod"]).env("MC_CONFIG_DIR", world.path("home/mine").to_str().unwrap());
    assert_eq!(named.run().code, 0);
    assert!(text(&world, "home/mine/config.json").contains("sessionToken"), "the folder that is named counts");
}
