//! The AWS files: what is changed in them, what never is, and what other readers find there afterwards.

mod cases;
#[cfg(unix)]
mod conflicts;
#[cfg(unix)]
mod home;
#[cfg(unix)]
mod profiles;
mod round_trip;
mod sdk;

use sts_cli::aws_files::{Change, KeyEdit, Section};
use zeroize::Zeroizing;

fn prod() -> Section {
    Section::Profile("prod".to_owned())
}

fn set(section: &Section, key: &'static str, value: &str) -> Change {
    Change { section: section.clone(), key, edit: KeyEdit::Set(Zeroizing::new(value.to_owned())) }
}

fn nest(section: &Section, key: &'static str, setting: (&'static str, &str)) -> Change {
    Change { section: section.clone(), key, edit: KeyEdit::SetNested(vec![(setting.0, setting.1.to_owned())]) }
}

fn drop_nested(section: &Section, key: &'static str, name: &'static str) -> Change {
    Change { section: section.clone(), key, edit: KeyEdit::RemoveNested(name) }
}

fn drop_key(section: &Section, key: &'static str) -> Change {
    Change { section: section.clone(), key, edit: KeyEdit::Remove }
}
