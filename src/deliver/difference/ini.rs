//! INI files with one setting per line, such as `rclone.conf`.

use super::ShownLine;
use super::managed::{MASK, ManagedSettings, Side};

/// Returns the lines to show: settings of our section, everything else masked.
pub(super) fn display_lines(text: &str, managed: &ManagedSettings, side: Side) -> Vec<ShownLine> {
    let mut section = String::new();
    text.split_inclusive('\n').map(|line| display_line(line.trim_end(), managed, side, &mut section)).collect()
}

fn display_line(line: &str, managed: &ManagedSettings, side: Side, section: &mut String) -> ShownLine {
    let header = format!("[{}]", managed.name);
    let text = match line.trim() {
        "" => String::new(),
        title if title.starts_with('[') => {
            let is_managed =
                title.strip_prefix('[').and_then(|title| title.strip_suffix(']')).is_some_and(|title| title.trim() == managed.name);
            *section = if is_managed { header } else { String::new() };
            if is_managed { section.clone() } else { format!("[{MASK}]") }
        }
        _ if section.is_empty() => MASK.to_owned(),
        _ => setting(line, managed, side),
    };
    ShownLine { section: section.clone(), text }
}

fn setting(line: &str, managed: &ManagedSettings, side: Side) -> String {
    let Some(delimiter) = line.find(['=', ':']) else { return MASK.to_owned() };
    let value = line[delimiter + 1..].trim_start();
    let prefix = &line[..line.len() - value.len()];
    managed.line(&[&managed.name, line[..delimiter].trim()], prefix, value, side)
}

#[cfg(test)]
mod tests {
    use super::super::{Syntax, of_texts};
    use super::*;
    use crate::deliver::difference::Visibility;
    use std::path::Path;

    #[test]
    fn only_settings_of_our_section_are_shown() {
        let before = "[prod]\ntype = s3\nregion = old\n# SECRET\nsecret_access_key = SECRET\nendpoint = https://a:SECRET@b\n\n\
                      [backup]\nkey = SECRET\nregion = SECRET\n[prod] # SECRET\nregion = SECRET\n\n[prod]\n  \"region\" = SECRET\nregion: old2\n";
        let after = "\n[prod]\ntype = s3\nregion = new\n# SECRET\nkey = SECRET\n";
        let settings = &[
            ("*.type", Visibility::Value),
            ("*.region", Visibility::Value),
            ("*.endpoint", Visibility::Value),
            ("*.secret_access_key", Visibility::NameOnly),
        ];
        let managed = ManagedSettings { name: "prod".to_owned(), settings };
        let difference = of_texts(Path::new("/r.conf"), before, after, Syntax::Ini, &managed);
        assert!(!difference.contains("SECRET"), "{difference}");
        for shown in
            ["-region = old\n", "+region = new\n", "-secret_access_key = ****\n", "-endpoint = ****\n", "-region: old2\n", "-[****]\n"]
        {
            assert!(difference.contains(shown), "{shown}{difference}");
        }
    }

    #[test]
    fn a_diff_has_the_line_numbers_of_both_files() {
        let managed = ManagedSettings {
            name: "prod".to_owned(),
            settings: &[("*.profile", Visibility::Value), ("*.secret_access_key", Visibility::NameOnly)],
        };
        let difference = |before, after| of_texts(Path::new("/r.conf"), before, after, Syntax::Ini, &managed);
        let before = "[a]\ntype = local\n[prod]\nsecret_access_key = fake-one\nregion = x\n[b]\ntype = local\n";
        let after = "[a]\ntype = local\n[prod]\nprofile = prod\nregion = x\n[b]\ntype = local\n";
        let expected = "--- /r.conf\n+++ /r.conf\n@@ -4 +4 @@ [prod]\n-secret_access_key = ****\n+profile = prod\n";
        assert_eq!(difference(before, after), expected);
        assert_eq!(difference("same\n", "same\n"), "");
        assert_eq!(difference("", "new\n"), "--- /r.conf\n+++ /r.conf\n@@ -0,0 +1 @@\n+****\n");
        assert_eq!(difference("[a]\r\n", "[a]\n"), "--- /r.conf\n+++ /r.conf\n@@ -1 +1 @@\n-[****]\n+[****]\n");
    }
}
