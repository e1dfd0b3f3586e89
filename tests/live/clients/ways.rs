//! The ways from `sts-cli` to a client: what is set up beforehand, and the first lines of the shell that runs the client.

use std::fs;
use std::path::Path;

use crate::program::BINARY;
use crate::servers::minio::CAROL;

/// How a client is handed credentials.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Variables of the shell.
    Variables,
    /// The shared credentials file of the AWS tools, with the keys in it.
    Profile,
    /// A profile that names us as its `credential_process`.
    Process,
    /// A container's endpoint, and its token in a variable.
    Token,
    /// The same, and its token in a file.
    TokenFile,
    /// The client's own file.
    OwnFile,
}

impl Way {
    /// Those that are told of.
    pub(crate) const TOLD: [Self; 2] = [Self::Variables, Self::Process];

    /// What the table calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Variables => "variables",
            Self::Profile => "profile file",
            Self::Process => "credential_process",
            Self::Token => "container, token",
            Self::TokenFile => "container, token file",
            Self::OwnFile => "its own file",
        }
    }

    /// Puts the files into `home` that carol has at the server with this endpoint.
    pub(crate) fn set_up(self, home: &Path, endpoint: &str) {
        let aws = home.join(".aws");
        fs::create_dir_all(&aws).expect("the home can be written");
        let (name, secret) = CAROL;
        let keys = format!("[carol]\naws_access_key_id = {name}\naws_secret_access_key = {secret}\n");
        fs::write(aws.join("credentials"), keys).expect("the home can be written");
        if self == Self::Process {
            fs::write(aws.join("config"), asks_us(endpoint)).expect("the home can be written");
        }
    }

    /// The first lines of the shell.
    pub(crate) fn first_lines(self) -> &'static str {
        match self {
            Self::Variables => {
                r#"credentials=$("$STS_CLI" assume-role --source-profile carol -o env:sh)
                eval "$credentials""#
            }
            _ => "export AWS_PROFILE=demo",
        }
    }
}

/// The profile `demo`, whose credentials are asked of us.
fn asks_us(endpoint: &str) -> String {
    format!(
        "[profile demo]
credential_process = {BINARY} assume-role --endpoint {endpoint} --source-profile carol -o process
region = us-east-1
services = demo
s3 =
  addressing_style = path

[services demo]
s3 =
  endpoint_url = {endpoint}
"
    )
}
