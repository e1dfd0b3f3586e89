//! What to do about a command line that means nothing, and about files it names that hold something else.

use crate::policy::PolicyError;
use crate::request::{FORMS, RequestError, UsageError};
use crate::sys::TrustError;

/// What to write instead.
#[must_use]
pub fn for_usage(error: &UsageError) -> Vec<String> {
    match error {
        UsageError::BadValue { source: RequestError::PlainHttp { flag, .. }, .. } => {
            vec![format!("write https://, or on a network you trust allow it with {flag}")]
        }
        UsageError::BadValue { source: RequestError::NotALength(_) | RequestError::LengthOutOfBounds(_), name } => {
            vec![format!("write {name} 8h, {name} 90m or {name} 3600")]
        }
        UsageError::BadValue { source: RequestError::NotAnAddress(text), name } if !text.contains("://") && !text.contains('@') => {
            vec![format!("write {name} https://{text}")]
        }
        UsageError::BadValue { source: RequestError::UnknownTokenSource | RequestError::NotACommand, .. } => {
            vec!["for example --token file:/var/run/token, --token env:MY_TOKEN or --token github".to_owned()]
        }
        UsageError::BadValue { name, .. } => vec![format!("correct {name}; --help shows an example")],
        UsageError::Policy(error) => vec![for_policy(error)],
        UsageError::NoPolicy { .. } => vec!["--policy takes JSON, the path of a file, or `-` for standard input".to_owned()],
        UsageError::Missing { flag, variable, .. } => vec![format!("give it with {flag} or in {variable}")],
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

fn for_policy(error: &PolicyError) -> String {
    match error {
        PolicyError::NotJson { .. } => "correct it there; --allow read:bucket/prefix --print-policy shows a good one",
        PolicyError::NotAPolicy(_) => "--allow read:bucket/prefix --print-policy shows what a policy looks like",
        PolicyError::TooLong(_) => "shorten it: use wildcards, fewer prefixes, or a policy at the server that the administrator narrows",
        PolicyError::NotAPermission(_) => "write --allow read:logs/2026, or a whole policy with --policy",
        PolicyError::NotABucket(_) => "write --allow read:BUCKET or --allow read:BUCKET/PREFIX",
    }
    .to_owned()
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
