//! Hints for invalid command lines and profiles, and for certificate and key files in the wrong format.

use super::hint::{Command, Part, hint};
use super::values::{for_policy, for_value};
use super::{Hint, for_unreadable};
use crate::request::{Choice as _, ConfigError, Form, OptionName, UsageError, whole_address};
use crate::sys::{FileForm, TrustError};
use std::path::Path;

/// The maximum number of names in a hint.
const MOST_NAMES: usize = 10;

/// The placeholder for the user's endpoint.
const A_SERVER: &str = "https://YOUR-SERVER";

/// Returns the hint for an empty list of profiles.
fn make_the_first() -> Hint {
    hint!("run ", (Command::LogIn(A_SERVER.to_owned())), " to make the first profile")
}

/// Creates a hint that lists the names in `known` after `beginning`; if there are too many, only those most similar to `name`.
fn list(beginning: &'static str, known: &[String], name: &str) -> Hint {
    if known.len() <= MOST_NAMES {
        return hint!((beginning), (known.join(", ")));
    }
    let mut nearest: Vec<&str> = known.iter().map(String::as_str).collect();
    nearest.sort_by(|one, other| strsim::jaro_winkler(name, other).total_cmp(&strsim::jaro_winkler(name, one)));
    hint!((beginning), (nearest[..MOST_NAMES].join(", ")), ", and more: ", (Command::ListProfiles))
}

/// Creates a hint that suggests a similar name.
fn did_you_mean(name: &str) -> Hint {
    hint!((format!("did you mean `{name}`?")))
}

/// Returns the hints for a usage error.
#[must_use]
pub fn for_usage(error: &UsageError) -> Vec<Hint> {
    vec![match error {
        UsageError::BadValue { origin, option, source } => for_value(origin, *option, source),
        UsageError::TwoNames { .. } | UsageError::Conflict { .. } => hint!("leave out one of the two"),
        UsageError::NoProfile { known, has_folder: false } if known.is_empty() => name_a_home(),
        UsageError::NoProfile { known, .. } if known.is_empty() => make_the_first(),
        UsageError::NoProfile { known, .. } => list("name one of: ", known, ""),
        UsageError::HalfAnAddress { text, nearest } => {
            let log_in = Command::LogIn(whole_address(text).unwrap_or_else(|| A_SERVER.to_owned()));
            let meant = nearest.iter().map(|name| did_you_mean(name));
            return meant.chain([hint!("run ", (log_in), " for a server without a profile")]).collect();
        }
        UsageError::Config(error) => for_config(error),
        UsageError::Policy { origin, source } => for_policy(origin, source),
        UsageError::NoPolicy { origin, source, .. } => {
            for_unreadable(source, hint!("give JSON, the path of a file, or `-` for standard input as ", (Part::Place(origin.clone()))))
        }
        UsageError::BothReadStdin { .. } => hint!("put what one of the two reads into a file, and name that"),
        UsageError::Missing { option, .. } => Hint::Give(*option),
        UsageError::NoWayToPrompt { option, .. } => hint!(
            "give what is asked for ",
            (Part::By(*option)),
            "; for ldap and assume-role use their own command, with ",
            [Save = "NAME"]
        ),
        UsageError::NotText(name) => hint!((format!("set {name} anew, or unset it"))),
        UsageError::RelativeFolder { .. } => hint!("give a path that begins with /"),
        UsageError::NoFile(_) => hint!("add ", [WriteProfile = "NAME"], ", which it goes with"),
        UsageError::NothingToWatch(_) => hint!("leave out ", Watch),
        UsageError::AsksTheProfile(_) => hint!(
            "write the keys themselves with ",
            [Output = "duckdb:keys"],
            ", or save what was said as a profile of its own with ",
            [Save = "NAME"]
        ),
        UsageError::NotInGithub => {
            hint!("use ", [Output = "env"], ", ", [Output = "dotenv"], " or ", [Output = "json"], " elsewhere")
        }
        UsageError::NoForm => {
            let names: Vec<&str> = Form::words().into_iter().filter(|word| !word.contains(':')).collect();
            return vec![
                hint!("choose one with ", Output, ": ", (names.join(", "))),
                hint!("run ", (Command::SetVariables), " to set the variables of your shell"),
            ];
        }
    }]
}

/// Whether the name of a key suggests that its value is a secret.
fn is_of_a_secret(key: &str) -> bool {
    ["secret", "password", "csec"].iter().any(|word| key.contains(word))
}

/// Returns the hint for an error in a profile.
fn for_config(error: &ConfigError) -> Hint {
    let meant = |nearest: &Option<String>, otherwise: Hint| nearest.as_ref().map_or(otherwise, |name| did_you_mean(name));
    match error {
        ConfigError::NotAName { .. } => hint!("choose a plain name, such as prod"),
        ConfigError::NoProfile { folders, .. } if folders.len() < 2 => name_a_home(),
        ConfigError::NoProfile { known, .. } if known.is_empty() => make_the_first(),
        ConfigError::NoProfile { name, nearest, known, .. } => meant(nearest, list("choose one of: ", known, name)),
        ConfigError::IsThere(name) => replace_the_profile(name),
        ConfigError::IsTaken(name) => log_in_with_it(name),
        ConfigError::IsTheAdministrators(name) => put_yours_over_it(name),
        ConfigError::NotYours(name) => ask_for_its_removal(name),
        ConfigError::NoFolder => name_a_home(),
        ConfigError::NotWritten(_) => hint!("check that you may write there, and that the disk is not full"),
        ConfigError::NotRemoved(_) => hint!("check that you may write to its folder"),
        ConfigError::Unreadable { path, .. } => {
            hint!((format!("check that {} is a text file (UTF-8) that you may read", path.display())))
        }
        ConfigError::UnreadableFolder { path, .. } => {
            hint!((format!("check that {} is a folder that you may look into", path.display())))
        }
        ConfigError::TooLarge(path) => hint!((format!("look into {}: a profile has a few lines", path.display()))),
        ConfigError::NotToml { .. } => hint!("correct it there; a line reads: endpoint = \"https://minio.example:9000\""),
        ConfigError::UnknownKey { key, .. } | ConfigError::NotOfConfig { key, .. } if is_of_a_secret(key) => hint!(
            "name a file with ",
            (Part::Key(OptionName::ClientSecretFile)),
            ", ",
            (Part::Key(OptionName::PasswordFile)),
            " or ",
            (Part::Key(OptionName::SecretKeyFile)),
            ": secrets never stand in a profile"
        ),
        ConfigError::UnknownKey { nearest, .. } => meant(nearest, hint!("use the names of flags as keys, with _ for -")),
        ConfigError::OfOneCall { option, .. } => hint!("give it as ", (Part::Flag(*option)), ", with the call that it is for"),
        ConfigError::NotOfConfig { nearest, .. } => {
            meant(nearest, hint!("put it into a profile: config.toml takes `default` and `cache` only"))
        }
        ConfigError::BadType { .. } => hint!("correct it there"),
        ConfigError::UnknownIdentity { nearest, known, .. } => meant(nearest, hint!((format!("choose one of {}", known.join(", "))))),
        ConfigError::NoIdentity(_) => hint!("add a line such as: identity = \"web-identity\""),
        ConfigError::ExtendsItself { .. } => hint!("remove one `extends` of that circle"),
    }
}

fn name_a_home() -> Hint {
    hint!("set HOME, or XDG_CONFIG_HOME, to the absolute path of a folder of yours")
}

fn show(name: &str) -> Command {
    Command::ShowProfile(name.to_owned())
}

fn replace_the_profile(name: &str) -> Hint {
    hint!("choose another name; ", Force, " replaces it; `", (show(name)), "` shows it")
}

fn log_in_with_it(name: &str) -> Hint {
    hint!("log in with it: ", (Command::LogIn(name.to_owned())), "; or choose another name; ", Force, " replaces it")
}

fn put_yours_over_it(name: &str) -> Hint {
    hint!(
        "choose another name; ",
        Force,
        " puts yours over it, and what yours does not say still comes from there; `",
        (show(name)),
        "` shows it"
    )
}

fn ask_for_its_removal(name: &str) -> Hint {
    hint!(
        "ask the administrator to remove it; one of yours, made with ",
        [Save = name.to_owned()],
        " ",
        Force,
        ", would only count before it"
    )
}

/// Quotes a path for a POSIX shell.
fn in_quotes(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

/// Returns the command that converts a file to PEM; key files are created with mode 0600.
fn convert(path: &Path, form: FileForm) -> Hint {
    let file = in_quotes(path);
    let command = match form {
        FileForm::Certificate => format!("openssl x509 -inform der -in {file} -out cert.pem"),
        FileForm::Key => format!("(umask 077; openssl pkey -inform der -in {file} -out key.pem)"),
        FileForm::Pkcs12 => {
            format!("(umask 077; openssl pkcs12 -in {file} -nodes -nocerts -out key.pem; openssl pkcs12 -in {file} -nokeys -out cert.pem)")
        }
        FileForm::BinaryPkcs7 => format!("openssl pkcs7 -inform der -in {file} -print_certs -out certs.pem"),
        FileForm::Pkcs7 => format!("openssl pkcs7 -in {file} -print_certs -out certs.pem"),
        FileForm::EncryptedKey => format!("(umask 077; openssl pkcs8 -inform der -in {file} -out key.pem)"),
        FileForm::OpenSsh => {
            format!("(umask 077; cp {file} key.pem; ssh-keygen -p -N '' -m PKCS8 -f key.pem), for Ed25519 with OpenSSH 9.6 or later")
        }
        FileForm::Putty => format!("(umask 077; puttygen {file} -O private-openssh -o key.pem), for an RSA or ECDSA key"),
        FileForm::Jwk => format!(
            "(umask 077; python3 -c 'import sys; from jwcrypto.jwk import JWK; \
             sys.stdout.buffer.write(JWK.from_json(sys.stdin.read()).export_to_pem(True, None))' < {file} > key.pem), with `pip install jwcrypto`"
        ),
        FileForm::Base64 => format!("(umask 077; base64 -d {file} > out.pem)"),
        FileForm::Json => format!("(umask 077; jq -r .private_key {file} > key.pem)"),
        FileForm::Escaped => format!("(umask 077; sed 's/\\\\n/\\n/g' {file} > out.pem)"),
        FileForm::PublicKey | FileForm::OnlyCertificate => return hint!("name the file of the private key that belongs to it"),
        FileForm::OnlyKey => return hint!("name the file of the certificate that belongs to it"),
        FileForm::Utf16 => return hint!("save it as ASCII or UTF-8 text (in Windows PowerShell: `Set-Content -Encoding ascii`)"),
        FileForm::Other => return hint!("ask whoever gave it to you for PEM: text between BEGIN and END lines"),
    };
    hint!("convert it: ", (command))
}

/// Returns the hints for a certificate or key file.
#[must_use]
pub fn for_trust(error: &TrustError) -> Vec<Hint> {
    vec![match error {
        TrustError::Unreadable { .. } => hint!("check the path, and that you may read the file"),
        TrustError::NoCertificate(_) | TrustError::BadCertificate { .. } => {
            hint!("name a file that holds certificates between BEGIN CERTIFICATE and END CERTIFICATE")
        }
        TrustError::TooLarge(_) => hint!("check the path: a file of certificates or keys is text between BEGIN and END lines"),
        TrustError::KeySize { .. } => hint!(
            "make a new key, and have it registered or certified: (umask 077; openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 \
             -out key.pem)"
        ),
        TrustError::NoKey(_) => hint!("name a file that holds the key between BEGIN PRIVATE KEY and END PRIVATE KEY"),
        TrustError::EncryptedKey(path) => {
            hint!("write it without a passphrase, for you alone: (umask 077; openssl pkey -in ", (in_quotes(path)), " -out key.pem)")
        }
        TrustError::NotPem { path, form } => convert(path, *form),
        TrustError::UnfitKey { .. } => hint!("give a key of RSA, or of the curves P-256, P-384 or Ed25519, with ", ClientAssertionKey),
        TrustError::Mismatch { .. } => hint!("give the key that the certificate was made for with ", ClientKey),
    }]
}
