//! One file a profile, and `config.toml` beside them: what stands in them, which of them count, and what must not be there.

use super::option::{Kind, Opt};
use super::options::{CACHE_KIND, POLICY, TOKEN};
use super::settings::{Value, Values, of_profile};
use super::{identities, rows};
use crate::request::{ConfigError, Line, Origin};
use crate::sys::{Deps, Directories, shown};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use url::Url;

/// More than anyone writes by hand.
const MOST_BYTES: u64 = 64 * 1024;
/// More ancestors than anyone can follow.
const MOST_ANCESTORS: usize = 16;

/// In place of a profile's name: none counts, not even the default one.
pub(super) const NO_PROFILE: &str = "none";

/// What one file says.
pub(super) struct Layer {
    pub(super) values: Values,
    identity: Option<(String, Origin)>,
    pub(super) extends: Option<(String, Origin)>,
}

/// A profile with everything it is made of, nearest file first.
pub(super) struct Profile {
    pub(super) name: String,
    /// The profiles that it extends, one after the other, and where that is said.
    pub(super) extends: Vec<(String, Origin)>,
    layers: Vec<Layer>,
}

impl Profile {
    /// Reads the profile `name`, which stands at `origin`: the user's file, the administrator's of the same name, then those it extends.
    ///
    /// # Errors
    /// No such profile, a name that is none, a file that cannot be read or understood, a profile that extends itself.
    pub(super) fn read(name: &str, origin: Option<Origin>, deps: &Deps) -> Result<Self, ConfigError> {
        let (mut layers, mut extends) = (Vec::new(), Vec::new());
        let mut seen: Vec<String> = Vec::new();
        let mut next = Some((name.to_owned(), origin));
        while let Some((name, origin)) = next {
            if seen.contains(&name) || seen.len() == MOST_ANCESTORS {
                return Err(ConfigError::ExtendsItself { name, chain: seen.join(" → ") });
            }
            let first = layers.len();
            for path in check_there(&name, origin, deps)? {
                layers.push(layer(&path, deps)?);
            }
            let base = layers[first..].iter().find_map(|layer: &Layer| layer.extends.clone());
            extends.extend(base.clone());
            next = base.map(|(name, origin)| (name, Some(origin)));
            seen.push(name);
        }
        Ok(Self { name: name.to_owned(), extends, layers })
    }

    /// What its files say, nearest file first.
    pub(super) fn values(self) -> impl Iterator<Item = Values> {
        self.layers.into_iter().map(|layer| layer.values)
    }

    /// Who logs in with it, and where that is said.
    pub(super) fn identity(&self) -> Option<&(String, Origin)> {
        self.layers.iter().find_map(|layer| layer.identity.as_ref())
    }
}

/// Whether `name` can name a profile: it must not lead out of the folder, nor look like a flag.
pub(super) fn is_name(name: &str) -> bool {
    let fits = (1..=64).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || "_.@-".contains(c));
    fits && !name.starts_with(['.', '-']) && name != NO_PROFILE
}

/// Refuses what cannot name a profile, and says where it stands.
pub(super) fn check_name(name: &str, origin: Option<&Origin>) -> Result<(), ConfigError> {
    if is_name(name) { Ok(()) } else { Err(ConfigError::NotAName { name: shown_name(name), origin: origin.cloned() }) }
}

/// What was given as a name, fit to be shown: it may be an address.
pub(super) fn shown_name(name: &str) -> String {
    if is_name(name) { name.to_owned() } else { shown_address(name) }
}

/// What was given as an address, without what may be secret in it.
pub(super) fn shown_address(text: &str) -> String {
    match Url::parse(text) {
        _ if !text.contains(['@', '?', '#']) => text.to_owned(),
        Ok(url) if url.has_host() => shown(text),
        _ => "…".to_owned(),
    }
}

/// The path of the user's file of the profile `name`.
pub(super) fn own_file(name: &str, deps: &Deps) -> Option<PathBuf> {
    deps.directories.config().map(|folder| folder.join("profiles").join(format!("{name}.toml")))
}

/// The files of the profile `name`, which stands at `origin`, as far as they are there: the user's, then the administrator's.
///
/// # Errors
/// A name that is none, or a folder that cannot be looked into.
pub(super) fn files(name: &str, origin: Option<&Origin>, deps: &Deps) -> Result<Vec<PathBuf>, ConfigError> {
    check_name(name, origin)?;
    let mut files = Vec::new();
    for folder in folders(&deps.directories) {
        let path = folder.join(format!("{name}.toml"));
        files.extend(unless_absent(path.symlink_metadata(), &folder)?.map(|_| path));
    }
    Ok(files)
}

/// The same, of which there must be one.
///
/// # Errors
/// As [`files`], or no such profile.
pub(super) fn check_there(name: &str, origin: Option<Origin>, deps: &Deps) -> Result<Vec<PathBuf>, ConfigError> {
    let found = files(name, origin.as_ref(), deps)?;
    if found.is_empty() { Err(unknown(name, origin, deps)) } else { Ok(found) }
}

/// What was found in `folder`. Only what is not there does not count: a folder that cannot be looked into may hold what must.
fn unless_absent<T>(found: std::io::Result<T>, folder: &Path) -> Result<Option<T>, ConfigError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ConfigError::UnreadableFolder { path: folder.to_owned(), source }),
    }
}

fn folders(directories: &Directories) -> Vec<PathBuf> {
    [directories.config(), directories.system_config()].into_iter().flatten().map(|folder| folder.join("profiles")).collect()
}

/// The names of all profiles, sorted, each once.
///
/// # Errors
/// A folder that cannot be looked into.
pub(super) fn names(directories: &Directories) -> Result<Vec<String>, ConfigError> {
    let mut names = Vec::new();
    for folder in folders(directories) {
        let entries = unless_absent(std::fs::read_dir(&folder), &folder)?;
        let files = entries.into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok());
        names.extend(files.filter_map(|file| file.strip_suffix(".toml").map(str::to_owned)).filter(|name| is_name(name)));
    }
    names.sort();
    names.dedup();
    Ok(names)
}

/// The profile that counts where none is named, if there is one.
///
/// # Errors
/// A `config.toml` that cannot be read or understood.
pub(super) fn default_name(deps: &Deps) -> Result<Option<String>, ConfigError> {
    Ok(config(deps)?.default.map(|(name, _)| name))
}

/// The places where other profiles say that they extend `name`; what cannot be understood says nothing.
///
/// # Errors
/// A folder that cannot be looked into.
pub(super) fn extended_at(name: &str, deps: &Deps) -> Result<Vec<Origin>, ConfigError> {
    let mut places = Vec::new();
    for other in names(&deps.directories)? {
        let layers = files(&other, None, deps)?.into_iter().filter_map(|path| layer(&path, deps).ok());
        places.extend(layers.filter_map(|layer| layer.extends).filter(|(base, _)| base == name).map(|(_, origin)| origin));
    }
    Ok(places)
}

/// What is not a profile's.
#[derive(Default)]
pub(super) struct Config {
    pub(super) default: Option<(String, Origin)>,
    cache: Option<(String, Origin)>,
}

impl Config {
    /// What stands behind every profile.
    pub(super) fn values(self) -> Values {
        let cache = self.cache.map(|(kind, origin)| (&CACHE_KIND, Value { raw: vec![kind.into()], origin }));
        cache.into_iter().collect()
    }
}

/// Reads `config.toml`: the user's over the administrator's.
///
/// # Errors
/// As [`default_name`].
pub(super) fn config(deps: &Deps) -> Result<Config, ConfigError> {
    let mut config = Config::default();
    for folder in [deps.directories.config(), deps.directories.system_config()].into_iter().flatten() {
        let path = folder.join("config.toml");
        let Some(text) = text_of(&path)? else { continue };
        for (key, value) in &parse(&text, &path)? {
            let name = key.get_ref().as_ref();
            let placed = single(value).map(|said| (said, origin_of(key, &text, &path)));
            let said = || placed.ok_or_else(|| bad_type(key, &text, &path, "text"));
            match name {
                "default" => config.default = config.default.or(Some(said()?)),
                "cache" => config.cache = config.cache.or(Some(said()?)),
                other => {
                    let (line, nearest) = (line_of(&text, key.span().start), nearest(other, &["default".to_owned(), "cache".to_owned()]));
                    return Err(ConfigError::NotOfConfig { path: path.clone(), line, key: other.to_owned(), nearest });
                }
            }
        }
    }
    Ok(config)
}

/// What the file at `path` says.
///
/// # Errors
/// It cannot be read or understood.
pub(super) fn layer(path: &Path, deps: &Deps) -> Result<Layer, ConfigError> {
    let text =
        text_of(path)?.ok_or_else(|| ConfigError::Unreadable { path: path.to_owned(), source: std::io::ErrorKind::NotFound.into() })?;
    let mut layer = Layer { values: Vec::new(), identity: None, extends: None };
    for (key, value) in &parse(&text, path)? {
        let name = key.get_ref().as_ref();
        if matches!(name, "identity" | "extends") {
            let said = single(value).ok_or_else(|| bad_type(key, &text, path, "text"))?;
            let known: Vec<String> = identities::names().map(str::to_owned).collect();
            if name == "identity" && !known.contains(&said) {
                let line = line_of(&text, value.span().start);
                return Err(ConfigError::UnknownIdentity { path: path.to_owned(), line, nearest: nearest(&said, &known), name: said });
            }
            *if name == "identity" { &mut layer.identity } else { &mut layer.extends } = Some((said, origin_of(key, &text, path)));
            continue;
        }
        let Some(option) = identities::profile_options().find(|option| option.is_key(name)) else {
            return Err(unknown_key(name, line_of(&text, key.span().start), path));
        };
        let raw = raw(option, value).ok_or_else(|| bad_type(key, &text, path, wanted(option)))?;
        let folder = path.parent().unwrap_or(path);
        let of_kind = |text: String| match option.kind {
            Kind::Path if !text.is_empty() => of_profile(&text, folder, &deps.environment).into_os_string(),
            _ => with_path(option, &text, |path| of_profile(path, folder, &deps.environment)).into(),
        };
        let origin = origin_of(key, &text, path);
        layer.values.push((option, Value { raw: raw.into_iter().map(of_kind).collect(), origin }));
    }
    Ok(layer)
}

/// `text` with the path that it holds, if `option` takes texts that hold one, made to what `of` says of it.
pub(super) fn with_path(option: &Opt, text: &str, of: impl Fn(&str) -> PathBuf) -> String {
    const FILE: &str = "file:";
    let place = |path: &str| of(path).to_string_lossy().into_owned();
    let path = text.trim().strip_prefix(FILE).map(str::trim).filter(|path| !path.is_empty());
    match path {
        Some(path) if option.name == TOKEN.name => format!("{FILE}{}", place(path)),
        _ if option.name == POLICY.name && !matches!(text, "" | "-") && !text.trim_start().starts_with('{') => place(text),
        _ => text.to_owned(),
    }
}

/// The values under a key, as the flag would take them.
fn raw(option: &Opt, value: &Spanned<DeValue<'_>>) -> Option<Vec<String>> {
    let divided = |text: String, divider: char| text.split(divider).map(str::to_owned).collect::<Vec<_>>();
    match (option.kind, value.get_ref()) {
        (Kind::Switch, DeValue::Boolean(on)) => Some(vec![on.to_string()]),
        (Kind::Switch, _) => None,
        (Kind::List(divider), DeValue::Array(entries)) => {
            let texts: Option<Vec<String>> = entries.iter().map(single).collect();
            texts.map(|texts| texts.into_iter().flat_map(|text| divided(text, divider)).collect())
        }
        (Kind::List(_), DeValue::Table(entries)) => {
            entries.iter().map(|(key, value)| Some(format!("{}={}", key.get_ref(), single(value)?))).collect()
        }
        (Kind::List(divider), _) => single(value).map(|text| divided(text, divider)),
        _ => single(value).map(|text| vec![text]),
    }
}

fn wanted(option: &Opt) -> &'static str {
    match option.kind {
        Kind::Switch => "true or false",
        Kind::List(_) => "a list of texts",
        _ => "text",
    }
}

/// A text, or a number as text.
fn single(value: &Spanned<DeValue<'_>>) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        _ => None,
    }
}

fn parse<'a>(text: &'a str, path: &Path) -> Result<DeTable<'a>, ConfigError> {
    DeTable::parse(text).map(Spanned::into_inner).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        ConfigError::NotToml { path: path.to_owned(), line, problem: error.message().to_owned() }
    })
}

/// The text of a file, `None` where there is no such file.
fn text_of(path: &Path) -> Result<Option<String>, ConfigError> {
    use std::io::Read as _;
    let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
    if path.metadata().is_ok_and(|found| !found.is_file()) {
        return Err(unreadable(std::io::Error::other("it is no file"))); // a pipe would be waited for
    }
    let file = match std::fs::File::open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && path.symlink_metadata().is_err() => return Ok(None),
        opened => opened.map_err(unreadable)?,
    };
    let mut text = String::new();
    file.take(MOST_BYTES + 1).read_to_string(&mut text).map_err(unreadable)?;
    if text.len() as u64 > MOST_BYTES { Err(ConfigError::TooLarge(path.to_owned())) } else { Ok(Some(text)) }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

fn origin_of(key: &Spanned<Cow<'_, str>>, text: &str, path: &Path) -> Origin {
    Origin::File(Box::new(Line { path: path.to_owned(), number: line_of(text, key.span().start), key: key.get_ref().to_string() }))
}

fn bad_type(key: &Spanned<Cow<'_, str>>, text: &str, path: &Path, wanted: &'static str) -> ConfigError {
    ConfigError::BadType { path: path.to_owned(), line: line_of(text, key.span().start), key: key.get_ref().to_string(), wanted }
}

/// A key that no profile has, though there may be a flag of that name.
fn unknown_key(name: &str, line: usize, path: &Path) -> ConfigError {
    let (path, key) = (path.to_owned(), name.to_owned());
    if let Some(option) = rows::options_of_a_call().find(|option| option.is_key(name)) {
        return ConfigError::OfOneCall { path, line, key, flag: option.flag() };
    }
    let known = identities::profile_options().map(Opt::key_name).chain(["identity".to_owned(), "extends".to_owned()]);
    ConfigError::UnknownKey { path, line, key, nearest: nearest(name, &known.collect::<Vec<_>>()) }
}

/// There is no profile `name`, which stands at `origin`.
pub(super) fn unknown(name: &str, origin: Option<Origin>, deps: &Deps) -> ConfigError {
    let known = match names(&deps.directories) {
        Ok(known) => known,
        Err(error) => return error,
    };
    ConfigError::NoProfile { name: name.to_owned(), origin, nearest: nearest(name, &known), known }
}

/// The known name that `name` may have been meant for.
pub(super) fn nearest(name: &str, known: &[String]) -> Option<String> {
    let near = known.iter().map(|known| (strsim::jaro_winkler(name, known), known));
    near.filter(|(likeness, _)| *likeness > 0.8).max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, name)| name.clone())
}
