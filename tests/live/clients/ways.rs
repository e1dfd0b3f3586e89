//! The ways from `sts-cli` to a client: what is set up beforehand, and the first lines of the shell that runs the client.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::table::Client;
use crate::program::{BINARY, bare};
use crate::servers::minio::CAROL;
use crate::story::Story;

/// How a client is handed credentials.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Variables of the shell.
    Variables,
    /// The shared credentials file of the AWS tools, with the keys in it.
    Profile,
    /// A profile that names us as its `credential_process`.
    Process,
    /// A `credential_process` profile written by `configure` for a program in a folder with a space in its name.
    ProcessWithBlank,
    /// A container's endpoint, and its token in a variable.
    Token,
    /// A container endpoint, with its token in a file.
    TokenFile,
    /// The client's own file.
    OwnFile,
    /// The client's configuration by `configure`.
    Configured,
    /// `exec`, with the client as its command.
    Exec,
    /// `exec --renew`, with the client as its command: the endpoint's address, its token in a variable and in a file, and no keys.
    ExecRenew,
}

impl Way {
    /// The reported ways.
    pub(crate) const TOLD: [Self; 10] = [
        Self::Variables,
        Self::Profile,
        Self::Process,
        Self::ProcessWithBlank,
        Self::Token,
        Self::TokenFile,
        Self::OwnFile,
        Self::Configured,
        Self::Exec,
        Self::ExecRenew,
    ];

    /// Returns the name in the table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Variables => "variables",
            Self::Profile => "profile file",
            Self::Process => "credential_process",
            Self::ProcessWithBlank => "credential_process, blank",
            Self::Token => "container, token",
            Self::TokenFile => "container, token file",
            Self::OwnFile => "its own file",
            Self::Configured => "configure",
            Self::Exec => "exec",
            Self::ExecRenew => "exec --renew",
        }
    }

    /// Puts into `home` the keys of carol's at the server with this endpoint, and a profile that trades them.
    pub(crate) fn set_up(self, home: &Path, endpoint: &str) {
        let (name, secret) = CAROL;
        let keys = format!("[carol]\naws_access_key_id = {name}\naws_secret_access_key = {secret}\n");
        write(&home.join(".aws/credentials"), &keys);
        let profile = format!("identity = \"assume-role\"\nsource_profile = \"carol\"\nendpoint = \"{endpoint}\"\n");
        write(&home.join(".config/sts-cli/profiles/demo.toml"), &profile);
        if self == Self::ProcessWithBlank {
            let folder = home.join("my tools");
            fs::create_dir_all(&folder).expect("the home can be written");
            fs::hard_link(BINARY, folder.join("sts-cli")).expect("the home lies where the binary does");
        }
    }

    /// The shell that runs the client, about to be told what.
    pub(crate) fn shell(self, story: &Story) -> Command {
        let more: &[&str] = match self {
            Self::Exec => &[],
            Self::ExecRenew => &["--renew"],
            _ => return bare(story, "sh"),
        };
        let mut command = bare(story, BINARY);
        command.args(["exec", "demo"]).args(more).args(["--", "sh"]);
        command
    }

    /// The first lines of the shell.
    pub(crate) fn first_lines(self, client: &Client) -> String {
        match self {
            Self::Variables => format!("variables=$(\"$STS_CLI\" get demo -o {})\neval \"$variables\"", client.variables),
            Self::Profile => r#""$STS_CLI" get demo --write-profile demo; export AWS_PROFILE=demo"#.to_owned(),
            Self::Process => r#""$STS_CLI" configure aws demo; export AWS_PROFILE=demo"#.to_owned(),
            Self::ProcessWithBlank => r#""$HOME/my tools/sts-cli" configure aws demo; export AWS_PROFILE=demo"#.to_owned(),
            Self::Token => format!("{ENDPOINT}\nunset AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"),
            Self::TokenFile => format!("{ENDPOINT}\nunset AWS_CONTAINER_AUTHORIZATION_TOKEN"),
            Self::OwnFile => format!("{}\n{}", client.own_file, client.by_name),
            Self::Configured => format!("{}\n{}", client.configure, client.by_name),
            Self::Exec | Self::ExecRenew => client.by_name.to_owned(),
        }
    }
}

/// Starts an endpoint that ends with the shell, and takes its variables as soon as they are there.
const ENDPOINT: &str = r#""$STS_CLI" serve demo -o env:sh >"$HOME/endpoint" &
    endpoint=$!
    trap 'kill "$endpoint"' EXIT
    until grep -q AWS_ENDPOINT_URL_S3 "$HOME/endpoint"; do kill -0 "$endpoint"; sleep 0.1; done
    . "$HOME/endpoint""#;

fn write(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().expect("a file in a home")).expect("the home can be written");
    fs::write(file, text).expect("the home can be written");
}
