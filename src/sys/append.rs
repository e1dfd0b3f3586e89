//! Adding to a file that another program reads, and who reads standard output.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, IsTerminal as _, Read as _, Seek as _, SeekFrom, Write as _};
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

/// Whether somebody reads what is written to standard output: a pipe or a terminal, no file and no `/dev/null`.
#[must_use]
pub fn output_is_read() -> bool {
    if io::stdout().is_terminal() {
        return true;
    }
    stdout_metadata().is_ok_and(|facts| is_a_pipe(&facts))
}

/// What standard output is.
///
/// # Errors
/// When the operating system does not tell.
pub fn stdout_metadata() -> io::Result<Metadata> {
    #[cfg(unix)]
    let stdout = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned();
    #[cfg(windows)]
    let stdout = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned();
    File::from(stdout?).metadata()
}

/// The mode of a file that other users can read; `None` if they cannot, if it is no regular file, or if it has no name any more: ksh93
/// takes the output of a command substitution through such a file.
#[must_use]
pub fn mode_for_others(found: &Metadata) -> Option<u32> {
    #[cfg(unix)]
    let (mode, names) = (std::os::unix::fs::MetadataExt::mode(found) & 0o7777, std::os::unix::fs::MetadataExt::nlink(found));
    #[cfg(not(unix))]
    let (mode, names) = (0, 1); // the folders below a Windows user's profile are that user's own
    (found.is_file() && names > 0 && mode & 0o044 != 0).then_some(mode)
}

/// Whether standard output was closed when this process began. The standard library has then put `/dev/null` in its place, open for
/// reading too, as nobody has it who sends output there.
#[must_use]
#[cfg(unix)]
pub fn output_is_closed() -> bool {
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
    let flags = rustix::fs::fcntl_getfl(rustix::stdio::stdout());
    let is_nowhere = |found: Metadata| {
        let null = std::fs::metadata("/dev/null");
        found.file_type().is_char_device() && null.is_ok_and(|null| null.rdev() == found.rdev())
    };
    flags.is_ok_and(|flags| flags.contains(rustix::fs::OFlags::RDWR)) && stdout_metadata().is_ok_and(is_nowhere)
}

#[must_use]
#[cfg(not(unix))]
pub fn output_is_closed() -> bool {
    false
}

#[cfg(unix)]
fn is_a_pipe(facts: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    facts.file_type().is_fifo() || facts.file_type().is_socket()
}

#[cfg(not(unix))]
fn is_a_pipe(facts: &Metadata) -> bool {
    !facts.is_file()
}
