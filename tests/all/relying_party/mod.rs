//! The relying-party modules of the OpenID Foundation's conformance suite for the code flow: each test has the name of its module, and
//! the real program logs in at a provider that behaves as the module does.

mod client;
mod code_flow;
mod discovery;
mod id_tokens;
mod key_sets;
mod refreshes;
mod signatures;
mod userinfo;
