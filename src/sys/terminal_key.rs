//! The keys that a terminal sends as bytes.

/// A key, or a sequence of bytes that means nothing here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyPress {
    Up,
    Down,
    First,
    Last,
    Enter,
    Escape,
    CtrlD,
    Erase,
    EraseAll,
    Character(char),
    Ignored,
}

/// Decodes the bytes of a terminal into keys.
#[derive(Default)]
pub(super) struct KeyDecoder(Vec<u8>);

impl KeyDecoder {
    /// Takes one byte; returns the key that it completes.
    pub(super) fn take(&mut self, byte: u8) -> Option<KeyPress> {
        self.0.push(byte);
        let key = match self.0.as_slice() {
            [0x1b] | [0x1b, b'[' | b'O'] => return None,
            [0x1b, b'[' | b'O', .., last] => match last {
                b'A' => KeyPress::Up,
                b'B' => KeyPress::Down,
                b'Z' => KeyPress::Up,
                b'H' => KeyPress::First,
                b'F' => KeyPress::Last,
                0x40..=0x7e => KeyPress::Ignored,
                _ => return None,
            },
            [0x1b, ..] => KeyPress::Ignored,
            [b'\r' | b'\n'] => KeyPress::Enter,
            [b'\t' | 0x0e] => KeyPress::Down,
            [0x10] => KeyPress::Up,
            [0x04] => KeyPress::CtrlD,
            [0x08 | 0x7f] => KeyPress::Erase,
            [0x15] => KeyPress::EraseAll,
            [0..0x20] => KeyPress::Ignored,
            bytes => match std::str::from_utf8(bytes) {
                Ok(text) => text.chars().next().map_or(KeyPress::Ignored, KeyPress::Character),
                Err(error) if error.error_len().is_none() => return None,
                Err(_) => KeyPress::Ignored,
            },
        };
        self.0.clear();
        Some(key)
    }

    /// Ends a sequence after which no byte came for a while: Esc alone is a key.
    pub(super) fn end_sequence(&mut self) -> Option<KeyPress> {
        let bytes = std::mem::take(&mut self.0);
        (bytes == [0x1b]).then_some(KeyPress::Escape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(bytes: &[u8]) -> Vec<KeyPress> {
        let mut decoder = KeyDecoder::default();
        let mut keys: Vec<KeyPress> = bytes.iter().filter_map(|byte| decoder.take(*byte)).collect();
        keys.extend(decoder.end_sequence());
        keys
    }

    #[test]
    fn bytes_are_decoded_to_keys() {
        let cases: [(&[u8], &[KeyPress]); 8] = [
            (b"a\xc3\xbc\n", &[KeyPress::Character('a'), KeyPress::Character('ü'), KeyPress::Enter]),
            (b"\x1b[A\x1bOB\x1b[H\x1b[F", &[KeyPress::Up, KeyPress::Down, KeyPress::First, KeyPress::Last]),
            (b"\x1b", &[KeyPress::Escape]),
            (b"\x1b[", &[]),
            (b"\x1b[3~x", &[KeyPress::Ignored, KeyPress::Character('x')]),
            (b"\x1bx\x7f\x15\t", &[KeyPress::Ignored, KeyPress::Erase, KeyPress::EraseAll, KeyPress::Down]),
            (b"\xffa", &[KeyPress::Ignored, KeyPress::Character('a')]),
            (b"\x04\x01", &[KeyPress::CtrlD, KeyPress::Ignored]),
        ];
        for (bytes, expected) in cases {
            assert_eq!(keys(bytes), expected, "{bytes:?}");
        }
    }
}
