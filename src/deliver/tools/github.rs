//! Output for later steps of a GitHub Actions job: "Workflow commands for GitHub Actions", environment files and `add-mask`.
//!
//! The variables go into the file that `GITHUB_ENV` names. Standard output is the log of the job: it gets only the `add-mask` commands,
//! which the runner does not show.

use super::PlaintextKeys;
use crate::credentials::Credentials;
use crate::deliver::not_literal;
use crate::deliver::not_literal::{NotLiteral, check_literal};
use crate::deliver::variables;
use crate::request::Request;
use zeroize::Zeroizing;

/// Returns the commands that make the runner mask the keys in the log from now on, one per line.
pub(in crate::deliver) fn masks(credentials: &Credentials) -> Zeroizing<String> {
    let PlaintextKeys { access_key, secret_key, session_token } = PlaintextKeys::of(credentials);
    let mut masks = Zeroizing::new(String::new());
    for value in [access_key, secret_key].into_iter().chain(session_token) {
        let escaped = Zeroizing::new(value.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A"));
        masks.push_str(&Zeroizing::new(format!("::add-mask::{}\n", *escaped)));
    }
    masks
}

/// Returns the variables in the multi-line syntax: `NAME<<DELIMITER`, the value, and a delimiter that does not occur in it.
///
/// # Errors
/// [`NotLiteral`]: a value that is not UTF-8, or has a carriage return, which the runner on Windows drops.
pub(in crate::deliver) fn variables(credentials: &Credentials, request: &Request) -> Result<Zeroizing<String>, NotLiteral> {
    let mut file = Zeroizing::new(String::new());
    for (name, value) in variables::credential_variables(credentials, request) {
        let Some(value) = value else { continue };
        let value = not_literal::with_name(name, check_literal(&value, |c| c == '\r').map(|()| value))?;
        let mut delimiter = "EOF".to_owned();
        while value.contains(&delimiter) {
            delimiter.push('_');
        }
        file.push_str(&Zeroizing::new(format!("{name}<<{delimiter}\n{}\n{delimiter}\n", *value)));
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn a_value_cannot_contain_its_own_delimiter() {
        let evil = "x\nEOF\nLD_PRELOAD=/evil\nEOF_";
        let file = variables(&example::with("FAKEKEY", evil, "fake-token"), &example::request("https://minio.example")).unwrap_or_default();
        assert!(file.starts_with("AWS_ACCESS_KEY_ID<<EOF\nFAKEKEY\nEOF\n"), "{}", *file);
        assert!(file.contains(&format!("AWS_SECRET_ACCESS_KEY<<EOF__\n{evil}\nEOF__\n")), "{}", *file);
    }

    #[test]
    fn a_mask_is_one_line_with_the_exact_value() {
        let masks = masks(&example::with("FAKEKEY", "50%\nx", ""));
        assert_eq!(*masks, "::add-mask::FAKEKEY\n::add-mask::50%25%0Ax\n");
    }
}
