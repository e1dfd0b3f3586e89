//! Hints for invalid command lines and profiles, and for certificate and key files in the wrong format.

use super::values::{for_policy, for_value};
use super::{Hint, for_unreadable};
use crate::request::hint::{Command, HintText, Part, hint};
use crate::request::option_spec::OptionSpec;
use crate::request::{Choice as _, ConfigError, OutputFormat, SetupError, UsageError, guess_url, options};
use crate::sys::{DetectedFormat, TrustError};
use std::path::Path;

/// The maximum number of names in a hint.
const MAX_NAMES: usize = 10;

/// The placeholder for the user's endpoint.
pub(super) const EXAMPLE_SERVER: &str = "https://YOUR-SERVER";

/// Returns the hint for an empty list of profiles.
fn create_first_profile() -> Hint {
    hint!("create one with `", (Command::LogIn(EXAMPLE_SERVER.to_owned())), "`")
}

/// Creates a hint that lists the names in `known` after `introduction`; if there are too many, only those most similar to `name`.
fn list(introduction: &'static str, known: &[String], name: &str) -> Hint {
    if known.len() <= MAX_NAMES {
        return hint!((introduction), (known.join(", ")));
    }
    let mut nearest: Vec<&str> = known.iter().map(String::as_str).collect();
    nearest.sort_by(|one, other| strsim::jaro_winkler(name, other).total_cmp(&strsim::jaro_winkler(name, one)));
    hint!((introduction), (nearest[..MAX_NAMES].join(", ")), ", and more: ", (Command::ListProfiles))
}

/// Creates a hint that suggests a similar name.
fn did_you_mean(name: &str) -> Hint {
    hint!((format!("did you mean `{name}`?")))
}

/// Creates a hint for an option that the examined login does not have.
fn examine_other_identity(option: &'static OptionSpec, selection: &'static OptionSpec, other: &'static str) -> Hint {
    hint!(
        "omit ",
        (Part::Option(option)),
        ", or examine a login of an identity that has it, without a profile: ",
        (Part::Set(selection, other.into()))
    )
}

/// Returns the hint for a combination that `setup` has no steps for.
fn for_setup(error: &SetupError) -> Hint {
    match error {
        SetupError::SubjectNotChecked { is_optional: true, others, .. } => {
            hint!("omit ", SUBJECT, ", or choose a server whose steps check it, with ", DIALECT, ": ", (others.join(", ")))
        }
        SetupError::SubjectNotChecked { others, .. } => {
            hint!("choose a server whose steps check it, with ", DIALECT, ": ", (others.join(", ")))
        }
        SetupError::NoPolicyClaim { .. } => {
            hint!("name a claim that contains names of policies with ", CLAIM, ", or choose another server with ", DIALECT)
        }
        SetupError::NotWebIdentity { .. } => "name a profile with web-identity, or none".into(),
    }
}

/// The beginning of an absolute path.
const ROOT: &str = if cfg!(windows) { "a drive, such as C:\\" } else { "/" };

/// Returns the hints for a usage error.
#[must_use]
pub(crate) fn for_usage(error: &UsageError) -> Vec<Hint> {
    vec![match error {
        UsageError::BadValue { origin, option, source } => for_value(origin, option, source),
        UsageError::ProfileGivenTwice { .. } | UsageError::Conflict { .. } => hint!("omit one of the two"),
        UsageError::NoProfile { known, has_folder: false } if known.is_empty() => set_home(),
        UsageError::NoProfile { known, .. } if known.is_empty() => create_first_profile(),
        UsageError::NoProfile { known, .. } => {
            let first = known.first().cloned().unwrap_or_default();
            let name_it =
                hint!("run `", (Command::WithProfile(first.clone())), (format!("`, or add the line default = \"{first}\" to config.toml")));
            return vec![list("choose one of: ", known, ""), name_it];
        }
        UsageError::NoProvider { known } => hint!("choose one of: ", (known.join(", "))),
        UsageError::Setup(error) => for_setup(error),
        UsageError::IncompleteUrl { text, nearest } => {
            let log_in = Command::LogIn(guess_url(text).unwrap_or_else(|| EXAMPLE_SERVER.to_owned()));
            let suggestions = nearest.iter().map(|name| did_you_mean(name));
            return suggestions.chain([hint!("run ", (log_in), " for a server without a profile")]).collect();
        }
        UsageError::Config(error) => for_config(error),
        UsageError::Policy { origin, source } => for_policy(origin, source),
        UsageError::UnreadablePolicy { origin, source, .. } => for_unreadable(
            source,
            hint!("pass JSON, the path of a file, or `-` for standard input as ", (Part::OriginName(origin.clone()))),
        ),
        UsageError::BothReadStdin { .. } => hint!("write the input of one of the two to a file, and pass its path"),
        UsageError::Missing { option, .. } => HintText::SetOption(option).into(),
        UsageError::PromptUnavailable { option, command, .. } => {
            return vec![
                hint!("set the value ", (Part::OptionWithPreposition(option)), "; a command without prompts is: ", (command.clone())),
                hint!("run the command of another identity, such as ldap or assume-role, with ", [SAVE = "NAME"]),
            ];
        }
        UsageError::Unconfirmed { alternatives, .. } => return alternatives.iter().map(|sentence| hint!((sentence.clone()))).collect(),
        UsageError::NotText(name) => hint!((format!("correct {name}, or unset it"))),
        UsageError::UnknownVariable { name, nearest } => hint!((format!("set {nearest} instead, or unset {name}"))),
        UsageError::RelativePath { .. } => hint!((format!("use a path that begins with {ROOT}"))),
        UsageError::WriteOptionWithoutFile(_) => hint!("add ", [WRITE_PROFILE = "NAME"], ", or omit it"),
        UsageError::WatchNotNeeded(_) => hint!("omit ", WATCH),
        UsageError::NotInAwsProfile(_) => hint!(
            "write the keys themselves with ",
            [OUTPUT = "duckdb:keys"],
            ", or save these settings as a profile with ",
            [SAVE = "NAME"]
        ),
        UsageError::OtherIdentity(option, _, (selection, other)) => examine_other_identity(option, selection, other),
        UsageError::NotAReport(_, force) => hint!("name another file, or add ", (Part::Option(force)), " to replace this one"),
        UsageError::RequiresOption(option, required) => hint!("omit ", (Part::Option(option)), ", or add ", (Part::Option(required))),
        UsageError::SwitchWithoutLogin(_) => "give the user name, keys or token of the other user instead".into(),
        UsageError::NotInGithub => {
            hint!("use ", [OUTPUT = "env"], ", ", [OUTPUT = "dotenv"], " or ", [OUTPUT = "json"], " elsewhere")
        }
        UsageError::NoFormat => {
            let names: Vec<&str> = OutputFormat::words().into_iter().filter(|word| !word.contains(':')).collect();
            return vec![
                hint!("choose one with ", OUTPUT, ": ", (names.join(", "))),
                hint!("run ", (Command::SetVariables), " to set the variables of your shell"),
            ];
        }
    }]
}

/// Whether the name of a key suggests that its value is a secret.
pub(super) fn is_secret_key_name(key: &str) -> bool {
    ["secret", "password", "csec"].iter().any(|word| key.contains(word))
}

/// Returns the hint for an error in a profile.
fn for_config(error: &ConfigError) -> Hint {
    let nearest_or = |nearest: &Option<String>, default_hint: Hint| nearest.as_ref().map_or(default_hint, |name| did_you_mean(name));
    match error {
        ConfigError::InvalidName { .. } => hint!("choose a plain name, such as prod"),
        ConfigError::NoProfile { name, .. } if name == "help" => hint!("run `", (Command::Help), "` for the options of the command"),
        ConfigError::NoProfile { folders, .. } if folders.len() < 2 => set_home(),
        ConfigError::NoProfile { known, .. } if known.is_empty() => create_first_profile(),
        ConfigError::NoProfile { name, nearest, known, .. } => nearest_or(nearest, list("choose one of: ", known, name)),
        ConfigError::ProfileDiffers(name) => for_different_profile(name),
        ConfigError::ProfileExists(name) => for_existing_profile(name),
        ConfigError::AdministratorProfileExists(name) => for_administrator_profile(name),
        ConfigError::AdministratorProfile(name) => for_removal_of_administrator_profile(name),
        ConfigError::NoFolder => set_home(),
        ConfigError::NotWritten(_) => hint!("check that the folder is writable, and that the disk is not full"),
        ConfigError::NotRemoved(_) => hint!("check that its folder is writable"),
        ConfigError::Unreadable { path, .. } => {
            hint!((format!("check that {} is a text file (UTF-8) that you may read", path.display())))
        }
        ConfigError::UnreadableFolder { path, .. } => {
            hint!((format!("check that {} is a folder that you may list", path.display())))
        }
        ConfigError::TooLarge(path) => hint!((format!("check {}: a profile has a few lines", path.display()))),
        ConfigError::NotToml { .. } => hint!("correct it there; example of a line: endpoint = \"https://minio.example:9000\""),
        ConfigError::UnknownKey { key, .. } | ConfigError::UnknownConfigKey { key, .. } if is_secret_key_name(key) => hint!(
            "remove it, and name a file with ",
            (Part::Key(&options::CLIENT_SECRET_FILE.spec)),
            ", ",
            (Part::Key(&options::PASSWORD_FILE.spec)),
            " or ",
            (Part::Key(&options::SECRET_KEY_FILE.spec)),
            ": profiles cannot contain secrets"
        ),
        ConfigError::UnknownKey { nearest, .. } => nearest_or(nearest, hint!("use the name of a flag, with _ instead of -")),
        ConfigError::PerInvocationKey { option, .. } => hint!("pass ", (Part::Flag(option)), " on the command line instead"),
        ConfigError::UnknownConfigKey { nearest, .. } => {
            nearest_or(nearest, hint!("move it to a profile: config.toml accepts `default` and `cache` only"))
        }
        ConfigError::NotPublishable { .. } => hint!(
            "ask the administrator who published it to remove or correct that key; set it in a profile of your own that extends this one"
        )
        .by(super::http::PUBLISHER.administrator),
        ConfigError::NotPublished(_) => hint!("run `", (Command::LogInFromPublished), "` for a profile that can be updated"),
        ConfigError::BadType { .. } => hint!("correct it there"),
        ConfigError::UnknownIdentity { nearest, known, .. } => nearest_or(nearest, hint!((format!("choose one of: {}", known.join(", "))))),
        ConfigError::NoIdentity(_) => hint!("add a line such as: identity = \"web-identity\""),
        ConfigError::ExtendsCycle { .. } => hint!("remove one `extends` from that cycle"),
    }
}

fn set_home() -> Hint {
    hint!("set HOME or XDG_CONFIG_HOME to the absolute path of a folder you own")
}

fn show(name: &str) -> Command {
    Command::ShowProfile(name.to_owned())
}

fn for_different_profile(name: &str) -> Hint {
    hint!("choose another name, or replace it with ", FORCE, "; `", (show(name)), "` shows it")
}

fn for_existing_profile(name: &str) -> Hint {
    hint!("log in with it: ", (Command::LogIn(name.to_owned())), "; or choose another name, or replace it with ", FORCE)
}

fn for_administrator_profile(name: &str) -> Hint {
    hint!(
        "choose another name; ",
        FORCE,
        " overrides it with yours, which inherits the settings it does not set; `",
        (show(name)),
        "` shows it"
    )
}

fn for_removal_of_administrator_profile(name: &str) -> Hint {
    hint!(
        "ask the administrator to change or remove it; a profile of your own, created with ",
        [SAVE = name.to_owned()],
        " ",
        FORCE,
        ", only overrides it"
    )
}

/// Quotes a path for a POSIX shell.
fn shell_quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

/// Returns the command that converts a file to PEM; key files are created with mode 0600.
fn for_wrong_file_format(path: &Path, form: DetectedFormat) -> Hint {
    let file = shell_quoted(path);
    let command = match form {
        DetectedFormat::Certificate => format!("openssl x509 -inform der -in {file} -out cert.pem"),
        DetectedFormat::Key => format!("(umask 077; openssl pkey -inform der -in {file} -out key.pem)"),
        DetectedFormat::Pkcs12 => {
            format!("(umask 077; openssl pkcs12 -in {file} -nodes -nocerts -out key.pem; openssl pkcs12 -in {file} -nokeys -out cert.pem)")
        }
        DetectedFormat::BinaryPkcs7 => format!("openssl pkcs7 -inform der -in {file} -print_certs -out certs.pem"),
        DetectedFormat::Pkcs7 => format!("openssl pkcs7 -in {file} -print_certs -out certs.pem"),
        DetectedFormat::EncryptedKey => format!("(umask 077; openssl pkcs8 -inform der -in {file} -out key.pem)"),
        DetectedFormat::OpenSsh => {
            format!("(umask 077; cp {file} key.pem; ssh-keygen -p -N '' -m PKCS8 -f key.pem), for Ed25519 with OpenSSH 9.6 or later")
        }
        DetectedFormat::Putty => format!("(umask 077; puttygen {file} -O private-openssh -o key.pem), for an RSA or ECDSA key"),
        DetectedFormat::Jwk => format!(
            "(umask 077; python3 -c 'import sys; from jwcrypto.jwk import JWK; \
             sys.stdout.buffer.write(JWK.from_json(sys.stdin.read()).export_to_pem(True, None))' < {file} > key.pem), with `pip install jwcrypto`"
        ),
        DetectedFormat::Base64 => format!("(umask 077; base64 -d {file} > out.pem)"),
        DetectedFormat::Json => format!("(umask 077; jq -r .private_key {file} > key.pem)"),
        DetectedFormat::Escaped => format!("(umask 077; sed 's/\\\\n/\\n/g' {file} > out.pem)"),
        DetectedFormat::PublicKey | DetectedFormat::CertificateNotKey => {
            return hint!("name the file of the private key that belongs to it");
        }
        DetectedFormat::KeyNotCertificate => return hint!("name the file of the certificate that belongs to it"),
        DetectedFormat::Utf16 => return hint!("save it as ASCII or UTF-8 text (in Windows PowerShell: `Set-Content -Encoding ascii`)"),
        DetectedFormat::Other => {
            return hint!("convert it to PEM, which is text between BEGIN and END lines, or ask for it where the file came from");
        }
    };
    hint!("convert it: ", (command))
}

/// Returns the hints for a certificate or key file.
#[must_use]
pub(crate) fn for_trust(error: &TrustError) -> Vec<Hint> {
    vec![match error {
        TrustError::Unreadable { .. } => hint!("check the path, and that you may read the file"),
        TrustError::NoCertificate(_) | TrustError::BadCertificate { .. } => {
            hint!("name a file that holds certificates between BEGIN CERTIFICATE and END CERTIFICATE")
        }
        TrustError::TooLarge(_) => hint!("check the path: a file of certificates or keys is text between BEGIN and END lines"),
        TrustError::KeySize { .. } => hint!(
            "create a new key, and have it registered or certified: (umask 077; openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 \
             -out key.pem)"
        ),
        TrustError::NoKey(_) => hint!("name a file that holds the key between BEGIN PRIVATE KEY and END PRIVATE KEY"),
        TrustError::EncryptedKey(path) => {
            hint!("remove the passphrase: (umask 077; openssl pkey -in ", (shell_quoted(path)), " -out key.pem)")
        }
        TrustError::NotPem { path, form } => for_wrong_file_format(path, *form),
        TrustError::UnfitKey { .. } => hint!("set ", CLIENT_ASSERTION_KEY, " to an RSA, P-256, P-384 or Ed25519 key"),
        TrustError::Mismatch { .. } => hint!("set ", CLIENT_KEY, " to the key that belongs to the certificate"),
    }]
}
