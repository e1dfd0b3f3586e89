//! Odd standard streams, limits and folders, as helpers of other programs meet them: a cause and the right exit code, and never a defect.

use crate::support::outcome::Outcome;
use crate::support::program::BINARY;
use crate::support::world::World;

/// Runs this in a shell, in which `STS-CLI` stands for the program.
fn run(world: &World, script: &str) -> Outcome {
    let script = script.replace("STS-CLI", &format!("\"{BINARY}\""));
    let mut shell = world.shell(&script);
    world.finish(shell.env("PATH", "/usr/bin:/bin"))
}

#[test]
fn output_that_cannot_be_written_is_an_error_in_every_format() {
    let world = World::new(&[]);
    run(&world, "exec STS-CLI get prod -o json > /dev/null").ok();
    for command in [
        "get prod -o json",
        "get prod -o env:sh",
        "get prod -o text",
        "get prod -o dotenv",
        "profiles list",
        "status",
        "completions bash",
        "--version",
        "--help",
        "get --help",
    ] {
        run(&world, &format!("exec STS-CLI {command} >&-")).fails(1, "output-closed");
        run(&world, &format!("exec STS-CLI {command} < /dev/null >&-")).fails(1, "output-closed");
        run(&world, &format!("exec STS-CLI {command} > /dev/full")).fails(1, "output-full");
    }
}

#[test]
fn a_closed_stdout_is_no_error_if_nothing_is_written() {
    let world = World::new(&[]);
    run(&world, "exec STS-CLI get prod -o json > /dev/null").ok();
    for command in ["exec prod -- true", "get prod --write-profile prod"] {
        assert_eq!(run(&world, &format!("exec STS-CLI {command} >&-")).code, 0, "{command}");
    }
    for nowhere in ["> /dev/null", ">> /dev/null", "| cat > /dev/null"] {
        assert_eq!(run(&world, &format!("STS-CLI get prod -o json {nowhere}")).code, 0, "{nowhere}");
    }
}

#[test]
fn a_low_file_descriptor_limit_is_reported_and_no_internal_error() {
    let world = World::new(&[]);
    for command in
        ["get prod --fresh -o json --no-input", "get prod --fresh -o json", "exec prod --renew -- true", "serve prod", "logout prod"]
    {
        for most in 3..=20 {
            let outcome = run(&world, &format!("ulimit -n {most}; exec timeout -k 1 5 {BINARY} {command}"));
            let is_explained = outcome.code == 0 || outcome.code == 124 || outcome.stderr.contains("error: ") || most < 5;
            let names_another_cause = ["--endpoint", "firewall", "remembered"].iter().any(|words| outcome.stderr.contains(words));
            let is_explained = is_explained && !names_another_cause && !outcome.stderr.contains("internal error");
            assert!(is_explained, "ulimit -n {most}; {command}: {outcome:#?}");
        }
    }
    for most in [7, 10, 12, 16] {
        run(&world, &format!("ulimit -n {most}; exec STS-CLI get prod --fresh -o json")).fails(1, "few-descriptors");
    }
}

/// By itself the signal that comes of it, SIGXFSZ, ends the process in the middle of a write.
#[test]
fn a_file_size_limit_is_reported_and_keeps_old_files() {
    let world = World::new(&[]);
    run(&world, "exec STS-CLI get prod -o json > /dev/null").ok();
    assert_eq!(run(&world, "exec STS-CLI configure aws prod").code, 0);
    let read = |name: &str| std::fs::read_to_string(world.path(name)).unwrap();
    let before = read("home/.aws/config");
    world.write_profile("other", "extends = \"prod\"\n");
    let limited = |command: &str| run(&world, &format!("unset STS_CLI_TEST_EVENTS; ulimit -f 0; STS-CLI {command} | cat"));
    let fresh = limited("get prod --fresh -o json");
    assert!(fresh.stdout.contains("SecretAccessKey") && fresh.stderr.contains("File too large"), "{fresh:?}");
    for command in [
        "configure aws other",
        "configure aws other --in-place",
        "get prod --write-profile keys",
        "get prod --write-profile keys --in-place",
        "get prod --save another -o json",
    ] {
        let script = format!("unset STS_CLI_TEST_EVENTS; ulimit -f 0; exec STS-CLI {command} > /dev/null");
        run(&world, &script)
            .fails_with_fragments(3, &["error: ", "File too large (os error 27)", "hint: check that the folder is writable"]);
    }
    assert_eq!(read("home/.aws/config"), before);
    assert_eq!(world.files("home/.aws").len(), 1, "{:?}", world.files("home/.aws"));
}

/// `/dev/null` is opened for reading too by Python and by daemons (one open file for all), and by Node (one for each).
#[test]
fn output_to_dev_null_is_no_error() {
    let world = World::new(&[]);
    run(&world, "exec STS-CLI get prod -o json > /dev/null").ok();
    for streams in
        ["<> /dev/null >&0 2>&0", "< /dev/null 1<> /dev/null 2<> /dev/null", "1<> /dev/null 2>&1", "> /dev/null", "> /dev/null 2>&-"]
    {
        let outcome = run(&world, &format!("exec STS-CLI get prod -o json {streams}"));
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{streams}");
    }
    for streams in [">&-", "<&- >&-", "< /dev/null >&-", "2> /dev/null >&-", "<> /dev/null >&0"] {
        assert_eq!(run(&world, &format!("exec STS-CLI get prod -o json {streams}")).code, 1, "{streams}");
    }
}

#[test]
fn an_unusable_temporary_folder_is_named() {
    let world = World::new(&[]);
    run(&world, "exec STS-CLI get prod -o json > /dev/null").ok();
    for (folder, reason) in [("/nonexistent", "No such file"), ("/dev/null", "Not a directory"), ("/proc", "")] {
        for command in ["exec prod --renew -- true", "serve prod"] {
            let outcome = run(&world, &format!("TMPDIR={folder} exec STS-CLI {command}"));
            outcome.fails_with_fragments(
                3,
                &["error: could not create ", reason, "hint: create that folder, or set TMPDIR to a folder you own"],
            );
        }
        run(&world, &format!("TMPDIR={folder} exec STS-CLI get prod -o json > /dev/null")).ok();
    }
}
