//! A test: the steps on the pages of the documentation are those of the templates, with examples as values. `SNAPSHOTS=overwrite` rewrites
//! them.

use super::known_values::KnownValues;
use super::provider::{PROVIDERS, ProviderGuide, Sources};
use super::settings;
use super::steps::{sections, server};
use super::values::Values;
use crate::request::settings::Settings;
use crate::request::{Dialect, Endpoint, Issuer, RedirectUri};
use std::path::Path;

/// A part of a page that is made from templates.
struct PagePart {
    page: &'static str,
    provider: &'static str,
    /// The server type, if the part has only the steps at the storage server.
    server: Option<Dialect>,
    /// The marks of headings.
    level: &'static str,
    issuer: &'static str,
    client_id: &'static str,
    claim: &'static str,
    subject: &'static str,
}

const PART: PagePart = PagePart { page: "", provider: "", server: None, level: "##", issuer: "", client_id: "", claim: "", subject: "" };
/// The steps at a storage server with Keycloak as provider.
const AT_SERVER: PagePart = PagePart { provider: "keycloak", issuer: "https://id.example/realms/prod", ..PART };

const PARTS: [PagePart; 18] = [
    PagePart { page: "providers/keycloak", provider: "keycloak", issuer: "https://id.example/realms/prod", ..PART },
    PagePart { page: "providers/dex", provider: "dex", issuer: "https://dex.example", ..PART },
    PagePart {
        page: "providers/okta",
        provider: "okta",
        issuer: "https://company.okta.com/oauth2/default",
        client_id: "0oa1example",
        ..PART
    },
    PagePart {
        page: "providers/entra",
        provider: "entra",
        issuer: "https://login.microsoftonline.com/66666666-7777-8888-9999-000000000000/v2.0",
        client_id: "11111111-2222-3333-4444-555555555555",
        ..PART
    },
    PagePart {
        page: "providers/auth0",
        provider: "auth0",
        issuer: "https://company.eu.auth0.com/",
        client_id: "q0PZWexample",
        claim: "https://minio.example/policy",
        ..PART
    },
    PagePart { page: "providers/google", provider: "google", client_id: "1234-example.apps.googleusercontent.com", ..PART },
    PagePart {
        page: "providers/authentik",
        provider: "authentik",
        issuer: "https://auth.example/application/o/minio/",
        client_id: "AbCdExample",
        ..PART
    },
    PagePart { page: "providers/authelia", provider: "authelia", issuer: "https://auth.example", ..PART },
    PagePart {
        page: "providers/zitadel",
        provider: "zitadel",
        issuer: "https://company.zitadel.cloud",
        client_id: "227791example",
        ..PART
    },
    PagePart { page: "providers/gitlab", provider: "gitlab-login", client_id: "0123456789abcdef", level: "###", ..PART },
    PagePart { page: "providers/gitlab", provider: "gitlab", subject: "project_path:company/project:*", level: "###", ..PART },
    PagePart { page: "providers/github", provider: "github", subject: "repo:company/project:*", ..PART },
    PagePart {
        page: "providers/kubernetes",
        provider: "kubernetes",
        issuer: "https://issuer.cluster.example",
        subject: "system:serviceaccount:analytics:reports",
        ..PART
    },
    PagePart { page: "servers/minio", server: Some(Dialect::Minio), ..AT_SERVER },
    PagePart { page: "servers/aws", server: Some(Dialect::Aws), ..AT_SERVER },
    PagePart { page: "servers/ceph", server: Some(Dialect::Ceph), ..AT_SERVER },
    PagePart { page: "servers/seaweedfs", server: Some(Dialect::SeaweedFs), ..AT_SERVER },
    PagePart { page: "servers/rustfs", server: Some(Dialect::RustFs), ..AT_SERVER },
];

/// The values of the examples.
fn known(part: &PagePart) -> KnownValues {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let (endpoint, role_arn) = match part.server {
        Some(Dialect::Aws) => ("https://sts.eu-west-1.amazonaws.com", "arn:aws:iam::123456789012:role/reader"),
        Some(Dialect::Ceph) => ("https://ceph.example", ""),
        _ => ("https://minio.example:9000", ""),
    };
    KnownValues {
        profile: None,
        file: Settings::default(),
        effective: Settings::default(),
        dialect: part.server,
        endpoint: Some(Endpoint::new(endpoint, false).unwrap()),
        issuer: text(part.issuer).map(|issuer| Issuer::new(&issuer, false).unwrap()),
        client_id: text(part.client_id),
        role_arn: text(role_arn),
        claim: text(part.claim),
        subject: text(part.subject),
        audience: None,
        user: text("alice"),
        scopes: Vec::new(),
        redirect: RedirectUri::with_ports(Vec::new()),
    }
}

/// Returns the Markdown of a part.
fn markdown(part: &PagePart) -> String {
    let (provider, known) = (ProviderGuide::find(part.provider).unwrap(), known(part));
    let mut values = Values::new(provider, &known);
    let settings = settings::of(provider, &known, &values);
    let sections = sections(provider, &known, &settings, &mut values);
    if part.server.is_some() {
        return sections.last().unwrap().text.clone() + &sources(server(&known, provider).sources);
    }
    let mut parts: Vec<String> = sections.iter().map(|section| format!("{} {}\n\n{}", part.level, section.heading, section.text)).collect();
    if provider.jobs.is_none() {
        let profile = values.get("profile").unwrap();
        parts.push(format!("{} For the users\n\n```toml\n# /etc/sts-cli/profiles/prod.toml\n{profile}\n```\n", part.level));
    }
    parts.join("\n") + &sources(provider.sources)
}

/// Returns the paragraph with the sources of steps.
fn sources(sources: Sources) -> String {
    let links: Vec<String> = sources.iter().map(|(title, address)| format!("[{title}]({address})")).collect();
    let label = if links.len() == 1 { "Source" } else { "Sources" };
    format!("\n{label}: {}.\n", links.join(",\n"))
}

/// Returns the page with the parts from the templates in it.
fn page_with_parts(name: &str, text: &str) -> String {
    PARTS.iter().filter(|part| part.page == name).fold(text.to_owned(), |text, part| {
        let start = format!("<!-- steps of `setup {}`, from the folder `src/setup`; a test rewrites them -->\n", part.provider);
        let end = "<!-- end of the steps -->\n";
        let (before, rest) = text.split_once(&start).unwrap_or_else(|| panic!("{name} has no line {start}"));
        let (_, after) = rest.split_once(end).unwrap_or_else(|| panic!("{name} has no line {end}"));
        format!("{before}{start}\n{}\n{end}{after}", markdown(part))
    })
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a switch of this test, which rewrites pages of this repository")]
fn the_steps_on_pages_are_those_of_the_templates() {
    let overwrites = std::env::var_os("SNAPSHOTS").is_some_and(|action| action == "overwrite");
    for part in &PARTS {
        let path = Path::new("docs").join(part.page).with_extension("md");
        let there = std::fs::read_to_string(&path).unwrap();
        let expected = page_with_parts(part.page, &there);
        if overwrites {
            std::fs::write(&path, &expected).unwrap();
        } else {
            assert!(there == expected, "{} differs from its templates: SNAPSHOTS=overwrite cargo test --lib setup", path.display());
        }
    }
}

#[test]
fn the_steps_of_each_provider_and_server_have_sources() {
    for provider in &PROVIDERS {
        assert!(!provider.sources.is_empty(), "{}", provider.name);
    }
    for part in PARTS.iter().filter(|part| part.server.is_some()) {
        assert!(markdown(part).contains("Source"), "{}", part.page);
    }
}

#[test]
fn each_provider_is_on_a_page_and_each_token_has_a_value() {
    for provider in &PROVIDERS {
        assert!(PARTS.iter().any(|part| part.provider == provider.name && part.server.is_none()), "{}", provider.name);
    }
    for part in &PARTS {
        let text = markdown(part);
        let rests = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        let tokens: Vec<&str> = rests.map(|(token, _)| token).filter(|token| is_token(token)).collect();
        assert!(tokens.is_empty(), "{}: {tokens:?}", part.page);
        assert!(!text.contains('<'), "{}: {text}", part.page);
    }
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}
