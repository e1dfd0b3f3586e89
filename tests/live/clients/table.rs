//! The clients, as data: how each writes and lists, and which ways to hand it credentials it does not know.
//!
//! The entries were verified with these versions, on MinIO and SeaweedFS; the README of the suite summarizes them.

use super::ways::Way::{self, Configured, Exec, ExecRenew, OwnFile, Process, ProcessWithBlank, Profile, Token, TokenFile, Variables};

/// One S3 client.
pub(crate) struct Client {
    pub(crate) name: &'static str,
    /// The form of its variables.
    pub(crate) variables: &'static str,
    /// Puts credentials into its own file; a script of the plain shell, as the next one.
    pub(crate) own_file: &'static str,
    /// Sets it up by `configure`, where that has more for it than the AWS profile.
    pub(crate) configure: &'static str,
    /// Makes the script go by the name `demo`, where the client has names for servers.
    pub(crate) by_name: &'static str,
    /// Writes `$FILE` as `$OBJECT` into the bucket `demo`, then lists that bucket.
    pub(crate) script: &'static str,
    /// The expected text in the listing.
    pub(crate) lists: &'static str,
    /// The object that is there afterwards.
    pub(crate) writes: &'static str,
    /// The ways that it does not know, and why.
    pub(crate) cannot: &'static [(Way, &'static str)],
}

impl Client {
    /// Returns why the client cannot get credentials in this way, if it cannot.
    pub(crate) fn why_unsupported(&self, way: Way) -> Option<&'static str> {
        if way == Configured && self.configure.is_empty() {
            return Some("`configure` has no more for it than credential_process");
        }
        let way = match way {
            ProcessWithBlank => Process,
            ExecRenew => Token, // it has the token's file too, where that is read
            way => way,
        };
        self.cannot.iter().find(|(known, _)| *known == way).map(|(_, reason)| *reason)
    }
}

/// A client of AWS's kind.
const USUAL: Client = Client {
    name: "",
    variables: "env:sh",
    own_file: "",
    configure: "",
    by_name: "",
    script: "",
    lists: "$OBJECT",
    writes: "$OBJECT",
    cannot: &[NO_FILE],
};

const NO_FILE: (Way, &str) = (OwnFile, "the AWS files are its own");
const NO_PROCESS: (Way, &str) = (Process, "it runs no program");
const NO_TOKEN: (Way, &str) = (Token, "it asks no container endpoint");
const NO_TOKEN_FILE: (Way, &str) = (TokenFile, "it does not read the token's file");
const BY_STATEMENT: &str = "a statement tells it all that it takes";
const ASKS_THE_CLOUD: &str = "with a token from a file it asks the metadata address first, at every request";

pub(crate) const AWS_CLI_1: Client = Client {
    name: "aws-cli 1",
    script: r#"aws() { "$TOOLS/awscli/bin/aws" "$@"; }
    aws s3 cp --only-show-errors "$FILE" "s3://demo/$OBJECT"
    aws s3 ls s3://demo"#,
    ..USUAL
};

/// It knows no endpoint but that of its flag.
pub(crate) const AWS_CLI_2: Client = Client {
    name: "aws-cli 2.9",
    script: r#"aws() { /usr/bin/aws --endpoint-url "$ENDPOINT" "$@"; }
    aws s3 cp --only-show-errors "$FILE" "s3://demo/$OBJECT"
    aws s3 ls s3://demo"#,
    cannot: &[NO_TOKEN_FILE, NO_FILE],
    ..USUAL
};

pub(crate) const BOTO3: Client =
    Client { name: "boto3", script: r#""$TOOLS/boto3/bin/python" "$HERE/write_and_list.py" demo "$OBJECT" "$FILE""#, ..USUAL };

pub(crate) const NODE_SDK: Client =
    Client { name: "Node SDK 3", script: r#"node --no-warnings "$HERE/write_and_list.mjs" demo "$OBJECT" "$FILE""#, ..USUAL };

/// The runtime below the newer SDKs of AWS and Mountpoint. In `Host` it names no port when it asks a container endpoint.
pub(crate) const AWSCRT: Client =
    Client { name: "AWS CRT 0.38", script: r#""$TOOLS/awscrt/bin/python" "$HERE/write_and_list_crt.py" demo "$OBJECT" "$FILE""#, ..USUAL };

/// The library with which pandas and dask open `s3://`.
pub(crate) const S3FS: Client = Client {
    name: "s3fs 2026.9",
    configure: r#""$STS_CLI" configure fsspec demo"#,
    script: r#""$TOOLS/s3fs/bin/python" "$HERE/write_and_list_fsspec.py" demo "$OBJECT" "$FILE""#,
    ..USUAL
};

/// It knows no endpoint but that of its flag or its own file.
pub(crate) const RCLONE_OLD: Client = Client {
    name: "rclone 1.60",
    own_file: RCLONE_FILE,
    configure: CONFIGURE_RCLONE,
    by_name: RCLONE_BY_NAME,
    script: r#"remote=${remote-":s3,provider=Other,env_auth=true,endpoint='$ENDPOINT':"}
    rclone() { /usr/bin/rclone --retries 1 "$@"; }
    rclone copyto "$FILE" "${remote}demo/$OBJECT"
    rclone lsf "${remote}demo""#,
    cannot: &[NO_TOKEN_FILE],
    ..USUAL
};

pub(crate) const RCLONE_NEW: Client = Client {
    name: "rclone 1.75",
    own_file: RCLONE_FILE,
    configure: CONFIGURE_RCLONE,
    by_name: RCLONE_BY_NAME,
    script: r#"remote=${remote-":s3,provider=Other,env_auth=true:"}
    rclone() { "$TOOLS/rclone/bin/rclone" --retries 1 "$@"; }
    rclone copyto "$FILE" "${remote}demo/$OBJECT"
    rclone lsf "${remote}demo""#,
    cannot: &[],
    ..USUAL
};

const RCLONE_FILE: &str = r#"mkdir -p "$HOME/.config/rclone"
    "$STS_CLI" get demo -o rclone >"$HOME/.config/rclone/rclone.conf""#;
const CONFIGURE_RCLONE: &str = r#""$STS_CLI" configure rclone demo"#;
const RCLONE_BY_NAME: &str = "remote=demo:";

/// It knows no endpoint but that of its flag or of `S3_ENDPOINT_URL`, which a profile cannot set.
pub(crate) const S5CMD: Client = Client {
    name: "s5cmd 2.3",
    script: r#"export S3_ENDPOINT_URL="${S3_ENDPOINT_URL-$ENDPOINT}"
    s5cmd() { "$TOOLS/s5cmd/bin/s5cmd" "$@"; }
    s5cmd cp "$FILE" "s3://demo/$OBJECT"
    s5cmd ls s3://demo"#,
    cannot: &[NO_TOKEN_FILE, NO_FILE],
    ..USUAL
};

/// The metadata address would hand it the keys of the machine that it runs on, in place of ours.
pub(crate) const S3CMD: Client = Client {
    name: "s3cmd 2.4",
    script: r#"host=${ENDPOINT#http://}
    s3cmd() { "$TOOLS/s3cmd/bin/s3cmd" --host="$host" --host-bucket="$host" --no-ssl "$@"; }
    s3cmd put "$FILE" "s3://demo/$OBJECT"
    s3cmd ls s3://demo"#,
    cannot: &[(Profile, ASKS_THE_CLOUD), NO_PROCESS, NO_TOKEN, (TokenFile, NO_TOKEN.1), (OwnFile, ASKS_THE_CLOUD)],
    ..USUAL
};

pub(crate) const MC: Client = Client {
    name: "mc",
    variables: "mc-host",
    own_file: r#""$STS_CLI" get demo -o mc-alias | "$TOOLS/bin/mc" alias import demo"#,
    configure: r#""$STS_CLI" configure mc demo"#,
    script: r#"mc() { "$TOOLS/bin/mc" "$@"; }
    mc cp --quiet "$FILE" "demo/demo/$OBJECT"
    mc ls demo/demo"#,
    cannot: &[(Profile, "it reads no AWS files"), NO_PROCESS, NO_TOKEN, (TokenFile, NO_TOKEN.1)],
    ..USUAL
};

/// Its extension `aws` asks the metadata address for a region, whichever the statement names, unless a variable forbids or answers it.
pub(crate) const DUCKDB: Client = Client {
    name: "DuckDB 1.4",
    own_file: r#""$STS_CLI" get demo -o duckdb:keys >"$HOME/.duckdbrc""#,
    configure: r#""$STS_CLI" configure duckdb demo >"$HOME/.duckdbrc""#,
    script: r#"export AWS_EC2_METADATA_DISABLED=true
    "$TOOLS/duckdb/bin/python" "$HERE/write_and_list_duckdb.py" demo "$OBJECT" "$FILE""#,
    cannot: &[
        (Variables, BY_STATEMENT),
        (Profile, BY_STATEMENT),
        (Process, BY_STATEMENT),
        (Token, BY_STATEMENT),
        (TokenFile, BY_STATEMENT),
        (Exec, BY_STATEMENT),
    ],
    ..USUAL
};

/// A repository is many objects; that it has a configuration tells that it was written.
pub(crate) const RESTIC: Client = Client {
    name: "restic 0.14",
    script: r#"export RESTIC_PASSWORD=for-tests RESTIC_REPOSITORY="s3:$ENDPOINT/demo/$OBJECT"
    restic init
    restic backup "$FILE"
    restic snapshots"#,
    lists: "$FILE",
    writes: "$OBJECT/config",
    cannot: &[(Process, "it reads the credentials file only, and only keys"), NO_TOKEN_FILE, NO_FILE],
    ..USUAL
};
