//! Checks a request before its proof is sent: its parameters at once, and beside the login the storage server, with `HEAD /`.

use super::dialect::{LearnedServer, detect_dialect, dialect_of};
use super::{Error, check};
use crate::request::{Dialect, Request};
use crate::sys::{Deps, HttpError, TimedStep};
use jiff::SignedDuration;

/// Facts about a storage server that are known before the STS call.
#[derive(Clone, Copy, Debug, Default)]
pub struct ServerProbe {
    /// The dialect; `Generic` if unknown.
    pub(super) dialect: Dialect,
    /// This machine's time minus the server's; `None` if the server did not send its time.
    pub(super) clock_skew: Option<SignedDuration>,
}

impl ServerProbe {
    /// Fills in the learned dialect if the probe did not reveal one.
    #[must_use]
    pub(crate) fn with_learned(self, server: &LearnedServer, request: &Request) -> Self {
        let dialect = if self.dialect == Dialect::Generic { dialect_of(request, server) } else { self.dialect };
        Self { dialect, ..self }
    }

    /// Sets the clock skew of a later response, if that is known: not every request is probed.
    pub(super) fn with_clock_skew(self, clock_skew: Option<SignedDuration>) -> Self {
        Self { clock_skew: clock_skew.or(self.clock_skew), ..self }
    }

    /// The dialect; `Generic` if unknown.
    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// This machine's time minus the server's; `None` if the server did not send its time.
    pub(crate) fn clock_skew(&self) -> Option<SignedDuration> {
        self.clock_skew
    }

    /// The dialect; `None` if unknown.
    pub(super) fn known_dialect(&self) -> Option<Dialect> {
        Some(self.dialect).filter(|dialect| *dialect != Dialect::Generic)
    }
}

/// Checks the parameters of `request` for the dialect that is set or follows from the host. If a user logs in, or the dialect decides
/// whether the proof may be sent (`Request::should_probe`), also probes the storage server, and checks the parameters for the dialect that
/// it reveals.
///
/// # Errors
/// [`Error::NoResponse`], so that an unreachable server is reported before the login is complete; or a parameter that the action or the
/// dialect does not support: [`Error::DurationTooLong`], [`Error::RoleRequired`], [`Error::RoleNotSupported`],
/// [`Error::PolicyNotSupported`], [`Error::PolicyTooLong`].
pub async fn check_request(request: &Request, deps: &Deps) -> Result<ServerProbe, Error> {
    let dialect = dialect_of(request, &LearnedServer::default());
    check::parameters(request, dialect)?; // not the policy: its limit depends on the server, which may be unknown yet
    if !request.should_probe() {
        return Ok(ServerProbe { dialect, clock_skew: None }); // the STS call itself reveals the rest
    }
    let probe = probe(request, deps).await?;
    check::request(request, probe.dialect)?;
    Ok(probe)
}

/// Connects to the storage server, and reads its dialect and clock in the response; the connection stays open for the STS call.
///
/// # Errors
/// The server did not respond.
pub(crate) async fn probe(request: &Request, deps: &Deps) -> Result<ServerProbe, HttpError> {
    let _step = TimedStep::begin("probe of the storage server");
    let response = deps.http.head(request.endpoint.url()).await?;
    let clock_skew = deps.clock.skew(response.headers());
    let mut server = LearnedServer::default();
    server.record(detect_dialect(&response));
    Ok(ServerProbe { dialect: dialect_of(request, &server), clock_skew })
}
