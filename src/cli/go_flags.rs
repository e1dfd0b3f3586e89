//! Accepts the single-dash flags of MinIO's Go sample programs.

use crate::request::identity::IdentityType;
use std::ffi::OsString;

const SAMPLE_FLAGS: [&str; 7] = ["cid", "csec", "config-ep", "cscopes", "port", "sts-ep", "idp-ep"];

/// Adds a second dash to the samples' flags, for the commands modeled on them. Arguments after `--` do not change.
pub(super) fn with_two_dashes(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let is_sample_command =
        arguments.get(1).and_then(|name| name.to_str()).and_then(IdentityType::find).is_some_and(|identity| identity.accepts_sample_flags);
    if is_sample_command {
        let flags = arguments.iter_mut().skip(2).take_while(|argument| *argument != "--");
        flags.filter(|argument| is_sample_flag(argument)).for_each(|argument| {
            let mut long_flag = OsString::from("-");
            long_flag.push(&argument);
            *argument = long_flag;
        });
    }
    arguments
}

fn is_sample_flag(argument: &OsString) -> bool {
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
