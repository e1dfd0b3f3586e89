//! What single providers want otherwise, as data, chosen by issuer.

use crate::request::WebIdentity;

/// What is different at one provider.
pub(crate) struct Quirks {
    /// The redirect address that its usual registration allows, where that is not ours.
    pub(crate) redirect: Option<&'static str>,
    /// The parameter that asks for a refresh token, where the scope `offline_access` is unknown.
    pub(crate) offline: Option<(&'static str, &'static str)>,
}

const NONE: Quirks = Quirks { redirect: None, offline: None };
/// Registers `http://localhost` for desktop programs and ignores the port; 127.0.0.1 only goes through the manifest.
const ENTRA: Quirks = Quirks { redirect: Some("http://localhost"), ..NONE };
const GOOGLE: Quirks = Quirks { offline: Some(("access_type", "offline")), ..NONE };

/// How issuers begin.
const ROWS: [(&str, Quirks); 3] =
    [("https://login.microsoftonline.com/", ENTRA), ("https://sts.windows.net/", ENTRA), ("https://accounts.google.com", GOOGLE)];

/// What is different at `issuer`.
pub(crate) fn of(issuer: &str) -> &'static Quirks {
    ROWS.iter().find(|(start, _)| issuer.starts_with(start)).map_or(&NONE, |(_, quirks)| quirks)
}

const OFFLINE: &str = "offline_access";

/// What to ask a provider for.
pub(crate) struct Wanted {
    pub(crate) scopes: Vec<String>,
    pub(crate) parameters: Vec<(String, String)>,
}

impl Quirks {
    /// The scopes and parameters of `person`, in this provider's words; `usual` are the scopes where none were chosen.
    pub(crate) fn wanted(&self, person: &WebIdentity, usual: Vec<String>) -> Wanted {
        let mut scopes = if person.scopes.is_empty() { usual } else { person.scopes.clone() };
        let mut parameters = person.auth_params.clone();
        if let Some((key, value)) = self.offline
            && scopes.iter().any(|scope| scope == OFFLINE)
        {
            scopes.retain(|scope| scope != OFFLINE);
            if parameters.iter().all(|(given, _)| given != key) {
                parameters.push((key.to_owned(), value.to_owned()));
            }
        }
        Wanted { scopes, parameters }
    }
}

/// Whether `person` asked for a refresh token.
pub(crate) fn wants_to_stay(person: &WebIdentity) -> bool {
    let offline = |(key, value): &(String, String)| key == "access_type" && value == "offline";
    person.scopes.iter().any(|scope| scope == OFFLINE) || person.auth_params.iter().any(offline)
}
