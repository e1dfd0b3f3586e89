//! `exec` of files that are no program of this machine, or whose first line leads nowhere: nothing of them is ever given to a shell.

use crate::support::program::BINARY;
use crate::support::snapshot::Table;
use crate::support::world::World;
use rustix::process::Signal;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

/// What `sh` would do with the rest of a file, to which it skips.
const PAYLOAD: &[u8] = b"\necho \"ran with $AWS_SECRET_ACCESS_KEY\"\n: > \"$WORLD/ran\"\nexit 0\n";

fn logged_in() -> World {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    world
}

fn write(world: &World, name: &str, bytes: &[u8]) {
    world.write(name, "");
    let path = world.path(name);
    fs::write(&path, bytes).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// `/bin/true` with `bytes` in place of its own from `at` on.
fn patched(at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut program = fs::read("/bin/true").unwrap();
    program[at..at + bytes.len()].copy_from_slice(bytes);
    program
}

#[test]
fn a_program_for_another_architecture_is_never_run_by_a_shell() {
    let world = logged_in();
    let path = format!("{}:/usr/bin:/bin", world.path("").display());
    let with_payload = |head: &[u8]| [head, PAYLOAD].concat();
    let short = &patched(0, b"")[..64];
    let by_foreign = format!("#!{}\n", world.path("arm").display());
    let cases: [(&str, Vec<u8>); 11] = [
        ("arm", patched(18, &[183 ^ 62 ^ fs::read("/bin/true").unwrap()[18], 0])), // the other one of the two
        ("mips", patched(18, &[8, 0])),
        ("elf-stub", with_payload(b"\x7fELF")),
        ("elf-header", with_payload(short)),
        ("elf-no-segments", patched(56, &[0, 0])),
        ("elf-object", patched(16, &[1, 0])),
        ("mach-o", with_payload(b"\xcf\xfa\xed\xfe")),
        ("mach-o-fat", with_payload(b"\xca\xfe\xba\xbe")),
        ("windows", with_payload(b"MZ\x90\x00\x03\x00\x00\x00")),
        ("wasm", with_payload(b"\0asm\x01\0\0\0")),
        ("by-foreign", with_payload(by_foreign.as_bytes())),
    ];
    let mut table = Table::default();
    for (name, bytes) in &cases {
        write(&world, name, bytes);
        for (more, command) in [(&[][..], *name), (&["--renew"], name), (&[], &format!("{}/{name}", world.path("").display()))] {
            let outcome = world.program(&[&["exec", "prod"], more, &["--", command]].concat()).env("PATH", &path).run();
            assert_eq!((outcome.code, outcome.stdout.as_str()), (126, ""), "{more:?} {name}: {outcome:#?}");
            assert!(outcome.stderr.contains("a program for this system"), "{name}: {outcome:#?}");
            if command == *name && more.is_empty() {
                table.fails(126, name, &outcome);
            }
        }
        assert!(!world.path("ran").exists(), "{name}");
    }
    table.matches("foreign-programs");
}

#[test]
fn a_script_with_binary_data_after_its_first_lines_is_run() {
    let world = logged_in();
    let path = format!("{}:/usr/bin:/bin", world.path("").display());
    write(&world, "by-env", b"#!/usr/bin/env sh\necho ran\n");
    write(&world, "by-env-split", b"#!/usr/bin/env -S sh -e\necho ran\n");
    write(&world, "by-env-with-settings", b"#!/usr/bin/env -S A=1 sh -e\necho ran\n");
    write(&world, "archive", b"echo ran; exit\n\0\x01\x02\xff");
    write(&world, "latin-1", b"# \xe9t\xe9\necho ran\n");
    write(&world, "not-executable/by-env", b"");
    fs::set_permissions(world.path("not-executable/by-env"), fs::Permissions::from_mode(0o644)).unwrap();
    for name in ["by-env", "by-env-split", "by-env-with-settings", "archive", "latin-1"] {
        for more in [&[][..], &["--renew"]] {
            let program = world.program(&[&["exec", "prod"], more, &["--", name]].concat());
            let path = format!("{}:{path}", world.path("not-executable").display());
            assert_eq!(program.env("PATH", &path).run().ok(), "ran\n", "{more:?} {name}");
        }
    }
}

#[test]
fn an_invalid_shebang_line_is_explained() {
    let world = logged_in();
    let path = format!("{}:/usr/bin:/bin", world.path("").display());
    let cases: [(&str, &[u8]); 8] = [
        ("env-crlf", b"#!/usr/bin/env bash\r\necho x\r\n"),
        ("env-split-crlf", b"#!/usr/bin/env -S sh -e\r\necho x\r\n"),
        ("option-crlf", b"#!/bin/sh -e\r\necho x\r\n"),
        ("env-missing", b"#!/usr/bin/env no-such-python\n"),
        ("env-split-missing", b"#! /usr/bin/env -S no-such-python -u\n"),
        ("env-path-missing", b"#!/usr/bin/env /nonexistent/python\n"),
        ("env-one-name", b"#!/usr/bin/env sh -e\necho x\n"),
        ("env-of-a-crlf-script", b"#!/usr/bin/env env-crlf\n"),
    ];
    let mut table = Table::default();
    for (name, bytes) in cases {
        write(&world, name, bytes);
        for more in [&["--renew"][..], &[]] {
            let outcome = world.program(&[&["exec", "prod"], more, &["--", name]].concat()).env("PATH", &path).run();
            assert_eq!(outcome.code, 126, "{more:?} {name}: {outcome:#?}");
            if more.is_empty() {
                table.fails(126, name, &outcome);
            }
        }
    }
    table.matches("first-lines");
}

/// `/bin/sh` with another byte at `at`, one that Linux does not look at and that makes it a program of another system; `None` where the
/// system runs no such thing.
fn shell_with_changed_header(world: &World, name: &str, at: usize) -> Option<String> {
    let mut program = fs::read("/bin/sh").unwrap();
    program[at] ^= 3; // class and byte order are 1 or 2
    world.write("made/odd", "");
    fs::write(world.path("made/odd"), program).unwrap();
    fs::set_permissions(world.path("made/odd"), fs::Permissions::from_mode(0o755)).unwrap();
    let copied = std::process::Command::new("cp").arg(world.path("made/odd")).arg(world.path(name)).status().unwrap();
    let runs = std::process::Command::new(world.path(name)).args(["-c", "true"]).status().is_ok_and(|status| status.success());
    (copied.success() && runs).then(|| world.path(name).display().to_string())
}

#[test]
fn a_program_of_unclear_architecture_is_run_as_a_child_and_gets_signals() {
    let world = logged_in();
    let shells = [("odd-class", 4), ("odd-order", 5)].map(|(name, at)| shell_with_changed_header(&world, name, at));
    let [Some(class), Some(order)] = &shells else {
        return crate::support::skip("programs of an odd class", "this system does not run them");
    };
    let until_term = "trap 'exit 9' TERM; trap 'exit 8' USR1; echo $$; while :; do sleep 0.05; done";
    write(&world, "script", format!("#!{class}\n{until_term}\n").as_bytes());
    let script = world.path("script").display().to_string();
    for (words, signal, code) in [
        (&[class.as_str(), "-c", until_term][..], Signal::TERM, 9),
        (&[order, "-c", until_term], Signal::USR1, 8),
        (&[&script], Signal::TERM, 9),
        (&[class, "-c", "echo $$; exec sleep 600"], Signal::TERM, 128 + 15),
    ] {
        let running = world.program(&[&["exec", "prod", "--"], words].concat()).start();
        let process: i32 = running.wait_for_stdout(|text| text.strip_suffix('\n').and_then(|line| line.parse().ok()));
        assert_ne!(process, running.id());
        running.signal(signal);
        assert_eq!(running.end().code, code, "{words:?}");
        let process = rustix::process::Pid::from_raw(process).unwrap();
        assert!(rustix::process::test_kill_process(process).is_err(), "{words:?} runs on, with the keys");
    }
    assert_eq!(world.run(&["exec", "prod", "--", class, "-c", "exit 42"]).code, 42);
}

#[test]
fn files_that_the_system_can_run_replace_this_process() {
    let world = logged_in();
    let path = format!("{}:/usr/bin:/bin", world.path("").display());
    write(&world, "by-sh", b"#!/bin/sh\necho $$\n");
    write(&world, "by-env", b"#!/usr/bin/env sh\necho $$\n");
    write(&world, "by-a-script", format!("#!{}\n", world.path("by-sh").display()).as_bytes());
    write(&world, "no-line", b"echo $$\n");
    let mut words = vec![vec!["sh", "-c", "echo $$"], vec!["by-sh"], vec!["by-env"], vec!["by-a-script"], vec!["no-line"]];
    if shell_with_changed_header(&world, "odd", 4).is_some() {
        write(&world, "by-an-odd-shell", b"#!/usr/bin/env odd\necho $$\n"); // env runs it, not this program
        words.push(vec!["by-an-odd-shell"]);
    }
    for words in words {
        let running = world.program(&[&["exec", "prod", "--"], &words[..]].concat()).env("PATH", &path).start();
        let id = running.id().to_string();
        assert_eq!(running.end().ok().trim_end(), id, "{words:?}");
    }
}

#[test]
fn scripts_can_be_nested_as_deeply_as_the_system_allows() {
    let world = logged_in();
    let path = |name: &str| world.path(name).display().to_string();
    write(&world, "s5", b"#!/bin/echo\n");
    for number in (0..5).rev() {
        write(&world, &format!("s{number}"), format!("#!{}\n", path(&format!("s{}", number + 1))).as_bytes());
    }
    write(&world, "by-env", format!("#!/usr/bin/env {}\n", path("s1")).as_bytes());
    for more in [&[][..], &["--renew"]] {
        let run = |name: &str| world.run(&[&["exec", "prod"], more, &["--", &path(name), "word"]].concat());
        for (name, count) in [("s1", 5), ("s2", 4), ("s5", 1), ("by-env", 6)] {
            let text = run(name).ok();
            assert!(text.ends_with(" word\n") && text.split_whitespace().count() == count + 1, "{name}: {text}");
        }
        let outcome = run("s0");
        outcome.fails_with_fragments(126, &["exceeds the limit of five nested scripts"]);
        assert!(std::process::Command::new(path("s0")).output().is_err() && std::process::Command::new(path("s1")).output().is_ok());
    }
}

#[test]
fn the_search_path_can_contain_invalid_utf_8() {
    let world = logged_in();
    write(&world, "folder/runner", b"#!/bin/sh\necho ran\n");
    write(&world, "folder/by-env", b"#!/usr/bin/env runner\n");
    write(&world, "folder/plain", b"echo ran\n");
    let folder = world.path("folder").display().to_string();
    for (before, after) in [("/\\377:", ""), ("", ":/\\377/caf\\351"), ("/\\377:", ":\\200")] {
        for words in [&*format!("-- {folder}/by-env"), "-- by-env", "--renew -- by-env", "--renew -- plain", "-- plain"] {
            let script = format!("PATH=\"$(printf '{before}'){folder}:/usr/bin:/bin$(printf '{after}')\" \"$0\" exec prod {words}");
            let outcome = world.run(&["exec", "prod", "--", "sh", "-c", &script, &BINARY]);
            assert_eq!(outcome.ok(), "ran\n", "{script}");
        }
    }
}

#[test]
fn hints_about_scripts_are_commands_that_can_be_copied() {
    let world = logged_in();
    write(&world, "a b/it's crlf", b"#!/bin/sh\r\n");
    write(&world, "by-a-text", format!("#!{}\n", world.path("plain").display()).as_bytes());
    write(&world, "plain", b"#!/bin/sh\n");
    fs::set_permissions(world.path("plain"), fs::Permissions::from_mode(0o600)).unwrap();
    write(&world, "by-env", format!("#!/usr/bin/env -S {}\n", world.path("plain").display()).as_bytes());
    write(&world, "by-a-script", format!("#!{}\n", world.path("by-a-text").display()).as_bytes());
    let mut table = Table::default();
    for name in ["a b/it's crlf", "by-a-text", "by-env", "by-a-script"] {
        table.fails(126, name, &world.run(&["exec", "prod", "--", &world.path(name).display().to_string()]));
    }
    table.matches("copied-commands");
}
