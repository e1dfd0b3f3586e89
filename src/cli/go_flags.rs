//! Accepts the single-dash flags of MinIO's Go sample programs.

use crate::request::identity::IdentityType;
use std::ffi::{OsStr, OsString};

const SAMPLE_FLAGS: [&str; 7] = ["cid", "csec", "config-ep", "cscopes", "port", "sts-ep", "idp-ep"];

/// Adds a second dash to the samples' flags, for the commands modeled on them. Arguments after `--` do not change.
pub(super) fn with_two_dashes(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if arguments.get(1).is_some_and(|name| is_sample_command(name)) {
        add_dashes(&mut arguments[2..]);
    }
    arguments
}

/// Adds a second dash to the samples' flags among `words`, up to `--`.
pub(super) fn add_dashes(words: &mut [OsString]) {
    let flags = words.iter_mut().take_while(|word| *word != "--").filter(|word| is_sample_flag(word));
    flags.for_each(|flag| *flag = [OsStr::new("-"), flag].into_iter().collect());
}

/// Whether the command `name` is modeled on a sample program.
pub(super) fn is_sample_command(name: &OsStr) -> bool {
    name.to_str().and_then(IdentityType::find).is_some_and(|identity| identity.accepts_sample_flags)
}

/// Whether `argument` is a flag of a sample program, with one dash.
pub(super) fn is_sample_flag(argument: &OsStr) -> bool {
    let flag = argument.to_str().and_then(|text| text.strip_prefix('-'));
    flag.and_then(|flag| flag.split('=').next()).is_some_and(|name| SAMPLE_FLAGS.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_flags_of_the_minio_samples_get_a_second_dash() {
        let cases = [
            ("sts-cli web-identity -cid x -port=8000", "sts-cli web-identity --cid x --port=8000"),
            ("sts-cli web-identity --cid x -o json -v", "sts-cli web-identity --cid x -o json -v"),
            ("sts-cli web-identity -- -cid", "sts-cli web-identity -- -cid"),
            ("sts-cli sandbox -- prog -port 1", "sts-cli sandbox -- prog -port 1"),
            ("sts-cli web-identity -porto 1", "sts-cli web-identity -porto 1"),
        ];
        for (input, expected) in cases {
            let arguments = with_two_dashes(input.split(' ').map(OsString::from).collect());
            assert_eq!(arguments.join(" ".as_ref()), OsString::from(expected), "{input}");
        }
    }
}
