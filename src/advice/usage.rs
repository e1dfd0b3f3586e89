//! What to do about a command line that means nothing, and about files it names that hold something else.

use super::values::{for_policy, for_value, name};
use crate::request::{ConfigError, FORMS, UsageError};
use crate::sys::TrustError;

/// How to come to a profile where there is none.
const FIRST: &str = "there are none yet: sts-cli login https://YOUR-SERVER makes the first one";
/// The most names that a hint lists.
const MOST_NAMES: usize = 10;

/// The names in `known`; of too many those that are most like `name`.
fn some_of(known: &[String], name: &str) -> String {
    if known.len() <= MOST_NAMES {
        return known.join(", ");
    }
    let mut nearest: Vec<&str> = known.iter().map(String::as_str).collect();
    nearest.sort_by(|one, other| strsim::jaro_winkler(name, other).total_cmp(&strsim::jaro_winkler(name, one)));
    format!("{}, and more: sts-cli profiles list", nearest[..MOST_NAMES].join(", "))
}

/// What to write instead.
#[must_use]
pub fn for_usage(error: &UsageError) -> Vec<String> {
    match error {
        UsageError::BadValue { origin, flag, source } => vec![for_value(origin, flag, source)],
        UsageError::TwoNames { .. } => vec!["leave out one of the two".to_owned()],
        UsageError::NoProfile { known } if known.is_empty() => vec![FIRST.to_owned()],
        UsageError::NoProfile { known } => vec![format!("name one of: {}", some_of(known, ""))],
        UsageError::HalfAnAddress { text, nearest } => {
            let meant = nearest.iter().map(|name| format!("did you mean `{name}`?"));
            meant.chain([format!("for a server without a profile: sts-cli login https://{text}")]).collect()
        }
        UsageError::Config(error) => for_config(error),
        UsageError::Policy { origin, source } => vec![for_policy(origin, source)],
        UsageError::NoPolicy { origin, .. } => vec![format!("{} takes JSON, the path of a file, or `-` for standard input", name(origin))],
        UsageError::Missing { flag, variable, .. } => vec![format!("give it with {flag} or in {variable}")],
        UsageError::NobodyToAsk { way, .. } => {
            vec![format!("give what is asked for {way}; for ldap and assume-role use their own command, with --save NAME")]
        }
        UsageError::NotText(name) => vec![format!("set {name} anew, or unset it")],
        UsageError::RelativeFolder { .. } => vec!["give a path that begins with /".to_owned()],
        UsageError::NoFile(_) => vec!["it goes with --write-profile NAME".to_owned()],
        UsageError::NothingToWatch(_) => vec!["leave out --watch".to_owned()],
        UsageError::AsksTheProfile(_) => {
            vec!["write the keys themselves with -o duckdb:keys, or save what was said as a profile of its own with --save NAME".to_owned()]
        }
        UsageError::NotInGithub => vec!["elsewhere -o env, -o dotenv or -o json hand the credentials on".to_owned()],
        UsageError::NoForm => {
            let names: Vec<&str> = FORMS.iter().map(|(name, _)| *name).filter(|name| !name.contains(':')).collect();
            vec![
                format!("choose one with -o: {}", names.join(", ")),
                "eval \"$(sts-cli … -o env)\" sets the variables of your shell".to_owned(),
            ]
        }
    }
}

/// Whether a key was to hold a secret.
fn is_of_a_secret(key: &str) -> bool {
    ["secret", "password", "csec"].iter().any(|word| key.contains(word))
}

/// What to do about a profile.
fn for_config(error: &ConfigError) -> Vec<String> {
    let meant = |nearest: &Option<String>, otherwise: String| nearest.as_ref().map_or(otherwise, |name| format!("did you mean `{name}`?"));
    let hint = match error {
        ConfigError::NotAName { .. } => "choose a plain name, such as prod".to_owned(),
        ConfigError::NoProfile { known, .. } if known.is_empty() => FIRST.to_owned(),
        ConfigError::NoProfile { name, nearest, known, .. } => meant(nearest, format!("there are: {}", some_of(known, name))),
        ConfigError::NoFolder => "set HOME, or XDG_CONFIG_HOME, to a folder of yours".to_owned(),
        ConfigError::IsThere(name) => format!("choose another name; --force replaces it; `sts-cli profiles show {name}` shows it"),
        ConfigError::IsTaken(name) => format!("log in with it: sts-cli login {name}; or choose another name; --force replaces it"),
        ConfigError::IsTheAdministrators(name) => format!(
            "choose another name; --force puts yours over it, and what yours does not say still comes from there; `sts-cli profiles show {name}` shows it"
        ),
        ConfigError::NotWritten(_) => "check that you may write there, and that the disk is not full".to_owned(),
        ConfigError::NotRemoved(_) => "check that you may write to its folder".to_owned(),
        ConfigError::NotYours(name) => {
            format!("ask the administrator to remove it; one of yours, made with --save {name} --force, would only count before it")
        }
        ConfigError::Unreadable { path, .. } => format!("check that {} is a text file (UTF-8) that you may read", path.display()),
        ConfigError::UnreadableFolder { path, .. } => format!("check that {} is a folder that you may look into", path.display()),
        ConfigError::TooLarge(path) => format!("look into {}: a profile has a few lines", path.display()),
        ConfigError::NotToml { .. } => "correct it there; a line reads: endpoint = \"https://minio.example:9000\"".to_owned(),
        ConfigError::UnknownKey { key, .. } | ConfigError::NotOfConfig { key, .. } if is_of_a_secret(key) => {
            "secrets never stand in a profile: name a file with client_secret_file, password_file or secret_key_file".to_owned()
        }
        ConfigError::UnknownKey { nearest, .. } => meant(nearest, "the keys are the names of flags, with _ for -".to_owned()),
        ConfigError::OfOneCall { flag, .. } => format!("give it as {flag}, with the call that it is for"),
        ConfigError::NotOfConfig { nearest, .. } => {
            meant(nearest, "config.toml takes `default` and `cache` only; everything else goes into a profile".to_owned())
        }
        ConfigError::BadType { .. } => "correct it there".to_owned(),
        ConfigError::UnknownIdentity { nearest, .. } => {
            meant(nearest, "it is one of web-identity, client-grants, ldap, certificate, custom-token, assume-role".to_owned())
        }
        ConfigError::NoIdentity(_) => "add a line such as: identity = \"web-identity\"".to_owned(),
        ConfigError::ExtendsItself { .. } => "remove one `extends` of that circle".to_owned(),
    };
    vec![hint]
}

/// What to do about a certificate or key file.
#[must_use]
pub fn for_trust(error: &TrustError) -> Vec<String> {
    let hint = match error {
        TrustError::Unreadable { .. } => "check the path, and that you may read the file".to_owned(),
        TrustError::NoCertificate(_) | TrustError::BadCertificate(_) => {
            "it must hold certificates between BEGIN CERTIFICATE and END CERTIFICATE".to_owned()
        }
        TrustError::NoKey(_) => "it must hold the key between BEGIN PRIVATE KEY and END PRIVATE KEY".to_owned(),
        TrustError::EncryptedKey(path) => {
            format!("write it without a passphrase, for you alone: (umask 077; openssl pkey -in '{}' -out key.pem)", path.display())
        }
        TrustError::NotPem(path) => format!(
            "convert it, for you alone: (umask 077; openssl pkcs12 -in '{0}' -nodes -nocerts -out key.pem; openssl pkcs12 -in '{0}' -nokeys -out cert.pem)",
            path.display()
        ),
        TrustError::Mismatch { .. } => "give the key that the certificate was made for with --client-key".to_owned(),
    };
    vec![hint]
}
