//! Appends to files of other programs.

use std::fs::OpenOptions;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// Appends `text` to the file in one write, on a line of its own. A missing file is created with mode 0600.
///
/// # Errors
/// The file cannot be opened or written.
pub fn append(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).read(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let mut last = [b'\n'];
    let is_open = file.seek(SeekFrom::End(-1)).and_then(|_| file.read(&mut last)).is_ok() && last != [b'\n'];
    file.write_all(format!("{}{text}", if is_open { "\n" } else { "" }).as_bytes())
}
