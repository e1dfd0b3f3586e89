//! Troubles with tokens and the providers that issue them.

use super::runs::{ID, captured, in_sandbox, plugin, role, run, s3_refusal, token, web, with_token};
use super::{PROVIDER, STORAGE, Section, YOU, case};
use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::stage::ScriptedServers;
use crate::support::sts::{now, refusal};
use crate::support::tokens::TokenDraft;
use crate::support::world::{NOBODY, World};
use serde_json::json;

const INVALID: &str = "InvalidParameterValue";

/// An access token of Okta, whose client is in `cid`.
fn access_token() -> TokenDraft {
    token().with("cid", "0oa1").with("scp", json!(["openid"])).with("aud", "api://default")
}

/// A login of a service at a token endpoint that sends this.
fn service(tokens: ScriptedResponse) -> Outcome {
    let stage = ScriptedServers::silent();
    stage.provider.expect("POST /token", tokens);
    let (endpoint, tokens) = (stage.storage.origin(), format!("{}/token", stage.provider.origin()));
    let at = ["client-grants", "--no-cache", "-o", "json", "--endpoint", &endpoint, "--token-endpoint", &tokens, "--client-id", "robot"];
    stage.named(run(Program::sts_cli(at).env("STS_CLI_CLIENT_SECRET", "fake-secret")))
}

/// A login that the storage server wants an access token for, in addition to a supplied ID token.
fn without_access_token() -> Outcome {
    web(refusal(400, INVALID, "access_token is mandatory if user_info claims are to be fetched"))
}

/// Ceph, which gives no reason.
fn at_ceph(code: &str) -> Outcome {
    let arn = "arn:aws:iam:::role/reader";
    with_token(&token(), s3_refusal(403, code, ""), &["--dialect", "ceph", "--role-arn", arn])
}

/// A browser that shows an error of the provider, so that nobody returns from it.
fn unanswered() -> Outcome {
    let world = World::new(&[]);
    world.write("browser", NOBODY);
    run(world.program(&["get", "prod", "-o", "json", "--timeout", "1s"]))
}

/// An access token of Keycloak, which has no `scp`.
fn with_keycloak_access_token() -> Outcome {
    with_token(&token().with("aud", "account").with("azp", "web").with("typ", "Bearer"), captured("rolemode-wrong-client"), &[])
}

/// A login with a token whose claim of this name is 12 s later than the time that the server sends.
fn at_late_server(claim: &str, message: &str) -> Outcome {
    let server_time = now();
    let date = server_time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let token = token().with("iat", server_time.as_second()).with(claim, server_time.as_second() + 12);
    with_token(&token, refusal(400, INVALID, message).header("Date", &date), &[])
}

pub(super) const SECTIONS: &[Section] = &[
    Section {
        title: "Audience not accepted",
        cause: "The token is for another client (`aud`, `azp`) than the one that the storage server is configured with.",
        more: "An access token often has another audience than the ID token: send the ID token",
        cases: &[
            case("a job's token with the role of another provider", 5, YOU, || {
                let arn = ["--role-arn", "arn:minio:iam:::role/reader"];
                with_token(&token().with("aud", "web"), captured("rolemode-wrong-client"), &arn)
            }),
            case("a job's token without a role", 5, YOU, || {
                with_token(&token().with("aud", "minio"), captured("rolemode-wrong-client"), &[])
            }),
            case("the token has no audience of the server", 5, YOU, || {
                let message = "STS JWT Token has `aud` claim invalid, `aud` must match configured OpenID Client ID";
                with_token(&token().with("aud", "account"), refusal(400, INVALID, message), &[])
            }),
            case("an access token of Keycloak", 5, YOU, with_keycloak_access_token),
        ],
    },
    Section {
        title: "Access token instead of ID token",
        cause: "The token is an access token, for the API of another service: of Okta, whose client is in `cid`, or of Entra ID for \
                Microsoft Graph, which only Graph can verify.",
        more: "",
        cases: &[
            case("an access token of Okta", 5, YOU, || with_token(&access_token(), captured("rolemode-wrong-client"), &[])),
            case("an access token of Entra ID for Microsoft Graph", 5, YOU, || {
                let token = token().with("scp", "openid profile").with("aud", "00000003-0000-0000-c000-000000000000");
                with_token(&token, captured("web-tampered"), &[])
            }),
        ],
    },
    Section {
        title: "Access token required",
        cause: "The storage server reads claims from the provider's userinfo endpoint (`claim_userinfo`), as with GitLab and Authelia, \
                whose ID tokens have no groups. For that it needs the access token, which only a login by sts-cli has.",
        more: "If a login by sts-cli fails with [policy claim missing](#policy-claim-missing) at such a provider, the storage server's \
               administrator must switch on `claim_userinfo`; sts-cli then sends the access token automatically",
        cases: &[case("a supplied ID token, and claims from userinfo", 5, YOU, without_access_token)],
    },
    Section {
        title: "Access token not readable",
        cause: "Client grants need an access token in JWT form with `kid`, `aud`, `sub` and the policy claim. This provider issues opaque \
                tokens, as Cloud Foundry UAA and WSO2 do by default.",
        more: "",
        cases: &[case("a provider issues opaque access tokens", 4, PROVIDER, || {
            service(ScriptedResponse::json(&json!({"access_token": "opaque", "token_type": "Bearer"})))
        })],
    },
    Section {
        title: "Response not from a token endpoint",
        cause: "The address of the token endpoint is that of another page, or a proxy answered in its place.",
        more: "",
        cases: &[
            case("the token endpoint that was set is a web page", 6, YOU, || service(ScriptedResponse::html(200))),
            case("the token endpoint of the discovery document is a web page", 6, YOU, || {
                in_sandbox("html-token", &["get", "prod", "-o", "json"])
            }),
        ],
    },
    Section {
        title: "Subject missing",
        cause: "The token has no subject (`sub`), by which the storage server names the user.",
        more: "",
        cases: &[case("the token has no subject", 5, PROVIDER, || {
            let token = token().with("sub", serde_json::Value::Null);
            with_token(&token, refusal(400, INVALID, "STS JWT Token has `sub` claim missing, `sub` must be present"), &[])
        })],
    },
    Section {
        title: "Token used before issued",
        cause: "The clock of the storage server is behind that of the identity provider. MinIO tolerates no difference. sts-cli has waited \
                two seconds, and sent the token again.",
        more: "",
        cases: &[
            case("the server's clock is behind, by a known time", 5, STORAGE, || at_late_server("iat", "Token used before issued")),
            case("the server's clock is behind, and the token is not valid yet", 5, STORAGE, || {
                at_late_server("nbf", "Token is not valid yet")
            }),
            case("the server's clock is behind", 5, STORAGE, || web(refusal(400, INVALID, "Token used before issued"))),
            case("the token is not valid yet", 5, STORAGE, || web(refusal(400, INVALID, "Token is not valid yet"))),
        ],
    },
    Section {
        title: "Token expired",
        cause: "The token is older than its lifetime, or was issued too long ago, or the clock of the storage server is ahead.",
        more: "",
        cases: &[
            case("MinIO gets an expired token", 5, YOU, || web(refusal(400, INVALID, "Token is expired"))),
            case("AWS gets an expired token", 5, YOU, || {
                let arn = "arn:aws:iam::123456789012:role/reader";
                let message = "Token expired: current date/time 1900000000 must be before the expiration date/time 1800000000";
                with_token(&token(), refusal(400, "ExpiredTokenException", message), &["--dialect", "aws", "--role-arn", arn])
            }),
        ],
    },
    Section {
        title: "Token malformed",
        cause: "What was supplied as the token is only a part of one, or something else.",
        more: "",
        cases: &[case("the token is no JWT", 5, YOU, || web(captured("web-garbage")))],
    },
    Section {
        title: "Key not found",
        cause: "The token is signed with a key that the storage server does not find at its provider: the token is of another provider or \
                realm, or the provider has replaced its keys and an older server has not read them again.",
        more: "",
        cases: &[
            case("the server has no such key", 5, YOU, || web(refusal(400, INVALID, "No public key found for kid k2"))),
            case("the signature does not match", 5, YOU, || web(captured("web-tampered"))),
        ],
    },
    Section {
        title: "Token signed with a shared secret",
        cause: "The provider signs with a shared secret (HS256), or with a key without an ID (`kid`). Authentik does so as long as no \
                signing key is chosen.",
        more: "",
        cases: &[
            case("the token has no key ID", 5, PROVIDER, || web(refusal(400, INVALID, "Invalid kid value"))),
            case("the key has another type", 5, PROVIDER, || web(refusal(400, INVALID, "key is of invalid type"))),
        ],
    },
    Section {
        title: "Key set not readable",
        cause: "The provider publishes a key of a type that the storage server cannot read, and then it reads none: Ed25519 keys (OKP) on \
                MinIO before April 2024.",
        more: "",
        cases: &[case("the key set has a key of another type", 5, PROVIDER, || web(refusal(400, INVALID, "Unknown JWK key type OKP")))],
    },
    Section {
        title: "Provider not trusted by the storage server",
        cause: "The storage server does not trust the certificate of the identity provider. This is its list of CAs, not that of your \
                machine.",
        more: "On MinIO, the folder is `~/.minio/certs/CAs`",
        cases: &[case("the server does not trust the provider's certificate", 5, STORAGE, || {
            web(refusal(400, INVALID, &format!("Get \"{ID}/keys\": x509: certificate signed by unknown authority").replace('"', "&quot;")))
        })],
    },
    Section {
        title: "Provider not reached by the storage server",
        cause: "The storage server could not fetch the keys of the identity provider.",
        more: "",
        cases: &[case("AWS cannot reach the provider", 5, PROVIDER, || {
            let message = "The identity provider could not be reached to verify the token";
            let arn = "arn:aws:iam::123456789012:role/reader";
            with_token(&token(), refusal(400, "IDPCommunicationError", message), &["--dialect", "aws", "--role-arn", arn])
        })],
    },
    Section {
        title: "Issuer not registered",
        cause: "The storage server has no provider with the issuer of the token, or not with its client ID. RustFS 1.0.0 reads the issuer of \
                no provider.",
        more: "",
        cases: &[
            case("AWS has no such provider", 5, STORAGE, || {
                let message = format!("No OpenIDConnect provider found in your account for {ID}");
                let arn = "arn:aws:iam::123456789012:role/reader";
                with_token(&token(), refusal(400, "InvalidIdentityToken", &message), &["--dialect", "aws", "--role-arn", arn])
            }),
            case("RustFS 1.0.0 knows no issuer", 5, STORAGE, || {
                let message = format!("token verification failed: no OIDC provider configured for issuer '{ID}'");
                with_token(&token(), refusal(400, INVALID, &message), &["--dialect", "rustfs"])
            }),
        ],
    },
    Section {
        title: "Keys not accepted by Ceph",
        cause: "Ceph does not accept the keys of the provider: older releases need certificates (`x5c`) in the key set, whose thumbprint is \
                registered, and use the first key, which may be one for encryption.",
        more: "",
        cases: &[case("Ceph does not accept the provider's keys", 5, STORAGE, || at_ceph("InvalidIdentityToken"))],
    },
    Section {
        title: "Denied by Ceph without a reason",
        cause: "Ceph sends no reason: the token may be expired, its provider or client (`aud`, `client_id`, `azp`) not registered, or the \
                trust policy of the role does not allow the user.",
        more: "The page of [Ceph](servers/ceph.md) says more",
        cases: &[
            case("Ceph refuses a token without a reason", 5, STORAGE, || at_ceph("AccessDenied")),
            case("Ceph refuses keys without a reason", 5, YOU, || {
                role(s3_refusal(403, "AccessDenied", ""), &["--dialect", "ceph", "--role-arn", "arn:aws:iam:::role/reader"])
            }),
        ],
    },
    Section {
        title: "Token refused by the identity plugin",
        cause: "MinIO's identity plugin refused the token, with a message of its own.",
        more: "",
        cases: &[case("the plugin refuses the token", 5, YOU, || plugin(captured("custom-bad-token")))],
    },
    Section {
        title: "Redirect URI not registered",
        cause: "The provider has not registered the address to which the browser returns after the login. Some compare the port, too.",
        more: "",
        cases: &[case("nobody returns from the browser", 4, YOU, unanswered)],
    },
];
