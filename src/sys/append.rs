//! Adding to a file that another program reads.

use std::fs::OpenOptions;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// Adds `text` at the end of the file, in one piece and on a line of its own; where there is no file it is made, readable by its owner only.
///
/// # Errors
/// When the file cannot be opened or written.
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
