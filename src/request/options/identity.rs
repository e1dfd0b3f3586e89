//! The options of the identities.
//!
//! The aliases `config-ep`, `cid`, `cscopes` and `idp-ep` (and `sts-ep` of the endpoint) are the flags of MinIO's sample programs
//! `docs/sts/web-identity.go` and `docs/sts/client-grants.go`.

#![expect(missing_docs, reason = "the help of each option is its documentation")]

use crate::request::option::{ListOpt, Opt};
use crate::request::option_spec::{Heading, OptionSpec, option};
use crate::request::{ClientAuthMethod, LoginMethod, TokenKind, TokenSource, parse_auth_param, parse_port, split_command_line};
use secrecy::SecretString;
use std::path::PathBuf;

// The client at an identity provider.
pub static ISSUER: Opt<String> = Opt::text(
    option("issuer", "URL", "Issuer URL, or URL of its discovery document")
        .example("https://id.example/realms/prod")
        .public_value()
        .heading(Heading::IdentityProvider)
        .setup(11)
        .alias("config-ep")
        .conflicts_with(&[&TOKEN.spec, &TOKEN_ENDPOINT.spec]),
);
pub static CLIENT_ID: Opt<String> = Opt::text(
    option("client-id", "ID", "Client ID of sts-cli at the provider")
        .public_value()
        .heading(Heading::IdentityProvider)
        .setup(12)
        .alias("cid"),
);
pub(crate) static CLIENT_SECRET_FILE: Opt<PathBuf> = Opt::path(
    option("client-secret-file", "PATH", "File with the client secret; `-` for stdin")
        .reading_dash_as_stdin()
        .heading(Heading::IdentityProvider)
        .conflicts_with(&CLIENT_CREDENTIALS),
);
pub(crate) static ASK_CLIENT_SECRET: Opt<bool> = Opt::switch(
    option("ask-client-secret", "", "Prompt for the client secret").heading(Heading::IdentityProvider).conflicts_with(&CLIENT_CREDENTIALS),
);
pub(crate) static CSEC: Opt<SecretString> = Opt::secret(
    option("csec", "SECRET", "Client secret, for compatibility with MinIO's sample program")
        .heading(Heading::IdentityProvider)
        .flag_only()
        .hidden(),
);
pub static CLIENT_SECRET: Opt<SecretString> =
    Opt::secret(option("client-secret", "", "The client secret itself").variable_only().conflicts_with(&CLIENT_CREDENTIALS));
/// The secret or key that a client authenticates with: alternatives to each other. An option's own entry has no effect. `CSEC` is only a flag, so no other
/// layer overrides it.
static CLIENT_CREDENTIALS: [&OptionSpec; 5] =
    [&CSEC.spec, &CLIENT_SECRET_FILE.spec, &ASK_CLIENT_SECRET.spec, &CLIENT_SECRET.spec, &CLIENT_ASSERTION_KEY.spec];
pub(crate) static CLIENT_AUTH: Opt<ClientAuthMethod> = Opt::choice(
    option("client-auth", "METHOD", "Client authentication method")
        .details(" [default: one that the provider supports]")
        .heading(Heading::IdentityProvider),
);
pub(crate) static CLIENT_ASSERTION_KEY: Opt<PathBuf> = Opt::path(
    option("client-assertion-key", "PATH", "Private key (PEM) to use instead of a client secret")
        .details(" (private_key_jwt)")
        .heading(Heading::IdentityProvider)
        .conflicts_with(&CLIENT_CREDENTIALS),
);
// Does not complete CLIENT_ASSERTION_KEY: on another machine the same key may have another path.
pub(crate) static CLIENT_ASSERTION_KID: Opt<String> = Opt::text(
    option("client-assertion-kid", "NAME", "Key ID (`kid`) of the client assertion key at the provider").heading(Heading::IdentityProvider),
);
pub(crate) static SCOPES: Opt<Vec<String>> = Opt::parsed(
    option("scopes", "LIST", "Scopes to request")
        .details(" [default: openid, plus profile and email if supported]")
        .heading(Heading::IdentityProvider)
        .alias("cscopes"),
    |text| Ok(split_scopes(text)),
);
pub(crate) static ALLOW_HTTP_ISSUER: Opt<bool> =
    Opt::switch(option("allow-http-issuer", "", "Allow plain HTTP to a provider on another machine").heading(Heading::IdentityProvider));

// Interactive login and tokens.
pub(crate) static AUTH_PARAMS: ListOpt<(String, String)> = ListOpt::new(
    option("auth-param", "KEY=VALUE", "Extra authorization request parameter")
        .example("kc_idp_hint=corp")
        .details(", such as kc_idp_hint=corp (repeatable)")
        .heading(Heading::IdentityProvider)
        .profile_key_named("auth_params"),
    '\n',
    parse_auth_param,
);
pub(crate) static ACCOUNT: Opt<String> = Opt::text(
    option("account", "NAME", "User who must log in: a user name or e-mail address")
        .example("alice@example.org")
        .details("; its login is not shared with other profiles (sent as login_hint)")
        .heading(Heading::Login)
        .public_value(),
);
pub static USERINFO: Opt<bool> =
    Opt::switch(option("userinfo", "", "Fetch userinfo and require the same subject (`sub`)").heading(Heading::IdentityProvider));
pub static SEND: Opt<TokenKind> = Opt::choice(
    option("send", "TOKEN", "Provider token to send to the storage server")
        .details(" [default: id-token]")
        .heading(Heading::IdentityProvider),
);
pub static TOKEN: Opt<TokenSource> = Opt::parsed(
    option("token", "SOURCE", "Token source: file:PATH, env:NAME, cmd:PROGRAM, …")
        .example("file:/var/run/token")
        .reading_dash_as_stdin()
        .details(" (also: -, github, ci)")
        .heading(Heading::Login)
        .setup(13)
        .conflicts_with(&[&ISSUER.spec]),
    str::parse,
);
pub(crate) static AUDIENCE: Opt<String> =
    Opt::text(option("audience", "NAME", "Audience (`aud`) that the token must have").heading(Heading::Login).setup(39));
pub static LOGIN: Opt<LoginMethod> =
    Opt::choice(option("login", "METHOD", "Login method").details(" [default: auto]").heading(Heading::Login).common(36));
pub static PORT: ListOpt<u16> = ListOpt::new(
    option("port", "PORT", "Callback port, or a list to try in order")
        .example("8000")
        .public_value()
        .details(" [default: any free port]")
        .heading(Heading::Login),
    ',',
    parse_port,
);
pub(crate) static REDIRECT_URI: Opt<String> = Opt::text(
    option("redirect-uri", "URL", "Complete redirect URI")
        .example("http://127.0.0.1:8000/oauth2/callback")
        .details(" [default: http://127.0.0.1:PORT/oauth2/callback]")
        .heading(Heading::Login),
);
pub(crate) static NO_BROWSER: Opt<bool> =
    Opt::switch(option("no-browser", "", "Print the login URL instead of opening a browser").heading(Heading::Login).common(49));

// Values for the steps of `setup`.
pub(crate) static CLAIM: Opt<String> =
    Opt::text(option("claim", "NAME", "Claim with the names of policies").public_value().heading(Heading::IdentityProvider).flag_only());
pub(crate) static SUBJECT: Opt<String> = Opt::text(
    option("subject", "TEXT", "Subject (`sub`) of jobs and pods, with `*` for any text")
        .example("repo:company/project:*")
        .public_value()
        .heading(Heading::Login)
        .flag_only(),
);

// Client credentials of a service.
pub(crate) static TOKEN_ENDPOINT: Opt<String> = Opt::text(
    option("token-endpoint", "URL", "Token endpoint, instead of discovery from the issuer")
        .example("https://id.example/realms/prod/token")
        .heading(Heading::IdentityProvider)
        .alias("idp-ep")
        .conflicts_with(&[&ISSUER.spec]),
);
pub static RESOURCE: Opt<String> =
    Opt::text(option("resource", "URI", "Resource indicator of the token (RFC 8707)").heading(Heading::IdentityProvider));

// LDAP.
pub static USER: Opt<String> =
    Opt::text(option("user", "NAME", "Short login name").details(" [default: prompt]").heading(Heading::Login).setup(11));
pub(crate) static PASSWORD_FILE: Opt<PathBuf> = Opt::path(
    option("password-file", "PATH", "File with the password; `-` for stdin")
        .reading_dash_as_stdin()
        .details(" [default: prompt]")
        .heading(Heading::Login)
        .setup(12)
        .conflicts_with(&[&PASSWORD_COMMAND.spec]),
);
pub(crate) static PASSWORD_COMMAND: Opt<Vec<String>> = Opt::parsed(
    option("password-command", "COMMAND", "Command that prints the password")
        .example("print-password")
        .heading(Heading::Login)
        .setup(13)
        .conflicts_with(&[&PASSWORD_FILE.spec]),
    split_command_line,
);

// Long-term access keys.
pub static ACCESS_KEY: Opt<String> = Opt::text(
    option("access-key", "ID", "Access key ID or user name")
        .details(" [also env: AWS_ACCESS_KEY_ID]")
        .heading(Heading::Login)
        .setup(11)
        .fallback_variable("AWS_ACCESS_KEY_ID")
        .conflicts_with(&[&SOURCE_PROFILE.spec]),
);
pub(crate) static SECRET_KEY_FILE: Opt<PathBuf> = Opt::path(
    option("secret-key-file", "PATH", "File with the secret key; `-` for stdin")
        .reading_dash_as_stdin()
        .details(" [default: AWS_SECRET_ACCESS_KEY, else prompt]")
        .heading(Heading::Login)
        .setup(12)
        .completes(&ACCESS_KEY.spec)
        .conflicts_with(&[&SOURCE_PROFILE.spec]),
);
pub(crate) static SOURCE_PROFILE: Opt<String> = Opt::text(
    option("source-profile", "NAME", "AWS profile to read the keys from")
        .heading(Heading::Login)
        .setup(13)
        .conflicts_with(&[&ACCESS_KEY.spec, &SECRET_KEY_FILE.spec]),
);
pub(crate) static EXTERNAL_ID: Opt<String> = Opt::text(
    option("external-id", "ID", "External ID")
        .details(", required by some roles of other AWS accounts")
        .heading(Heading::Request)
        .setup(37),
);

/// Splits scopes at commas, as MinIO's sample `web-identity.go` has them (`-cscopes`), spaces and tabs. RFC 6749, section 3.3, allows a comma
/// inside a scope; such a scope cannot be requested.
fn split_scopes(text: &str) -> Vec<String> {
    text.split([',', ' ', '\t']).filter(|scope| !scope.is_empty()).map(str::to_owned).collect()
}
