//! `sts-cli exec` without a command: on a terminal it starts the user's shell with credentials that are renewed.

use crate::support::terminal::Terminal;
use crate::support::world::World;

/// A shell on a terminal, in a world with a login.
fn terminal(world: &World) -> Terminal {
    world.run(&["login", "prod"]).ok();
    let mut terminal = Terminal::of(world, "bash --norc -i");
    terminal.types("echo rea''dy\n");
    terminal.shows(&["ready"]);
    terminal
}

#[test]
fn a_shell_on_a_terminal_has_renewed_credentials_and_the_name_of_the_profile() {
    let world = World::new(&[]);
    let mut terminal = terminal(&world);
    terminal.types("sts-cli exec prod\n");
    terminal.shows(&["note: /bin/sh gets credentials of `prod`, renewed until it exits\r\n"]);
    terminal.types("echo pro''file $STS_CLI_ACTIVE_PROFILE key=$AWS_ACCESS_KEY_ID ${AWS_CONTAINER_CREDENTIALS_FULL_URI%%1*}\n");
    terminal.shows(&["profile prod key= http://"]);
    terminal.types("exit 7\n");
    terminal.types("echo co''de $? pro''file $STS_CLI_ACTIVE_PROFILE.\n");
    terminal.shows(&["code 7 profile ."]);
    assert_eq!(world.files("tmpdir"), Vec::<std::path::PathBuf>::new(), "the endpoint's files are gone");
}

#[test]
fn a_shell_in_a_shell_notes_it_once_and_goes_on() {
    let world = World::new(&[]);
    world.write_profile("other", "extends = \"prod\"\n");
    let mut terminal = terminal(&world);
    terminal.types("sts-cli exec prod\n");
    terminal.shows(&["renewed until it exits\r\n"]);
    terminal.types("sts-cli exec other\n");
    terminal.shows(&["note: /bin/sh gets credentials of `other`, renewed until it exits, inside a shell with those of"]);
    terminal.types("echo pro''file $STS_CLI_ACTIVE_PROFILE; exit\n");
    terminal.shows(&["profile other"]);
    terminal.types("echo pro''file $STS_CLI_ACTIVE_PROFILE; exit\n");
    terminal.shows(&["profile prod"]);
}

#[test]
fn other_credentials_in_the_shell_take_the_name_of_the_profile_from_its_prompt() {
    let world = World::new(&[]);
    let mut terminal = terminal(&world);
    for command in ["get prod -o env:sh", "get -o unset:sh"] {
        terminal.types("sts-cli exec prod --quiet\n");
        terminal.types(&format!("eval \"$(sts-cli {command})\"; echo pro''file=$STS_CLI_ACTIVE_PROFILE.; exit\n"));
        terminal.shows(&["profile=."]);
    }
}

#[test]
fn without_a_terminal_or_with_no_input_a_command_is_required() {
    let world = World::new(&[]);
    world.run(&["exec", "prod"]).fails(2, "no-command");
    world.run(&["exec", "prod", "--renew", "--"]).fails(2, "no-command");
    let mut terminal = terminal(&world);
    for (call, reason) in [
        ("sts-cli exec prod --no-input", "could not start a shell: --no-input is set"),
        ("STS_CLI_NO_INPUT=1 sts-cli exec prod", "could not start a shell: STS_CLI_NO_INPUT is set"),
    ] {
        terminal.types(&format!("{call}; echo co''de $?\n"));
        terminal.shows(&[reason, "such as `sts-cli exec prod -- mc ls prod/`", "code 2"]);
    }
    terminal.types("sts-cli exec prod | cat; echo co''des ${PIPESTATUS[0]}\n");
    terminal.shows(&["codes 2"]);
}

#[test]
fn without_a_terminal_the_hint_names_the_profile() {
    let world = World::new(&[]);
    world.write_profile("other", "extends = \"prod\"\n");
    world.run(&["exec", "other"]).fails(2, "no-command-for-other");
    world.run(&["exec", "nobody"]).fails(3, "no-profile");
    world.run(&["exec"]).fails(2, "no-profile-given");
}

#[test]
fn a_shell_that_does_not_run_is_reported_as_a_bad_variable_before_anything_else() {
    let world = World::new(&[]);
    let mut terminal = terminal(&world);
    for shell in ["/nonexistent", "'/bin/bash -l'", "/etc/passwd"] {
        terminal.types(&format!("SHELL={shell} sts-cli exec prod 2>&1 | cat; echo co''de ${{PIPESTATUS[0]}}\n"));
        terminal.shows(&["code 2"]);
        terminal.types(&format!("SHELL={shell} sts-cli exec prod 2>$HOME/err; echo co''de $?; grep -c note: $HOME/err; cat $HOME/err\n"));
        terminal.shows(&[
            "code 2\r\n0\r\n",
            "error: could not start a shell: the variable SHELL is invalid",
            "set SHELL to the path of a shell",
        ]);
    }
}

#[test]
fn every_command_has_the_name_of_the_profile() {
    let world = World::new(&[]);
    for more in [&[][..], &["--renew"]] {
        let call = [&["exec", "prod"][..], more, &["--", "sh", "-c", "echo $STS_CLI_ACTIVE_PROFILE"]].concat();
        assert_eq!(world.run(&call).ok(), "prod\n", "{more:?}");
    }
}
