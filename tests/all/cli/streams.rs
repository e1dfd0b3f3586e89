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
fn output_that_cannot_be_written_is_a_failure_whatever_it_is() {
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
fn output_that_nobody_writes_may_be_closed() {
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
fn few_file_descriptors_are_a_cause_and_no_defect() {
    let world = World::new(&[]);
    for command in
        ["get prod --fresh -o json --no-input", "get prod --fresh -o json", "exec prod --renew -- true", "serve prod", "logout prod"]
    {
        for most in 3..=14 {
            let outcome = run(&world, &format!("ulimit -n {most}; exec timeout -k 1 5 {BINARY} {command}"));
            let is_explained = outcome.code == 0 || outcome.code == 124 || outcome.stderr.contains("error: ") || most < 5;
            assert!(is_explained && !outcome.stderr.contains("defect"), "ulimit -n {most}; {command}: {outcome:#?}");
        }
    }
    run(&world, "ulimit -n 7; exec STS-CLI get prod --fresh -o json").fails(1, "few-descriptors");
}

#[test]
fn a_folder_for_temporary_files_that_is_none_is_a_folder_that_cannot_be_used() {
    let world = World::new(&[]);
    run(&world, "exec STS-CLI get prod -o json > /dev/null").ok();
    for (folder, reason) in [("/nonexistent", "No such file"), ("/dev/null", "Not a directory"), ("/proc", "")] {
        for command in ["exec prod --renew -- true", "serve prod"] {
            let outcome = run(&world, &format!("TMPDIR={folder} exec STS-CLI {command}"));
            outcome.refused_saying(3, &["error: cannot make ", reason, "hint: make room there, or name a folder of yours in TMPDIR"]);
        }
        run(&world, &format!("TMPDIR={folder} exec STS-CLI get prod -o json > /dev/null")).ok();
    }
}
