//! Splits Rust source into code, comments and string literals, so that tests can look at one of them without the others.

/// The kind of a piece of source.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum PieceKind {
    /// Code between comments and string literals, with the prefixes of the latter.
    Code,
    /// A comment with its slashes, without the line end.
    Comment,
    /// The content of a string literal as it is written, escapes included.
    Literal,
}

/// A piece of source and the line that it begins on, counted from 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece<'a> {
    pub(crate) kind: PieceKind,
    pub(crate) line: usize,
    pub(crate) text: &'a str,
}

/// Splits `source` into its pieces, in order. Unbalanced source gives one last piece up to its end.
pub(crate) fn pieces(source: &str) -> Vec<Piece<'_>> {
    let mut splitter = Splitter { source, at: 0, begin: 0, pieces: Vec::new() };
    while splitter.step() {}
    splitter.push(PieceKind::Code, splitter.begin, source.len());
    number_lines(source, splitter.pieces)
}

/// The source up to its unit tests, whose texts no user reads.
pub(crate) fn without_unit_tests(source: &str) -> &str {
    source.find("mod tests {").map_or(source, |end| &source[..end])
}

struct Splitter<'a> {
    source: &'a str,
    at: usize,
    begin: usize,
    pieces: Vec<(PieceKind, usize, usize)>,
}

impl Splitter<'_> {
    /// Moves past one character, comment or literal. False at the end of the source.
    fn step(&mut self) -> bool {
        let rest = &self.source[self.at..];
        match rest.as_bytes() {
            [] => return false,
            [b'/', b'/', ..] => self.take(PieceKind::Comment, 0, rest.find('\n').unwrap_or(rest.len())),
            [b'/', b'*', ..] => self.take(PieceKind::Comment, 0, rest.find("*/").map_or(rest.len(), |end| end + 2)),
            [b'"', ..] => self.literal(),
            [b'\'', b'\\', ..] => self.at += rest[3..].find('\'').map_or(rest.len(), |end| end + 4),
            [b'\'', ..] => {
                let next = rest[1..].chars().next().map_or(0, char::len_utf8);
                self.at += if rest[1 + next..].starts_with('\'') { next + 2 } else { 1 };
            }
            _ => self.at += rest.chars().next().map_or(1, char::len_utf8),
        }
        true
    }

    /// Takes the literal that begins with the quote at the current position: raw after `r`, `br`, `r#`, …, else with escapes.
    fn literal(&mut self) {
        let code = &self.source[..self.at];
        let hashes = code.len() - code.trim_end_matches('#').len();
        let is_raw = code[..code.len() - hashes].ends_with('r') && !code.ends_with("\\'r");
        let rest = &self.source[self.at + 1..];
        let end = if is_raw {
            rest.find(&format!("\"{}", "#".repeat(hashes)))
        } else {
            let mut is_escaped = false;
            rest.find(|letter| {
                let is_end = letter == '"' && !is_escaped;
                is_escaped = letter == '\\' && !is_escaped;
                is_end
            })
        };
        self.take(PieceKind::Literal, 1, 1 + end.unwrap_or(rest.len()));
        self.at = self.source.len().min(self.at + 1); // past the closing quote
        self.begin = self.at;
    }

    /// Ends the code before the current position, and adds the piece from `skip` to `end` behind it.
    fn take(&mut self, kind: PieceKind, skip: usize, end: usize) {
        self.push(PieceKind::Code, self.begin, self.at);
        self.push(kind, self.at + skip, self.at + end);
        self.at += end;
        self.begin = self.at;
    }

    fn push(&mut self, kind: PieceKind, begin: usize, end: usize) {
        if begin < end {
            self.pieces.push((kind, begin, end));
        }
    }
}

fn number_lines(source: &str, pieces: Vec<(PieceKind, usize, usize)>) -> Vec<Piece<'_>> {
    let (mut line, mut counted) = (1, 0);
    let numbered = pieces.into_iter().map(|(kind, begin, end)| {
        line += source[counted..begin].matches('\n').count();
        counted = begin;
        Piece { kind, line, text: &source[begin..end] }
    });
    numbered.collect()
}

#[test]
fn source_is_split_into_code_comments_and_literals() {
    let source = "let a = \"x \\\" // no\"; // yes\nf('\"', 'b', '\\'', r#\"raw \"x\\\"#, &'a b);\n/* all\n of it */ g(\"last\")";
    let found: Vec<_> = pieces(source).into_iter().map(|piece| (piece.kind, piece.line, piece.text)).collect();
    let code = |line, text| (PieceKind::Code, line, text);
    assert_eq!(
        found,
        [
            code(1, "let a = "),
            (PieceKind::Literal, 1, "x \\\" // no"),
            code(1, "; "),
            (PieceKind::Comment, 1, "// yes"),
            code(1, "\nf('\"', 'b', '\\'', r#"),
            (PieceKind::Literal, 2, "raw \"x\\"),
            code(2, "#, &'a b);\n"),
            (PieceKind::Comment, 3, "/* all\n of it */"),
            code(4, " g("),
            (PieceKind::Literal, 4, "last"),
            code(4, ")"),
        ]
    );
}
