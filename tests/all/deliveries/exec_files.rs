//! `exec` of files that are no program of this machine, or whose first line leads nowhere: nothing of them is ever given to a shell.

use crate::support::snapshot::Table;
use crate::support::world::World;
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
fn a_program_of_another_machine_is_never_read_by_a_shell() {
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
            assert!(outcome.stderr.contains("no program for this system"), "{name}: {outcome:#?}");
            if command == *name && more.is_empty() {
                table.fails(126, name, &outcome);
            }
        }
        assert!(!world.path("ran").exists(), "{name}");
    }
    table.matches("foreign-programs");
}

#[test]
fn a_script_is_one_whatever_follows_its_first_lines() {
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
fn a_first_line_that_leads_nowhere_is_explained_before_it_is_followed() {
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
