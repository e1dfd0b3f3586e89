//! `Debug` for errors, without the code that `derive(Debug)` makes.

/// Has an error print with `{:?}` what it prints with `{}`.
///
/// `std::error::Error` requires `Debug`, so a derived one is linked for every error and for all that errors hold: 58 KB that only the
/// message of a panic would show.
macro_rules! debug_as_display {
    ($error:ty) => {
        impl std::fmt::Debug for $error {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, formatter)
            }
        }
    };
}
