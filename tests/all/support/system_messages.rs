//! Messages of the system as this machine's C library has them: the static program has those of another one.

/// The message of musl for a name that no DNS server knows, and that of glibc: `getaddrinfo` has no numbers of the system.
const UNKNOWN_NAME: [&str; 2] = ["Name does not resolve", "Name or service not known"];

/// Replaces the text before each `(os error 2)` by the one that this process has for the number, and that of unknown names.
pub(crate) fn of_this_library(text: &str) -> String {
    const BEFORE_NUMBER: &str = " (os error ";
    let text = text.replace(UNKNOWN_NAME[0], UNKNOWN_NAME[1]);
    let mut parts = text.split(BEFORE_NUMBER).map(str::to_owned).collect::<Vec<_>>();
    for index in 1..parts.len() {
        let number = parts[index].split(')').next().and_then(|digits| digits.parse().ok());
        let Some(number) = number else { continue };
        let message = std::io::Error::from_raw_os_error(number).to_string();
        let message = message.split(BEFORE_NUMBER).next().unwrap_or_default();
        let before = &mut parts[index - 1];
        if before.ends_with(message) {
            continue;
        }
        let start = before.rfind([':', '\n', '"']).map_or(0, |at| at + 1);
        let start = before.len() - before[start..].trim_start().len();
        before.replace_range(start.., message);
    }
    parts.join(BEFORE_NUMBER)
}

#[test]
fn the_message_of_another_library_is_replaced() {
    let theirs = "warning: could not create x: Symbolic link loop (os error 40)\n  caused by: No such file (os error 2) at \"/x\"\n";
    let ours = "warning: could not create x: Too many levels of symbolic links (os error 40)\n  caused by: No such file or directory (os error 2) at \"/x\"\n";
    assert_eq!(of_this_library(theirs), ours);
    assert_eq!(of_this_library(ours), ours);
}
