//! Troubles with directories and client certificates.

use super::runs::{captured, certificate, ldap, plugin, run};
use super::{ISSUER, STORAGE, Section, YOU, case};
use crate::support::outcome::Outcome;
use crate::support::sts::refusal;
use crate::support::world::World;
use rcgen::ExtendedKeyUsagePurpose;

const INVALID: &str = "InvalidParameterValue";

/// MinIO's refusal with an error of its directory.
fn directory(message: &str) -> Outcome {
    ldap(refusal(400, INVALID, &format!("LDAP server error: {message}")))
}

/// A login with a client certificate in a sandbox with this fault.
fn certificate_in_sandbox(fault: &str) -> Outcome {
    let world = World::new(&[fault]);
    let of = |name| world.variable(name);
    let at = ["certificate", "--no-cache", "-o", "json", "--endpoint", of("SANDBOX_TLS_ENDPOINT"), "--ca-bundle", of("SANDBOX_CA")];
    run(world.program(&[&at[..], &["--client-cert", of("SANDBOX_CLIENT_CERT"), "--client-key", of("SANDBOX_CLIENT_KEY")]].concat()))
}

pub(super) const SECTIONS: &[Section] = &[
    Section {
        title: "LDAP user not found",
        cause: "The storage server finds no entry of this name below its base DN with its filter; or a whole DN was given as the user name.",
        more: "",
        cases: &[case("the directory has no such user", 5, YOU, || ldap(captured("ldap-unknown-user")))],
    },
    Section {
        title: "LDAP password not accepted",
        cause: "The directory refused the name and password of the user, or the account is locked.",
        more: "",
        cases: &[
            case("a wrong password", 5, YOU, || ldap(captured("ldap-wrong-password"))),
            case("a server that says so in other words", 5, YOU, || ldap(refusal(403, "AccessDenied", "LDAP authentication failed"))),
        ],
    },
    Section {
        title: "LDAP lookup account not accepted",
        cause: "The directory refused the account with which the storage server itself searches for users: the message does not contain the \
                DN of the user. Since then, MinIO refuses all logins with the message that it is being initialized.",
        more: "",
        cases: &[
            case("the directory refuses the server's own account", 5, STORAGE, || {
                directory("LDAP Result Code 49 &quot;Invalid Credentials&quot;: ")
            }),
            case("MinIO is not initialized", 6, STORAGE, || {
                ldap(refusal(503, "STSIAMNotInitialized", "IAM sub-system is being initialized, please try again"))
            }),
        ],
    },
    Section {
        title: "LDAP user without a policy",
        cause: "The login succeeded, but no policy is attached to the user or to one of its groups. Or the server finds no groups, because its \
                filter has the wrong placeholder: `%s` is the user name, `%d` the DN.",
        more: "",
        cases: &[case("no policy is attached", 5, STORAGE, || ldap(captured("ldap-no-policy")))],
    },
    Section {
        title: "Directory not reached",
        cause: "The storage server cannot connect to the directory: another port or TLS mode (636, or StartTLS on 389), or a CA that it does \
                not trust.",
        more: "",
        cases: &[
            case("the server cannot connect to the directory", 5, STORAGE, || {
                directory("LDAP Result Code 200 &quot;Network Error&quot;: EOF")
            }),
            case("the directory closes the connection", 5, STORAGE, || directory("ldap client: unable to read LDAP response packet")),
            case("nothing listens at the address of the directory", 5, STORAGE, || {
                directory("dial tcp 127.0.0.1:389: connect: connection refused")
            }),
        ],
    },
    Section {
        title: "LDAP not configured",
        cause: "The storage server has no directory.",
        more: "",
        cases: &[case("the server has no directory", 5, YOU, || ldap(captured("ldap-on-oidc-server")))],
    },
    Section {
        title: "Identity disabled",
        cause: "The configuration of the storage server disables this way to log in. Client certificates need MINIO_IDENTITY_TLS_ENABLE=on \
                in the server's environment; a stored setting is not enough.",
        more: "",
        cases: &[
            case("client certificates are disabled", 6, STORAGE, || certificate_in_sandbox("disabled")),
            case("the plugin is disabled", 6, STORAGE, || plugin(captured("custom-on-plain"))),
        ],
    },
    Section {
        title: "Client certificate not accepted",
        cause: "The storage server does not trust the issuer of the certificate, or the certificate lacks the extended key usage clientAuth. \
                MinIO before 2022 needs the intermediate certificates among its CAs.",
        more: "",
        cases: &[
            case("the server does not trust the certificate", 5, STORAGE, || {
                certificate(refusal(400, "InvalidClientCertificate", "x509: certificate signed by unknown authority"), |_| {})
            }),
            case("the certificate is for servers", 4, ISSUER, || {
                certificate(captured("cert-serverauth-only"), |it| it.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth])
            }),
        ],
    },
    Section {
        title: "Client certificate without a policy",
        cause: "The CN of the certificate must be the name of a policy on the storage server.",
        more: "",
        cases: &[case("the CN is the name of no policy", 5, STORAGE, || certificate(captured("cert-no-policy"), |_| {}))],
    },
    Section {
        title: "Client certificate not received",
        cause: "A proxy ends the TLS connection, so that the storage server sees no certificate.",
        more: "",
        cases: &[
            case("a proxy ends the TLS connection", 5, YOU, || certificate(captured("cert-none"), |_| {})),
            case("the server got the request without TLS", 5, YOU, || {
                certificate(refusal(400, "InsecureConnection", "AssumeRoleWithCertificate requires TLS"), |_| {})
            }),
        ],
    },
];
