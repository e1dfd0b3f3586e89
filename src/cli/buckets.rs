//! `sts-cli buckets [PROFILE]`: lists the buckets that credentials open, by name.

use super::invocation::Invocation;
use super::keys_in_use::{KeysInUse, failure_of_environment};
use super::{explain_error, options as opt, output_settings, request_builder};
use crate::access::{self, BucketList};
use crate::deliver;
use crate::error::Failure;
use crate::request::{Delivery, Request};
use crate::session::Session;
use serde_json::{Value, json};
use std::rc::Rc;

/// Runs `buckets`. Logs in if necessary.
pub(super) fn run(call: Invocation<'_>) -> Result<u8, Failure> {
    let prints_json = call.typed.is_on(&opt::JSON) || output_settings::prints_json(&call.typed)?;
    let BucketList { names, is_complete } = match KeysInUse::resolve(&call)? {
        KeysInUse::Profile(resolved) => {
            let request: Rc<Request> = Rc::new(request_builder::request(&resolved, Delivery::default(), call.deps)?);
            let credentials = Session::new(&request, call.deps, explain_error)?.credentials_blocking()?;
            call.deps.block_on(access::list(&credentials, &request, call.deps))??
        }
        KeysInUse::Environment(keys, request) => {
            request_builder::warn_if_insecure(&request.trust, call.deps);
            call.deps
                .block_on(access::list(&keys.credentials, &request, call.deps))?
                .map_err(|error| failure_of_environment(error, call.deps))?
        }
    };
    if !is_complete {
        call.deps.terminal.warn("the list is cut: the server lists buckets in pages, of which only the first ones were read");
    }
    if prints_json {
        let rows: Value = names.iter().map(|name| json!({"name": name})).collect();
        deliver::print_text(&format!("{rows}\n"))?;
        return Ok(0);
    }
    if names.is_empty() {
        call.deps.terminal.note("these credentials see no buckets: `sts-cli whoami --online` shows why");
    }
    deliver::print_text(&names.iter().map(|name| format!("{name}\n")).collect::<String>())?;
    Ok(0)
}
