//! Troubles with keys, signatures, clocks, and credentials in use.

use super::runs::{captured, in_sandbox, keys_in_use, role, run, s3_refusal, session};
use super::wrong_servers::page;
use super::{PROVIDER, Section, YOU, case};
use crate::support::outcome::Outcome;
use crate::support::sts::refusal;
use crate::support::world::World;

pub(super) const SECTIONS: &[Section] = &[
    Section {
        title: "Clock differs",
        cause: "The clock of this machine differs from that of the storage server by more than signatures allow, which is 15 minutes.",
        more: "",
        cases: &[
            case("MinIO's clock differs", 5, YOU, || role(captured("role-skew"), &[])),
            case("AWS's clock differs", 5, YOU, || {
                role(refusal(403, "SignatureDoesNotMatch", "Signature expired: 20260101T000000Z is now earlier than 20260101T001500Z"), &[])
            }),
            case("the clock differs when the credentials are used", 5, YOU, || {
                keys_in_use(
                    s3_refusal(403, "RequestTimeTooSkewed", "The difference between the request time and the server's is too large"),
                    &[],
                )
            }),
        ],
    },
    Section {
        title: "Clock differs without an error",
        cause: "The clocks differ by more than a minute. The expiration that the server computes is that of its own clock.",
        more: "Set the clock of this machine by NTP; if it is right, the storage server's administrator must set the server's",
        cases: &[
            case("the server's clock is ahead, and a token is supplied", 0, YOU, || supplied("server-clock-ahead=10m")),
            case("the server's clock is ahead, and the user logs in", 0, YOU, || {
                in_sandbox("server-clock-ahead=2m", &["get", "prod", "-o", "json"])
            }),
        ],
    },
    Section {
        title: "Signature does not match",
        cause: "The secret key is wrong, or a proxy changes the header Host or the path, which signatures cover.",
        more: "",
        cases: &[
            case("a wrong secret key, or another host", 5, YOU, || role(captured("role-wrong-secret"), &[])),
            case("the same on AWS", 5, YOU, || role(refusal(403, "SignatureDoesNotMatch", "The request signature does not match"), &[])),
        ],
    },
    Section {
        title: "Access key unknown",
        cause: "The server has no such access key, or the endpoint is another server.",
        more: "",
        cases: &[
            case("MinIO does not know the key", 5, YOU, || role(captured("role-unknown-key"), &[])),
            case("AWS does not know the key", 5, YOU, || {
                role(refusal(403, "InvalidClientTokenId", "The security token included in the request is invalid."), &[])
            }),
        ],
    },
    Section {
        title: "Region or service not accepted",
        cause: "The signature names another region or service than the server expects.",
        more: "",
        cases: &[
            case("the server is in another region", 5, YOU, || {
                role(refusal(403, "AuthorizationHeaderMalformed", "The authorization header is malformed; the region is wrong"), &[])
            }),
            case("the server expects the service s3", 5, YOU, || role(captured("role-service-s3"), &[])),
            case("AWS names a valid region", 5, YOU, || {
                role(refusal(403, "SignatureDoesNotMatch", "Credential should be scoped to a valid region."), &[])
            }),
        ],
    },
    Section {
        title: "Region disabled",
        cause: "STS is not activated in this region for the AWS account.",
        more: "",
        cases: &[case("STS is disabled in the region", 5, YOU, || {
            role(refusal(403, "RegionDisabledException", "STS is not activated in this region"), &[])
        })],
    },
    Section {
        title: "Long-term keys required",
        cause: "MinIO refuses AssumeRole with access keys made in its console (service accounts), with temporary keys and, on releases before \
                May 2021, with those of root.",
        more: "On an old release, create a user and use its name and password",
        cases: &[
            case("an access key that was made in the console", 5, YOU, || role(captured("role-service-account"), &["--dialect", "minio"])),
            case("the keys of root, before May 2021", 5, YOU, || role(refusal(403, "AccessDenied", "Access Denied"), &[])),
            case("temporary keys", 5, YOU, || role(captured("role-with-temporary-credentials"), &[])),
            case("temporary keys for a session", 5, YOU, || {
                let arn = ["--dialect", "aws"];
                session(refusal(403, "AccessDenied", "Cannot call GetSessionToken with session credentials"), &arn)
            }),
        ],
    },
    Section {
        title: "Keys of different credentials",
        cause: "Access key, secret key and session token are not those of one response: one is missing, was shortened by a shell, or is of \
                other credentials.",
        more: "",
        cases: &[
            case("the session token is missing", 5, YOU, || {
                keys_in_use(
                    s3_refusal(403, "InvalidTokenId", "The security token included in the request is invalid"),
                    &[("AWS_SESSION_TOKEN", "")],
                )
            }),
            case("the secret key is missing", 2, YOU, || keys_in_use(captured("role-ok"), &[("AWS_SECRET_ACCESS_KEY", "")])),
        ],
    },
    Section {
        title: "Credentials not accepted",
        cause: "The credentials have expired or were revoked, or are of another server. If they have not expired: the nodes of the server, or \
                gateways in front of it, do not share their IAM data.",
        more: "",
        cases: &[case("the server does not know the access key any longer", 5, YOU, || {
            keys_in_use(s3_refusal(403, "InvalidAccessKeyId", "The Access Key Id you provided does not exist in our records."), &[])
        })],
    },
    Section {
        title: "Token exchanged by an SDK",
        cause: "AWS_WEB_IDENTITY_TOKEN_FILE is set, as in pods of EKS, and no keys are. AWS SDKs then exchange the token themselves, and many \
                ignore the address of the storage server when they do: Amazon gets the token, and refuses it.",
        more: "The source `aws` of `--token` exchanges the same token at the storage server",
        cases: &[case("an SDK finds a token and no keys", 0, YOU, with_token_file)],
    },
    Section {
        title: "Headers too large",
        cause: "The session token contains the claims of the ID token, and servers refuse headers of more than about 8 KiB: the user is in \
                many groups, or the provider puts the whole user record into the token. MinIO's console answers 403 then.",
        more: "",
        cases: &[
            case("the storage server refuses the headers", 5, PROVIDER, || {
                let message = "Your metadata headers exceed the maximum allowed metadata size.";
                keys_in_use(s3_refusal(400, "MetadataTooLarge", message), &[])
            }),
            case("a proxy refuses the headers", 6, YOU, || role(page(400, "400 Request Header Or Cookie Too Large"), &[])),
            case("the session token is too long when it is issued", 0, PROVIDER, || {
                in_sandbox("oversized-token", &["get", "prod", "-o", "json"])
            }),
        ],
    },
];

/// A supplied token in a sandbox with this fault.
fn supplied(fault: &str) -> Outcome {
    let world = World::new(&[fault]);
    let token = format!("file:{}", world.variable("SANDBOX_ID_TOKEN_FILE"));
    let at = [
        "web-identity",
        "--no-cache",
        "-o",
        "json",
        "--duration",
        "1h",
        "--endpoint",
        world.variable("STS_CLI_ENDPOINT"),
        "--token",
        &token,
    ];
    run(world.program(&at))
}

/// The keys in use where AWS SDKs find a token, and the address of a storage server; a profile with cached credentials is the default.
fn with_token_file() -> Outcome {
    let world = World::new(&[]);
    world.write("xdg_config_home/sts-cli/config.toml", "default = \"prod\"\n");
    world.run(&["login"]);
    let variables = [("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/token"), ("AWS_ENDPOINT_URL_S3", "https://minio.example:9000")];
    run(variables.into_iter().fold(world.program(&["whoami"]), |program, (name, value)| program.env(name, value)))
}
