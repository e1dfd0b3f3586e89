//! What standard output is, and who reads it.

use std::fs::{File, Metadata};
use std::io::{self, IsTerminal as _};
#[cfg(unix)]
use std::os::fd::BorrowedFd;

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
/// reading too, as no shell has it that sends output there.
///
/// Python's `DEVNULL`, Node's `ignore` and daemons open it so as well, on purpose. They are told apart where standard error goes there too.
/// Standard output alone cannot be told apart: flags, device and position are the same, and a descriptor that the standard library opened
/// is even shared with a closed standard input. Then it counts as closed, because credentials that nobody gets must not look like success.
#[must_use]
#[cfg(unix)]
pub fn output_is_closed() -> bool {
    use rustix::stdio::{stderr, stdout};
    is_nowhere(stdout()) && !is_nowhere(stderr())
}

/// Whether this is `/dev/null`, open for reading and writing.
#[cfg(unix)]
fn is_nowhere(descriptor: BorrowedFd<'_>) -> bool {
    use rustix::fs::{FileType, OFlags, fcntl_getfl, fstat, stat};
    let is_both = fcntl_getfl(descriptor).is_ok_and(|flags| flags.contains(OFlags::RDWR));
    let is_null = |found: rustix::fs::Stat| {
        FileType::from_raw_mode(found.st_mode).is_char_device() && stat("/dev/null").is_ok_and(|null| null.st_rdev == found.st_rdev)
    };
    is_both && fstat(descriptor).is_ok_and(is_null)
}

/// Always `false`: this system leaves a closed output closed.
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
