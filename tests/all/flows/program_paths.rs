//! The path of this program as it gets into files and scripts: it is still there after an update, and each reader takes it for one word.

use crate::support::program::BINARY;
use crate::support::world::World;
use crate::support::{has, skip};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

/// A folder that every reader of a path stumbles over: blanks, both quotes, an expansion, a backslash, a comment.
const ODD: &str = "home/o'd d\"$(touch ran)`touch ran`$HOME\\ #x";

fn logged_in() -> World {
    let world = World::new(&[]);
    assert_eq!(world.run(&["login", "prod"]).code, 0);
    world
}

/// Makes `name` a link to the program, or to `target`.
fn link(world: &World, name: &str, target: &str) {
    fs::create_dir_all(world.path(name).parent().unwrap()).unwrap();
    symlink(target, world.path(name)).unwrap();
}

fn script(world: &World, name: &str, text: &str) {
    world.write(name, text);
    fs::set_permissions(world.path(name), fs::Permissions::from_mode(0o755)).unwrap();
}

/// The program that `credential_process` runs after these commands of a shell, which has `bin` first on its `PATH`.
fn written(world: &World, commands: &str) -> String {
    let _ = fs::remove_dir_all(world.path("home/.aws"));
    let path = format!("export PATH={}:/usr/local/bin:/usr/bin:/bin; cd \"$HOME\"; {commands}", world.path("home/bin").display());
    let outcome = world.finish(&mut world.shell(&path));
    assert_eq!(outcome.code, 0, "{outcome:#?}");
    let config = fs::read_to_string(world.path("home/.aws/config")).unwrap();
    let command = config.lines().find_map(|line| line.strip_prefix("credential_process = ")).unwrap();
    let answer = world.finish(&mut world.shell(command)).ok();
    assert!(answer.contains("\"Version\":1") || answer.contains("\"Version\": 1"), "{command}: {answer}");
    shlex::split(command).unwrap().swap_remove(0)
}

#[test]
fn the_symbolic_link_to_the_program_is_written_not_its_target() {
    let world = logged_in();
    link(&world, "home/bin/sts-cli", &BINARY);
    link(&world, "home/profile/sts-cli", &world.path("home/bin/sts-cli").display().to_string());
    link(&world, "home/bin/s3login", "sts-cli");
    let path = |name: &str| world.path(name).display().to_string();
    let cases = [
        ("by its name on PATH", "sts-cli", path("home/bin/sts-cli")),
        ("by another name on PATH", "s3login", path("home/bin/s3login")),
        ("by a link to a link", "\"$HOME/profile/sts-cli\"", path("home/profile/sts-cli")),
        ("by a relative path", "profile/sts-cli", path("home/profile/sts-cli")),
        ("by the file itself, which PATH leads to", &BINARY, path("home/bin/sts-cli")),
        ("by the file itself, which PATH does not lead to", &format!("env PATH=/usr/bin {BINARY}"), BINARY.to_string()),
    ];
    for (case, call, expected) in cases {
        assert_eq!(written(&world, &format!("{call} configure aws prod")), expected, "{case}");
    }
    assert_eq!(
        written(&world, "s3login configure aws prod; sts-cli configure aws prod"),
        path("home/bin/sts-cli"),
        "both are this program"
    );
}

#[test]
fn the_wrapper_of_the_program_is_written_not_its_target() {
    if !has("bash") {
        return skip("wrappers", "bash is not installed here");
    }
    let world = logged_in();
    let path = |name: &str| world.path(name).display().to_string();
    script(&world, "home/nix/sts-cli", &format!("#!/bin/bash\nexec -a \"$0\" {BINARY} \"$@\"\n"));
    script(&world, "home/bin/sts-cli", &format!("#!/bin/sh\nexec '{BINARY}' \"$@\"\n"));
    let wrapped = path("home/bin/sts-cli");
    let cases = [
        ("that hands on its name", "\"$HOME/nix/sts-cli\"", path("home/nix/sts-cli")),
        ("that does not", "sts-cli", wrapped.clone()),
        ("that hands on a bare name", &format!("bash -c 'exec -a sts-cli {BINARY} \"$@\"' -"), wrapped.clone()),
        ("of a login shell", &format!("bash -c 'exec -a -sts-cli {BINARY} \"$@\"' -"), wrapped.clone()),
        ("that lies", &format!("bash -c 'exec -a /bin/true {BINARY} \"$@\"' -"), wrapped),
    ];
    for (case, call, expected) in cases {
        assert_eq!(written(&world, &format!("{call} configure aws prod")), expected, "{case}");
    }
    script(&world, "home/bin/sts-cli", "#!/bin/sh\nexit 1\n");
    assert_eq!(written(&world, &format!("bash -c 'exec -a sts-cli {BINARY} configure aws prod'")), *BINARY, "another program is first");
}

#[test]
fn a_program_path_with_special_characters_is_one_word_in_credential_process() {
    let world = logged_in();
    let plain = "home/o'd d\"$(touch ran)`touch ran`$HOME"; // a backslash, as ` #`, is more than some readers take
    for folder in [plain, "home/blanks in it"] {
        link(&world, &format!("{folder}/sts-cli"), &BINARY);
        let program = world.path(folder).join("sts-cli").display().to_string();
        assert_eq!(written(&world, &format!("{} configure aws prod", shlex::try_quote(&program).unwrap())), program);
    }
    assert!(!world.path("home/ran").exists());
}

/// The script for `shell`, from a program in an odd folder.
fn completions(world: &World, shell: &str) -> String {
    if !world.path(ODD).exists() {
        link(world, &format!("{ODD}/sts-cli"), &BINARY);
        world.write_profile("laboratory", "extends = \"prod\"\n");
    }
    let program = world.path(ODD).join("sts-cli").display().to_string();
    world.finish(&mut world.shell(&format!("cd; {} completions {shell}", shlex::try_quote(&program).unwrap()))).ok()
}

/// Asserts the completions of `sts-cli get ` in `shell`, which runs `commands` with the completion script as `$SCRIPT`.
#[track_caller]
fn offers(shell: &str, commands: &str) {
    let name = shell.split(' ').next().unwrap();
    if !has(name) {
        return skip(&format!("completions of {name}"), "it is not installed here");
    }
    let world = World::new(&[]);
    world.write("home/script", &completions(&world, name));
    world.write("home/commands", commands);
    let offered = world.finish(&mut world.shell(&format!("cd; SCRIPT=./script exec {shell} ./commands"))).ok();
    assert!(offered.contains("laboratory") && offered.contains("prod"), "{offered}");
    assert!(!world.path("home/ran").exists(), "the shell ran a part of the path");
}

#[test]
fn bash_completion_works_for_a_program_path_with_special_characters() {
    offers(
        "bash --norc",
        "source $SCRIPT\nCOMP_WORDS=(sts-cli get '') COMP_CWORD=2 COMP_TYPE=9\n_clap_complete_sts_cli sts-cli '' get\necho \"${COMPREPLY[@]}\"\n",
    );
}

#[test]
fn zsh_completion_works_for_a_program_path_with_special_characters() {
    offers(
        "zsh -f",
        "compdef() {}\n_describe() { print -l $other }\nsource $SCRIPT\nwords=(sts-cli get '') CURRENT=3\n_clap_dynamic_completer_sts_cli\n",
    );
}

#[test]
fn fish_completion_works_for_a_program_path_with_special_characters() {
    offers("fish --no-config", "source $SCRIPT\ncomplete -C 'sts-cli get '\n");
}

#[test]
fn powershell_and_elvish_completions_quote_the_program_path() {
    let world = World::new(&[]);
    let folder = world.path("home").display().to_string();
    let power_shell = format!("& '{folder}/o''d d\"`$(touch ran)``touch ran```$HOME\\ #x/sts-cli' -- $args\n");
    assert!(completions(&world, "powershell").contains(&power_shell), "{power_shell}");
    let elvish =
        format!("VAR=\"elvish\" '{folder}/o''d d\"$(touch ran)`touch ran`$HOME\\ #x/sts-cli' -- $@words)").replace("VAR", "COMPLETE");
    assert!(completions(&world, "elvish").contains(&elvish), "{elvish}");
}
