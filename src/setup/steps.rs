//! The steps: what to do at the provider, at the storage server, and as a user.

use super::known_values::KnownValues;
use super::provider::ProviderGuide;
use super::settings::{self, ProfileSettings};
use super::template::fill;
use super::values::{Values, missing};
use crate::deliver;
use crate::request::{Dialect, OptionSpec};

/// The steps of a setup.
pub(crate) struct Steps {
    /// The names of provider and storage server.
    pub(crate) title: String,
    /// Whether they were tried, or their source.
    pub(crate) status: String,
    pub(crate) sections: Vec<StepGroup>,
    /// The options whose values are placeholders.
    pub(crate) missing: Vec<&'static OptionSpec>,
}

/// A part of the steps.
pub(crate) struct StepGroup {
    pub(crate) heading: String,
    /// Markdown: numbered steps and fenced code.
    pub(crate) text: String,
}

/// The names and templates of a storage server.
struct ServerGuide {
    product: &'static str,
    is_tried: bool,
    template: &'static str,
}

/// Returns the steps for `provider`.
pub(crate) fn steps(provider: &ProviderGuide, known: &KnownValues) -> Steps {
    let mut values = Values::new(provider, known);
    let settings = settings::of(provider, known, &values);
    let mut sections = sections(provider, known, &settings, &mut values);
    if provider.jobs.is_none() {
        let text = steps_of_users(known, &settings, known.profile_name(provider));
        sections.push(StepGroup { heading: "For the users".to_owned(), text });
    }
    let server = server(known, provider);
    let status = match (provider.is_tried && server.is_tried, provider.is_tried) {
        (true, _) => "These steps were tried.".to_owned(),
        (false, true) => format!("Not tried: from the documentation of {}.", server.product),
        (false, false) => format!("Not tried: from the documentation of {}.", provider.product),
    };
    let all = sections.iter().map(|section| section.text.as_str()).collect::<String>();
    Steps {
        title: format!("{} ({}) and {}", provider.product, provider.users, server.product),
        status,
        missing: missing(provider, known, &all),
        sections,
    }
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

fn server(known: &KnownValues, provider: &ProviderGuide) -> ServerGuide {
    let (is_tried, template) = match known.server() {
        Dialect::Minio if provider.jobs.is_some() => (true, include_str!("servers/minio-jobs.md")),
        Dialect::Minio => (true, include_str!("servers/minio.md")),
        Dialect::Aws => (false, include_str!("servers/aws.md")),
        Dialect::Ceph => (false, include_str!("servers/ceph.md")),
        Dialect::SeaweedFs => (true, include_str!("servers/seaweedfs.md")),
        Dialect::RustFs => (false, include_str!("servers/rustfs.md")),
        Dialect::Generic => (false, include_str!("servers/generic.md")),
    };
    ServerGuide {
        product: if known.server() == Dialect::Generic { "the storage server" } else { known.server().product() },
        is_tried,
        template,
    }
}

/// Returns the steps of users: the login, which saves the profile if there is none, and what to do if it fails.
fn steps_of_users(known: &KnownValues, settings: &ProfileSettings, profile: &str) -> String {
    let name = deliver::word(profile);
    let lacking: ProfileSettings = settings.iter().filter(|(option, _)| !known.stored.contains(option)).cloned().collect();
    let log_in = match &known.profile {
        None => format!("1. Log in, and save the profile:\n\n```sh\n{}\n```\n", settings::login_command(settings, profile)),
        Some(_) if lacking.is_empty() => format!("1. Log in:\n\n```sh\nsts-cli login {name}\n```\n"),
        Some(_) => format!(
            "1. Add this to the profile {name}, and log in:\n\n```toml\n{}\n```\n\n```sh\nsts-cli login {name}\n```\n",
            settings::lines(&lacking)
        ),
    };
    format!("{log_in}\n2. If this fails, find out why, and who can fix it:\n\n```sh\nsts-cli doctor {name}\n```\n")
}
