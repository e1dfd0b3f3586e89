//! Two lists of fields have one key only if they are the same list.

use proptest::prelude::*;
use sts_cli::cache::Key;

type Fields = Vec<(String, String)>;

fn key(version: &str, fields: &Fields) -> Key {
    Key::of(version, fields.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// Letters that are likely to be taken for something between the fields, and so few of them that equal lists occur.
fn fields() -> impl Strategy<Value = Fields> {
    proptest::collection::vec(("[a=,:\n\u{0}]{0,3}", "[a=,:\n\u{0}]{0,3}"), 0..4)
}

proptest! {
    #[test]
    fn only_equal_field_lists_have_equal_keys(one in fields(), other in fields()) {
        prop_assert_eq!(key("v", &one) == key("v", &other), one == other);
    }

    #[test]
    fn keys_depend_on_field_boundaries(text in "[a-c=\u{0}]{2,12}", first in 0_usize..12, second in 0_usize..12) {
        let cut = |at: usize| text.split_at(at.min(text.len()));
        let fields = |at: usize| vec![(cut(at).0.to_owned(), cut(at).1.to_owned())];
        prop_assert_eq!(key("v", &fields(first)) == key("v", &fields(second)), first.min(text.len()) == second.min(text.len()));
    }
}

#[test]
fn a_key_is_stable_and_depends_on_version_order_and_absence() {
    let of = |version, fields: &[(&'static str, &'static str)]| Key::of(version, fields.iter().copied()).to_string();
    let usual = of("credentials/1", &[("endpoint", "https://minio.example"), ("user", "alice")]);
    assert_eq!(usual, "a716b1206f735477c64cac9b4c12e4717416fe18");
    for other in [
        of("credentials/2", &[("endpoint", "https://minio.example"), ("user", "alice")]),
        of("credentials/1", &[("user", "alice"), ("endpoint", "https://minio.example")]),
        of("credentials/1", &[("endpoint", "https://minio.example"), ("user", "")]),
        of("credentials/1", &[("endpoint", "https://minio.example")]),
    ] {
        assert_ne!(other, usual);
    }
}
