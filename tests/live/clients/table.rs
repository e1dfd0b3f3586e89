//! The clients, as data: how each writes and lists, and which ways to hand it credentials it does not know.
//!
//! What stands here was seen with these versions, on MinIO and on SeaweedFS; the README beside the suite sums it up.

use super::ways::Way::{self, OwnFile, Process, Profile, Token, TokenFile};

/// One S3 client.
pub(crate) struct Client {
    pub(crate) name: &'static str,
    /// Writes `$FILE` as `$OBJECT` into the bucket `demo`, then lists that bucket; a script of the plain shell.
    pub(crate) script: &'static str,
    /// What stands in the listing afterwards.
    pub(crate) lists: &'static str,
    /// The object that is there afterwards.
    pub(crate) writes: &'static str,
    /// The ways that it does not know, and why.
    pub(crate) cannot: &'static [(Way, &'static str)],
}

impl Client {
    /// Why it cannot be handed credentials this way, if it cannot.
    pub(crate) fn refuses(&self, way: Way) -> Option<&'static str> {
        self.cannot.iter().find(|(known, _)| *known == way).map(|(_, reason)| *reason)
    }

    const fn new(name: &'static str, script: &'static str, cannot: &'static [(Way, &'static str)]) -> Self {
        Self { name, script, lists: "$OBJECT", writes: "$OBJECT", cannot }
    }
}

const NO_FILE: (Way, &str) = (OwnFile, "it has none: the AWS files are its own");
const NO_TOKEN_FILE: (Way, &str) = (TokenFile, "it does not read the token's file");
const NO_PROCESS: (Way, &str) = (Process, "it runs no program");
const NO_ENDPOINT: [(Way, &str); 2] = [(Token, "it asks no container endpoint"), (TokenFile, "it asks no container endpoint")];

pub(crate) const AWS_CLI_1: Client = Client::new(
    "aws-cli 1",
    r#"aws() { "$TOOLS/awscli/bin/aws" "$@"; }
    aws s3 cp --only-show-errors "$FILE" "s3://demo/$OBJECT"
    aws s3 ls s3://demo"#,
    &[NO_FILE],
);

/// It knows no endpoint but that of its flag.
pub(crate) const AWS_CLI_2: Client = Client::new(
    "aws-cli 2.9",
    r#"aws() { /usr/bin/aws --endpoint-url "$ENDPOINT" "$@"; }
    aws s3 cp --only-show-errors "$FILE" "s3://demo/$OBJECT"
    aws s3 ls s3://demo"#,
    &[NO_TOKEN_FILE, NO_FILE],
);

pub(crate) const BOTO3: Client =
    Client::new("boto3", r#""$TOOLS/boto3/bin/python" "$HERE/write_and_list.py" demo "$OBJECT" "$FILE""#, &[NO_FILE]);

pub(crate) const NODE_SDK: Client =
    Client::new("Node SDK 3", r#"node --no-warnings "$HERE/write_and_list.mjs" demo "$OBJECT" "$FILE""#, &[NO_FILE]);

/// It knows no endpoint but that of its flag or its own file.
pub(crate) const RCLONE_OLD: Client = Client::new(
    "rclone 1.60",
    r#"rclone() { /usr/bin/rclone --s3-endpoint "$ENDPOINT" --retries 1 "$@"; }
    rclone copyto "$FILE" "demo:demo/$OBJECT"
    rclone lsf demo:demo"#,
    &[NO_TOKEN_FILE],
);

pub(crate) const RCLONE_NEW: Client = Client::new(
    "rclone 1.75",
    r#"rclone() { "$TOOLS/rclone/bin/rclone" --retries 1 "$@"; }
    rclone copyto "$FILE" "demo:demo/$OBJECT"
    rclone lsf demo:demo"#,
    &[],
);

/// It knows no endpoint but that of its flag or of `S3_ENDPOINT_URL`.
pub(crate) const S5CMD: Client = Client::new(
    "s5cmd 2.3",
    r#"s5cmd() { "$TOOLS/s5cmd/bin/s5cmd" --endpoint-url "$ENDPOINT" "$@"; }
    s5cmd cp "$FILE" "s3://demo/$OBJECT"
    s5cmd ls s3://demo"#,
    &[NO_TOKEN_FILE, NO_FILE],
);

/// With a session token that comes from a file, it first asks a cloud's metadata address for another one, at every request.
pub(crate) const S3CMD: Client = Client::new(
    "s3cmd 2.4",
    r#"host=${ENDPOINT#http://}
    s3cmd() { "$TOOLS/s3cmd/bin/s3cmd" --host="$host" --host-bucket="$host" --no-ssl "$@"; }
    s3cmd put "$FILE" "s3://demo/$OBJECT"
    s3cmd ls s3://demo"#,
    &[
        (Profile, "it asks the metadata address at every request"),
        NO_PROCESS,
        NO_ENDPOINT[0],
        NO_ENDPOINT[1],
        (OwnFile, "it asks the metadata address at every request"),
    ],
);

/// The scripts of others call an endpoint's name; a host of `mc` has its credentials in its address.
pub(crate) const MC: Client = Client::new(
    "mc",
    r#"mc() { "$TOOLS/bin/mc" "$@"; }
    mc cp --quiet "$FILE" "demo/demo/$OBJECT"
    mc ls demo/demo"#,
    &[(Profile, "it reads no AWS files"), NO_PROCESS, NO_ENDPOINT[0], NO_ENDPOINT[1]],
);

/// A repository is many objects; that it has a configuration tells that it was written.
pub(crate) const RESTIC: Client = Client {
    name: "restic 0.14",
    script: r#"export RESTIC_PASSWORD=for-tests RESTIC_REPOSITORY="s3:$ENDPOINT/demo/$OBJECT"
    restic init
    restic backup "$FILE"
    restic snapshots"#,
    lists: "$FILE",
    writes: "$OBJECT/config",
    cannot: &[NO_PROCESS, NO_ENDPOINT[0], NO_ENDPOINT[1], (OwnFile, "it has none: the AWS files are its own")],
};
