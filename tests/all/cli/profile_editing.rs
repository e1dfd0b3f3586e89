//! `profiles edit`: an editor on a terminal; nothing invalid is saved, and no text is lost.

use crate::support::snapshot::Table;
use crate::support::terminal::Terminal;
use crate::support::world::World;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

const PROFILE: &str = "xdg_config_home/sts-cli/profiles/prod.toml";

fn text(world: &World) -> String {
    std::fs::read_to_string(world.path(PROFILE)).unwrap()
}

/// A terminal whose editor is the script `editor`, called with one more argument; `$2` is the file to edit.
fn terminal(world: &World, editor: &str) -> Terminal {
    world.write("editor", &format!("#!/bin/sh\n{editor}\n"));
    std::fs::set_permissions(world.path("editor"), PermissionsExt::from_mode(0o755)).unwrap();
    let mut terminal = Terminal::of(world, "sh");
    terminal.types("PS1=; export VISUAL=\"'$WORLD/editor' --wait\" EDITOR=false; echo rea''dy\n");
    terminal.shows(&["ready"]);
    terminal
}

/// The private copies that are kept, as names and texts.
fn drafts(world: &World) -> Vec<String> {
    let files = world.files("xdg_config_home/sts-cli/profiles");
    files.iter().filter(|file| file.to_string_lossy().contains("/.edited-")).map(|file| std::fs::read_to_string(file).unwrap()).collect()
}

#[test]
fn a_valid_text_replaces_the_file_and_keeps_links_modes_and_comments() {
    let world = World::new(&[]);
    std::fs::create_dir(world.path("dotfiles")).unwrap();
    std::fs::rename(world.path(PROFILE), world.path("dotfiles/prod.toml")).unwrap();
    std::fs::set_permissions(world.path("dotfiles/prod.toml"), PermissionsExt::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink(world.path("dotfiles/prod.toml"), world.path(PROFILE)).unwrap();
    let before = text(&world);
    let editor = "test \"$1\" = --wait; stat -c 'mode %a' \"$(dirname \"$2\")\" \"$2\"; printf '# mine\\nduration = \"2h\"\\n' >> \"$2\"";
    let mut terminal = terminal(&world, editor);
    terminal.types("sts-cli profiles edit prod; echo co''de $?\n");
    terminal.shows(&["mode 700", "mode 600", "saved ", "code 0"]);
    assert_eq!(text(&world), format!("{before}# mine\nduration = \"2h\"\n"));
    assert!(world.path(PROFILE).is_symlink());
    assert_eq!(std::fs::metadata(world.path("dotfiles/prod.toml")).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(drafts(&world).is_empty());
    terminal.types("VISUAL=true sts-cli profiles edit prod; echo co''de $?\n");
    terminal.shows(&["`true` ended at once", "such as `code --wait`", "Press Enter when you are done"]);
    terminal.types("\n");
    terminal.shows(&["nothing was changed in ", "code 0"]);
    assert!(drafts(&world).is_empty());
}

#[test]
fn an_editor_that_goes_on_in_a_window_and_one_with_variables_lose_nothing() {
    let world = World::new(&[]);
    let before = text(&world);
    let window = "(until [ -e \"$WORLD/go\" ]; do sleep 0.02; done; echo '# mine' >> \"$2\"; echo win''dow > /dev/tty) > /dev/null 2>&1 &";
    let mut terminal = terminal(&world, window);
    terminal.types("VISUAL='\"$WORLD/editor\" --wait' sts-cli profiles edit prod; echo co''de $?\n");
    terminal.shows(&["ended at once", "Press Enter when you are done"]);
    world.write("go", "");
    terminal.shows(&["window"]);
    terminal.types("\n");
    terminal.shows(&["saved ", "code 0"]);
    assert_eq!(text(&world), format!("{before}# mine\n"));
    assert!(drafts(&world).is_empty());
}

#[test]
fn a_text_that_was_not_saved_is_offered_and_can_be_removed() {
    let world = World::new(&[]);
    let before = text(&world);
    let (wrong, edit) = ("echo 'durtion = \"2h\"' >> \"$2\"", "sts-cli profiles edit prod; echo co''de $?\n");
    let mut terminal = terminal(&world, wrong);
    let leave_text = |terminal: &mut Terminal| {
        world.write("editor", &format!("#!/bin/sh\n{wrong}\n"));
        terminal.types(edit);
        terminal.shows(&["Edit it again? [y/N]"]);
        terminal.types("n\n");
        terminal.shows(&["code 3"]);
        assert_eq!(drafts(&world).len(), 1);
        terminal.types(edit);
        terminal.shows(&["A text of this profile that was not saved is in ", "Go on with it, instead of the profile as it is? [y/N]"]);
    };
    leave_text(&mut terminal);
    terminal.types("n\n");
    terminal.shows(&["Remove it? [y/N]"]);
    world.write("editor", "#!/bin/sh\necho '# mine' >> \"$2\"\n");
    terminal.types("y\n");
    terminal.shows(&["saved ", "code 0"]);
    assert_eq!((text(&world), drafts(&world)), (format!("{before}# mine\n"), Vec::new()));
    leave_text(&mut terminal);
    world.write("editor", "#!/bin/sh\nsed -i s/durtion/duration/ \"$2\"\n");
    terminal.types("y\n");
    terminal.shows(&["saved ", "code 0"]);
    assert_eq!((text(&world), drafts(&world)), (format!("{before}# mine\nduration = \"2h\"\n"), Vec::new()));
}

#[test]
fn an_invalid_text_is_not_saved_and_can_be_corrected() {
    let world = World::new(&[]);
    let before = text(&world);
    let mut terminal = terminal(&world, "grep -q durtion \"$2\" && sed -i s/durtion/duration/ \"$2\" || echo 'durtion = \"2h\"' >> \"$2\"");
    terminal.types("sts-cli profiles edit prod; echo co''de $?\n");
    terminal.shows(&["prod.toml:5: unknown key `durtion`", "hint: did you mean `duration`?", "Edit it again? [y/N]"]);
    assert_eq!(text(&world), before);
    terminal.types("y\n");
    terminal.shows(&["saved ", "code 0"]);
    assert_eq!(text(&world), format!("{before}duration = \"2h\"\n"));
    world.write("editor", "#!/bin/sh\necho 'duration = \"never\"' > \"$2\"\n"); // identity and endpoint are missing, too
    terminal.types("sts-cli profiles edit prod; echo co''de $?\n");
    terminal.shows(&["The profile is unchanged; your text is in ", "Edit it again? [y/N]"]);
    terminal.types("\n");
    terminal.shows(&["does not set `identity`", "code 3"]);
    assert_eq!(drafts(&world), ["duration = \"never\"\n"]);
    assert_eq!(text(&world), format!("{before}duration = \"2h\"\n"));
}

#[test]
fn a_value_that_get_rejects_is_not_saved_but_an_incomplete_base_may_stay_incomplete() {
    let world = World::new(&[]);
    let mut terminal = terminal(&world, "sed -i 's/^duration = .*/duration = \"3h\"/' \"$2\"; echo 'endpoint = \"ftp://x\"' >> \"$2\"");
    world.write_profile("base", "duration = \"2h\"\n");
    terminal.types("sts-cli profiles edit prod; echo co''de $?\n");
    terminal.shows(&["duplicate key", "Edit it again? [y/N]"]);
    terminal.types("n\n");
    terminal.shows(&["code 3"]);
    world.write("editor", "#!/bin/sh\nsed -i 's/2h/3h/' \"$2\"\n");
    terminal.types("sts-cli profiles edit base; echo co''de $?\n");
    terminal.shows(&["`sts-cli get base` fails as it did before", "saved ", "code 0"]);
}

#[test]
fn a_failing_editor_and_a_file_that_others_changed_lose_nothing() {
    let world = World::new(&[]);
    let before = text(&world);
    let mut terminal = terminal(&world, "echo '# mine' >> \"$2\"; exit 3");
    terminal.types("sts-cli profiles edit prod; echo co''de $?\n");
    terminal.shows(&["exit code 3", "take your changes ", "code 3"]);
    world.write("editor", "#!/bin/sh\nkill -9 $$\n");
    terminal.types("sts-cli profiles edit prod; echo co''de $?\n");
    leaves_the_other_text(&mut terminal);
    terminal.shows(&["exit code 137", "set VISUAL to another editor", "code 3"]);
    assert_eq!((text(&world), drafts(&world)), (before.clone(), vec![format!("{before}# mine\n")]));
    world.write("editor", &format!("#!/bin/sh\necho '# theirs' >> '{}'; echo '# ours' >> \"$2\"\n", world.path(PROFILE).display()));
    terminal.types("sts-cli profiles edit prod; echo co''de $?\n");
    leaves_the_other_text(&mut terminal);
    terminal.shows(&["another program changed", "take your changes", "code 3"]);
    assert_eq!(text(&world), format!("{before}# theirs\n"));
    assert_eq!(drafts(&world).len(), 2, "{:?}", drafts(&world));
    terminal.types("VISUAL=/nowhere/editor sts-cli profiles edit prod; echo co''de $?\n");
    leaves_the_other_text(&mut terminal);
    leaves_the_other_text(&mut terminal);
    terminal.shows(&["could not find the command `/nowhere/editor`", "code 127"]);
}

#[test]
fn ctrl_c_is_for_the_editor() {
    let world = World::new(&[]);
    let mut terminal =
        terminal(&world, "trap 'echo trapped; exit 0' INT; echo '# mine' >> \"$2\"; echo editing; while :; do sleep 0.1; done");
    terminal.types("sts-cli profiles edit prod; echo co''de $?\n");
    terminal.shows(&["editing"]);
    terminal.types("\x03");
    terminal.shows(&["trapped", "saved ", "code 0"]);
    assert!(text(&world).ends_with("# mine\n"));
    world.write("editor", "#!/bin/sh\necho nonsense >> \"$2\"\n");
    terminal.types("sts-cli profiles edit prod; echo co''de $?\n");
    terminal.shows(&["your text is in ", "Edit it again? [y/N]"]);
    terminal.types("\x03");
    terminal.shows(&["code 130"]);
    assert_eq!(drafts(&world).len(), 1);
}

#[test]
fn without_a_terminal_or_an_editor_the_file_is_named() {
    let world = World::new(&[]);
    world.write("system/profiles/shared.toml", "identity = \"web-identity\"\n");
    let mut table = Table::default();
    table.fails(2, "no terminal", &world.program(&["profiles", "edit", "prod"]).env("EDITOR", "vi").run());
    table.fails(2, "no input", &world.program(&["profiles", "edit", "prod", "--no-input"]).env("EDITOR", "vi").run());
    table.fails(3, "administrator", &world.run(&["profiles", "edit", "shared"]));
    table.fails(3, "unknown", &world.run(&["profiles", "edit", "prdo"]));
    table.matches("profiles-edit-refused");
    let mut terminal = terminal(&world, "true");
    terminal.types("unset VISUAL EDITOR; sts-cli profiles edit prod; echo co''de $?\n");
    terminal.shows(&["neither VISUAL nor EDITOR is set", "prod.toml yourself", "code 2"]);
}

#[test]
fn a_text_that_cannot_be_compared_or_opened_again_is_kept() {
    let world = World::new(&[]);
    let before = text(&world);
    let path = world.path(PROFILE);
    let mut terminal = terminal(&world, &format!("echo '# mine' >> \"$2\"; printf '\\377' > '{}'", path.display()));
    terminal.types("sts-cli profiles edit prod; echo co''de $?\n");
    terminal.shows(&["could not read ", "take your changes from", "code 3"]);
    assert_eq!(drafts(&world), [format!("{before}# mine\n")]);
    std::fs::write(&path, &before).unwrap();
    std::fs::remove_dir_all(draft_folder(&world)).unwrap();
    world.write("editor", "#!/bin/sh\necho nonsense >> \"$2\"; rm -f \"$0\"\n");
    terminal.types("sts-cli profiles edit prod; echo co''de $?\n");
    let shown = terminal.shows(&["your text is in ", "Edit it again? [y/N]"]);
    assert!(!shown.contains("/profiles/prod.toml:5"), "the error names the copy, not the file, which is unchanged: {shown}");
    assert!(shown.contains("/prod.toml:5: "), "{shown}");
    terminal.types("y\n");
    terminal.shows(&["could not find the command", "take your changes from", "code 127"]);
    assert_eq!((text(&world), drafts(&world)), (before.clone(), vec![format!("{before}nonsense\n")]));
}

#[test]
fn an_empty_text_is_never_saved() {
    let world = World::new(&[]);
    world.write_profile("base", "duration = \"2h\"\n");
    let mut terminal = terminal(&world, ": > \"$2\"");
    for editor in [": > \"$2\"", "rm \"$2\""] {
        world.write("editor", &format!("#!/bin/sh\n{editor}\n"));
        terminal.types("sts-cli profiles edit base; echo co''de $?\n");
        terminal.shows(&["the editor left no text", "The profile is unchanged", "Edit it again? [y/N]"]);
        terminal.types("n\n");
        terminal.shows(&["sts-cli profiles remove base", "code 3"]);
        assert_eq!(std::fs::read_to_string(world.path(PROFILE).with_file_name("base.toml")).unwrap(), "duration = \"2h\"\n");
        assert!(drafts(&world).is_empty());
    }
}

/// Declines a text that was not saved, and leaves it where it is.
fn leaves_the_other_text(terminal: &mut Terminal) {
    for question in ["Go on with it", "Remove it?"] {
        terminal.shows(&[question]);
        terminal.types("n\n");
    }
}

/// The folder of the only private copy.
fn draft_folder(world: &World) -> PathBuf {
    let files = world.files("xdg_config_home/sts-cli/profiles");
    files.iter().find(|file| file.to_string_lossy().contains("/.edited-")).and_then(|file| file.parent()).unwrap().to_owned()
}
