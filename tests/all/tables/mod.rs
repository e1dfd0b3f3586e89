//! The pure parts, by tables and published vectors.

mod advice;
mod replies;
mod requests;
mod sigv4;
