//! The lines of an AWS file for a difference: only managed settings of the profile are shown.

use super::super::difference::{Listing, MASK, ManagedSettings, Side, Visibility};
use crate::aws_files::{Document, LineView, Section};

/// The settings that this program writes or removes.
const SETTINGS: &[(&str, Visibility)] = &[
    ("region", Visibility::Value),
    ("endpoint_url", Visibility::Value),
    ("services", Visibility::Value),
    ("ignore_configured_endpoint_urls", Visibility::Value),
    ("request_checksum_calculation", Visibility::Value),
    ("response_checksum_validation", Visibility::Value),
    ("s3.addressing_style", Visibility::Value),
    ("s3.endpoint_url", Visibility::Value),
    ("s3.use_accelerate_endpoint", Visibility::Value),
    ("s3.use_dualstack_endpoint", Visibility::Value),
    ("s3.signature_version", Visibility::Value),
    ("s3api.endpoint_url", Visibility::Value),
    ("s3control.endpoint_url", Visibility::Value),
    ("sts.endpoint_url", Visibility::Value),
    ("use_fips_endpoint", Visibility::Value),
    ("use_dualstack_endpoint", Visibility::Value),
    ("ca_bundle", Visibility::NewValue),
    ("credential_process", Visibility::NewValue),
    ("aws_access_key_id", Visibility::NewValue),
    (super::settings::MARKER_KEY, Visibility::NewValue),
    ("aws_secret_access_key", Visibility::NameOnly),
    ("aws_session_token", Visibility::NameOnly),
    ("aws_security_token", Visibility::NameOnly),
    ("role_arn", Visibility::NameOnly),
    ("source_profile", Visibility::NameOnly),
    ("credential_source", Visibility::NameOnly),
    ("web_identity_token_file", Visibility::NameOnly),
    ("sso_session", Visibility::NameOnly),
    ("sso_start_url", Visibility::NameOnly),
    ("sso_region", Visibility::NameOnly),
    ("sso_account_id", Visibility::NameOnly),
    ("sso_role_name", Visibility::NameOnly),
    ("login_session", Visibility::NameOnly),
];

/// One side of the difference of an AWS file.
pub(super) struct AwsListing<'a> {
    pub(super) document: &'a Document<'a>,
    /// The sections that may be shown: those of the profile.
    pub(super) sections: &'a [&'a Section],
    pub(super) side: Side,
}

impl Listing for AwsListing<'_> {
    fn bytes(&self, line: usize) -> &[u8] {
        self.document.line(line)
    }

    fn display_line(&self, line: usize) -> String {
        let section = self.section_of(line);
        match self.document.view(line) {
            LineView::Blank => String::new(),
            LineView::Header(title) => section.map_or_else(|| format!("[{MASK}]"), |section| header(section, title)),
            LineView::Setting { block, key, prefix, value } if section.is_some() => self.setting(block, key, prefix, value),
            LineView::Setting { .. } | LineView::Other => MASK.to_owned(),
        }
    }

    fn section(&self, line: usize) -> String {
        self.section_of(line).map_or_else(String::new, Section::header)
    }
}

impl AwsListing<'_> {
    fn section_of(&self, line: usize) -> Option<&Section> {
        self.sections.iter().copied().find(|section| self.document.is_in(line, section))
    }

    fn setting(&self, block: Option<&[u8]>, key: &[u8], prefix: &[u8], value: &[u8]) -> String {
        let managed = ManagedSettings { name: String::new(), settings: SETTINGS };
        let names: Vec<String> = block.into_iter().chain([key]).map(|name| String::from_utf8_lossy(name).to_lowercase()).collect();
        let path: Vec<&str> = names.iter().map(String::as_str).collect();
        managed.line(&path, &String::from_utf8_lossy(prefix), &String::from_utf8_lossy(value), self.side)
    }
}

/// Returns the header with a trailing comment masked.
fn header(section: &Section, title: &[u8]) -> String {
    let header = section.header();
    if title == header.as_bytes() { header } else { format!("{header} {MASK}") }
}

#[cfg(test)]
mod tests {
    use super::super::super::difference::of_regions;
    use super::super::conflicts;
    use super::*;
    use crate::aws_files::{Change, KeyEdit};
    use std::path::Path;
    use zeroize::Zeroizing;

    fn set(section: &Section, key: &'static str, value: &str) -> Change {
        Change { section: section.clone(), key, edit: KeyEdit::Set(Zeroizing::new(value.to_owned())) }
    }

    fn removed(section: &Section, key: &'static str) -> Change {
        Change { section: section.clone(), key, edit: KeyEdit::Remove }
    }

    fn difference(old_text: &str, changes: &[Change]) -> String {
        let document = Document::read(old_text.as_bytes()).unwrap_or_else(|fault| unreachable!("{fault}"));
        let edited = document.edit(changes).unwrap_or_else(|error| unreachable!("{error}"));
        let bytes = edited.bytes();
        let new_document = Document::read(&bytes).unwrap_or_else(|fault| unreachable!("{fault}"));
        let sections: Vec<&Section> = changes.iter().map(|change| &change.section).collect();
        let listing = |document, side| AwsListing { document, sections: &sections, side };
        of_regions(Path::new("~/.aws/credentials"), &listing(&document, Side::Old), &listing(&new_document, Side::New), &edited.regions())
    }

    #[test]
    fn changed_settings_are_named_without_secrets() {
        let managed = ManagedSettings { name: String::new(), settings: SETTINGS };
        for key in conflicts::keys().chain(crate::deliver::aws_profile::settings::COMPANION_KEYS) {
            assert!(managed.visibility(&key.split('.').collect::<Vec<_>>()).is_some(), "{key}");
        }
        for key in ["aws_secret_access_key", "aws_session_token", "aws_security_token"] {
            assert_eq!(managed.visibility(&[key]), Some(Visibility::NameOnly));
        }
    }

    #[test]
    fn a_diff_shows_changed_lines_without_secrets() {
        let old_text = "[a]\n[b]\naws_secret_access_key = OLD-SECRET # SECRET\n  SECRET-TOO\nregion = x\nrole_arn = y\n# c\n";
        let section = Section::Keys("b".to_owned());
        let changes = [
            set(&section, "aws_secret_access_key", "NEW-SECRET"),
            set(&section, "aws_session_token", "NEW-SECRET-TOKEN"),
            removed(&section, "region"),
            set(&Section::Keys("c".to_owned()), "aws_access_key_id", "AKIA"),
        ];
        let expected = "\
--- ~/.aws/credentials
+++ ~/.aws/credentials
@@ -3,3 +3 @@ [b]
-aws_secret_access_key = ****
-****
-region = x
+aws_secret_access_key = ****
@@ -6,0 +5 @@ [b]
+aws_session_token = ****
@@ -7,0 +7,3 @@ [c]
+
+[c]
+aws_access_key_id = AKIA
";
        assert_eq!(difference(old_text, &changes), expected);
    }

    #[test]
    fn values_from_other_programs_and_comments_are_masked() {
        let section = Section::Profile("b".to_owned());
        let old_text = "[profile b] # SECRET\ncredential_process = x --password SECRET\nregion = x # SECRET\nREGION = SECRET word\n\
                      s3 =\n  addressing_style = auto\n  key = SECRET\nendpoint_url = https://a:SECRET@b\nca_bundle = SECRET\n";
        let block = KeyEdit::SetNested(vec![("addressing_style", "path".to_owned())]);
        let changes = [
            set(&section, "credential_process", "sts-cli get b"),
            set(&section, "region", "y"),
            Change { section: section.clone(), key: "s3", edit: block },
            removed(&section, "endpoint_url"),
            removed(&section, "ca_bundle"),
        ];
        let output = difference(old_text, &changes);
        assert!(!output.contains("SECRET"), "{output}");
        for line in [
            "-credential_process = ****\n",
            "+credential_process = sts-cli get b\n",
            "-  addressing_style = auto\n",
            "+  addressing_style = path\n",
        ] {
            assert!(output.contains(line), "{line}{output}");
        }
        let removes_block = difference(old_text, &[removed(&section, "s3")]);
        assert!(removes_block.ends_with("-s3 =\n-  addressing_style = auto\n-  ****\n"), "{removes_block}");
    }
}
