//! Deviations of individual providers, as data, by issuer.

use crate::request::WebIdentity;

/// The deviations of a provider.
pub(crate) struct Quirks {
    /// The redirect URI that the usual registration of a desktop program allows, if that is not the default of this program.
    pub(crate) redirect: Option<&'static str>,
    /// The parameter, by name and value, that requests a refresh token where the provider does not support the scope `offline_access`.
    pub(crate) offline: Option<(&'static str, &'static str)>,
    /// Whether `prompt=select_account` shows the accounts although the discovery document does not list it.
    pub(crate) selects_account: bool,
}

/// No deviations.
const NONE: Quirks = Quirks { redirect: None, offline: None, selects_account: false };
/// Entra ID registers `http://localhost` for desktop programs and ignores the port; 127.0.0.1 can be registered in the manifest only:
/// Microsoft, "Redirect URI (reply URL) best practices and limitations", section "Localhost exceptions". Shows the accounts: Microsoft,
/// "Microsoft identity platform and OAuth 2.0 authorization code flow", parameter `prompt`.
const ENTRA: Quirks = Quirks { redirect: Some("http://localhost"), selects_account: true, ..NONE };
/// Google issues refresh tokens for `access_type=offline`, and shows the accounts: Google, "OpenID Connect", section "Authentication URI
/// parameters".
const GOOGLE: Quirks = Quirks { offline: Some(ACCESS_TYPE_OFFLINE), selects_account: true, ..NONE };
const ACCESS_TYPE_OFFLINE: (&str, &str) = ("access_type", "offline");

/// The deviations by the beginning of the issuer. Google's issuer has no final slash.
const ROWS: [(&str, Quirks); 3] =
    [("https://login.microsoftonline.com/", ENTRA), ("https://sts.windows.net/", ENTRA), ("https://accounts.google.com", GOOGLE)];

/// Returns the deviations of `issuer`.
pub(crate) fn of(issuer: &str) -> &'static Quirks {
    ROWS.iter().find(|(prefix, _)| issuer.starts_with(prefix)).map_or(&NONE, |(_, quirks)| quirks)
}

/// The scope that requests a refresh token: OpenID Connect Core 1.0, section 11.
const OFFLINE_ACCESS: &str = "offline_access";

/// The scopes and parameters of an authorization request.
pub(crate) struct AuthorizationParameters {
    /// The values of `scope`.
    pub(crate) scopes: Vec<String>,
    /// The names and values of further parameters.
    pub(crate) parameters: Vec<(String, String)>,
}

impl Quirks {
    /// Returns the scopes and parameters to request from this provider; `default_scopes` if the user has set no scopes.
    pub(crate) fn authorization_parameters(&self, web_identity: &WebIdentity, default_scopes: Vec<String>) -> AuthorizationParameters {
        let mut scopes = if web_identity.scopes.is_empty() { default_scopes } else { web_identity.scopes.clone() };
        let mut parameters = web_identity.auth_params.clone();
        if let Some((key, value)) = self.offline
            && scopes.iter().any(|scope| scope == OFFLINE_ACCESS)
        {
            scopes.retain(|scope| scope != OFFLINE_ACCESS);
            if parameters.iter().all(|(name, _)| name != key) {
                parameters.push((key.to_owned(), value.to_owned()));
            }
        }
        AuthorizationParameters { scopes, parameters }
    }
}

impl AuthorizationParameters {
    /// Adds `value` to the parameter `prompt`, a list, unless that requires a login already: OpenID Connect Core 1.0, section 3.1.2.1. In
    /// place of `none`, which excludes every prompt.
    #[must_use]
    pub(crate) fn with_prompt(mut self, value: &str) -> Self {
        match self.parameters.iter_mut().find(|(name, _)| name == "prompt") {
            Some((_, prompt)) if prompt.split(' ').any(|other| matches!(other, "login" | "select_account")) => {}
            Some((_, prompt)) if prompt != "none" && !prompt.is_empty() => *prompt = format!("{prompt} {value}"),
            Some((_, prompt)) => value.clone_into(prompt),
            None => self.parameters.push(("prompt".to_owned(), value.to_owned())),
        }
        self
    }

    /// Names the account to log in with, unless the user's settings do so.
    #[must_use]
    pub(crate) fn with_login_hint(mut self, account: Option<&str>) -> Self {
        if let Some(account) = account.filter(|_| self.parameters.iter().all(|(name, _)| name != "login_hint")) {
            self.parameters.push(("login_hint".to_owned(), account.to_owned()));
        }
        self
    }
}

/// Whether the user's settings request a refresh token, by the scope or by Google's parameter.
pub(crate) fn requests_offline_access(web_identity: &WebIdentity) -> bool {
    let is_offline = |(key, value): &(String, String)| (key.as_str(), value.as_str()) == ACCESS_TYPE_OFFLINE;
    web_identity.scopes.iter().any(|scope| scope == OFFLINE_ACCESS) || web_identity.auth_params.iter().any(is_offline)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::{BrowserUse, Issuer, LoginMethod, RedirectUri, TokenKind};

    fn web_identity(scopes: &[&str], parameters: &[(&str, &str)]) -> WebIdentity {
        WebIdentity {
            issuer: Issuer::new("https://id.example", false).expect("an issuer"),
            client_id: "sts-cli".to_owned(),
            client_secret: None,
            client_auth: None,
            assertion_key: None,
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            auth_params: parameters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            account: None,
            switches_user: false,
            redirect: RedirectUri::with_ports(vec![8000]),
            login: LoginMethod::Auto,
            browser: BrowserUse::Open,
            send: TokenKind::IdToken,
            userinfo: false,
        }
    }

    #[test]
    fn offline_access_is_requested_as_each_provider_expects() {
        let joined_parameters = |issuer: &str, web_identity: &WebIdentity| {
            let AuthorizationParameters { scopes, parameters } =
                of(issuer).authorization_parameters(web_identity, vec!["openid".to_owned()]);
            (scopes.join(" "), parameters.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&"))
        };
        let offline = web_identity(&["openid", "offline_access"], &[("prompt", "consent")]);
        let unknown_provider = "https://id.example/realms/prod";
        assert_eq!(joined_parameters(unknown_provider, &offline), ("openid offline_access".to_owned(), "prompt=consent".to_owned()));
        assert_eq!(
            joined_parameters("https://accounts.google.com", &offline),
            ("openid".to_owned(), "prompt=consent&access_type=offline".to_owned())
        );
        assert_eq!(joined_parameters("https://accounts.google.com", &web_identity(&[], &[])), ("openid".to_owned(), String::new()));
        assert!(
            requests_offline_access(&offline)
                && requests_offline_access(&web_identity(&[], &[("access_type", "offline")]))
                && !requests_offline_access(&web_identity(&[], &[]))
        );
    }

    #[test]
    fn a_prompt_is_added_to_those_that_are_set() {
        for (set, expected) in [
            (vec![], "prompt=select_account"),
            (vec![("prompt", "consent")], "prompt=consent select_account"),
            (vec![("prompt", "login consent")], "prompt=login consent"),
            (vec![("prompt", "none")], "prompt=select_account"),
            (vec![("kc_idp_hint", "corp")], "kc_idp_hint=corp&prompt=select_account"),
        ] {
            let parameters = set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let parameters = AuthorizationParameters { scopes: Vec::new(), parameters }.with_prompt("select_account").parameters;
            let parameters: Vec<String> = parameters.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
            assert_eq!(parameters.join("&"), expected);
        }
    }

    #[test]
    fn entra_redirects_to_localhost_unless_a_redirect_uri_is_set() {
        let redirect = of("https://login.microsoftonline.com/0000/v2.0").redirect.expect("a redirect address of its own");
        assert_eq!(RedirectUri::with_ports(vec![8000]).or_provider_default(redirect).address(8000), "http://localhost:8000");
        let chosen = RedirectUri::parse("http://127.0.0.1/oauth2/callback", vec![8000]).expect("a redirect address");
        assert_eq!(chosen.or_provider_default(redirect), chosen);
    }
}
