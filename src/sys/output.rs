//! Inspects standard output.

use std::fs::{File, Metadata};
use std::io::{self, IsTerminal as _};
#[cfg(unix)]
use std::os::fd::BorrowedFd;

/// Whether standard output is a terminal, pipe or socket, and not a file or `/dev/null`.
#[must_use]
pub(crate) fn is_stdout_interactive_or_pipe() -> bool {
    if io::stdout().is_terminal() {
        return true;
    }
    stdout_metadata().is_ok_and(|metadata| is_a_pipe(&metadata))
}

/// Returns the metadata of standard output.
///
/// # Errors
/// The operating system does not report it.
pub(crate) fn stdout_metadata() -> io::Result<Metadata> {
    #[cfg(unix)]
    let stdout = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned();
    #[cfg(windows)]
    let stdout = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned();
    File::from(stdout?).metadata()
}

/// Returns the mode of a file that other users can read. `None` if they cannot, if it is not a regular file, or if it is unlinked: ksh93
/// reads a command substitution through such a file.
#[must_use]
pub(crate) fn mode_if_readable_by_others(found: &Metadata) -> Option<u32> {
    #[cfg(unix)]
    let (mode, names) = (std::os::unix::fs::MetadataExt::mode(found) & 0o7777, std::os::unix::fs::MetadataExt::nlink(found));
    #[cfg(not(unix))]
    let (mode, names) = (0, 1); // on Windows, folders in a user's profile are private
    (found.is_file() && names > 0 && mode & 0o044 != 0).then_some(mode)
}

/// Whether standard output was closed when this process started. The standard library then opens `/dev/null` in its place for reading and
/// writing, unlike a shell's `> /dev/null`.
///
/// Python's `DEVNULL`, Node's `ignore` and daemons also open it for reading and writing, on purpose: they are recognized by standard error
/// being the same. If only standard output is, the cases are indistinguishable, and it counts as closed: credentials that are lost must not
/// look like success.
#[must_use]
#[cfg(unix)]
pub(crate) fn was_stdout_closed() -> bool {
    use rustix::stdio::{stderr, stdout};
    is_nowhere(stdout()) && !is_nowhere(stderr())
}

/// Whether this is `/dev/null`, open for reading and writing.
#[cfg(unix)]
fn is_nowhere(descriptor: BorrowedFd<'_>) -> bool {
    use rustix::fs::{FileType, OFlags, fcntl_getfl, fstat, stat};
    let is_read_write = fcntl_getfl(descriptor).is_ok_and(|flags| flags.contains(OFlags::RDWR));
    let is_null = |found: rustix::fs::Stat| {
        FileType::from_raw_mode(found.st_mode).is_char_device() && stat("/dev/null").is_ok_and(|null| null.st_rdev == found.st_rdev)
    };
    is_read_write && fstat(descriptor).is_ok_and(is_null)
}

/// Always `false`: on this system a closed output stays closed.
#[must_use]
#[cfg(not(unix))]
pub(crate) fn was_stdout_closed() -> bool {
    false
}

#[cfg(unix)]
fn is_a_pipe(metadata: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    metadata.file_type().is_fifo() || metadata.file_type().is_socket()
}

#[cfg(not(unix))]
fn is_a_pipe(facts: &Metadata) -> bool {
    !facts.is_file()
}
