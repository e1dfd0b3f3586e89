//! The keys that a terminal sends as bytes.

/// A key, or a sequence of bytes that means nothing here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
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
    pub(super) fn take(&mut self, byte: u8) -> Option<Key> {
        self.0.push(byte);
        let key = match self.0.as_slice() {
            [0x1b] | [0x1b, b'[' | b'O'] => return None,
            [0x1b, b'[' | b'O', .., last] => match last {
                b'A' => Key::Up,
                b'B' => Key::Down,
                b'Z' => Key::Up,
                b'H' => Key::First,
                b'F' => Key::Last,
                0x40..=0x7e => Key::Ignored,
                _ => return None,
            },
            [0x1b, ..] => Key::Ignored,
            [b'\r' | b'\n'] => Key::Enter,
            [b'\t' | 0x0e] => Key::Down,
            [0x10] => Key::Up,
            [0x04] => Key::CtrlD,
            [0x08 | 0x7f] => Key::Erase,
            [0x15] => Key::EraseAll,
            [0..0x20] => Key::Ignored,
            bytes => match std::str::from_utf8(bytes) {
                Ok(text) => text.chars().next().map_or(Key::Ignored, Key::Character),
                Err(error) if error.error_len().is_none() => return None,
                Err(_) => Key::Ignored,
            },
        };
        self.0.clear();
        Some(key)
    }

    /// Ends a sequence after which no byte came for a while: Esc alone is a key.
    pub(super) fn end_sequence(&mut self) -> Option<Key> {
        let bytes = std::mem::take(&mut self.0);
        (bytes == [0x1b]).then_some(Key::Escape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(bytes: &[u8]) -> Vec<Key> {
        let mut decoder = KeyDecoder::default();
        let mut keys: Vec<Key> = bytes.iter().filter_map(|byte| decoder.take(*byte)).collect();
        keys.extend(decoder.end_sequence());
        keys
    }

    #[test]
    fn bytes_are_decoded_to_keys() {
        let cases: [(&[u8], &[Key]); 8] = [
            (b"a\xc3\xbc\n", &[Key::Character('a'), Key::Character('ü'), Key::Enter]),
            (b"\x1b[A\x1bOB\x1b[H\x1b[F", &[Key::Up, Key::Down, Key::First, Key::Last]),
            (b"\x1b", &[Key::Escape]),
            (b"\x1b[", &[]),
            (b"\x1b[3~x", &[Key::Ignored, Key::Character('x')]),
            (b"\x1bx\x7f\x15\t", &[Key::Ignored, Key::Erase, Key::EraseAll, Key::Down]),
            (b"\xffa", &[Key::Ignored, Key::Character('a')]),
            (b"\x04\x01", &[Key::CtrlD, Key::Ignored]),
        ];
        for (bytes, expected) in cases {
            assert_eq!(keys(bytes), expected, "{bytes:?}");
        }
    }
}
