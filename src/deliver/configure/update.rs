//! Reading, changing and writing a tool's own file under a lock; and the difference, for reading.

use super::super::person_file::{self, Touched};
use super::{ConfigureError, Misfit};
use crate::request::WriteOptions;
use crate::sys::{Deps, printable};
use std::fmt::Write as _;
use std::path::Path;
use zeroize::Zeroizing;

/// Names of settings whose values are not shown.
const SECRETS: [&str; 4] = ["secret", "token", "pass", "customer_key"];

/// Makes what `change` gives for the text of the file at `path` its new text; `whom` tells a waiting run for whom it waits.
///
/// # Errors
/// See [`ConfigureError`]; nothing was written then.
pub async fn change(
    path: &Path,
    whom: &str,
    manner: WriteOptions,
    deps: &Deps,
    change: impl FnOnce(&str) -> Result<Zeroizing<String>, Misfit>,
) -> Result<Touched, ConfigureError> {
    let place = person_file::lock_place(path);
    let locked = person_file::lock(&place, whom, manner, deps).await;
    let lock = locked.map_err(|source| ConfigureError::Locked { path: path.to_owned(), source })?;
    let done = rewrite(path, manner, change);
    lock.into_iter().for_each(|lock| lock.remove());
    done
}

fn rewrite(
    path: &Path,
    manner: WriteOptions,
    change: impl FnOnce(&str) -> Result<Zeroizing<String>, Misfit>,
) -> Result<Touched, ConfigureError> {
    let bytes = person_file::read(path)?;
    let before = std::str::from_utf8(&bytes).map_err(|_| ConfigureError::NotText(path.to_owned()))?;
    let after = change(before).map_err(|source| ConfigureError::Misfit { path: path.to_owned(), source })?;
    if *after != before {
        person_file::write(path, after.as_bytes(), manner)?;
    }
    Ok(Touched { path: path.to_owned(), difference: difference(path, before, &after) })
}

/// The lines that go and the lines that come, from the first that differs to the last, without secrets.
fn difference(path: &Path, before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let head = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[head..], &new[head..]);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (gone, come) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    let mut text = format!("--- {0}\n+++ {0}\n@@ -{1},{2} +{1},{3} @@\n", path.display(), head + 1, gone.len(), come.len());
    let lines = gone.iter().map(|line| ('-', line)).chain(come.iter().map(|line| ('+', line)));
    for (sign, line) in lines {
        let inner = line.trim_start();
        let _ = writeln!(text, "{sign}{}{}", &line[..line.len() - inner.len()], masked(inner)); // a String takes everything
    }
    text
}

/// A line up to the first secret in it. Files of one line hold several.
fn masked(line: &str) -> String {
    let lower = line.to_ascii_lowercase();
    let name = SECRETS.iter().filter_map(|name| lower.find(name)).min();
    let value = name.and_then(|name| lower[name..].find([':', '=']).map(|place| name + place + 1));
    value.map_or_else(|| printable(line), |place| format!("{} ****", printable(&line[..place])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_shows_where_and_what_and_no_secret() {
        let before = "[a]\ntype = local\n[prod]\nsecret_access_key = fake-one\nregion = x\n[b]\ntype = local\n";
        let after = "[a]\ntype = local\n[prod]\nprofile = prod\nregion = x\n[b]\ntype = local\n";
        let expected = "--- /r.conf\n+++ /r.conf\n@@ -4,1 +4,1 @@\n-secret_access_key = ****\n+profile = prod\n";
        assert_eq!(difference(Path::new("/r.conf"), before, after), expected);
        let line = r#"{"aliases": {"x": {"url": "u", "secretKey": "fake-one", "sessionToken": "fake-two"}}}"#;
        assert_eq!(masked(line), r#"{"aliases": {"x": {"url": "u", "secretKey": ****"#);
        assert_eq!(difference(Path::new("/x"), "same\n", "same\n"), "");
        assert_eq!(difference(Path::new("/x"), "", "new\n"), "--- /x\n+++ /x\n@@ -1,0 +1,1 @@\n+new\n");
    }
}
