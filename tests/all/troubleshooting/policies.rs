//! Troubles with policies and roles, durations and session policies.

use super::runs::{
    ADDRESS, captured, in_sandbox, keys_in_use, role, run, s3_refusal, session, storage, token, token_without_policy, web, with_token,
};
use super::{PROVIDER, STORAGE, Section, YOU, case};
use crate::support::outcome::Outcome;
use crate::support::sts;
use crate::support::world::World;
use jiff::Timestamp;
use serde_json::json;

/// A login at 2030-01-01 with a token and credentials that expire after so many seconds.
fn with_lifetimes(token_seconds: i64, granted_seconds: i64, more: &[&str]) -> Outcome {
    let world = World::new(&[]);
    let now: Timestamp = "2030-01-01T00:00:00Z".parse().unwrap();
    let token = token().with("iat", now.as_second()).with("exp", now.as_second() + token_seconds);
    let server = storage(sts::grant_until(now + jiff::SignedDuration::from_secs(granted_seconds)));
    let at = ["web-identity", "--no-cache", "-o", "json", "--token", "env:JOB_TOKEN", "--endpoint", &server.origin()].map(str::to_owned);
    let arguments: Vec<&str> = at.iter().map(String::as_str).chain(more.iter().copied()).collect();
    run(world.program(&arguments).env("JOB_TOKEN", &token.signed())).named(&server.origin(), ADDRESS)
}

pub(super) const SECTIONS: &[Section] = &[
    Section {
        title: "Policy claim missing",
        cause: "The ID token lacks the claim that the message names: the client has no mapper that adds it to the ID token, the scope that \
                contains it was not requested, the user has no value for it, or its value is an object. Or the storage server looks for \
                another name than the provider sends: compare them letter by letter, with the prefix that the server may be configured with.",
        more: "The pages about [providers](tasks/prepare-servers.md) say how to add a claim",
        cases: &[
            case("the ID token has no claim `policy`", 5, PROVIDER, || {
                with_token(&token_without_policy(), captured("web-policy-claim-missing"), &[])
            }),
            case("the claim has another name than the server looks for", 5, PROVIDER, || {
                let refusal = "minio_policy claim missing from the JWT token, credentials will not be generated";
                web(sts::refusal(400, "InvalidParameterValue", refusal))
            }),
            case("the claim is an object", 5, PROVIDER, || in_sandbox("object-policy", &["get", "prod", "-o", "json"])),
        ],
    },
    Section {
        title: "Groups missing",
        cause: "Entra ID leaves the groups of users with more than 200 out of the token, and sends `_claim_names` in place of them. \
                Otherwise it sends IDs of groups, which are no names of policies.",
        more: "",
        cases: &[
            case("Entra ID leaves out the groups", 5, PROVIDER, || {
                let token = token_without_policy().with("_claim_names", json!({"groups": "src1"}));
                with_token(&token, sts::refusal(400, "InvalidParameterValue", "groups claim missing from the JWT token"), &[])
            }),
            case("Entra ID leaves out the groups, and others are no policies", 5, PROVIDER, || {
                let token = token().with("_claim_names", json!({"groups": "src1"}));
                with_token(&token, sts::refusal(400, "InvalidParameterValue", "None of the given policies (`x`) are defined"), &[])
            }),
        ],
    },
    Section {
        title: "Policy not defined",
        cause: "The storage server has no policy with a name that the token contains. Names are case-sensitive; roles and groups count as \
                names of policies if the server reads their claim.",
        more: "",
        cases: &[
            case("the names in the claim are those of no policy", 5, STORAGE, || {
                let refusal = "None of the given policies (`nosuch`) are defined, credentials will not be generated";
                with_token(&token().with("policy", "nosuch"), sts::refusal(400, "InvalidParameterValue", refusal), &[])
            }),
            case("the names in the claim are those of no policy, in a sandbox", 5, STORAGE, || {
                in_sandbox("unknown-policy", &["get", "prod", "-o", "json"])
            }),
        ],
    },
    Section {
        title: "Role required",
        cause: "The storage server has no identity provider whose policies come from a claim, so that each login must name a role. MinIO \
                prints the ARN of each role at startup.",
        more: "",
        cases: &[
            case("the server has no OpenID provider, or none for a claim", 5, YOU, || web(captured("web-on-ldap-server"))),
            case("another server requires a role", 5, YOU, || web(sts::refusal(400, "InvalidParameterValue", "RoleArn is required"))),
            case("AWS requires a role", 2, YOU, || with_token(&token(), captured("web-ok"), &["--dialect", "aws"])),
        ],
    },
    Section {
        title: "Role not accepted",
        cause: "The server has no role with this ARN, or its trust policy does not allow this identity. MinIO releases before August 2025 \
                refuse every role that they do not know, such as the one that an SDK fills in. SeaweedFS accepts ARNs of roles only. RustFS \
                releases before 1.0 require that a policy of the user allows sts:AssumeRole.",
        more: "",
        cases: &[
            case("MinIO before August 2025 knows no such role", 5, YOU, || {
                let refusal = "Error processing RoleArn parameter: Role arn:minio:iam:::role/x does not exist";
                with_token(&token(), sts::refusal(400, "InvalidParameterValue", refusal), &["--role-arn", "arn:minio:iam:::role/x"])
            }),
            case("the ARN cannot be parsed", 5, YOU, || {
                with_token(&token(), captured("custom-no-role"), &["--role-arn", "arn:minio:iam:::role/x"])
            }),
            case("SeaweedFS has no such role", 5, STORAGE, || role(sts::refusal(400, "NoSuchEntity", "role not found: reader"), &[])),
            case("SeaweedFS gets the ARN of a user", 5, YOU, || {
                let refusal = "user admin is not authorized to assume role arn:aws:iam:::user/test-user";
                role(sts::refusal(403, "AccessDenied", refusal), &["--role-arn", "arn:aws:iam:::user/test-user"])
            }),
            case("the role does not trust this identity", 5, STORAGE, || {
                let refusal = "Not authorized to perform sts:AssumeRoleWithWebIdentity";
                let arn = "arn:aws:iam::123456789012:role/reader";
                with_token(&token(), sts::refusal(403, "AccessDenied", refusal), &["--dialect", "aws", "--role-arn", arn])
            }),
            case("RustFS requires that a policy allows AssumeRole", 5, STORAGE, || {
                role(s3_refusal(403, "AccessDenied", "Access Denied"), &["--dialect", "rustfs"])
            }),
        ],
    },
    Section {
        title: "Nothing granted",
        cause: "The credentials are valid, but no policy applies that allows what was tried: the user has none, a variable in it, such as \
                `${jwt:preferred_username}`, has no claim, the session policy allows nothing that it allows, or the policy of the role was \
                removed.",
        more: "[Whose credentials these are](tasks/whoami.md) shows the policies, the role and the session policy",
        cases: &[case("every call with the credentials is denied", 5, STORAGE, || {
            keys_in_use(s3_refusal(403, "AccessDenied", "Access Denied."), &[])
        })],
    },
    Section {
        title: "Duration not accepted",
        cause: "The requested duration is outside of what the server grants, or the server's own setting is: MINIO_STS_DURATION on MinIO.",
        more: "The lifetime of a token (`expires_in`) is no duration of credentials",
        cases: &[
            case("MinIO grants no such duration", 5, YOU, || with_token(&token(), captured("web-duration-300"), &["--duration", "15m"])),
            case("no server of this type grants such a duration", 2, YOU, || {
                role(captured("role-ok"), &["--dialect", "ceph", "--role-arn", "arn:aws:iam:::role/x", "--duration", "13h"])
            }),
        ],
    },
    Section {
        title: "Duration differs",
        cause: "The server has a maximum, or its own duration: MINIO_STS_DURATION on MinIO, 12 hours on RustFS, the session duration of the \
                role on AWS. The credentials of a certificate, and those of an ID token on older MinIO releases, expire with it.",
        more: "Request a duration with `--duration`; the storage server's administrator can raise its limit",
        cases: &[
            case("the server grants a shorter duration", 0, STORAGE, || in_sandbox("duration-cut", &["get", "prod", "-o", "json"])),
            case("the server has its own duration", 0, STORAGE, || with_lifetimes(7200, 3600, &["--duration", "15m"])),
            case("the credentials expire with the token", 0, STORAGE, || with_lifetimes(300, 300, &["--duration", "1h"])),
            case("the credentials expire with the token, and no duration is set", 0, STORAGE, || with_lifetimes(300, 300, &[])),
        ],
    },
    Section {
        title: "Session policy too long",
        cause: "Servers limit session policies to 2048 characters, AWS also to a packed size.",
        more: "",
        cases: &[
            case("MinIO refuses the length", 5, YOU, || web(captured("web-long-policy"))),
            case("AWS refuses the packed size", 5, YOU, || role(sts::refusal(400, "PackedPolicyTooLarge", "Packed size is 118 %"), &[])),
            case("the policy is too long for every server", 2, YOU, || {
                let grants: Vec<String> =
                    (0..40).map(|number| format!("read:a-bucket-with-a-long-name-{number:02}/and/a/prefix")).collect();
                let allow: Vec<&str> = grants.iter().flat_map(|grant| ["--allow", grant]).collect();
                role(captured("role-ok"), &allow)
            }),
        ],
    },
    Section {
        title: "Session name not accepted",
        cause: "The name of the session, the role or the duration has a form that this server does not accept. Ceph does not say which.",
        more: "",
        cases: &[
            case("Ceph refuses a parameter", 5, YOU, || {
                role(s3_refusal(400, "InvalidArgument", ""), &["--role-arn", "arn:aws:iam:::role/x"])
            }),
            case("AWS refuses the session name", 5, YOU, || {
                role(sts::refusal(400, "ValidationError", "Value 'a' at 'roleSessionName' failed to satisfy constraint"), &[])
            }),
        ],
    },
    Section {
        title: "MFA code not accepted",
        cause: "The one-time code was used before or has expired, or the serial number is that of another device.",
        more: "",
        cases: &[case("AWS refuses the code", 5, YOU, || {
            let refusal = "MultiFactorAuthentication failed with invalid MFA one time pass code.";
            let device = ["--mfa-serial", "arn:aws:iam::123456789012:mfa/alice", "--token-code", "123456"];
            session(sts::refusal(403, "AccessDenied", refusal), &device)
        })],
    },
];
