//! Files that are made from the command tree: completions for shells, pages of the manual. `SNAPSHOTS=overwrite` rewrites them.

use crate::support::command_tree::tree;
use crate::support::skip;
use crate::support::snapshot::project;
use clap::Command;
use clap_complete::aot::{Shell, generate_to};
use clap_mangen::Man;
use std::collections::BTreeMap;
use std::path::Path;

/// Manual sections that are not generated from the command tree.
const MORE: &str = r#".SH "EXIT STATUS"
0 done; 1 a defect of sts\-cli; 2 invalid usage; 3 a file cannot be read, parsed or written;
4 the login was refused, canceled or timed out, or prompting is not possible;
5 the storage server refused the request; 6 a server is unreachable;
126 and 127 the command of exec cannot be executed, or is not found;
129 SIGHUP; 130 Ctrl\-C; 131 Ctrl\-\e; 141 the reader of standard output closed the pipe; 143 SIGTERM.
.SH FILES
.TP
~/.config/sts\-cli/profiles/NAME.toml
A profile (below XDG_CONFIG_HOME).
The administrator's profiles are in /etc/sts\-cli/profiles.
.TP
~/.config/sts\-cli/config.toml
\fBdefault\fR names the profile to use if none is given;
\fBcache\fR is file or keyring.
.TP
~/.local/state/sts\-cli
Tokens, credentials, and public metadata of providers and servers
(below XDG_STATE_HOME, or STS_CLI_STATE_DIR).
.SH ENVIRONMENT
Every flag has an environment variable: STS_CLI_CLIENT_ID for \-\-client\-id, and so on;
those of sandbox and demo start with STS_CLI_SANDBOX_.
STS_CLI_ALLOW and STS_CLI_AUTH_PARAM have one entry per line; STS_CLI_PORT is comma\-separated.
.TP
STS_CLI_CLIENT_SECRET
A client's secret.
.TP
STS_CLI_STATE_DIR, STS_CLI_SYSTEM_DIR
The folder for tokens and credentials, and the administrator's folder: absolute paths.
.TP
BROWSER
The browser, opened even over SSH or in a container.
.TP
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
The long\-term keys of assume\-role.
.TP
AWS_SHARED_CREDENTIALS_FILE, AWS_CONFIG_FILE
The AWS files that are read and written.
.TP
AWS_CA_BUNDLE
Certificates to trust in addition to the system's.
.TP
HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY
Proxies.
"#;

/// The preamble that `roff` repeats before each part.
const PREAMBLE: &str = ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n";

/// The files of a folder by name.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(Result::unwrap);
    entries.map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read_to_string(entry.path()).unwrap())).collect()
}

/// Compares what was made with what is checked in, or puts it there.
fn compare(made: &Path, name: &str) {
    let folder = project().join(name);
    #[expect(clippy::disallowed_methods, reason = "a switch of this test only")]
    let regenerates = std::env::var_os("SNAPSHOTS").is_some_and(|action| action == "overwrite");
    if regenerates {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir(&folder).unwrap();
        for file in files(made).keys() {
            std::fs::copy(made.join(file), folder.join(file)).unwrap();
        }
    }
    let (made, there) = (files(made), files(&folder));
    assert_eq!(made.keys().collect::<Vec<_>>(), there.keys().collect::<Vec<_>>(), "SNAPSHOTS=overwrite cargo test");
    for (file, text) in &made {
        assert!(there.get(file) == Some(text), "{name}/{file} is not what the command tree says: SNAPSHOTS=overwrite cargo test");
    }
}

#[test]
fn completions_match_the_command_tree() {
    let folder = tempfile::tempdir().unwrap();
    for shell in [Shell::Bash, Shell::Elvish, Shell::Fish, Shell::PowerShell, Shell::Zsh] {
        generate_to(shell, &mut tree(), "sts-cli", folder.path()).unwrap();
    }
    compare(folder.path(), "completions");
}

#[test]
fn man_pages_match_the_command_tree() {
    let folder = tempfile::tempdir().unwrap();
    for (name, page) in pages(&tree(), "sts-cli") {
        std::fs::write(folder.path().join(name), page).unwrap();
    }
    compare(folder.path(), "man");
}

/// Renders every page with man-db at 80 columns.
#[test]
fn man_shows_every_page_without_warnings() {
    let man = |arguments: &[&str], page: &Path| {
        let mut man = std::process::Command::new("man");
        man.args(arguments).arg(page).env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin").env("MANWIDTH", "80").output()
    };
    if !man(&["--version"], Path::new("")).is_ok_and(|version| version.stdout.starts_with(b"man 2")) {
        return skip("the pages of the manual", "no man of man-db is here to show them");
    }
    let folder = project().join("man");
    for name in files(&folder).into_keys() {
        let shown = man(&["--warnings=w", "-E", "UTF-8", "-l"], &folder.join(&name)).unwrap();
        let (page, warnings) = (String::from_utf8_lossy(&shown.stdout), String::from_utf8_lossy(&shown.stderr));
        assert!(shown.status.success() && warnings.is_empty(), "{name}: {warnings}");
        assert!(page.starts_with(&format!("{}(1)", name.trim_end_matches(".1").to_uppercase())) && page.contains("\nSYNOPSIS\n"), "{page}");
    }
}

/// The page of `command`, and those below it.
fn pages(command: &Command, name: &str) -> Vec<(String, String)> {
    let below = command.get_subcommands().filter(|below| !below.is_hide_set());
    let mut all: Vec<_> = below.flat_map(|below| pages(below, &format!("{name}-{}", below.get_name()))).collect();
    let man = Man::new(command.clone().mut_arg("help", |help| help.help_heading("General")));
    let mut page = Vec::new();
    man.render_name_section(&mut page).unwrap();
    man.render_synopsis_section(&mut page).unwrap();
    man.render_description_section(&mut page).unwrap();
    man.render_options_section(&mut page).unwrap();
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page).unwrap();
    }
    let mut page = format!("{PREAMBLE}.TH {} 1 \"\" sts\\-cli \"Manual of sts\\-cli\"\n", name.to_uppercase())
        + &String::from_utf8(page).unwrap().replace(PREAMBLE, "");
    page.extend(command.get_after_help().map(|text| unfilled(&text.to_string())));
    page.push_str(if name == "sts-cli" { MORE } else { "" });
    all.push((format!("{name}.1"), page));
    all
}

/// Formats the text below a command's help line by line.
fn unfilled(text: &str) -> String {
    let line = |line: &str| format!("\\&{}\n", line.replace('\\', "\\e").replace('-', "\\-"));
    format!(".SH NOTES\n.nf\n{}.fi\n", text.lines().map(line).collect::<String>())
}
