//! Reads files or standard input that the user names: with a size limit, wiped from memory on drop.
//!
//! Used for secrets, tokens, certificates, session policies and profiles. Files that this program changes are read by `deliver::user_file`.
//! Errors are facts; the caller adds what was expected.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use zeroize::Zeroizing;

/// An input that is read to its end.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Input<'a> {
    /// Standard input.
    Stdin,
    /// A file of any type; blocks on pipes, which shells create for `<(…)`.
    File(&'a Path),
    /// A regular file only: blocking on a pipe or device would be unexpected.
    RegularFile(&'a Path),
}

/// The minimum buffer size, in bytes: the length of a pipe's content is unknown and usually smaller.
const MIN_CAPACITY: u64 = 2048;

/// Why an input could not be read. Contains nothing of its content.
#[derive(thiserror::Error)]
pub(crate) enum ReadError {
    /// It could not be read, is not a regular file, or is not UTF-8.
    #[error(transparent)]
    Unreadable(#[from] io::Error),
    /// It has more bytes than were allowed.
    #[error("it is too large")]
    TooLarge,
}
debug_as_display!(ReadError);

#[derive(thiserror::Error)]
#[error("it is not a regular file")]
struct NotRegular;
debug_as_display!(NotRegular);

#[derive(thiserror::Error)]
enum NotUtf8 {
    /// UTF-16, as Windows PowerShell writes it.
    #[error("it is UTF-16 text, not UTF-8")]
    Utf16,
    #[error("line {0} is not UTF-8")]
    Line(usize),
}
debug_as_display!(NotUtf8);

/// The line end characters of all systems.
pub(crate) const LINE_ENDS: [char; 2] = ['\r', '\n'];

/// The byte order mark that some Windows programs put before UTF-8 text.
pub(crate) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Strips a byte order mark from `bytes`.
pub(crate) fn strip_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(bytes)
}

/// Strips a byte order mark from `text`.
pub(crate) fn strip_bom_from_text(text: &str) -> &str {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)
}

impl<'a> Input<'a> {
    /// Returns the input at `path`; `-` is standard input.
    pub(crate) fn from_path(path: &'a Path) -> Self {
        if path == Path::new("-") { Self::Stdin } else { Self::File(path) }
    }

    /// Reads the input as bytes.
    ///
    /// # Errors
    /// See [`ReadError`]; at most `most` bytes are read.
    pub(crate) fn bytes(self, max_bytes: u64) -> Result<Zeroizing<Vec<u8>>, ReadError> {
        match self {
            Self::Stdin => read(io::stdin().lock(), 0, max_bytes),
            Self::RegularFile(path) if path.metadata().is_ok_and(|found| !found.is_file()) => Err(io::Error::other(NotRegular).into()),
            Self::File(path) | Self::RegularFile(path) => {
                let file = File::open(path)?;
                let length = file.metadata().map_or(0, |found| found.len());
                read(file, length, max_bytes)
            }
        }
    }

    /// Reads at most `max_bytes` from the beginning, and whether there are more.
    ///
    /// # Errors
    /// The input cannot be read.
    pub(crate) fn beginning(self, max_bytes: u64) -> io::Result<(Zeroizing<Vec<u8>>, bool)> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(MIN_CAPACITY).unwrap_or_default()));
        let limit = max_bytes.saturating_add(1);
        match self {
            Self::Stdin => io::stdin().lock().take(limit).read_to_end(&mut bytes)?,
            Self::File(path) | Self::RegularFile(path) => File::open(path)?.take(limit).read_to_end(&mut bytes)?,
        };
        let has_more = bytes.len() as u64 > max_bytes;
        bytes.truncate(usize::try_from(max_bytes).unwrap_or(usize::MAX));
        Ok((bytes, has_more))
    }

    /// Reads the input as UTF-8 without a byte order mark.
    ///
    /// # Errors
    /// See [`ReadError`]; at most `most` bytes are read.
    pub(crate) fn text(self, max_bytes: u64) -> Result<Zeroizing<String>, ReadError> {
        utf8(self.bytes(max_bytes)?)
    }
}

/// Displays the name of the input for messages.
impl fmt::Display for Input<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => formatter.write_str("standard input"),
            Self::File(path) | Self::RegularFile(path) => path.display().fmt(formatter),
        }
    }
}

/// Reads at most `max_bytes`. Allocates for the `expected` length, because growing would leave unwiped copies.
fn read(reader: impl Read, expected: u64, max_bytes: u64) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    let room = expected.saturating_add(1).min(max_bytes).max(MIN_CAPACITY);
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(room).unwrap_or_default()));
    reader.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max_bytes { Err(ReadError::TooLarge) } else { Ok(bytes) }
}

/// Converts bytes to UTF-8 without a byte order mark, and without leaving an unwiped copy.
///
/// # Errors
/// The text is UTF-16, or has a line that is not UTF-8, whose number is given.
pub(crate) fn utf8(mut bytes: Zeroizing<Vec<u8>>) -> Result<Zeroizing<String>, ReadError> {
    if is_utf16(&bytes) {
        return Err(ReadError::Unreadable(io::Error::new(io::ErrorKind::InvalidData, NotUtf8::Utf16)));
    }
    let bom_length = bytes.len() - strip_bom(&bytes).len();
    bytes.drain(..bom_length);
    String::from_utf8(std::mem::take(&mut *bytes)).map(Zeroizing::new).map_err(|error| {
        let valid_length = error.utf8_error().valid_up_to();
        let bytes = Zeroizing::new(error.into_bytes());
        let line = bytes.iter().take(valid_length).filter(|byte| **byte == b'\n').count() + 1;
        ReadError::Unreadable(io::Error::new(io::ErrorKind::InvalidData, NotUtf8::Line(line)))
    })
}

/// Whether `bytes` are UTF-16 text: its byte order mark, or every other byte of the first four is zero.
pub(crate) fn is_utf16(bytes: &[u8]) -> bool {
    let are_zero = |at: [usize; 2]| at.iter().all(|at| bytes.get(*at) == Some(&0)); // the high bytes of ASCII characters
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) || (bytes.len() > 3 && are_zero([0, 2]) != are_zero([1, 3]))
}

/// Strips a leading byte order mark and trailing line ends from the value of a variable.
pub(super) fn trim_value(text: &str) -> &str {
    strip_bom_from_text(text).trim_end_matches(LINE_ENDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(content: &[u8]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        #[expect(clippy::disallowed_methods, reason = "a test's own file")]
        std::fs::write(file.path(), content).unwrap();
        file
    }

    #[test]
    fn a_file_is_read_up_to_the_size_limit() {
        for content in ["", "a", "12345678", "éééé"] {
            let file = file(content.as_bytes());
            assert_eq!(*Input::File(file.path()).text(8).unwrap(), content);
            assert_eq!(*Input::RegularFile(file.path()).bytes(8).unwrap(), content.as_bytes());
        }
        for content in ["123456789", "1éééé"] {
            let file = file(content.as_bytes());
            assert!(matches!(Input::File(file.path()).text(8), Err(ReadError::TooLarge)), "{content}");
        }
    }

    #[test]
    fn a_line_that_is_not_utf_8_is_named_by_its_number() {
        for (content, line) in [(&b"\xff"[..], 1), (b"a\nb\xc3\n", 2), (b"a\n\n\xed\xa0\x80", 3)] {
            let file = file(content);
            let error = Input::File(file.path()).text(100).unwrap_err();
            assert_eq!(error.to_string(), format!("line {line} is not UTF-8"));
            assert_eq!(*Input::File(file.path()).bytes(100).unwrap(), content, "as bytes it is fine");
        }
    }

    #[test]
    fn a_byte_order_mark_is_skipped_once_and_utf_16_is_named() {
        for (content, text) in
            [(&b"\xef\xbb\xbfa"[..], "a"), (b"\xef\xbb\xbf", ""), (b"\xef\xbb\xbf\xef\xbb\xbfa", "\u{feff}a"), (b"a\0b", "a\0b")]
        {
            assert_eq!(*utf8(Zeroizing::new(content.to_vec())).unwrap(), text);
        }
        for content in [&b"\xff\xfea\0"[..], b"\xfe\xff\0a", b"a\0b\0c\0", b"\0a\0b\0c"] {
            assert_eq!(utf8(Zeroizing::new(content.to_vec())).unwrap_err().to_string(), "it is UTF-16 text, not UTF-8");
        }
        assert_eq!(["\u{feff}a\r\n\n", " a ", "\r", "a\r"].map(trim_value), ["a", " a ", "", "a"]);
    }

    #[test]
    fn missing_files_and_folders_are_unreadable() {
        let folder = tempfile::tempdir().unwrap();
        assert!(
            matches!(Input::File(&folder.path().join("x")).bytes(9), Err(ReadError::Unreadable(error)) if error.kind() == io::ErrorKind::NotFound)
        );
        assert!(matches!(Input::File(folder.path()).bytes(9), Err(ReadError::Unreadable(_))));
        assert_eq!(Input::RegularFile(folder.path()).bytes(9).unwrap_err().to_string(), "it is not a regular file");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_pipe_is_read_or_rejected_and_an_endless_device_is_too_large() {
        use std::io::Write as _;
        use std::os::fd::AsRawFd as _;
        let (reader, mut writer) = io::pipe().unwrap();
        let path = format!("/proc/self/fd/{}", reader.as_raw_fd());
        assert_eq!(Input::RegularFile(Path::new(&path)).bytes(9).unwrap_err().to_string(), "it is not a regular file");
        writer.write_all(b"secret").unwrap();
        drop(writer);
        assert_eq!(*Input::File(Path::new(&path)).text(9).unwrap(), "secret");
        assert!(matches!(Input::File(Path::new("/dev/zero")).bytes(9), Err(ReadError::TooLarge)));
        assert_eq!(Input::RegularFile(Path::new("/dev/zero")).bytes(9).unwrap_err().to_string(), "it is not a regular file");
    }

    #[test]
    fn a_dash_is_standard_input() {
        assert_eq!(Input::from_path(Path::new("-")).to_string(), "standard input");
        assert_eq!(Input::from_path(Path::new("./-")).to_string(), "./-");
    }
}
