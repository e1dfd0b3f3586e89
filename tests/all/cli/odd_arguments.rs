//! Every command with every flag and odd values: refused with a reason, never a defect of ours.

use crate::support::program::{Program, Running};
use clap::{Arg, ArgAction, Command};
use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use sts_cli::cli::command;

/// Values that users and programs pass by mistake.
const ODD: [&str; 20] = [
    "",
    " ",
    "-",
    "--",
    "0",
    "-1",
    "18446744073709551615",
    "18446744073709551616",
    "9223372036854775807s",
    "1e999",
    "é\u{202e}x",
    "a=b",
    "=",
    "//",
    "http://[::1",
    "https://user:pass@host:99999/",
    "/dev/null",
    "{",
    "\u{1b}[2J",
    "arn:aws:iam:::role/////",
];

/// The commands that would stay.
const LEFT_OUT: [&str; 3] = ["sandbox", "demo", "serve"];

/// Arguments that lead as far as possible.
const NEEDED: [(&str, &str); 5] =
    [("--endpoint", "SERVER"), ("--issuer", "SERVER"), ("--client-id", "x"), ("--output", "json"), ("--login", "never")];

/// The address of a server that knows nothing.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    address
}

fn has(command: &Command, flag: &str) -> bool {
    command.get_arguments().any(|argument| argument.get_long() == Some(flag.trim_start_matches('-')))
}

/// The calls of one command with one flag, once for each of these odd values.
fn calls(command: &Command, argument: &Arg, values: &[&str]) -> Vec<Vec<String>> {
    let takes_value = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
    let values = if takes_value { values } else { &[""] };
    let call = |value: &&str| {
        let mut call = vec![command.get_name().to_owned()];
        let needed = NEEDED.iter().filter(|(flag, _)| has(command, flag) && argument.get_long() != Some(&flag[2..]));
        call.extend(needed.flat_map(|(flag, value)| [(*flag).to_owned(), (*value).to_owned()]));
        match (argument.get_long(), takes_value) {
            (Some(long), true) => call.push(format!("--{long}={value}")),
            (Some(long), false) => call.push(format!("--{long}")),
            (None, _) => call.extend(["--".to_owned(), (*value).to_owned()]),
        }
        call
    };
    values.iter().map(call).collect()
}

#[test]
fn unusual_flag_values_never_cause_an_internal_error() {
    let mut tree = command();
    tree.build();
    let mut all: Vec<Vec<String>> = Vec::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for command in tree.get_subcommands().filter(|command| !LEFT_OUT.contains(&command.get_name())) {
        for argument in command.get_arguments() {
            let is_new = known.insert(argument.get_id().as_str()); // options are the same in every command: once is enough for most
            all.extend(calls(command, argument, if is_new { &ODD } else { &ODD[..2] }));
        }
        for action in command.get_subcommands() {
            all.extend(ODD.iter().map(|odd| vec![command.get_name().to_owned(), action.get_name().to_owned(), (*odd).to_owned()]));
        }
    }
    assert!(all.len() > 500, "{}", all.len());
    let server = server();
    let named = |text: &String| text.replace("SERVER", &server);
    for some in all.chunks(64) {
        let started: Vec<(&Vec<String>, Running)> = some
            .iter()
            .map(|call| {
                (call, Program::sts_cli(call.iter().map(named).collect::<Vec<_>>().iter().map(String::as_str)).in_its_home().start())
            })
            .collect();
        for (call, running) in started {
            let outcome = running.end();
            assert!([0, 2, 3, 4, 5, 6].contains(&outcome.code), "{call:?}: {outcome:#?}");
            assert!(!outcome.stderr.contains("panicked") && !outcome.stderr.contains('\u{1b}'), "{call:?}: {outcome:#?}");
        }
    }
}
