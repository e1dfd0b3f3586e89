//! Deviations of real providers and servers that can be switched on one by one.

mod table;

pub use table::Fault;

use jiff::SignedDuration;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use table::DefaultValue;

/// A fault with its value: `NAME`, `NAME=30s` or `NAME=2` as text, or a [`Fault`] for its default value.
#[derive(Clone, Debug)]
pub struct RequestedFault(Fault, Amount);

/// The value of a fault.
#[derive(Clone, Debug)]
enum Amount {
    Nothing,
    Duration(SignedDuration),
    /// How often it still occurs.
    Times(Arc<AtomicU32>),
}

/// Why a fault cannot be parsed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FaultError {
    /// There is no fault with this name.
    #[error("there is no fault `{0}`")]
    Unknown(String),
    /// It takes no value.
    #[error("`{0}` takes no value")]
    NoValue(&'static str),
    /// Its value is not a duration.
    #[error("`{0}` takes a duration such as 30s or 20m")]
    NoDuration(&'static str),
    /// Its value is not a number.
    #[error("`{0}` takes a number")]
    NoNumber(&'static str),
}

impl From<Fault> for RequestedFault {
    /// Requests the fault with its default value.
    fn from(fault: Fault) -> Self {
        Self(
            fault,
            match fault.row().default {
                DefaultValue::Nothing => Amount::Nothing,
                DefaultValue::Seconds(seconds) => Amount::Duration(SignedDuration::from_secs(seconds)),
                DefaultValue::Times(times) => Amount::Times(Arc::new(AtomicU32::new(times))),
            },
        )
    }
}

impl FromStr for RequestedFault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value.trim())));
        let fault = Fault::all().find(|fault| fault.name() == name.trim()).ok_or_else(|| FaultError::Unknown(name.trim().to_owned()))?;
        let Some(value) = value else { return Ok(fault.into()) };
        let amount = match fault.row().default {
            DefaultValue::Nothing => return Err(FaultError::NoValue(fault.name())),
            DefaultValue::Seconds(_) => {
                let duration: Option<SignedDuration> = value.parse().ok();
                Amount::Duration(duration.filter(SignedDuration::is_positive).ok_or(FaultError::NoDuration(fault.name()))?)
            }
            DefaultValue::Times(_) => {
                Amount::Times(Arc::new(AtomicU32::new(value.parse().map_err(|_| FaultError::NoNumber(fault.name()))?)))
            }
        };
        Ok(Self(fault, amount))
    }
}

/// The faults of a sandbox. Clones share their state.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Vec<RequestedFault>>>);

impl FromIterator<RequestedFault> for Faults {
    fn from_iter<T: IntoIterator<Item = RequestedFault>>(requested: T) -> Self {
        Self(Arc::new(Mutex::new(requested.into_iter().collect())))
    }
}

impl Faults {
    /// Switches on a fault; replaces its value if it is on already.
    ///
    /// ```no_run
    /// # fn example(sandbox: &sts_sandbox::Sandbox) -> Result<(), sts_sandbox::FaultError> {
    /// sandbox.faults().add(sts_sandbox::Fault::RefuseRefresh);
    /// sandbox.faults().add("clock-ahead=20m".parse::<sts_sandbox::RequestedFault>()?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn add(&self, fault: impl Into<RequestedFault>) {
        let fault = fault.into();
        let mut faults = self.lock();
        faults.retain(|other| other.0 != fault.0);
        faults.push(fault);
    }

    /// Switches off a fault, if it is on.
    pub fn remove(&self, fault: Fault) {
        self.lock().retain(|other| other.0 != fault);
    }

    /// Whether the fault is switched on.
    #[must_use]
    pub fn has(&self, fault: Fault) -> bool {
        self.amount(fault).is_some()
    }

    /// Returns the duration of a fault that has one.
    pub(crate) fn duration(&self, fault: Fault) -> Option<SignedDuration> {
        match self.amount(fault) {
            Some(Amount::Duration(duration)) => Some(duration),
            _ => None,
        }
    }

    /// Whether a counted fault occurs once more; counts down.
    pub(crate) fn occurs(&self, fault: Fault) -> bool {
        let Some(Amount::Times(remaining)) = self.amount(fault) else { return false };
        remaining.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |remaining| remaining.checked_sub(1)).is_ok()
    }

    /// Returns the value of the fault; the last one counts.
    fn amount(&self, fault: Fault) -> Option<Amount> {
        self.lock().iter().rev().find(|requested| requested.0 == fault).map(|requested| requested.1.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<RequestedFault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_parsed_from_name_and_value() {
        for (text, expected) in [
            ("slow-down", None),
            ("clock-ahead", None),
            ("clock-ahead=30s", None),
            ("clock-behind=20m", None),
            ("starting=2", None),
            ("", Some("there is no fault ``")),
            ("slow", Some("there is no fault `slow`")),
            ("slow-down=1", Some("`slow-down` takes no value")),
            ("clock-ahead=-30s", Some("`clock-ahead` takes a duration such as 30s or 20m")),
            ("clock-ahead=soon", Some("`clock-ahead` takes a duration such as 30s or 20m")),
            ("starting=often", Some("`starting` takes a number")),
        ] {
            let error = text.parse::<RequestedFault>().err().map(|error| error.to_string());
            assert_eq!(error.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn counted_faults_occur_as_often_as_requested() {
        let faults: Faults = ["starting=2".parse::<RequestedFault>().unwrap()].into_iter().collect();
        assert_eq!([(); 4].map(|()| faults.occurs(Fault::Starting)), [true, true, false, false]);
        assert!(!faults.occurs(Fault::TokenUnavailable));
    }

    #[test]
    fn fault_changes_are_visible_through_clones() {
        let faults = Faults::default();
        let server = faults.clone();
        faults.add(Fault::SlowSts);
        faults.add("slow-sts=1s".parse::<RequestedFault>().unwrap());
        assert_eq!(server.duration(Fault::SlowSts), Some(SignedDuration::from_secs(1)));
        faults.remove(Fault::SlowSts);
        assert!(!server.has(Fault::SlowSts));
    }
}
