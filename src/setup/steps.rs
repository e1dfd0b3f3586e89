//! The steps: what to do at the provider, at the storage server, and as a user.

use super::check::check;
use super::known_values::KnownValues;
use super::provider::ProviderGuide;
use super::server::ServerGuide;
use super::settings::{self, ProfileSettings};
use super::template::fill;
use super::values::{Values, missing, unused};
use crate::deliver;
use crate::request::{Dialect, OptionSpec, SetupError};

/// The steps of a setup.
pub(crate) struct Steps {
    /// The names of provider and storage server.
    pub(crate) title: String,
    /// Whether they were tried, or their source.
    pub(crate) status: String,
    pub(crate) sections: Vec<StepGroup>,
    /// The documentation and reports that the steps are from.
    pub(crate) sources: Vec<(&'static str, &'static str)>,
    /// The options whose values are placeholders.
    pub(crate) missing: Vec<&'static OptionSpec>,
    /// The options whose values the steps do not use, with the reason.
    pub(crate) unused: Vec<(&'static OptionSpec, &'static str)>,
}

/// A part of the steps.
pub(crate) struct StepGroup {
    pub(crate) heading: String,
    /// Markdown: numbered steps and fenced code.
    pub(crate) text: String,
}

/// Returns the steps for `provider`.
///
/// # Errors
/// [`SetupError`] if there are no safe or working steps for this combination.
pub(crate) fn steps(provider: &ProviderGuide, known: &KnownValues) -> Result<Steps, SetupError> {
    check(provider, known)?;
    let mut values = Values::new(provider, known);
    let settings = settings::of(provider, known, &values);
    let mut sections = sections(provider, known, &settings, &mut values);
    if provider.jobs.is_none() {
        let text = steps_of_users(known, &settings, known.profile_name(provider));
        sections.push(StepGroup { heading: "For the users".to_owned(), text });
    }
    let server = server(known, provider);
    let untried = [(provider.is_tried, provider.product), (server.is_tried, server.product)];
    let untried: Vec<&str> = untried.into_iter().filter(|(is_tried, _)| !is_tried).map(|(_, product)| product).collect();
    let status = match untried.as_slice() {
        [] => "These steps were tried.".to_owned(),
        products => format!("Not tried: from the documentation of {}.", products.join(" and ")),
    };
    let all = sections.iter().map(|section| section.text.as_str()).collect::<String>();
    Ok(Steps {
        title: format!("{} ({}) and {}", provider.product, provider.users, server.product),
        status,
        sources: [provider.sources, server.sources].concat(),
        missing: missing(provider, known, &all),
        unused: unused(provider, known, &all),
        sections,
    })
}

/// Returns the steps of administrators, in order: jobs need the role at first.
pub(super) fn sections(provider: &ProviderGuide, known: &KnownValues, settings: &ProfileSettings, values: &mut Values) -> Vec<StepGroup> {
    values.set("profile", settings::profile(settings));
    let server = server(known, provider);
    let mut at_server = fill(server.template, values);
    if known.uses_role(provider) && known.server() == Dialect::Minio {
        at_server.push_str(&fill(include_str!("servers/minio-role.md"), values));
    }
    let at_server = StepGroup { heading: format!("At {}", server.product), text: at_server };
    let text = fill(provider.template, values);
    match &provider.jobs {
        Some(jobs) => vec![at_server, StepGroup { heading: jobs.heading.to_owned(), text }],
        None => vec![StepGroup { heading: format!("At {}", provider.product), text }, at_server],
    }
}

pub(super) fn server(known: &KnownValues, provider: &ProviderGuide) -> ServerGuide {
    ServerGuide::of(known.server(), provider, known.uses_role(provider))
}

/// Returns the steps of users: the login, which saves the profile if there is none, and what to do if it fails.
fn steps_of_users(known: &KnownValues, settings: &ProfileSettings, profile: &str) -> String {
    let name = deliver::word(profile);
    let mut steps = Vec::new();
    if known.profile.is_some() {
        let parts = [("Change this in", settings::changed(settings, known)), ("Add this to", settings::lacking(settings, known))];
        let parts = parts.into_iter().filter(|(_, settings)| !settings.is_empty());
        steps.extend(
            parts.map(|(action, settings)| format!("{action} the profile {name}:\n\n```toml\n{}\n```\n", settings::lines(&settings))),
        );
        steps.push(format!("Log in:\n\n```sh\nsts-cli login {name}\n```\n"));
    } else {
        steps.push(format!("Log in, and save the profile:\n\n```sh\n{}\n```\n", settings::login_command(settings, profile)));
    }
    steps.push(format!("If this fails, find out why, and who can fix it:\n\n```sh\nsts-cli doctor {name}\n```\n"));
    let numbered = steps.iter().enumerate().map(|(index, step)| format!("{}. {step}", index + 1));
    numbered.collect::<Vec<_>>().join("\n")
}
