//! [`Choice`]: enumerated values and their words, as used by help, completions and errors.

use super::RequestError;

/// An enumerated value, with one word for each variant.
pub trait Choice: Copy + 'static {
    /// All values, in the order of the help.
    const ALL: &'static [Self];

    /// Returns the word for this value.
    fn word(self) -> &'static str;

    /// Returns the words for all values, in order.
    #[must_use]
    fn words() -> Vec<&'static str> {
        Self::ALL.iter().map(|choice| choice.word()).collect()
    }

    /// Returns the value for a word.
    #[must_use]
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|choice| choice.word() == word)
    }
}

/// Parses a word.
///
/// # Errors
/// [`RequestError::NotAChoice`], which lists all words.
pub(crate) fn one_of<T: Choice>(word: &str) -> Result<T, RequestError> {
    T::from_word(word).ok_or_else(|| invalid_choice(word, &T::words()))
}

/// Creates the error for a word that is not among `words`.
#[must_use]
pub(crate) fn invalid_choice(word: &str, words: &[&str]) -> RequestError {
    RequestError::NotAChoice { given: word.to_owned(), choices: words.join(", ") }
}

/// Implements [`Choice`]. The words are the arms of a `match`, so a missing variant does not compile.
macro_rules! choices {
    ($type:ty: $($word:literal => [$($value:tt)+]),+ $(,)?) => {
        impl $crate::request::Choice for $type {
            const ALL: &'static [Self] = &[$($($value)+),+];

            fn word(self) -> &'static str {
                match self {
                    $($($value)+ => $word),+
                }
            }
        }
    };
}

pub(crate) use choices;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::{ClientAuthMethod, Dialect, LoginMethod, OutputFormat, TokenKind};

    fn check<T: Choice + PartialEq + std::fmt::Debug>() {
        for choice in T::ALL {
            assert_eq!(one_of::<T>(choice.word()), Ok(*choice));
        }
        assert!(one_of::<T>("nosuch").is_err());
    }

    #[test]
    fn every_value_is_parsed_from_its_own_name() {
        check::<OutputFormat>();
        check::<Dialect>();
        check::<LoginMethod>();
        check::<TokenKind>();
        check::<ClientAuthMethod>();
    }
}
