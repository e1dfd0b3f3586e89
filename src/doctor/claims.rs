//! The claims of the token against what the storage server requires. The server decides, so a defect fails only if it refuses the token.

use super::problem::Problem;
use super::step::{Step, StepName};
use crate::advice::Hint;
use crate::claims::Claims;
use crate::error::{Failure, Responsible};
use crate::identity::SignedInUser;
use crate::request::hint::hint;
use crate::request::{Request, TokenKind};
use crate::sts::{self, Notice};
use crate::sys::CapturedMessage;
use crate::text::printable;

/// From this similarity on, a claim may be the one that the server looks for under another name.
const SIMILAR: f64 = 0.85;
/// The end of MinIO's message for a missing policy claim, in lower case.
const CLAIM_MISSING: &str = " claim missing from the jwt token";

/// The token's claims, and everything that they are compared with.
pub(super) struct ClaimsCheck<'a> {
    pub(super) claims: &'a Claims,
    /// The type in the token's header, if it is that of access tokens.
    pub(super) access_token_type: Option<String>,
    pub(super) request: &'a Request,
    /// The engine's notes and warnings about the token.
    pub(super) messages: &'a [CapturedMessage],
    /// The engine's warnings about the proof.
    pub(super) notices: &'a [Notice],
    /// Whether the STS granted credentials for the token, so that its claims are as the server requires them.
    pub(super) is_granted: bool,
    /// The STS's refusal of the token.
    pub(super) refusal: Option<&'a sts::ErrorResponse>,
}

/// A difference between the claims and what the storage server requires.
struct Defect {
    text: String,
    /// The one who must act, without a hint.
    responsible: Responsible,
    /// The next step; `None`: the hints for the refusal.
    hint: Option<Hint>,
}

impl ClaimsCheck<'_> {
    /// Returns the step; `facts` and `hints` are those of the refusal.
    pub(super) fn step(&self, facts: Vec<String>, hints: Vec<Hint>) -> Step {
        let mut defects = self.defects().into_iter();
        let step = match defects.next() {
            None => Step::passed(StepName::Claims, self.summary()),
            Some(defect) => {
                let (facts, hints) = defect.hint.map_or((facts, hints), |hint| (Vec::new(), vec![hint]));
                let responsible = hints.first().map_or(defect.responsible, |hint| hint.who);
                let failure = Failure { facts, ..Problem::Claim(defect.text).with_hints(hints) };
                let is_refused = self.refusal.is_some();
                let step = if is_refused { Step::failed(StepName::Claims, failure) } else { Step::warned(StepName::Claims, failure) };
                step.responsible(responsible)
            }
        };
        self.with_facts(defects.fold(step, |step, defect| step.note(defect.text)))
    }

    fn summary(&self) -> String {
        let list = |name| self.claims.list(name).into_iter().map(printable).collect::<Vec<_>>().join(" ");
        let policy = if self.claims.has("policy") { format!("policy {}, ", list("policy")) } else { String::new() };
        format!("{policy}audience {}", list("aud"))
    }

    fn with_facts(&self, step: Step) -> Step {
        let text = |name| self.claims.text(name).map(printable);
        let list =
            |name| Some(self.claims.list(name).into_iter().map(printable).collect::<Vec<_>>().join(" ")).filter(|list| !list.is_empty());
        let time = |name| self.claims.time(name).map(|time| time.to_string());
        let names = self.claims.names().iter().map(|name| printable(name)).collect::<Vec<_>>().join(" ");
        step.fact("claims", names)
            .optional_fact("issuer", text("iss"))
            .optional_fact("subject", text("sub"))
            .optional_fact("name", text("preferred_username"))
            .optional_fact("audience", list("aud"))
            .optional_fact("authorized_party", text("azp"))
            .optional_fact("policy", list("policy"))
            .optional_fact("issued", time("iat"))
            .optional_fact("expires", time("exp"))
    }

    /// Returns the defects, the most specific first.
    fn defects(&self) -> Vec<Defect> {
        let engine = self.messages.iter().filter(|message| message.is_warning).map(|message| Defect {
            text: message.text.clone(),
            responsible: Responsible::You,
            hint: self.hint_for_supplied_token(),
        });
        let defects: Vec<Defect> = engine.chain(self.account()).collect();
        if self.is_granted {
            return defects;
        }
        let candidates = [self.kind(), self.policy_type(), self.policy_claim(), self.audience(), self.subject()];
        defects.into_iter().chain(candidates.into_iter().flatten()).collect()
    }

    /// Returns the hint for a supplied token of which the engine warns: that for its audience if that is not the requested one.
    fn hint_for_supplied_token(&self) -> Option<Hint> {
        let expected = self.request.identity.supplied_token()?.audience.as_deref()?;
        let has_audience = self.claims.list("aud").contains(&expected) || self.claims.text("azp") == Some(expected);
        (!has_audience).then(|| {
            hint!(
                { ProviderAdministrator },
                " for tokens with the audience ",
                (printable(expected)),
                "; or change ",
                AUDIENCE,
                " to theirs"
            )
        })
    }

    /// Compares the account with the one that the authorization parameter `login_hint` names.
    fn account(&self) -> Option<Defect> {
        let web_identity = self.request.identity.web_identity()?;
        let (_, expected) = web_identity.auth_params.iter().find(|(name, _)| name == "login_hint")?;
        let is_expected = SignedInUser::of(self.claims).is_some_and(|user| user.is_called(expected));
        let (found, expected) = (printable(self.claims.display_name().unwrap_or("unknown")), printable(expected));
        (!is_expected).then(|| Defect {
            text: format!("the login is that of `{found}`, not of `{expected}`, whose login is requested (`login_hint`)"),
            responsible: Responsible::You,
            hint: Some(hint!("log in as ", (expected), ": end the session of ", (found), " in the browser first")),
        })
    }

    /// Recognizes an access token that is sent in place of an ID token: RFC 9068, and the claims of Keycloak and Cognito.
    fn kind(&self) -> Option<Defect> {
        let is_login = self.request.identity.web_identity().is_some() || self.request.has_supplied_token();
        let marks = [("typ", "Bearer"), ("token_use", "access")];
        let claim = marks.into_iter().find(|(name, value)| self.claims.text(name) == Some(value));
        let header = self.access_token_type.as_ref().map(|typ| format!("`typ` in its header is {typ}"));
        let mark = header.or(claim.map(|(name, value)| format!("`{name}` is {value}"))).filter(|_| is_login)?;
        let sends_access_token = self.request.identity.web_identity().is_some_and(|login| login.send == TokenKind::AccessToken);
        Some(Defect {
            text: format!("the token is an access token ({mark}), not an ID token"),
            responsible: Responsible::You,
            hint: Some(match sends_access_token {
                true => {
                    hint!(
                        "omit ",
                        SEND,
                        ", so that the ID token is sent, or ask the provider's administrator to add the server's client ID to `aud`"
                    )
                }
                false => hint!("set ", TOKEN, " to the ID token of the login, not to its access token"),
            }),
        })
    }

    /// Whether the server reads policy names from a claim, as far as that is known.
    fn reads_policy_claim(&self) -> bool {
        let is_refused_for_it = self.refusal.is_some_and(|refusal| refusal.message.to_lowercase().contains(CLAIM_MISSING));
        self.notices.contains(&Notice::NoPolicyClaim) || is_refused_for_it
    }

    /// Checks that the policy claim, as the server names it, is text or a list of texts.
    fn policy_type(&self) -> Option<Defect> {
        let name = self.wanted_claim();
        let error = self.claims.document().strings(&name).err()?;
        self.reads_policy_claim().then(|| Defect {
            text: format!("the claim {error}: the storage server cannot read policy names from it"),
            responsible: Responsible::ProviderAdministrator,
            hint: Some(hint!({ ProviderAdministrator }, (format!(" to make `{name}` a string or a list of policy names in the ID token")))),
        })
    }

    /// Checks that the token has the claim in which the server looks for policy names.
    fn policy_claim(&self) -> Option<Defect> {
        let name = self.wanted_claim();
        if self.claims.has(&name) || !self.reads_policy_claim() {
            return None;
        }
        let text = match name.as_str() {
            "policy" => Notice::NoPolicyClaim.to_string(),
            name => format!("the ID token has no claim `{name}`, from which the storage server reads policy names"),
        };
        let similar = similar_names(&self.claims.names(), &name);
        let text = if similar.is_empty() { text } else { format!("{text}; it has `{}`", similar.join("`, `")) };
        Some(Defect { text, responsible: Responsible::ProviderAdministrator, hint: None })
    }

    /// Returns the claim that the server looked for, by its refusal; MinIO's default without one.
    fn wanted_claim(&self) -> String {
        let message = self.refusal.map(|refusal| refusal.message.as_str()).unwrap_or_default();
        let end = message.to_lowercase().find(CLAIM_MISSING);
        end.and_then(|end| message.get(..end)).map_or_else(|| "policy".to_owned(), printable)
    }

    fn audience(&self) -> Option<Defect> {
        self.claims.list("aud").is_empty().then(|| Defect {
            text: "the token has no audience (`aud`), in which the storage server looks for its client ID".to_owned(),
            responsible: Responsible::ProviderAdministrator,
            hint: Some(hint!({ ProviderAdministrator }, " for an audience mapper that adds the storage server's client ID")),
        })
    }

    fn subject(&self) -> Option<Defect> {
        self.claims.text("sub").is_none().then(|| Defect {
            text: "the token has no subject (`sub`)".to_owned(),
            responsible: Responsible::ProviderAdministrator,
            hint: Some(hint!({ ProviderAdministrator }, " to send a subject (`sub`) in the ID token")),
        })
    }
}

/// Returns the names that differ from `wanted` little: in case, by a few letters, or by a prefix or namespace.
fn similar_names(names: &[String], wanted: &str) -> Vec<String> {
    let wanted = wanted.to_lowercase();
    let is_similar = |name: &&String| {
        let name = name.to_lowercase();
        let last_part = name.rsplit(['/', ':', '.', '_', '-']).next().unwrap_or_default();
        last_part == wanted || strsim::jaro_winkler(&name, &wanted) >= SIMILAR
    };
    names.iter().filter(is_similar).map(|name| printable(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::similar_names;

    #[test]
    fn claims_with_similar_names_are_found() {
        let names = ["Policy", "policies", "https://example.org/policy", "minio_policy", "groups", "sub"].map(str::to_owned);
        assert_eq!(similar_names(&names, "policy"), names[..4]);
        assert_eq!(similar_names(&names, "roles"), Vec::<String>::new());
    }
}
